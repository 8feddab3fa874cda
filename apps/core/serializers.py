"""What the shapes of the API are made of: the framework's serializers, strict about the types that a body in JSON has.

The framework takes 5 for the text "5", "5" for the number and "true" for the truth. Forms, queries and tables hold
nothing but text, so there it must; in JSON the OpenAPI document says which type a field has, and another is refused.
Decimals are read as text and as numbers, and the document says so.
"""

from collections.abc import Callable
from types import NoneType
from typing import Any, Final, NamedTuple, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_noop
from rest_framework import serializers
from rest_framework.fields import get_error_detail
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
    RelatedField,
    SerializerMethodField,
    SkipField,
    URLField,
    UUIDField,
    ValidationError,
    empty,
)
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from apps.core.json import JsonObject, LiteralNumber
from apps.core.showing import Display

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
    is_plain: bool
    """Whether the framework does no more than convert a value that is there, and ask the validators."""
    validators: list[Any]
    key: str
    """Under what it is taken; empty where that is no plain name."""


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
        fields = self.fields
        display: Display | None = fields.__dict__.get("display")
        if display is None:
            display = fields.display = Display(self)
        return display.of(instance)

    def run_validators(self, value: Any) -> None:
        if self.validators:  # type: ignore[attr-defined]
            super().run_validators(value)  # type: ignore[misc]

    def _take(self, data: JsonObject) -> tuple[dict[str, Any], dict[str, Any]]:
        taken: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for field, name, may_be_left_out, check, is_plain, validators, key in _taken_by(self):
            if may_be_left_out and name not in data:
                continue
            given = data.get(name, empty)
            try:
                if not is_plain or given is empty or given is None or (type(given) is str and not given.strip()):
                    value = field.run_validation(field.get_value(data))
                else:
                    value = field.to_internal_value(given)
                    if validators:
                        _ask(field, validators, value)
                if check:
                    value = getattr(self, check)(value)
            except ValidationError as exc:
                errors[name] = exc.detail
            except DjangoValidationError as exc:
                errors[name] = get_error_detail(exc)
            except SkipField:
                pass
            else:
                if key:
                    taken[key] = value
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


_ASKED_BY_THE_PARSER: Final = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)
"""What no text in JSON holds (`apps.core.json`); the second looks at each character by itself."""
_validators: dict[type[Any], list[Any]] = {}
"""What a serializer checks as a whole, which follows from its class."""


def _ask(field: Any, validators: list[Any], value: Any) -> None:
    """Ask the field's validators. One that refuses makes the field collect what all of them say."""
    try:
        for validator in validators:
            validator(value)
    except (ValidationError, DjangoValidationError):
        field.run_validators(value)
        raise


def _taken_by(serializer: Any) -> list[_Taken]:
    """The fields that the serializer reads. Found once, and kept with its fields, which may be lent to the next."""
    fields = serializer.fields
    kept: list[_Taken] | None = fields.__dict__.get("taken")
    if kept is None:
        kept = fields.taken = [
            _Taken(
                field,
                name,
                _may_be_left_out(field),
                check if hasattr(serializer, check) else "",
                _is_plain(field),
                [validator for validator in field.validators if not isinstance(validator, _ASKED_BY_THE_PARSER)],
                field.source if field.source_attrs == [field.source] else "",
            )
            for name, field in fields.items()
            if not field.read_only and (check := f"validate_{name}")
        ]
    return kept


def _is_plain(field: Any) -> bool:
    kind = type(field)
    return (
        kind.run_validation in (serializers.Field.run_validation, CharField.run_validation, RelatedField.run_validation)
        and kind.validate_empty_values in (serializers.Field.validate_empty_values, DecimalField.validate_empty_values)
        and kind.run_validators is serializers.Field.run_validators
        and kind.get_value.__module__.startswith("rest_framework.")
        and not isinstance(field, HiddenField)  # whose value no body gives
        and not any(getattr(validator, "requires_context", False) for validator in field.validators)
    )


def _may_be_left_out(field: Any) -> bool:
    """Whether nothing comes of a field that the body does not name; one that looks at that itself is asked."""
    stock = all(
        getattr(type(field), name).__module__.startswith("rest_framework.")
        for name in ("run_validation", "validate_empty_values", "get_value", "get_default")
    )
    return stock and not field.required and field.default is empty and not isinstance(field, HiddenField)


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
