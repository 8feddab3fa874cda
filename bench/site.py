"""An installation of several processes: two web servers, two workers and beat behind PgBouncer, beside a replica.

The primary and Redis are those of DATABASE_URL and REDIS_URL; `.ci/external-services` starts Debian's.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import psycopg2

from tests.ports import free_port

PROJECT = Path(__file__).resolve().parent.parent
POOL = 8
"""Connections that PgBouncer opens for each role."""
PATIENCE = 120
_QUIET = {f"RATE_LIMIT_{who}": "100000000" for who in ("ANONYMOUS", "USER", "ADMIN", "TENANT")}


class Site:
    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="senangkira-rehearsal-"))
        self.directory.chmod(0o755)
        self.owner_url = os.environ["DATABASE_URL"]
        self.environment = dict(os.environ) | _QUIET | {
            "DATA_DIR": str(self.directory / "data"), "SECRET_KEY": secrets.token_urlsafe(50), "LOG_LEVEL": "ERROR",
            "ACCESS_TOKEN_MINUTES": "240", "ALERT_EMAILS": "ops@rehearsal.example", "REPORTS_PATIENCE": "0.5",
            "OUTBOUND_ALLOWED_HOSTS": "", "WEB_THREADS": "8", "DEMO": "0",
        }  # fmt: skip
        self.succeeded = False
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self.ports = [free_port(), free_port()]
        self.pool_port, self.replica_port = free_port(), free_port()
        self._postgres = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}

    def manage(self, *arguments: str, may_differ: bool = False, **environment: str) -> str:
        """What a command of `manage.py` wrote, run as the owner and past the pool, as a deployment runs `migrate`."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT, env=self.environment | environment, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        if done.returncode and not may_differ:
            raise SystemExit(f"manage.py {arguments[0]}: {done.stderr or done.stdout}")
        return done.stdout

    def prepare(self) -> None:
        """Lay the schema and learn the addresses of the roles."""
        self.manage("migrate", "-v0")
        shown = "from config.addresses import database_urls as u; print(u()['app'], u()['ops'])"
        self.app_url, self.ops_url = self.manage("shell", "-v0", "-c", shown).split()[-2:]
        serving = {
            "DATABASE_APP_URL": _moved(self.app_url, self.pool_port),
            "DATABASE_OPS_URL": _moved(self.ops_url, self.pool_port),
            "DATABASE_BACKUP_URL": self.ops_url, "REPORTS_DATABASE_URL": _moved(self.app_url, self.replica_port),
            "PGBOUNCER": "1",
        }  # fmt: skip
        # What serves does not know the owner.
        self.serving = {k: v for k, v in self.environment.items() if k != "DATABASE_URL"} | serving

    def start_pool(self) -> None:
        primary, home = urlsplit(self.owner_url), self._home("pool")
        users = "".join(
            f'"{u.username}" "{unquote(u.password or "")}"\n' for u in map(urlsplit, (self.app_url, self.ops_url))
        )
        (home / "users").write_text(users)
        (home / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={primary.hostname} port={primary.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            f"listen_port = {self.pool_port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {home}/users\n"
            f"pool_mode = transaction\ndefault_pool_size = {POOL}\nmax_client_conn = 1000\n"
            f"admin_users = {urlsplit(self.ops_url).username}\n"
        )
        self._spawn("pool", ["pgbouncer", "-q", str(home / "pgbouncer.ini")], as_postgres=True)
        self._await("PgBouncer", lambda: self.ask(_moved(self.app_url, self.pool_port), "SELECT 1") == [(1,)])

    def start_replica(self) -> None:
        owner, home = urlsplit(self.owner_url), self._home("replica")
        binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        address = ["-h", str(owner.hostname), "-p", str(owner.port), "-U", str(owner.username)]
        subprocess.run(
            [binaries / "pg_basebackup", *address, "-D", home / "data", "-R", "-X", "stream", "-c", "fast"],
            env=os.environ | {"PGPASSWORD": unquote(owner.password or "")}, check=True, cwd=home, **self._postgres,
        )  # fmt: skip
        options = ["-p", str(self.replica_port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        self._spawn("replica", [str(binaries / "postgres"), "-D", str(home / "data"), *options], as_postgres=True)
        recovering = [(True,)]
        url = _moved(self.app_url, self.replica_port)
        self._await("the replica", lambda: self.ask(url, "SELECT pg_is_in_recovery()") == recovering)

    def start_product(self) -> None:
        celery = [sys.executable, "-m", "celery", "--app=config"]
        for number in (1, 2):
            node = [f"--hostname=worker-{number}@rehearsal", "--concurrency=2", "--without-mingle", "--without-gossip"]
            self._spawn(f"worker-{number}", [*celery, "worker", *node])
        self._spawn("beat", [*celery, "beat", f"--schedule={self.directory / 'beat'}"])
        for number in (0, 1):
            self.start_web(number)

    def start_web(self, number: int) -> None:
        options = ["--interface", "asginl", "--host", "127.0.0.1", "--port", str(self.ports[number])]
        command = [str(Path(sys.executable).with_name("granian")), *options, "--workers-kill-timeout", "5"]
        self._spawn(f"web-{number}", [*command, "config.asgi:application"])
        self._await(f"web-{number}", lambda: httpx.get(f"{self.url(number)}/health/", timeout=5).text == "OK")

    def end(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        program = self.programs.pop(name)
        program.send_signal(how)
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()

    def close(self) -> None:
        for name in reversed(list(self.programs)):
            self.end(name, signal.SIGINT if name == "replica" else signal.SIGTERM)
        if not self.succeeded:
            print(f"The logs are kept in {self.directory}.", file=sys.stderr)
            return
        shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, number: int) -> str:
        return f"http://127.0.0.1:{self.ports[number]}"

    def ask(self, url: str, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(url, connect_timeout=2)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return list(cursor.fetchall()) if cursor.description else []

    def ask_ops(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Past the pool, under no tenant's fence."""
        return self.ask(self.ops_url, query, **values)

    def pooled(self, url: str) -> str:
        return _moved(url, self.pool_port)

    def replicated(self, url: str) -> str:
        return _moved(url, self.replica_port)

    def _home(self, name: str) -> Path:
        home = self.directory / name
        home.mkdir(exist_ok=True)
        if self._postgres:
            shutil.chown(home, "postgres", "postgres")
        return home

    def _spawn(self, name: str, command: list[str], *, as_postgres: bool = False) -> None:
        environment: Mapping[str, str] = os.environ if as_postgres else self.serving
        with (self.directory / f"{name}.log").open("ab") as output:
            self.programs[name] = subprocess.Popen(
                command, cwd="/" if as_postgres else PROJECT, env=environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, **(self._postgres if as_postgres else {}),
            )  # fmt: skip

    def _await(self, name: str, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if answers():
                    return
            except (psycopg2.OperationalError, httpx.HTTPError):
                pass
            if time.monotonic() > deadline:
                logs = "\n".join(path.read_text()[-2000:] for path in self.directory.glob("*.log"))
                raise SystemExit(f"No answer from {name}.\n{logs}")
            time.sleep(0.1)


def _moved(url: str, port: int) -> str:
    """The same role and database behind another port of this machine."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port}").geturl()
