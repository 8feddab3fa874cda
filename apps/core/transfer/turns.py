"""Batches stored on two connections at once, and committed one after the other in the file's order."""

from collections.abc import Callable, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import Event, Lock
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from django.db import connection
from django.utils.translation import get_language, override


class BeginAgain(Exception):
    """The batch before has to be stored again, and may wait for what this one holds."""


class Halted(Exception):
    """The batch before has failed, so that this one may not be stored."""


class Batch(Protocol):
    """What is stored in one transaction."""

    def __bool__(self) -> bool:
        """False behind the last one."""

    @property
    def claims(self) -> Set[Any] | None:
        """What batches that are stored side by side may not share; None where this one has to be stored alone."""


BatchT = TypeVar("BatchT", bound=Batch)
StateT = TypeVar("StateT")
ResultT = TypeVar("ResultT")


class Turn(Generic[BatchT, StateT]):
    """A batch's turn: begun while the one before it may be under way, committed after it.

    A block `with` it ends it: as stored if it was `done`, else as failed.
    """

    def __init__(self, batch: BatchT | None, before: "Turn[BatchT, StateT] | None") -> None:
        self._batch = batch
        self._before = before
        self._state: StateT | None = None
        self._claims: Set[Any] | None = frozenset()
        self._moved, self._ended = Event(), Event()

    @property
    def batch(self) -> BatchT:
        assert self._batch is not None, "the turn is over"
        return self._batch

    def claimed(self) -> Set[Any] | None:
        """What the batch before claims if it is still under way, by what is known so far; None if it has to be
        waited for."""
        assert self._before is not None, "the turn is over"
        if self._before._ended.is_set():
            return frozenset()
        batch = self._before._batch
        return batch.claims if batch else self._before._claims

    def wait(self, *, alone: bool = False) -> tuple[StateT, Set[Any] | None]:
        """Wait until the batch before is stored. Answers how far the work has come with it, and what it has claimed.

        Halted if it has failed; BeginAgain if it is being stored once more, which `alone` waits for, too.
        """
        assert self._before is not None, "the turn is over"
        (self._before._ended if alone else self._before._moved).wait()
        if self._before._state is None:
            raise Halted if self._before._ended.is_set() else BeginAgain
        return self._before._state, self._before._claims

    def begin_again(self) -> None:
        """Say that the batch has been rolled back and is stored once more."""
        self._moved.set()

    def done(self, state: StateT) -> None:
        """Say how far the work has come now that the batch is stored."""
        self._claims = self._batch.claims if self._batch else frozenset()
        self._state = state

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        self._batch = self._before = None  # the next turn would keep them in memory
        self._ended.set()
        self._moved.set()


class Turns(Generic[BatchT, StateT]):
    """Reads batches in a thread of its own, and has them stored in turns."""

    def __init__(self, state: StateT, read: Callable[[], BatchT]) -> None:
        self._state = state
        self._last: Turn[BatchT, StateT] = Turn(None, None)
        with self._last as begun:
            begun.done(state)
        self._lock = Lock()
        self._failed = False
        self._read = read

    def run(self, store: Callable[[Turn[BatchT, StateT]], StateT], *, side_by_side: Callable[[BatchT], bool]) -> StateT:
        """Have every batch stored by `store`, which answers how far the work has come, and answer that of the last.

        Where the first batch is to be stored `side_by_side` with others, a thread with a connection of its own takes
        turns with the caller's. What fails first ends it all.
        """
        with ThreadPoolExecutor(1, "import") as self._reader, ThreadPoolExecutor(1, "import-2") as pool:
            self._upcoming = self._read_on()
            other = None
            if side_by_side(self._upcoming.result()):
                other = pool.submit(_as_here(self._go_on_beside), store)
            try:
                self._go_on(store)
            except Halted:
                assert other is not None, "only another thread can have failed"
            if other:
                other.result()
        return self._state

    def _read_on(self) -> Future[BatchT]:
        return self._reader.submit(_as_here(self._read))

    def _next(self) -> Turn[BatchT, StateT] | None:
        with self._lock:
            if self._failed or not (batch := self._upcoming.result()):
                return None
            # The next rows are read while PostgreSQL stores these.
            self._upcoming = self._read_on()
            self._last = Turn(batch, self._last)
            return self._last

    def _go_on(self, store: Callable[[Turn[BatchT, StateT]], StateT]) -> None:
        try:
            while turn := self._next():
                with turn:
                    self._state = store(turn)
                    turn.done(self._state)
        except BaseException:
            self._failed = True
            raise

    def _go_on_beside(self, store: Callable[[Turn[BatchT, StateT]], StateT]) -> None:
        try:
            self._go_on(store)
        finally:
            connection.close()


def _as_here(work: Callable[..., ResultT]) -> Callable[..., ResultT]:
    """The work as it would be done in this thread: for the same tenant, and in the same language, which a context alone
    does not carry into another thread."""
    language = get_language()

    def in_language(*arguments: Any) -> ResultT:
        with override(language):
            return work(*arguments)

    return partial(copy_context().run, in_language)
