"""Customers as rows of other tables mean them."""

from collections.abc import Container, Mapping, Sequence

from apps.clients.bulk import lock_parties
from apps.clients.imports import CustomerWriter, KnownParties
from apps.core.transfer.columns import CellError
from apps.core.transfer.imports import ImportRow, RowError
from apps.tenants.actors import Actor


class CustomerFinder:
    """Finds the customers that rows with `name`, `email` and `phone` mean, as customers' own tables do; those that
    nobody knows are made. Unlike there, what a row says of a known customer changes nothing.
    """

    def __init__(self, actor: Actor) -> None:
        self._writer = CustomerWriter(actor)

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        """Do what `find` needs without the database; every row needs a name."""
        self._writer.prepare(rows)

    def find(self, rows: Sequence[ImportRow], *, make: Container[int]) -> tuple[Mapping[int, int], int]:
        """The customers' ids by row number, locked, and how many were made: those unknown whose row numbers are in
        `make`. A row that may mean several, or somebody whom the actor does not see, gets an `error` instead."""
        found, unknown = self._known(rows)
        unknown = [row for row in unknown if row.number in make]
        if not unknown:
            return found, 0
        made = self._writer.write(unknown)["created"]
        now_known, _ = self._known([row for row in unknown if row.error is None])
        return found | now_known, made

    def _known(self, rows: Sequence[ImportRow]) -> tuple[dict[int, int], list[ImportRow]]:
        keys = list(zip(*(row.prepared.keys for row in rows), strict=True))
        known = KnownParties(lock_parties(*keys) if keys else (), self._writer.is_visible)
        found: dict[int, int] = {}
        unknown = []
        for row in rows:
            try:
                record = known.find(row.prepared, any_equal=False)
            except CellError as exc:
                row.error = RowError(row.number, "name", str(exc))
                continue
            if record is None or not self._writer.is_visible(record):
                unknown.append(row)
            else:
                found[row.number] = record["id"]
        return found, unknown
