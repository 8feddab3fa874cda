"""`manage.py up`: what `make run` starts, how it ends, and what survives which kill."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from apps.accounts.demo import DEMO_OWNER, DEMO_SUPERUSER
from config import addresses
from tests.ports import free_port

pytestmark = pytest.mark.xdist_group("up")

SECONDS_TO_START = 90
SECONDS_TO_RECOVER = 60
SECONDS_TO_END = 20


def until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.1)


class Product:
    """A `manage.py up` on a data directory and a port of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.output = data_dir / "up.txt"
        self.process: subprocess.Popen[bytes] | None = None
        servers = ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL", "REDIS_URL")
        self.environment = {key: value for key, value in os.environ.items() if key not in servers}
        self.environment |= {"DATA_DIR": str(data_dir), "PORT": str(self.port), "DEMO": "0"}

    def up(self, *arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *arguments],
                cwd=addresses.PROJECT,
                env=self.environment | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.process

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it, unless it runs, and wait until it says that it is ready."""
        if self.process is None or self.process.poll() is not None:
            process = self.up()
            until(lambda: self.told("Ready") or process.poll() is not None, SECONDS_TO_START, "ready")
            assert process.poll() is None, self.output.read_text()
        assert self.process is not None
        return self.process

    def told(self, text: str) -> bool:
        return text in self.output.read_text()

    def mailed(self, *texts: str) -> bool:
        """Whether one of the mails it wrote to files holds all of the texts."""
        return any(all(text in mail.read_text() for text in texts) for mail in (self.data_dir / "mail").glob("*.log"))

    def manage(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *arguments]
        environment = self.environment | environment
        return subprocess.run(
            command, cwd=addresses.PROJECT, env=environment, capture_output=True, text=True, timeout=SECONDS_TO_START
        )

    def healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/api/health/")
            return json.loads(connection.getresponse().read())["status"] == "healthy"
        except (OSError, ValueError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def post(self, path: str, body: dict[str, str]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        status = connection.getresponse().status
        connection.close()
        return status

    def processes(self) -> dict[str, set[psutil.Process]]:
        """Everything the supervisor started, by what it is; the web server and the worker have processes below them."""
        found: dict[str, set[psutil.Process]] = {}
        for process in psutil.process_iter():
            try:
                line, mark = " ".join(process.cmdline()), process.environ().get("SENANGKIRA_PROGRAM", "")
                leads = os.getsid(process.pid) == process.pid
                lives = process.status() != psutil.STATUS_ZOMBIE
            except (psutil.Error, ProcessLookupError):
                continue
            program, _, where = mark.partition("@")
            if where == str(self.data_dir):
                name = program if leads else f"below the {program}"
            elif f"postgres -D {self.data_dir}" in line:
                name = "postgres"
            elif f"valkey-server --dir {self.data_dir}" in line:
                name = "valkey"
            else:
                continue
            if lives:
                found.setdefault(name, set()).add(process)
        return found

    def all_processes(self) -> list[psutil.Process]:
        return [process for some in self.processes().values() for process in some]

    def whole(self) -> bool:
        """Whether every part is there, as often as it has to be, and answers."""
        return {name: len(some) for name, some in self.processes().items()} == PARTS and self.healthy()

    def ended(self) -> bool:
        return self.processes() == {}

    def clear(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for process in self.all_processes():
            process.kill()
        until(self.ended, SECONDS_TO_END, "all gone")


PARTS = {"web": 1, "below the web": 1, "worker": 1, "below the worker": 2, "beat": 1, "postgres": 1, "valkey": 1} | {
    "reader": 1,
    "below the reader": 1,
}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="senangkira-up-"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def product(home: Path) -> Iterator[Product]:
    """One product for the tests of this module; they leave it running or ended, and its data in place."""
    product = Product(home)
    yield product
    product.clear()


def test_starts_everything_and_says_where_it_is(product: Product) -> None:
    product.start()
    until(product.whole, SECONDS_TO_RECOVER, "whole")
    address = f"http://127.0.0.1:{product.port}"
    for place in ("/", "/api/", "/api/schema/swagger-ui/", "/admin/"):
        assert product.told(f"{address}{place}\n")
    assert product.told(str(product.data_dir / "mail"))


def test_the_tour_of_the_readme_works_as_written(product: Product) -> None:
    product.start()
    readme = (addresses.PROJECT / "README.md").read_text()
    tour = readme.partition("## Five minutes")[2].partition("## What is in it")[0]
    script = "\n".join(re.findall(r"```sh\n(.*?)```", tour, re.DOTALL))
    shown = "".join(re.findall(r"```text\n(.*?)```", tour, re.DOTALL))
    script = script.replace("http://localhost:8000", f"http://127.0.0.1:{product.port}")
    run = subprocess.run(["bash", "-eu", "-c", script], capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.stderr) == (shown, "")
    until(lambda: product.mailed("To: accounts@lim.example", "application/pdf"), SECONDS_TO_RECOVER, "mail with a PDF")


def test_without_demo_data_it_names_no_log_ins(product: Product) -> None:
    product.start()
    assert not product.told("password")


def test_the_first_start_loads_demo_data_and_names_its_log_ins(home: Path) -> None:
    company = Product(addresses.make_directory(home / "demo"))
    company.environment["DEMO"] = "1"
    try:
        for first in (True, False):
            company.start()
            assert company.told("loading demo data") == first
            for login in (DEMO_OWNER, DEMO_SUPERUSER):
                assert company.told(f"{login.username}, password {login.password}\n")
                assert company.post("/api/auth/login/", login._asdict()) == 200
            company.clear()
        (company.data_dir / "demo-data-unfinished").touch()  # left by a start that was killed while it loaded them
        company.start()
        assert company.told("loading demo data")
    finally:
        company.clear()


def test_a_command_beside_it_uses_its_database(product: Product) -> None:
    product.start()
    made = product.manage(
        "createsuperuser",
        "--noinput",
        DJANGO_SUPERUSER_USERNAME="root",
        DJANGO_SUPERUSER_EMAIL="root@acme.example",
        DJANGO_SUPERUSER_PASSWORD="Str0ng-and-long",
    )
    assert made.returncode == 0, made.stderr
    query = "SELECT username FROM accounts_user WHERE is_superuser"
    script = f"from django.db import connections as c; o = c['ops'].cursor(); o.execute({query!r}); print(o.fetchall())"
    asked = product.manage("shell", "--no-imports", "-c", script)
    assert asked.stdout.strip() == "[('root',)]", asked.stderr


def test_a_busy_port_is_a_clear_error(home: Path) -> None:
    other = Product(home / "other")
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", other.port))
        busy.listen()
        refused = other.manage("up")
    assert refused.returncode == 1
    assert f"Port {other.port} on 127.0.0.1 cannot be had" in refused.stderr
    assert "PORT=" in refused.stderr
    assert "Traceback" not in refused.stderr
    until(other.ended, SECONDS_TO_END, "all ended")


def test_a_second_one_on_the_same_data_is_refused(product: Product) -> None:
    product.start()
    refused = product.manage("up", PORT=str(free_port()))
    assert refused.returncode == 1
    assert f"Another `up` runs on {product.data_dir}" in refused.stderr
    until(product.whole, SECONDS_TO_RECOVER, "whole")


@pytest.mark.parametrize("part", PARTS)
def test_recovers_from_the_kill_of(part: str, product: Product) -> None:
    product.start()
    until(product.whole, SECONDS_TO_RECOVER, "whole")
    victim = product.processes()[part].pop()
    victim.kill()
    until(lambda: victim not in product.processes().get(part, ()), SECONDS_TO_END, f"{part} gone")
    until(product.whole, SECONDS_TO_RECOVER, f"recovered from the kill of {part}")


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_recovers(product: Product) -> None:
    supervisor = product.start()
    supervisor.kill()
    supervisor.wait()
    until(product.ended, SECONDS_TO_END, "all gone")
    product.start()
    until(product.whole, SECONDS_TO_RECOVER, "whole")


def test_the_next_start_recovers_after_all_is_killed_at_once(product: Product) -> None:
    supervisor = product.start()
    everything = product.all_processes()
    for process in everything:
        process.suspend()  # so that none sees another one die
    supervisor.kill()
    for process in everything:
        process.kill()
    supervisor.wait()
    product.start()
    until(product.whole, SECONDS_TO_RECOVER, "whole")


def test_the_next_start_ends_what_an_earlier_one_left(product: Product) -> None:
    product.clear()
    mark = {"SENANGKIRA_PROGRAM": f"web@{product.data_dir}"}
    left = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env=os.environ | mark)
    product.start()
    assert left.wait(SECONDS_TO_END) == -signal.SIGTERM
    until(product.whole, SECONDS_TO_RECOVER, "whole")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_ends_everything_it_started_on(end: signal.Signals, product: Product) -> None:
    supervisor = product.start()
    supervisor.send_signal(end)
    assert supervisor.wait(SECONDS_TO_END) == 0
    until(product.ended, SECONDS_TO_END, "all ended")


def test_ends_while_it_still_starts(product: Product) -> None:
    product.clear()
    supervisor = product.up()
    until(lambda: "postgres" in product.processes(), SECONDS_TO_START, "half started")
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(SECONDS_TO_END) == 0
    until(product.ended, SECONDS_TO_END, "all ended")


def test_ends_with_the_process_that_called_it(product: Product) -> None:
    product.clear()
    script = (
        "import subprocess, sys; "
        "subprocess.run([sys.executable, 'manage.py', 'up', '--end-with-parent'], stdout=open(sys.argv[1], 'w'))"
    )
    caller = subprocess.Popen(
        [sys.executable, "-c", script, str(product.output)], cwd=addresses.PROJECT, env=product.environment
    )
    until(lambda: product.told("Ready"), SECONDS_TO_START, "ready")
    caller.kill()
    caller.wait()
    until(product.ended, SECONDS_TO_END, "all gone")


def test_shows_why_a_program_does_not_start(product: Product) -> None:
    product.clear()
    refused = product.manage("up", GRANIAN_HTTP="no-such-protocol")
    assert refused.returncode == 1
    assert "No answer from the web" in refused.stderr
    assert "no-such-protocol" in refused.stderr
    until(product.ended, SECONDS_TO_END, "all ended")
