"""What the shapes of the API are made of: the framework's serializers, strict about the types that a body in JSON has.

The framework takes 5 for the text "5", "5" for the number and "true" for the truth. Forms, queries and tables hold
nothing but text, so there it must; in JSON the OpenAPI document says which type a field has, and another is refused.
Decimals are read as text and as numbers, and the document says so.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_noop
from rest_framework import serializers
from rest_framework.fields import get_error_detail
from rest_framework.relations import ManyRelatedField, PKOnlyObject
from rest_framework.serializers import (
    BaseSerializer,
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    DictField,
    EmailField,
    FileField,
    FloatField,
    HiddenField,
    IntegerField,
    JSONField,
    ListField,
    ListSerializer,
    PrimaryKeyRelatedField,
    RegexField,
    SerializerMethodField,
    SkipField,
    URLField,
    UUIDField,
    ValidationError,
    empty,
)

from apps.core.json import JsonObject, LiteralNumber

__all__ = [
    "BaseSerializer", "BooleanField", "CharField", "ChoiceField", "DateField", "DateTimeField", "DictField",
    "EmailField", "FileField", "FloatField", "HiddenField", "IntegerField", "JSONField", "ListField",
    "ListSerializer", "ModelSerializer", "PrimaryKeyRelatedField", "RegexField", "Serializer",
    "SerializerMethodField", "SkipField", "URLField", "UUIDField", "ValidationError", "empty",
]  # fmt: skip

_Instance = TypeVar("_Instance")
_Model = TypeVar("_Model", bound=Any)
_DECIMAL = gettext_noop("This must be a number.")
_TEXT = gettext_noop("This must be text, in quotation marks.")
_NUMBER = gettext_noop("This must be a number, without quotation marks.")
_WHOLE_NUMBER = gettext_noop("This must be a whole number, without quotation marks.")
_TRUTH = gettext_noop("This must be true or false, without quotation marks.")


class _Rule(NamedTuple):
    """What a field takes of JSON: surely these types, and of others what `faults` finds nothing wrong with."""

    types: frozenset[type]
    faults: Callable[[Any], Any]


class _Taken(NamedTuple):
    """A field that is read from bodies."""

    field: Any
    name: str
    may_be_left_out: bool
    check: str
    """The serializer's own check of the field; empty where it has none."""


class _Shown(NamedTuple):
    """A field that is answered."""

    field: Any
    name: str
    attribute: str
    """The row's column that it shows; empty where the field has more to do than look there."""
    is_key: bool
    """Whether the attribute is answered as it is."""


# Without docstrings: the OpenAPI document would show them for every shape that has none of its own.
class _StrictTypes:
    fields: Any

    def to_internal_value(self, data: Any) -> Any:
        if type(data) is not JsonObject:
            return super().to_internal_value(data)  # type: ignore[misc]
        taken, errors = self._take(data)
        errors |= _faults_of(self, data)
        if errors:
            raise ValidationError(errors)
        return taken

    def to_representation(self, instance: Any) -> Any:
        answer: dict[str, Any] = {}
        is_row = isinstance(instance, _model_of(self))
        for field, name, attribute, is_key in _shown_by(self):
            value = getattr(instance, attribute) if is_row and attribute else _UNKNOWN
            if type(value) not in _VALUES:
                try:
                    value = field.get_attribute(instance)
                except SkipField:
                    continue
                if isinstance(value, PKOnlyObject) and value.pk is None:
                    value = None
            elif is_key:
                answer[name] = value
                continue
            answer[name] = None if value is None else field.to_representation(value)
        return answer

    def run_validators(self, value: Any) -> None:
        if self.validators:  # type: ignore[attr-defined]
            super().run_validators(value)  # type: ignore[misc]

    def _take(self, data: JsonObject) -> tuple[dict[str, Any], dict[str, Any]]:
        taken: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for field, name, may_be_left_out, check in _taken_by(self):
            if may_be_left_out and name not in data:
                continue
            try:
                value = field.run_validation(field.get_value(data))
                if check:
                    value = getattr(self, check)(value)
            except ValidationError as exc:
                errors[name] = exc.detail
            except DjangoValidationError as exc:
                errors[name] = get_error_detail(exc)
            except SkipField:
                pass
            else:
                self.set_value(taken, field.source_attrs, value)  # type: ignore[attr-defined]
        return taken, errors


class Serializer(_StrictTypes, serializers.Serializer[_Instance]):
    pass


class ModelSerializer(_StrictTypes, serializers.ModelSerializer[_Model]):
    def get_validators(self) -> list[Any]:
        kept = _validators.get(type(self))
        if kept is None:
            kept = _validators[type(self)] = super().get_validators()
        return list(kept)


_validators: dict[type[Any], list[Any]] = {}
"""What a serializer checks as a whole, which follows from its class."""
_UNKNOWN: Final = object()
_VALUES: Final = frozenset({NoneType, str, int, bool, float, Decimal, date, datetime, UUID, list, dict})
"""The types of columns' values that a field is given as they are; what it makes of others it decides itself."""


def _taken_by(serializer: Any) -> list[_Taken]:
    """The fields that the serializer reads. Found once, and kept with its fields, which may be lent to the next."""
    fields = serializer.fields
    kept: list[_Taken] | None = fields.__dict__.get("taken")
    if kept is None:
        kept = fields.taken = [
            _Taken(field, name, _may_be_left_out(field), check if hasattr(serializer, check) else "")
            for name, field in fields.items()
            if not field.read_only and (check := f"validate_{name}")
        ]
    return kept


def _may_be_left_out(field: Any) -> bool:
    """Whether nothing comes of a field that the body does not name; one that looks at that itself is asked."""
    stock = all(
        getattr(type(field), name).__module__.startswith("rest_framework.")
        for name in ("run_validation", "validate_empty_values", "get_value", "get_default")
    )
    return stock and not field.required and field.default is empty and not isinstance(field, HiddenField)


def _shown_by(serializer: Any) -> list[_Shown]:
    """The fields that the serializer answers, kept likewise."""
    fields = serializer.fields
    kept: list[_Shown] | None = fields.__dict__.get("shown")
    if kept is None:
        model = _model_of(serializer)
        kept = fields.shown = [
            _Shown(field, name, *_attribute_of(field, model)) for name, field in fields.items() if not field.write_only
        ]
    return kept


def _model_of(serializer: Any) -> Any:
    """The model whose rows the serializer shows; `()`, of which nothing is an instance, where it names none."""
    return getattr(getattr(serializer, "Meta", None), "model", ())


def _attribute_of(field: Any, model: Any) -> tuple[str, bool]:
    columns = {column.name: column for column in model._meta.concrete_fields} if model else {}
    column = columns.get(field.source)
    if column is None:
        return "", False
    reads, shows = type(field).get_attribute, type(field).to_representation
    if not column.is_relation:
        return (column.attname if reads is serializers.Field.get_attribute else ""), False
    is_key = reads is serializers.RelatedField.get_attribute and shows is PrimaryKeyRelatedField.to_representation
    if is_key and field.pk_field is None and field.use_pk_only_optimization():
        return column.attname, True
    return "", False


_rules: dict[type[Any], dict[str, _Rule]] = {}


def _faults_of(serializer: Any, data: JsonObject) -> dict[str, Any]:
    """What is wrong with the types of the object's members, by their names."""
    rules = _rules.get(type(serializer))
    if rules is None:
        found = {name: _rule_of(field) for name, field in serializer.fields.items() if not field.read_only}
        rules = _rules[type(serializer)] = {name: rule for name, rule in found.items() if rule}
    return {
        name: faults
        for name, value in data.items()
        if (rule := rules.get(name)) and type(value) not in rule.types and (faults := rule.faults(value))
    }


def _rule_of(field: Any) -> _Rule | None:
    """The rule of a field. None where it judges types itself: serializers do, and what says so by `takes_any_type`."""
    if getattr(field, "takes_any_type", False):
        return None
    match field:
        case ListField() | DictField():
            return _rule_of_each(field.child)
        case ManyRelatedField():
            return _rule_of_each(field.child_relation)
        case ChoiceField():
            types = {type(choice) for choice in field.choices}
            return _rule(_TEXT if str in types else _WHOLE_NUMBER, *types, *([str] if field.allow_blank else []))
        case CharField() | UUIDField():
            return _rule(_TEXT, str)
        case BooleanField():
            return _rule(_TRUTH, bool)
        case IntegerField() | PrimaryKeyRelatedField():
            return _Rule(frozenset({int, NoneType}), lambda value: None if _is_whole(value) else [_WHOLE_NUMBER])
        case FloatField():
            return _rule(_NUMBER, int, LiteralNumber)
        case DecimalField():
            # What is blank in a form is null.
            return _Rule(frozenset({int, LiteralNumber, NoneType}), lambda value: None if value else [_DECIMAL])
    return None


def _rule(message: str, *types: type) -> _Rule:
    return _Rule(frozenset({*types, NoneType}), lambda value: [message])


def _rule_of_each(child: Any) -> _Rule | None:
    """The rule of a list, or of an object of any names, by that of its members."""
    rule = _rule_of(child)
    if rule is None:
        return None

    def faults(value: Any) -> dict[Any, Any]:
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {
            place: found
            for place, member in members
            if type(member) not in rule.types and (found := rule.faults(member))
        }

    return _Rule(frozenset({NoneType}), faults)


def _is_whole(value: Any) -> bool:
    """Whether it is a whole number, which JSON may write as 5.0 too."""
    return isinstance(value, LiteralNumber) and value.is_integer()
