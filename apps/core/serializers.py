"""What the shapes of the API are made of: the framework's serializers, strict about the types that a body in JSON has.

The framework takes 5 for the text "5", "5" for the number and "true" for the truth. Forms, queries and tables hold
nothing but text, so there it must; in JSON the OpenAPI document says which type a field has, and another is refused.
Decimals are read as text and as numbers, and the document says so.
"""

from collections.abc import Callable
from types import NoneType
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext_noop
from rest_framework import serializers
from rest_framework.relations import ManyRelatedField
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


# Without docstrings: the OpenAPI document would show them for every shape that has none of its own.
class _StrictTypes:
    def to_internal_value(self, data: Any) -> Any:
        read: Callable[[Any], Any] = super().to_internal_value  # type: ignore[misc]
        faults = _faults_of(self, data) if type(data) is JsonObject else {}
        if not faults:
            return read(data)
        others: Any = {}
        try:
            read(data)
        except ValidationError as exc:
            others = exc.detail
        raise ValidationError({**others, **faults})


class Serializer(_StrictTypes, serializers.Serializer[_Instance]):
    pass


class ModelSerializer(_StrictTypes, serializers.ModelSerializer[_Model]):
    pass


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
