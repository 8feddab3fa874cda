"""PostgreSQL and Valkey as children of the product, for every address the environment leaves unset.

A file lock decides who owns the servers of a data directory: the first process in starts them, the others use them.
When the owner is gone, killed or not, the kernel ends its servers and the next process becomes the owner.
"""

import atexit
import fcntl
import time
from collections.abc import Sequence
from types import TracebackType
from typing import IO, Final, Self

from config import addresses
from config.embedded import processes
from config.embedded.servers import EmbeddedError, Postgres, Server, Valkey
from config.roles import prepare_roles

__all__ = ["Embedded", "EmbeddedError", "ensure_services"]

_SECONDS_TO_ANSWER: Final = 60
_STARTS_BEFORE_GIVING_UP: Final = 15

# What works without a database, and what starts the servers by itself.
_COMMANDS_WITHOUT_SERVERS: Final = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "spectacular",
        "startapp",
        "up",
        "version",
    }
)


class Embedded:
    """The embedded servers the environment asks for; none if it names servers for both.

    As a context manager: they answer inside, and those this process started are stopped at its end.
    Start it from a thread that lasts, the servers end with it. `durable=False` is for test-suites.
    """

    def __init__(self, *, durable: bool = True) -> None:
        self.servers: list[Server] = []
        if addresses.uses_embedded_postgres():
            self.servers.append(Postgres(durable=durable))
        if addresses.uses_embedded_redis():
            self.servers.append(Valkey(durable=durable))
        self.owner = False
        self._lock: IO[bytes] | None = None
        self._children: dict[str, processes.Process] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the servers or join those that run; they answer when this returns. Raises EmbeddedError."""
        try:
            self._await_answers()
        except BaseException:
            self.stop()
            raise

    def keep(self) -> list[str]:
        """To be called now and then: starts again what has died, and takes over when the owner has gone.

        Answers the names of the servers it started.
        """
        if not self.servers or not self._own():
            return []
        started = []
        for server in self.servers:
            child = self._children.get(server.name)
            if child is None or child.poll() is not None:
                self._children[server.name] = server.start()
                started.append(server.name)
        return started

    def stop(self) -> None:
        """Stop the servers this process started; those of another owner are left running."""
        for server in reversed(self.servers):
            if server.name in self._children:
                processes.stop(self._children.pop(server.name), server.stop_signal)
        if self._lock is not None:
            self._lock.close()
        self._lock, self.owner = None, False

    def _own(self) -> bool:
        if self.owner:
            return True
        if self._lock is None:
            try:
                addresses.make_directory(addresses.servers_dir())
                self._lock = (addresses.make_directory(addresses.DATA_DIR) / "servers.lock").open("wb")
            except PermissionError as error:
                raise EmbeddedError(f"{error}. Set DATA_DIR to a directory of your own.") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.owner = True
        return True

    def _await_answers(self) -> None:
        deadline = time.monotonic() + _SECONDS_TO_ANSWER
        starts = dict.fromkeys((server.name for server in self.servers), 0)
        while True:
            started = self.keep()
            for name in started:
                starts[name] += 1
            silent = [server.name for server in self.servers if not server.answers()]
            if not silent:
                return
            if time.monotonic() > deadline or max(starts.values()) > _STARTS_BEFORE_GIVING_UP:
                logs = "\n".join(map(processes.last_lines, silent))
                raise EmbeddedError(f"The embedded {' and '.join(silent)} did not start.\n{logs}")
            # Processes of a server killed just now hold its memory a moment longer: a second start needs patience.
            time.sleep(0.5 if len(started) and max(starts.values()) > 1 else 0.05)


def ensure_services(arguments: Sequence[str]) -> None:
    """Make a command line of `manage.py` (without its name) work beside a running `make run` and without one.

    A command that needs the database joins the servers that run, or has its own until it ends. `migrate` prepares the
    roles on an external database too.
    """
    command = next(iter(arguments), "help")
    if command.startswith("-") or {"-h", "--help", "--version"} & set(arguments):
        return
    if command in _COMMANDS_WITHOUT_SERVERS and "--database" not in arguments:
        return
    embedded = Embedded()
    embedded.start()
    atexit.register(embedded.stop)
    if command == "migrate" or addresses.uses_embedded_postgres():
        prepare_roles()
