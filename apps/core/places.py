"""Where the deep pages of lists lie: places once found are remembered, so that a page near one need not be counted to.

A page by number steps over all rows before it; from a place that is known it steps over those between. As with the
estimates of counts, a place is good for a minute. Its page shows what is stored now, from there on; rows that have come
or gone before the place move it when the minute is over.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from apps.core.cursors import Cursor, order_of, turned

_REMEMBERED_SECONDS = 60
_MOST_LISTS = 1_000
_MOST_PLACES = 100
NEAR = 2_000
"""Within how many rows of a place another one is not worth remembering."""


@dataclass(frozen=True)
class Part:
    """A part of a list, as a query: whether it gives the rows backwards, and whether it is known that more follow."""

    rows: QuerySet[Any]
    is_backward: bool = False
    has_more: bool = False


@dataclass(frozen=True)
class _Place:
    """A gap in a list that `offset` rows precede: where the cursor goes on from, or back. None is the end's."""

    offset: int
    cursor: Cursor | None

    def part(self, rows: QuerySet[Any], first: int, most: int) -> Part | None:
        """Up to `most` rows from the one that `first` precede; None where this place does not lead to them."""
        distance = self.offset - first
        if self.cursor is None and distance <= 0:
            return Part(rows.none()) if distance <= -NEAR else None  # some may have been added at the end
        if self.cursor is not None and self.cursor.is_backward != (distance > 0):
            return None
        if self.cursor is not None and distance <= 0:
            return Part(self.cursor.rows_beside(rows)[-distance : most - distance])
        if self.cursor is not None and distance < most - 1:
            return None
        back = self.cursor.rows_beside(rows) if self.cursor else rows.order_by(*map(turned, order_of(rows)))
        known_to_follow = self.cursor is not None and distance < most
        return Part(back[max(distance - most, 0) : distance], is_backward=True, has_more=known_to_follow)


@dataclass
class _Places:
    until: float = field(default_factory=lambda: time.monotonic() + _REMEMBERED_SECONDS)
    places: list[_Place] = field(default_factory=list)


_lists: dict[str, _Places] = {}


def part_of(rows: QuerySet[Any], first: int, most: int) -> Part:
    """Up to `most` rows from the one that `first` others precede, from the nearest place that is known."""
    for place in sorted(_known(rows).places, key=lambda place: abs(place.offset - first)):
        if abs(place.offset - first) < first and (part := place.part(rows, first, most)):
            return part
    return Part(rows[first : first + most])


def remember_places(rows: QuerySet[Any], first: int, keys: list[Any], size: int, *, has_more: bool) -> None:
    """Note where a page lies: the keys of its rows, which `first` others precede, and of the row behind it unless it is
    the last page or that one is only known to be there."""
    known = _known(rows).places
    if has_more:
        return
    if len(keys) <= size:
        if all(place.cursor for place in known):
            known.append(_Place(first + len(keys), None))
        return
    if len(known) >= _MOST_PLACES or any(abs(place.offset - first) < NEAR for place in known):
        return
    on, back = Cursor.at(rows, keys[size - 1]), Cursor.at(rows, keys[size], is_backward=True)
    known += [_Place(first + size, cursor) for cursor in (on, back) if cursor]


def _known(rows: QuerySet[Any]) -> _Places:
    try:
        sql, parameters = rows.values("pk").query.sql_with_params()
    except EmptyResultSet:  # what holds no rows has no places
        return _Places()
    name = f"{sql} {parameters}"
    known = _lists.get(name)
    if known is None or known.until < time.monotonic():
        if len(_lists) >= _MOST_LISTS:
            _lists.clear()
        known = _lists[name] = _Places()
    return known
