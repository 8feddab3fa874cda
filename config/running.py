"""The whole product on one machine: servers, schema, demo data, and the programs that serve it."""

import http.client
import io
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from apps.accounts.demo import DEMO_OWNER, DEMO_SUPERUSER
from config.celery import app as celery
from config.embedded import Embedded, processes
from config.roles import prepare_roles
from config.supervisor import Program, Supervisor

_SECONDS_TO_ANSWER: Final = 60
_STARTS_BEFORE_GIVING_UP: Final = 3


class StartError(Exception):
    """The product cannot run here; the message says why and what would help."""


class Running:
    """The product, answering inside the `with` and stopped at its end. `tell` takes what a person should read.

    Raises StartError, ConfigurationError or EmbeddedError where it cannot start.
    """

    def __init__(self, *, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._node = f"up-{os.getpid()}@{socket.gethostname()}"
        self._embedded = Embedded()
        self._supervisor = Supervisor(
            [
                Program("web", _web_arguments()),
                # Asked by SIGTERM it would wait for the longest task; so it requeues what takes too long.
                Program("worker", _worker_arguments(self._node), signal.SIGQUIT),
                Program("reader", _reader_arguments(self._node), signal.SIGQUIT),
                Program(
                    "beat", ["celery", "--app=config", "beat", f"--schedule={settings.DATA_DIR / 'beat-schedule'}"]
                ),
            ]
        )
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with self._stack:
            started = time.monotonic()
            self._stack.callback(self._supervisor.stop)
            self._claim()
            self._stack.enter_context(self._embedded)
            self._prepare()
            self._supervisor.start("web", "worker")
            self._await("web", _web_answers)
            self._await("worker", self._worker_answers)
            self._supervisor.start("beat", "reader")
            self._await("beat", lambda: self._supervisor.runs("beat"))
            self._tell(f"Ready after {time.monotonic() - started:.1f} s.\n{self._introduction()}")
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def watch(self) -> None:
        """Start again whatever dies, for ever. Raises EmbeddedError when a server cannot be started again."""
        while True:
            time.sleep(0.5)
            self._keep()

    def _keep(self) -> None:
        for name in self._embedded.keep():
            self._tell(f"{name} was gone and is started again.")
        for line in self._supervisor.restart_dead():
            self._tell(line)

    def _claim(self) -> None:
        claimed = self._supervisor.claim()
        _refuse_busy_port()
        if not claimed:
            raise StartError(
                f"Another `up` runs on {settings.DATA_DIR}. Stop it, or set DATA_DIR to another directory."
            )

    def _prepare(self) -> None:
        prepare_roles()
        call_command("migrate", interactive=False, verbosity=0)
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        unfinished = settings.DATA_DIR / "demo-data-unfinished"
        if settings.DEMO and (unfinished.exists() or not _exists("SELECT 1 FROM tenants_tenant")):
            self._tell("This is the first start: loading demo data (DEMO=0 leaves it out).")
            unfinished.touch()  # what a killed start leaves half done, the next one completes
            call_command("seed_demo", stdout=io.StringIO())
            unfinished.unlink()
        connections.close_all()

    def _await(self, name: str, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _SECONDS_TO_ANSWER
        while not answers():
            self._keep()
            if self._supervisor.starts(name) >= _STARTS_BEFORE_GIVING_UP or time.monotonic() > deadline:
                raise StartError(f"No answer from the {name}. {processes.last_lines(name)}")
            time.sleep(0.1)

    def _worker_answers(self) -> bool:
        try:
            return bool(celery.control.ping(destination=[self._node], timeout=0.5, limit=1))
        except celery.connection().connection_errors:
            return False

    def _introduction(self) -> str:
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        base = f"http://{host}:{settings.PORT}"
        lines = {
            "Front page": f"{base}/",
            "Dashboard": f"{base}/dashboard/",
            "API": f"{base}/api/",
            "Swagger UI": f"{base}/api/schema/swagger-ui/",
            "Admin": f"{base}/admin/",
        }
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            lines["Mail lands in"] = settings.EMAIL_FILE_PATH
        lines["Logs"] = str(processes.log_file("web").parent)
        for title, login in {"Demo owner": DEMO_OWNER, "Demo superuser": DEMO_SUPERUSER}.items():
            if _exists("SELECT 1 FROM accounts_user WHERE username = %s", login.username):
                lines[title] = f"{login.username}, password {login.password}"
        connections.close_all()
        return "\n".join(f"  {title:<16}{text}" for title, text in lines.items())


def _web_arguments() -> list[str]:
    options = {
        "--interface": "asginl",
        "--host": settings.HOST,
        "--port": settings.PORT,
        "--workers": settings.WEB_CONCURRENCY,
        "--workers-kill-timeout": 5,
    }
    pairs = [str(part) for pair in options.items() for part in pair]
    return ["granian", *pairs, "--respawn-failed-workers", "config.asgi:application"]


def _worker_arguments(node: str) -> list[str]:
    # Nothing asks for what mingle and gossip learn of other workers.
    options = ["--concurrency=2", f"--hostname={node}", "--without-mingle", "--without-gossip"]
    return ["celery", "--app=config", "worker", *options]


def _reader_arguments(node: str) -> list[str]:
    """One file at a time: the models take the better part of a gigabyte, and both cores."""
    options = ["--queues", settings.OCR_QUEUE, "--concurrency=1", f"--max-memory-per-child={settings.OCR_MEMORY_KB}"]
    options += [f"--hostname=reader-{node}", "--without-mingle", "--without-gossip"]
    return ["celery", "--app=config", "worker", *options]


def _refuse_busy_port() -> None:
    """The web server shares its port with whoever else listens there, so it is tried beforehand."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM)[
            0
        ]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        raise StartError(
            f"Port {settings.PORT} on {settings.HOST} cannot be had: {error.strerror}. "
            "Stop what uses it, or choose another one: make run PORT=8001"
        ) from error


def _web_answers() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104
    try:
        with closing(http.client.HTTPConnection(host, settings.PORT, timeout=5)) as connection:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


def _exists(query: str, *parameters: str) -> bool:
    with connections["ops"].cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({query})", parameters)
        return bool(cursor.fetchone()[0])
