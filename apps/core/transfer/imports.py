"""The import engine: a table through a model's writer, batch by batch; bad rows are told apart, good ones kept."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import IO, Any, Protocol

from django.db import IntegrityError, transaction

from apps.core.transfer.columns import CellError, Column, match_columns, neutral
from apps.core.transfer.tables import Row, read_rows, unreadable

BATCH = 2_000
MOST_ERRORS = 1_000
"""How many bad rows are told in the answer; the file of bad rows has them all."""


@dataclass(slots=True)
class ImportRow:
    """A row and the values of its cells. A writer sets `error` on one that it must refuse, and keeps in `prepared`
    what it has made of the values."""

    number: int
    cells: list[str]
    values: dict[str, Any]
    prepared: Any = None
    unreadable: "RowError | None" = None
    error: "RowError | None" = None


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

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        """Do what a batch needs without the database, in a thread of its own while the batch before it is stored."""

    def write(self, rows: Sequence[ImportRow]) -> Mapping[str, int]:
        """Store a batch by natural key, in the caller's transaction. Answers how many rows there were of each kind that
        is `counted`. May be called again with the same rows when another transaction came in between."""


@dataclass
class ImportResult:
    """How an import went, or how far it has come."""

    processed: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    failed: int = 0
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
        try:
            self._header_row, self.header = next(self._rows)
        except StopIteration:
            raise unreadable("The file has no header.") from None
        self._columns = match_columns(self.header, writer.columns, mapping)
        self._readers = [(place, column.name, column.value) for place, column in enumerate(self._columns) if column]
        names = {name for _, name, _ in self._readers}
        if not names & set(writer.needed):
            raise unreadable(
                f"The first row must name the columns, {' or '.join(writer.needed)} among them; "
                f"it reads {', '.join(map(repr, self.header[:10]))}."
            )
        if missing := [name for name in writer.required if name not in names]:
            raise unreadable(f"The first row must name the column {' and '.join(missing)}.")

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
        with ThreadPoolExecutor(1, "import") as pool:  # the next rows are read while PostgreSQL stores these
            upcoming = pool.submit(self._read_batch, rows)
            while parsed := upcoming.result():
                upcoming = pool.submit(self._read_batch, rows)
                result = self._store_batch(parsed, result, reject, keep, dry_run)
        return result

    def _read_batch(self, rows: Iterator[Row]) -> list[ImportRow]:
        batch = [self._parse(number, cells) for number, cells in islice(rows, BATCH)]
        self.writer.prepare([row for row in batch if row.unreadable is None])
        return batch

    def _store_batch(
        self,
        parsed: Sequence[ImportRow],
        result: ImportResult,
        reject: Callable[[RowError, list[str]], None],
        keep: Callable[[ImportResult], None],
        dry_run: bool,
    ) -> ImportResult:
        for attempt in (1, 2, 3):
            try:
                with transaction.atomic():
                    after = self._store(parsed, result, reject)
                    if dry_run:
                        transaction.set_rollback(True)
                    else:
                        keep(after)
                break
            except IntegrityError:  # somebody else has just stored one of these rows
                if attempt == 3:
                    raise
        if dry_run:
            keep(after)
        return after

    def _store(
        self, rows: Sequence[ImportRow], result: ImportResult, reject: Callable[[RowError, list[str]], None]
    ) -> ImportResult:
        for row in rows:
            row.error = row.unreadable
        counts = self.writer.write([row for row in rows if row.error is None])
        for row in rows:
            if row.error:
                reject(row.error, row.cells)
        return self._noted(result, rows, counts)

    @staticmethod
    def _noted(result: ImportResult, rows: Sequence[ImportRow], counts: Mapping[str, int]) -> ImportResult:
        errors = [row.error for row in rows if row.error]
        return ImportResult(
            processed=result.processed + len(rows),
            counts={name: result.counts.get(name, 0) + count for name, count in counts.items()},
            errors=(result.errors + errors)[:MOST_ERRORS],
            failed=result.failed + len(errors),
            ignored_columns=result.ignored_columns,
            last_row=rows[-1].number,
        )

    def _parse(self, number: int, cells: list[str]) -> ImportRow:
        row = ImportRow(number, cells, {})
        if len(cells) != len(self._columns):
            row.unreadable = RowError(number, "", f"has {len(cells)} cells, the header {len(self._columns)}.")
            return row
        values = row.values
        name = ""
        try:
            for place, name, value in self._readers:
                if cell := cells[place]:
                    values[name] = value(cell)
        except CellError as exc:
            row.unreadable = RowError(number, name, str(exc))
            return row
        for name in self.writer.required:
            if name not in values:
                row.unreadable = RowError(number, name, "is missing.")
                return row
        for name in self.writer.needed:
            if values.get(name):
                return row
        row.unreadable = RowError(number, self.writer.needed[0], "is missing.")
        return row


def reject_file(header: Sequence[str], rejected: Iterable[tuple[RowError, Sequence[str]]]) -> bytes:
    """The bad rows as a CSV file that can be corrected and imported again."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*header, "import_row", "import_column", "import_reason"])
    for error, cells in rejected:
        writer.writerow([*map(neutral, cells), error.row, error.field, error.message])
    return text.getvalue().encode("utf-8-sig")


def count_rows(file: IO[bytes], *, most: int | None = None) -> int:
    """How many rows of data a table has; counting stops above `most`."""
    return sum(1 for _ in islice(read_rows(file), most + 2 if most is not None else None)) - 1
