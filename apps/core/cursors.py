"""Cursors: where in a list's order a page begins, told by the row before it and not by a number of rows.

To go on after a row costs the same wherever it stands, and neither repeats nor leaves out a row when others come or go.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import orjson
from django.core.exceptions import ValidationError as InvalidValue
from django.db import models
from django.db.models import Q, QuerySet
from rest_framework.serializers import ValidationError

from apps.core.texts import say

_LONGEST = 4_000
_JSON = (str, int, float, bool, list, dict, type(None))


@dataclass(frozen=True)
class Cursor:
    """The row beside which a page lies: after it, or with `is_backward` before it. Without `values`, the beginning."""

    order: tuple[str, ...]
    values: tuple[Any, ...] = ()
    is_backward: bool = False

    @classmethod
    def at(cls, rows: QuerySet[Any], key: Any, *, is_backward: bool = False) -> "Cursor | None":
        """The cursor of one of the rows, in their order; None where it has gone."""
        order = order_of(rows)
        paths = [term.removeprefix("-") for term in order]
        if paths in (["id"], ["pk"]):
            return cls(order, (key,), is_backward)
        values = rows.model._base_manager.filter(pk=key).values_list(*paths).first()
        return None if values is None else cls(order, values, is_backward)

    @classmethod
    def parse(cls, text: str, rows: QuerySet[Any]) -> "Cursor":
        """Read what `str()` has made of a cursor. 400 for anything else, and for a cursor of another ordering."""
        order = order_of(rows)
        if not text:
            return cls(order)
        try:
            given, values, is_backward = orjson.loads(urlsafe_b64decode(text[:_LONGEST].encode()))
            fields = [_field_at(rows.model, term.removeprefix("-")) for term in order]
            if tuple(given) != order:
                raise ValidationError(
                    {
                        "cursor": [
                            say(
                                "This cursor is one of a list ordered by {given!r}.",
                                given=",".join(map(str, given))[:100],
                            )
                        ]
                    }
                )
            read = tuple(_read(field, value) for field, value in zip(fields, values, strict=True))
        except (binascii.Error, orjson.JSONDecodeError, InvalidValue, ValueError, TypeError) as exc:
            raise ValidationError(
                {"cursor": ["This is no cursor: take it from `next` or `previous`, or leave it empty to begin."]}
            ) from exc
        return cls(order, read, bool(is_backward))

    def __str__(self) -> str:
        values = [value if isinstance(value, _JSON) else str(value) for value in self.values]
        return urlsafe_b64encode(orjson.dumps([self.order, values, self.is_backward])).decode()

    def rows_beside(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows on the cursor's side, the nearest first."""
        order = tuple(map(turned, self.order)) if self.is_backward else self.order
        rows = rows.order_by(*order)
        if not self.values:
            return rows
        further: list[Q] = []
        same = Q()
        for term, value in zip(order, self.values, strict=True):
            further.append(same & _further(rows.model, term, value))
            path = term.removeprefix("-")
            same &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
        # The first column alone bounds the scan of an index, which the alternatives do not.
        return rows.filter(_not_before(rows.model, order[0], self.values[0]), reduce(or_, further))


def order_of(rows: QuerySet[Any]) -> tuple[str, ...]:
    """The columns that the rows are ordered by."""
    return tuple(str(term) for term in rows.query.order_by or rows.model._meta.ordering or ("pk",))


def turned(term: str) -> str:
    """A term of an order, the other way round."""
    return term.removeprefix("-") if term.startswith("-") else f"-{term}"


def _further(model: type[models.Model], term: str, value: Any) -> Q:
    """What lies beyond a value; PostgreSQL puts rows without one last, and first in descending order."""
    path = term.removeprefix("-")
    empty = Q(**{f"{path}__isnull": True})
    if term.startswith("-"):
        return ~empty if value is None else Q(**{f"{path}__lt": value})
    if value is None:
        return Q(pk__in=())
    return Q(**{f"{path}__gt": value}) | (empty if _may_be_empty(model, path) else Q(pk__in=()))


def _not_before(model: type[models.Model], term: str, value: Any) -> Q:
    path = term.removeprefix("-")
    if value is None or _may_be_empty(model, path):
        return Q()
    return Q(**{f"{path}__{'lte' if term.startswith('-') else 'gte'}": value})


def _may_be_empty(model: type[models.Model], path: str) -> bool:
    return "__" in path or (path != "pk" and bool(model._meta.get_field(path).null))


def _field_at(model: Any, path: str) -> Any:
    *relations, last = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    return getattr(field, "target_field", None) or getattr(field, "output_field", None) or field


def _read(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, str) and "\0" in value:
        raise ValueError("NUL")
    return field.to_python(value)
