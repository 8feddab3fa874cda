"""What Python computes of a row and SQL can compute as well, so that reads with it are compiled.

A sweep compares the two for every serializer that is read so.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, TextField, UUIDField, Value
from django.db.models.expressions import Case, Combinable, RawSQL, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from rest_framework import serializers

_NUMBER: Final = 999_999_999_999_999_999
_UUID: Final = UUID(int=_NUMBER)


class _InSql(property):
    expression: Combinable


def in_sql(expression: Combinable) -> Callable[[Callable[[Any], Any]], _InSql]:
    """A property of a model that is the expression over the model's columns, as the API shows it."""

    def wrap(function: Callable[[Any], Any]) -> _InSql:
        computed = _InSql(function)
        computed.expression = expression
        return computed

    return wrap


def expression_of(model: type[Any], name: str) -> Combinable | None:
    """What a property is in SQL; None where there is none that says so."""
    found = getattr(model, name, None)
    return found.expression if isinstance(found, _InSql) else None


class AddressField(serializers.CharField):
    """The address of a route that names the row by `lookup`; null where the column `of` is empty.

    With `is_whole` it begins with the host that was asked, otherwise with the path.
    """

    def __init__(self, route: str, *, lookup: str = "pk", of: str = "", is_whole: bool = True, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, allow_null=bool(of), **kwargs)
        self.route, self.lookup, self.of, self.is_whole = route, lookup, of, is_whole

    def to_representation(self, row: Any) -> Any:
        return self.address_of(row, self.context.get("request"))

    def address_of(self, row: Any, request: Any) -> str | None:
        """The address as the request's caller is told it; without a request the path alone."""
        if self.of and not getattr(row, self.of):
            return None
        path = reverse(self.route, args=[getattr(row, self.lookup)])
        return request.build_absolute_uri(path) if request and self.is_whole else path

    def in_sql(self, model: type[Any], prefix: str) -> Combinable:
        """The address in a compiled read; `prefix` leads from the queried row to the one that it names."""
        is_uuid = self.lookup != "pk" and isinstance(model._meta.get_field(self.lookup), UUIDField)
        stand_in = _UUID if is_uuid else _NUMBER
        before, after = reverse(self.route, args=[stand_in]).split(str(stand_in))
        origin = [RawSQL("asked.origin", (), TextField())] if self.is_whole else []
        key = Cast(F(f"{prefix}{self.lookup}"), TextField())
        address = Concat(*origin, Value(before), key, Value(after), output_field=TextField())
        if not self.of:
            return address
        return Case(When(Q(**{f"{prefix}{self.of}__gt": ""}), then=address), default=None)
