"""What every list understands: its own filters, `search`, `ordering`. Unknown values are a 400 that names them."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import DateField, Model, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from apps.core.counting import has_more_than
from apps.core.cursors import turned
from apps.core.search import find_rows
from apps.core.texts import say

MOST_SORTED = 100_000
"""How many rows are sorted for a page."""


class FieldFilter(DjangoFilterBackend):
    """The filters that the view's filterset declares; without one of them in the query it costs nothing."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset = self.get_filterset_class(view, queryset)
        if filterset is None or request.query_params.keys().isdisjoint(filterset.base_filters):
            return queryset
        return super().filter_queryset(request, queryset, view)


class MomentField(forms.Field):
    """An ISO 8601 date-time, or a date alone: then its beginning, or with `end_of_day` its end."""

    def __init__(self, *, end_of_day: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.end_of_day = end_of_day

    def to_python(self, value: Any) -> datetime | date | None:
        if not value:
            return None
        try:
            # A "+" in a query string that was not escaped arrives as a blank.
            parsed = parse_date(value) or parse_datetime(value.replace(" ", "+"))
        except ValueError as exc:
            raise _refusal(say("{value!r} is not a date: {exc}.", value=value, exc=exc)) from exc
        if parsed is None:
            raise _refusal(
                say("{value!r} is neither a date (2024-01-31) nor a date-time (2024-01-31T08:00:00Z).", value=value)
            )
        if not 1 < parsed.year < 9999:
            raise _refusal(say("{value!r} lies outside of the years 2 to 9998.", value=value))
        return parsed


def _refusal(problem: str) -> ValidationError:
    # As a parameter: the library takes a percent sign in a message for a place to fill.
    return ValidationError("%(problem)s", params={"problem": problem})


class MomentFilter(django_filters.Filter):
    """Compares a time with a date-time or a date; a date counts in the tenant's timezone."""

    parent: Any

    field_class = MomentField

    def filter(self, qs: QuerySet[Any], value: datetime | date | None) -> QuerySet[Any]:
        if value is None:
            return qs
        timezone = self.parent.request.user.tenant_timezone
        if not isinstance(value, datetime):
            value = day_start(value, timezone)
            if self.extra.get("end_of_day"):
                value += timedelta(days=1, microseconds=-1)
        elif value.tzinfo is None:
            value = value.replace(tzinfo=timezone)
        # PostgreSQL knows no offset of 16 hours and more.
        return super().filter(qs, value.astimezone(UTC))


def day_start(day: date, timezone: ZoneInfo) -> datetime:
    """The first moment of a day in a timezone."""
    return datetime.combine(day, time.min, tzinfo=timezone)


class YesNoFilter(django_filters.TypedChoiceFilter):
    """`true` or `false`."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(choices=choices, coerce=lambda value: value == "true", empty_value=None, **kwargs)


class TenantModelFilter(django_filters.ModelChoiceFilter):
    """Filters by the id of a related row; the id of a row that the caller cannot see does not exist."""

    def __init__(self, model: type[Any], **kwargs: Any) -> None:
        super().__init__(queryset=self._visible(model), **kwargs)  # type: ignore[arg-type]

    @staticmethod
    def _visible(model: type[Any]) -> Callable[[Request | None], QuerySet[Any]]:
        def rows(request: Request | None) -> QuerySet[Any]:
            visible: QuerySet[Any] = model.objects.visible_to(request.user) if request else model.objects.none()
            return visible

        return rows


class AskedFilterSet(django_filters.FilterSet):
    """Filters of which only those are made that the query names; all of them together take longer than the list."""

    def __init__(self, data: QueryDict | dict[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        declared = type(self).base_filters.items()
        self.base_filters = OrderedDict((name, made) for name, made in declared if name in (data or {}))
        super().__init__(data, *args, **kwargs)


class TenantFilterSet(AskedFilterSet):
    """The filters that every tenant's list has."""

    created_at__gte = MomentFilter(field_name="created_at", lookup_expr="gte", label="Created at or after")
    created_at__lte = MomentFilter(
        field_name="created_at", lookup_expr="lte", end_of_day=True, label="Created at or before"
    )


class WordSearch(BaseFilterBackend):
    """`?search=`: rows in which every word begins a word of one of the view's `search_lookups`."""

    parameter = "search"

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        lookups: tuple[str, ...] = getattr(view, "search_lookups", ())
        return find_rows(queryset, request.query_params.get(self.parameter, ""), lookups) if lookups else queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not (lookups := getattr(view, "search_lookups", ())):
            return []
        words = "Words, in any order; each must begin a word of the row."
        return [
            {
                "name": self.parameter,
                "in": "query",
                "description": f"{words} A document's whole number finds that alone." if "=" in lookups[0] else words,
                "schema": {"type": "string"},
            }
        ]


class SearchByQ(WordSearch):
    """`?q=`: the same, where a document calls it so."""

    parameter = "q"


class ShownFieldOrdering(BaseFilterBackend):
    """`?ordering=field,-other`: any field that the answer shows and the database stores; another one is a 400.

    So is, for more than `MOST_SORTED` rows, an ordering that no index holds: all of them would have to be read and
    sorted for each page.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        order = self._asked(request, view)
        if not order:
            return queryset.order_by(*view.ordering)
        indexed = indexed_order(view.model, order)
        if indexed is None and has_more_than(queryset, MOST_SORTED):
            columns = sortable_fields(view)
            at_once = ", ".join(sorted(name for name, path in columns.items() if indexed_order(view.model, (path,))))
            raise serializers.ValidationError(
                {
                    "ordering": [
                        say(
                            "More than {most} rows are not ordered by {given!r}: narrow the list by a filter or a "
                            "search, or order it by one of {at_once}.",
                            most=f"{MOST_SORTED:,}",
                            given=request.query_params["ordering"][:100],
                            at_once=at_once,
                        )
                    ]
                }
            )
        return queryset.order_by(*(indexed or (*order, "-id")))

    def indexed_order(self, request: Request, view: Any) -> tuple[str, ...] | None:
        """The order that the list is asked for, as an index holds it; None where none does."""
        order = self._asked(request, view)
        return indexed_order(view.model, order) if order else tuple(view.ordering)

    def _asked(self, request: Request, view: Any) -> tuple[str, ...]:
        """The columns to order by; none where nothing is said. 400 for what is no field that can be ordered by."""
        given = request.query_params.get("ordering")
        if not given:
            return ()
        columns = sortable_fields(view)
        order = []
        for term in given.split(","):
            name = term.strip().removeprefix("-")
            if name not in columns:
                raise serializers.ValidationError(
                    {
                        "ordering": [
                            say(
                                "{name!r} cannot be ordered by; choose from {columns}.",
                                name=name,
                                columns=", ".join(sorted(columns)),
                            )
                        ]
                    }
                )
            order.append(f"-{columns[name]}" if term.strip().startswith("-") else columns[name])
        return tuple(order)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "ordering",
                "in": "query",
                "description": "Fields to sort by, separated by commas; `-` before a field turns it round. A list of "
                f"more than {MOST_SORTED:,} rows is only ordered by the fields that have an index.",
                "schema": {"type": "string"},
            }
        ]


def sortable_fields(view: Any) -> Mapping[str, str]:
    """Shown name to column path, of the fields of the view's list that the database can sort by."""
    return _sortable_fields(view.model, view.get_serializer_class())


@cache
def _sortable_fields(model: type[Model], serializer_class: type[Any]) -> Mapping[str, str]:
    paths = {
        name: field.source.replace(".", "__")
        for name, field in serializer_class().fields.items()
        if not field.write_only and not isinstance(field, serializers.BaseSerializer) and field.source != "*"
    }
    return {name: path for name, path in paths.items() if _is_column(model, path)}


@cache
def indexed_order(model: type[Model], order: tuple[str, ...]) -> tuple[str, ...] | None:
    """The order, made total by the id, as an index of the model holds it, forwards or backwards; None where none does.

    A number or a day needs no id in its index: few rows share one, and those are sorted as they come.
    """
    if order[0] in ("id", "-id"):
        return order[:1]
    held = {tuple(index.fields[1:]) for index in model._meta.indexes if _is_of_all_rows(index)}
    for last in ("-id", "id"):
        total = (*order, last)
        if total in held or tuple(turned(term) for term in total) in held:
            return total
    alone = order[0].removeprefix("-")
    if len(order) > 1 or "__" in alone:
        return None
    constraints: Sequence[Any] = model._meta.constraints
    unique = {tuple(one.fields[1:]) for one in constraints if _is_of_all_rows(one)}
    field: Any = model._meta.get_field(alone)
    days = isinstance(field, DateField) and not field.null and held & {(alone,), (f"-{alone}",)}
    return (*order, "-id") if days or (alone,) in unique else None


def _is_of_all_rows(index: Any) -> bool:
    """Whether an index, or the one of a unique constraint, holds every row, those of a tenant beside each other."""
    return tuple(getattr(index, "fields", ()))[:1] == ("tenant",) and index.condition is None


def _is_column(model: type[Model], path: str) -> bool:
    *relations, last = path.split("__")
    try:
        for relation in relations:
            related = model._meta.get_field(relation).related_model
            if not isinstance(related, type):
                return False
            model = related
        field = model._meta.get_field(last)
    except FieldDoesNotExist:
        return False
    return bool(field.concrete) and not field.many_to_many
