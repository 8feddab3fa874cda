"""How rows are answered: the columns that a serializer shows, by the types of the values that a row has there.

The framework asks every field for its attribute and then for its form, though most say what was stored. What a field
makes of a value follows from the field and the value's type; for each combination of types it is found out once.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from itertools import repeat
from operator import attrgetter
from types import NoneType
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import TextChoices
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.utils import timezone
from rest_framework import ISO_8601, serializers
from rest_framework.relations import PKOnlyObject
from rest_framework.settings import api_settings

from apps.core.plans import Plans

Way = Callable[[Any], Any] | None
"""What is made of a value; None where it is answered as it is."""
_ELSEWHERE: Final = object()
"""In the place of a value that is no column of the row."""
_VALUES: Final = frozenset({NoneType, str, int, bool, float, Decimal, date, datetime, UUID, list, dict})
"""The types of columns' values that a field is given as they are; what it makes of others it decides itself."""
_AS_THEY_ARE: Final[dict[Any, tuple[type, ...]]] = {
    serializers.CharField.to_representation: (str,),
    serializers.IntegerField.to_representation: (int,),
    serializers.BooleanField.to_representation: (bool,),
}


class _Shown(NamedTuple):
    field: Any
    name: str
    attribute: str
    """The row's column that it shows, or the rows that refer to it; empty where the field has more to do."""
    ways: dict[type, Way]
    """What is made of a column's value, by its type."""


class _Plan(NamedTuple):
    made: list[tuple[str, Callable[[Any], Any]]]
    """The columns that are not answered as they are."""
    asked: list[_Shown]
    """The fields that are asked for everything."""


class Display:
    """What a serializer shows of an instance. Kept with its fields, which may be lent to the next."""

    def __init__(self, serializer: Any) -> None:
        self._model = getattr(getattr(serializer, "Meta", None), "model", ())  # of () nothing is an instance
        self._shown = [
            _Shown(field, name, *_attribute_of(field, self._model))
            for name, field in serializer.fields.items()
            if not field.write_only
        ]
        self._names = [shown.name for shown in self._shown]
        self._attributes = [shown.attribute for shown in self._shown]
        self._plans = Plans(partial(_plan_of, self._shown))

    def of(self, instance: Any) -> dict[str, Any]:
        """The instance as the API shows it."""
        columns = instance.__dict__ if isinstance(instance, self._model) else {}
        values = list(map(columns.get, self._attributes, repeat(_ELSEWHERE)))
        answer = dict(zip(self._names, values, strict=True))
        made, asked = self._plans[tuple(map(type, values))]
        for name, make in made:
            answer[name] = make(answer[name])
        known = columns.get("_prefetched_objects_cache", ())
        for field, name, attribute, _ in asked:
            if attribute in known:
                answer[name] = field.to_representation(known[attribute])
                continue
            try:
                value = field.get_attribute(instance)
            except serializers.SkipField:
                del answer[name]
                continue
            if isinstance(value, PKOnlyObject) and value.pk is None:
                value = None
            answer[name] = None if value is None else field.to_representation(value)
        return answer


def _plan_of(row: Sequence[_Shown], types: tuple[type, ...]) -> _Plan:
    plan = _Plan([], [])
    for shown, given in zip(row, types, strict=True):
        kind = TextChoices if issubclass(given, TextChoices) else given
        if kind not in shown.ways:
            plan.asked.append(shown)
        elif way := shown.ways[kind]:
            plan.made.append((shown.name, way))
    return plan


def _attribute_of(field: Any, model: Any) -> tuple[str, dict[type, Way]]:
    columns = {column.name: column for column in model._meta.concrete_fields} if model else {}
    column = columns.get(field.source)
    reads, shows = type(field).get_attribute, type(field).to_representation
    if isinstance(field, serializers.ListSerializer) and reads is serializers.Field.get_attribute:
        return str(field.source), {}
    if column is None or column.descriptor_class not in (DeferredAttribute, ForeignKeyDeferredAttribute):
        return "", {}
    if not column.is_relation:
        return (column.attname, _ways_of(field, shows)) if reads is serializers.Field.get_attribute else ("", {})
    is_key = (
        reads is serializers.RelatedField.get_attribute
        and shows is serializers.PrimaryKeyRelatedField.to_representation
    )
    if is_key and field.pk_field is None and field.use_pk_only_optimization():
        return column.attname, dict.fromkeys(_VALUES)
    return "", {}


def _ways_of(field: Any, shows: Any) -> dict[type, Way]:
    """How a field shows a column's value of each type: as the framework does, without asking it what is known."""
    ways: dict[type, Way] = dict.fromkeys(_VALUES, field.to_representation)
    ways |= dict.fromkeys(_AS_THEY_ARE.get(shows, ())) | {NoneType: None}
    if shows is serializers.BigIntegerField.to_representation:
        as_text = getattr(field, "coerce_to_string", api_settings.COERCE_BIGINT_TO_STRING)
        ways[int] = field.to_representation if as_text else None
    if shows is serializers.ChoiceField.to_representation and all(type(choice) is str for choice in field.choices):
        ways |= {str: None, TextChoices: attrgetter("value")}
    if shows is serializers.JSONField.to_representation and not field.binary:
        ways |= dict.fromkeys((list, dict))
    is_iso = getattr(field, "format", ISO_8601) == ISO_8601 == api_settings.DATE_FORMAT == api_settings.DATETIME_FORMAT
    if is_iso and shows is serializers.DateField.to_representation:
        ways[date] = date.isoformat
    if is_iso and shows is serializers.DateTimeField.to_representation and _is_of_everywhere(field):
        ways[datetime] = _show_moment
    return ways


def _is_of_everywhere(field: Any) -> bool:
    """Whether a moment is shown in the same timezone as all others."""
    stock = type(field).enforce_timezone is serializers.DateTimeField.enforce_timezone
    return stock and not hasattr(field, "timezone")


def _show_moment(moment: datetime) -> str:
    """In UTC, as the reads that PostgreSQL writes have it."""
    aware = timezone.make_aware(moment, UTC) if timezone.is_naive(moment) else moment.astimezone(UTC)
    return f"{aware.isoformat()[:-6]}Z"
