"""The import engine: a table through a model's writer, batch by batch; bad rows are told apart, good ones kept."""

import csv
import gc
import io
import sys
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import islice
from typing import IO, Any, Protocol

from django.db import IntegrityError, OperationalError, connection, transaction

from apps.core.bulk import WordMerger, refresh_statistics
from apps.core.conflicts import CONFLICTS
from apps.core.texts import say
from apps.core.transfer.columns import Column, match_columns, neutral_row
from apps.core.transfer.tables import read_rows
from apps.core.transfer.turns import BeginAgain, Turn, Turns
from apps.core.transfer.workbooks import Row, unreadable

BATCH = 2_500
MOST_ERRORS = 1_000
"""How many bad rows are told in the answer; the file of bad rows has them all."""
MOST_DOUBLES = 1_000
"""How many rows that may double something are told."""

LOOK_AFTER = 200_000
"""From how many rows on an import lets PostgreSQL look at the tables at its end. It does so by itself a little later,
and plans for what they held before until then."""
_TURN_SECONDS = 0.0005
_USUAL_TURN_SECONDS = sys.getswitchinterval()


@dataclass(slots=True)
class ImportRow:
    """A row and the values of its cells. A writer sets `error` on one that it must refuse, tells in `doubles` what one
    that it has stored may double, and keeps in `prepared` what it has made of the values.

    `claims` is all by which it may mean, double or rule out what another row stores, so that rows without one in common
    may be stored in any order; None where nobody can tell. `write` adds what only the database tells: in `meant` which
    stored row it means, and in `known_by` by which claims more that is known now, if it has changed.
    """

    number: int
    cells: list[str]
    values: dict[str, Any]
    prepared: Any = None
    claims: Collection[Hashable] | None = None
    meant: Hashable = None
    known_by: Collection[Hashable] = ()
    unreadable: "RowError | None" = None
    error: "RowError | None" = None
    doubles: "Sequence[Double]" = ()


@dataclass(frozen=True)
class Double:
    """What a new row may double, and why; `row` where it stands in the same batch. A dry run leaves that one no id."""

    id: int | None
    row: int | None
    name: str
    reasons: list[str]


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row: the row as a spreadsheet counts, the column, the reason."""

    row: int
    field: str
    message: str


class Writer(Protocol):
    """What a model's import needs: its columns, which of them a row must have, and how a batch is stored."""

    columns: Sequence[Column]
    needed: Sequence[str]
    """A row needs one of these columns, and so does the header."""
    required: Sequence[str]
    """Columns that every row needs, and the header."""
    counted: Sequence[str]
    """What `write` counts."""

    tables: Sequence[str]
    """The tables that grow."""

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        """Do what a batch needs without the database, in a thread of its own while the batch before it is stored."""

    def write(self, rows: Sequence[ImportRow]) -> Mapping[str, int]:
        """Store a batch by natural key, in the caller's transaction. Answers how many rows there were of each kind that
        is `counted`.

        May be called again with the same rows when another transaction came in between. Where rows have `claims`, it is
        called in two threads at once, and twice for a batch some of whose rows share claims with the one before.
        """


@dataclass
class ImportResult:
    """How an import went, or how far it has come."""

    processed: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    failed: int = 0
    possible_duplicates: list[dict[str, Any]] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    last_row: int = 0

    def body(self) -> dict[str, Any]:
        """The result as the API shows it."""
        return {
            "success": True,
            "processed": self.processed,
            **self.counts,
            "failed": self.failed,
            "errors": [asdict(error) for error in self.errors],
            "possible_duplicates": self.possible_duplicates,
            "ignored_columns": self.ignored_columns,
        }

    def state(self) -> dict[str, Any]:
        """What another worker needs to go on from here."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "ImportResult":
        return cls(**{**state, "errors": [RowError(**error) for error in state["errors"]]})


class TableImport:
    """One file on its way into one model."""

    def __init__(self, file: IO[bytes], writer: Writer, mapping: Mapping[str, str] | None = None) -> None:
        self.writer = writer
        self._rows = read_rows(file)
        self._is_long = False
        """Whether there may be more rows than a batch has: then the last ones, too, are stored beside others."""
        try:
            self._header_row, self.header = next(self._rows)
        except StopIteration:
            raise unreadable("The file has no header.") from None
        self._columns = match_columns(self.header, writer.columns, mapping)
        self._known = [(place, column) for place, column in enumerate(self._columns) if column]
        names = {column.key for _, column in self._known}
        if not names & set(writer.needed):
            raise unreadable(
                say(
                    "The first row must name the columns, one of {names} among them; it reads {titles}.",
                    names=", ".join(writer.needed),
                    titles=", ".join(map(repr, self.header[:10])),
                )
            )
        if missing := [name for name in writer.required if name not in names]:
            raise unreadable(say("The first row must name the columns {names}.", names=", ".join(missing)))

    def run(
        self,
        result: ImportResult | None = None,
        *,
        reject: Callable[[RowError, list[str]], None] = lambda error, cells: None,
        keep: Callable[[ImportResult], None] = lambda result: None,
        dry_run: bool = False,
    ) -> ImportResult:
        """Import the rows after `result.last_row`; a dry run stores nothing.

        In the transaction of each batch `reject` gets its bad rows (again, when the batch has to be repeated), and
        `keep` how far the import has come.
        """
        result = result or ImportResult(counts=dict.fromkeys(self.writer.counted, 0))
        result.ignored_columns = [t for t, c in zip(self.header, self._columns, strict=True) if c is None and t]
        rows = (row for row in self._rows if row[0] > result.last_row)
        # Within a transaction another connection would not see what this one has stored.
        is_alone = dry_run or connection.in_atomic_block
        with _settled_memory(), _short_turns(), WordMerger(self.writer.tables) as merger:
            result = Turns(result, partial(self._read_batch, rows)).run(
                lambda turn: self._store_batch(turn, reject, keep, dry_run, merger),
                side_by_side=lambda batch: not is_alone and self._is_long and batch.claims is not None,
            )
        if result.processed >= LOOK_AFTER and not dry_run:
            refresh_statistics(*self.writer.tables)
        return result

    def _read_batch(self, rows: Iterator[Row]) -> "_Batch":
        batch = self._parse(list(islice(rows, BATCH)))
        self._is_long = self._is_long or len(batch) == BATCH
        readable = [row for row in batch if row.unreadable is None]
        self.writer.prepare(readable)
        known = all(row.claims is not None for row in readable)
        return _Batch(batch, _claims_of(readable) if known else None)

    def _store_batch(
        self,
        turn: "Turn[_Batch, ImportResult]",
        reject: Callable[[RowError, list[str]], None],
        keep: Callable[[ImportResult], None],
        dry_run: bool,
        merger: WordMerger,
    ) -> ImportResult:
        is_long = self._is_long and not dry_run
        for attempt in (1, 2, 3):
            try:
                with transaction.atomic():
                    if is_long:
                        merger.leave_words()
                    after = self._store(turn, reject, dry_run, alone=attempt > 1)
                    if dry_run:
                        transaction.set_rollback(True)
                    else:
                        keep(after)
                break
            except BeginAgain:
                continue
            except (IntegrityError, OperationalError) as exc:
                # Somebody else has just stored one of these rows, or holds one, or waits for one of the next.
                in_the_way = is_long and isinstance(exc.__cause__, CONFLICTS)
                if attempt == 3 or not (in_the_way or isinstance(exc, IntegrityError)):
                    raise
                turn.begin_again()
        if dry_run:
            keep(after)
        if is_long:
            merger.merge()
        return after

    def _store(
        self,
        turn: "Turn[_Batch, ImportResult]",
        reject: Callable[[RowError, list[str]], None],
        dry_run: bool,
        *,
        alone: bool,
    ) -> ImportResult:
        batch = turn.batch
        for row in batch.rows:
            row.error, row.doubles, row.meant, row.known_by = row.unreadable, (), None, ()
        if alone or batch.claims is None or turn.claimed() is None:
            turn.wait(alone=True)
        claimed = turn.claimed() or frozenset()
        free, bound = batch.apart_from(claimed)
        counts = self.writer.write(free)
        result, claimed_at_last = turn.wait()
        if bound:
            rest = self.writer.write(bound)
            counts = {name: count + rest[name] for name, count in counts.items()}
        # Only now all is known that decides over what has been stored.
        if claimed and (
            (claimed_at_last is not claimed and not _claims_of(free).isdisjoint(claimed_at_last or ()))
            or (bound and not _results_of(free).isdisjoint(_results_of(bound)))
        ):
            raise BeginAgain
        batch.note_results()
        for row in batch.rows:
            if row.error:
                reject(row.error, row.cells)
        return self._noted(result, batch.rows, counts, dry_run)

    @staticmethod
    def _noted(
        result: ImportResult, rows: Sequence[ImportRow], counts: Mapping[str, int], dry_run: bool
    ) -> ImportResult:
        errors = [row.error for row in rows if row.error]
        doubles = [
            {
                "row": row.number,
                "candidates": [
                    vars(double) | ({"id": None} if dry_run and double.row else {}) for double in row.doubles
                ],
            }
            for row in islice((row for row in rows if row.doubles), MOST_DOUBLES - len(result.possible_duplicates))
        ]
        return ImportResult(
            processed=result.processed + len(rows),
            counts={name: result.counts.get(name, 0) + count for name, count in counts.items()},
            errors=(result.errors + errors)[:MOST_ERRORS],
            failed=result.failed + len(errors),
            possible_duplicates=result.possible_duplicates + doubles,
            ignored_columns=result.ignored_columns,
            last_row=rows[-1].number,
        )

    def _parse(self, rows: Sequence[Row]) -> list[ImportRow]:
        """The rows with the values of their cells, read column by column."""
        parsed = [ImportRow(number, cells, {}) for number, cells in rows]
        width = len(self._columns)
        fitting = [row for row in parsed if len(row.cells) == width]
        if len(fitting) < len(parsed):
            for row in parsed:
                if len(row.cells) != width:
                    problem = say("has {count} cells, the header {most}.", count=len(row.cells), most=width)
                    row.unreadable = RowError(row.number, "", problem)
        columns = list(zip(*(row.cells for row in fitting), strict=True))
        values: dict[str, list[Any]] = {}
        for place, column in self._known if fitting else ():
            values[column.key], faults = column.values(columns[place])
            for at, fault in faults.items():
                row = fitting[at]
                row.unreadable = row.unreadable or RowError(row.number, column.name, fault)
        for row, given in zip(fitting, zip(*values.values(), strict=True), strict=True):
            row.values = {name: value for name, value in zip(values, given, strict=True) if value is not None}
            if row.unreadable is None and (missing := self._missing(row.values)):
                row.unreadable = RowError(row.number, missing, say("is missing."))
        return parsed

    def _missing(self, values: Mapping[str, Any]) -> str | None:
        """The column that a row lacks."""
        for name in self.writer.required:
            if name not in values:
                return name
        return self.writer.needed[0] if values.keys().isdisjoint(self.writer.needed) else None


@dataclass(slots=True)
class _Batch:
    """Rows that are stored in one transaction, and all that they claim."""

    rows: Sequence[ImportRow]
    claims: frozenset[Hashable] | set[Hashable] | None

    def __bool__(self) -> bool:
        return bool(self.rows)

    def apart_from(self, claimed: Set[Hashable]) -> tuple[list[ImportRow], list[ImportRow]]:
        """The readable rows that have nothing to do with what is claimed, nor with other rows that have; and those."""
        free, bound = [row for row in self.rows if row.error is None], set[int]()
        found = set(claimed & self.claims) if claimed and self.claims else set[Hashable]()
        while found:
            joined = [row for row in free if not found.isdisjoint(row.claims or ())]
            bound.update(row.number for row in joined)
            free = [row for row in free if row.number not in bound]
            found = _claims_of(joined)
        return free, [row for row in self.rows if row.number in bound]

    def note_results(self) -> None:
        """Claim what the rows are known by now that they are stored."""
        if self.claims is not None and (known_by := [row.known_by for row in self.rows if row.known_by]):
            self.claims = self.claims.union(*known_by) - {""}


def _claims_of(rows: Sequence[ImportRow]) -> set[Hashable]:
    """What rows claim before they are written, of which each says it. A blank cell claims nothing."""
    return set[Hashable]().union(*[row.claims for row in rows if row.claims]) - {""}


def _results_of(rows: Sequence[ImportRow]) -> set[Hashable]:
    """What rows mean and claim now that they are written."""
    known_by = [row.known_by for row in rows if row.known_by]
    return _claims_of(rows).union([row.meant for row in rows], *known_by) - {"", None}


@contextmanager
def _settled_memory() -> Iterator[None]:
    """Spare the garbage collector the program itself: the many objects of a batch make it look through all there is.

    What is frozen already stays so: a web process has it so for good, another import until it ends.
    """
    is_settled = gc.get_freeze_count() > 0
    if not is_settled:
        gc.freeze()
    try:
        yield
    finally:
        if not is_settled:
            gc.unfreeze()


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let the thread that PostgreSQL has answered go on at once; it would wait 5 ms for the one that reads."""
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(_USUAL_TURN_SECONDS)


def reject_file(header: Sequence[str], rejected: Iterable[tuple[RowError, Sequence[str]]]) -> bytes:
    """The bad rows as a CSV file that can be corrected and imported again."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*header, "import_row", "import_column", "import_reason"])
    for error, cells in rejected:
        writer.writerow([*neutral_row(cells), error.row, error.field, error.message])
    return text.getvalue().encode("utf-8-sig")


def count_rows(file: IO[bytes], *, most: int | None = None) -> int:
    """How many rows of data a table has; counting stops above `most`."""
    return sum(1 for _ in islice(read_rows(file), most + 2 if most is not None else None)) - 1
