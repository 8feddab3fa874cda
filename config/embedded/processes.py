"""Child processes that never outlive the one that started them, and whose output is kept in log files."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

import psutil

from config import addresses

_PR_SET_PDEATHSIG: Final = 1
_LARGEST_LOG: Final = 10 * 1024 * 1024
SECONDS_TO_STOP: Final = 15

Process = subprocess.Popen[bytes]


def log_file(name: str) -> Path:
    """Where the output of the child of that name is written."""
    return addresses.make_directory(addresses.DATA_DIR / "logs", mode=0o700) / f"{name}.log"


def last_lines(name: str, count: int = 15) -> str:
    """The end of a child's log, indented, for an error message."""
    path = log_file(name)
    lines = path.read_text(errors="replace").splitlines()[-count:] if path.exists() else []
    return "\n".join([f"The last lines of {path}:", *(f"    {line}" for line in lines)])


def spawn(
    command: Sequence[str | Path],
    *,
    log: str,
    death_signal: signal.Signals = signal.SIGTERM,
    user: pwd.struct_passwd | None = None,
    environment: Mapping[str, str] | None = None,
    directory: Path = Path("/"),
) -> Process:
    """Start a child in a session of its own, as the user if given, writing to the log of that name.

    The kernel sends it `death_signal` when the thread that called this ends, however that comes about.
    """
    with _open_log(log) as output:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env=None if environment is None else dict(environment),
            start_new_session=True,
            user=user and user.pw_uid,
            group=user and user.pw_gid,
            extra_groups=[] if user else None,
            preexec_fn=die_with_parent(death_signal),
        )


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the child gets the signal when its parent ends (Linux; elsewhere it does nothing)."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def arm() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # it ended before the kernel knew whom to tell
                os._exit(1)

    return arm


def end_with_parent(death_signal: signal.Signals) -> None:
    """This process gets the signal when the one that started it ends (Linux; elsewhere it does nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(death_signal))


def stop(process: Process, stop_signal: signal.Signals) -> None:
    """Ask the child to end and wait for it; kill it when it takes longer than it may."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_orphan(pid_file: Path, argument: Path, stop_signal: signal.Signals) -> None:
    """End the server a pid file names, if it is one: a process with that argument in its command line.

    The number may meanwhile belong to any other program, which is left alone. The pid file is gone afterwards.
    """
    try:
        orphan = psutil.Process(int(pid_file.read_text().split()[0]))
        if str(argument) in orphan.cmdline():
            orphan.send_signal(stop_signal)
            try:
                orphan.wait(SECONDS_TO_STOP)
            except psutil.TimeoutExpired:
                orphan.kill()
                orphan.wait(SECONDS_TO_STOP)
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    pid_file.unlink(missing_ok=True)


def _open_log(name: str) -> IO[bytes]:
    path = log_file(name)
    if path.exists() and path.stat().st_size > _LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
