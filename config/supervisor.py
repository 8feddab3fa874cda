"""The programs of `manage.py up`: started, watched, started again, and ended with everything they started themselves.

The kernel kills a program when its supervisor is gone, and the processes of a program when the program is (they ask for
it by `end_with_program`). Where it does not, the next supervisor does: they all carry a mark in their environment.
"""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final

import psutil

from config import addresses
from config.embedded import processes

_MARK: Final = "SENANGKIRA_PROGRAM"
_SECONDS_TO_STOP: Final = 10
_SECONDS_TO_LEAVE: Final = 3
_SECONDS_OF_A_SHORT_LIFE: Final = 10
_PAUSE_AFTER_A_SHORT_LIFE: Final = 3


@dataclass(frozen=True)
class Program:
    """What to run: the arguments of `python -m`, and the signal that ends it in good order within seconds."""

    name: str
    arguments: Sequence[str]
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def mark(self) -> str:
        return f"{self.name}@{addresses.DATA_DIR}"


@dataclass
class _Child:
    process: processes.Process
    started: float
    starts: int
    not_before: float = 0.0


def end_with_program() -> None:
    """Called by a process that a program starts, makes it end with the program. Unsupervised it does nothing."""
    if _MARK in os.environ:
        processes.end_with_parent(signal.SIGKILL)


class Supervisor:
    """Runs the programs of one data directory, and is the only one to do so."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = programs
        self._children: dict[str, _Child] = {}
        self._lock: IO[str] | None = None

    def claim(self) -> bool:
        """Become the supervisor of the data directory and end what an earlier one left; False if another one runs."""
        lock = (addresses.make_directory(addresses.DATA_DIR) / "up.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        for program in self.programs:
            _end_marked(program)
        return True

    def start(self, *names: str) -> None:
        """Start the programs of these names. They end with the thread that calls this."""
        for program in self.programs:
            if program.name in names:
                self._start(program)

    def restart_dead(self) -> list[str]:
        """To be called now and then: starts again what has ended, after a pause if it ended soon after its start.

        Answers a line about each program that has ended since the last call, with the end of its log.
        """
        news = []
        for program in (each for each in self.programs if each.name in self._children):
            child = self._children[program.name]
            code = child.process.poll()
            now = time.monotonic()
            if code is not None and not child.not_before:
                short = now - child.started < _SECONDS_OF_A_SHORT_LIFE
                child.not_before = now + (_PAUSE_AFTER_A_SHORT_LIFE if short else 0)
                how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
                news.append(f"{program.name} {how}; it is started again. {processes.last_lines(program.name)}")
            if code is not None and now >= child.not_before:
                _end_marked(program)
                self._start(program)
        return news

    def starts(self, name: str) -> int:
        """How often the program has been started."""
        return self._children[name].starts

    def runs(self, name: str) -> bool:
        """Whether the program's process lives."""
        return self._children[name].process.poll() is None

    def stop(self) -> None:
        """End every program and whatever it started; kills what takes longer than it may."""
        for program in self.programs:
            if program.name in self._children and self.runs(program.name):
                self._children[program.name].process.send_signal(program.stop_signal)
        deadline = time.monotonic() + _SECONDS_TO_STOP
        while any(map(self.runs, self._children)) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self._children.values():
            child.process.kill()
            child.process.wait()
        for program in self.programs:
            _end_marked(program)
        if self._lock is not None:
            self._lock.close()
        self._children, self._lock = {}, None

    def _start(self, program: Program) -> None:
        process = processes.spawn(
            [sys.executable, "-m", *program.arguments],
            log=program.name,
            death_signal=signal.SIGKILL,
            environment=os.environ | {_MARK: program.mark},
            directory=addresses.PROJECT,
        )
        starts = self._children[program.name].starts + 1 if program.name in self._children else 1
        self._children[program.name] = _Child(process, time.monotonic(), starts)


def _end_marked(program: Program) -> None:
    """End every process that carries the program's mark: by asking, then by killing."""
    for stop_signal in (signal.SIGTERM, signal.SIGKILL, signal.SIGKILL):
        marked = [process for process in psutil.process_iter() if _mark_of(process) == program.mark]
        for process in marked:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(stop_signal)
        psutil.wait_procs(marked, timeout=_SECONDS_TO_LEAVE)


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(_MARK)
    except (psutil.Error, OSError):
        return None
