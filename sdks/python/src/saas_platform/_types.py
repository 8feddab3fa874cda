"""The types that JSON has no form for, and how they are read and written."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Amount: TypeAlias = Decimal | int | str
"""Money. A float cannot hold it exactly, and is refused."""
Number: TypeAlias = Decimal | int | float | str
Day: TypeAlias = date | str
Moment: TypeAlias = datetime | str


class Model:
    """What the server answered. Fields that this version does not know are left out, absent ones are None."""

    etag: str | None = None
    """Of a single resource its version, for `if_match`."""


def parse(text: str | bytes) -> Any:
    """JSON with its decimals as they were written."""
    return json.loads(text, parse_float=Decimal)


def write(body: Any) -> bytes:
    return json.dumps(body, default=plain, allow_nan=False).encode()


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case Mapping():
            return dict(value)
    raise TypeError(f"A {type(value).__name__} cannot be sent as JSON: {value!r}")


def as_text(value: Any) -> str:
    """A value as it stands in an address or in a form."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            return str(value)
        case Mapping() | list():
            return write(value).decode()
    return str(plain(value))


def as_query(query: Mapping[str, Any] | None) -> dict[str, Any]:
    """Parameters as they stand in an address; `from_` is `from`, which Python keeps for itself. None is left out."""
    return {
        name.removesuffix("_"): [as_text(one) for one in value] if isinstance(value, (list, tuple)) else as_text(value)
        for name, value in (query or {}).items()
        if value is not None
    }


def decode(shape: Any, value: Any) -> Any:
    """JSON in the shape of a type: a Decimal, a datetime, a model, a list of them. What does not fit stays as it is."""
    return _reader(shape)(value)


@cache
def _reader(shape: Any) -> Callable[[Any], Any]:
    origin = get_origin(shape)
    if origin in (Union, UnionType):
        return _union_reader(get_args(shape))
    if origin is list:
        item = _reader(*get_args(shape))
        return lambda value: [item(each) for each in value] if isinstance(value, list) else value
    if origin is dict:
        entry = _reader(get_args(shape)[1])
        return lambda value: {key: entry(each) for key, each in value.items()} if isinstance(value, dict) else value
    if isinstance(shape, type) and dataclasses.is_dataclass(shape):
        return lambda value: _read_model(shape, value) if isinstance(value, dict) else value
    if shape is Decimal:
        return lambda value: _try(Decimal, value) if isinstance(value, (str, int)) else value
    if shape in (date, datetime):
        return lambda value: _try(shape.fromisoformat, value) if isinstance(value, str) else value
    return lambda value: value


def _union_reader(shapes: tuple[Any, ...]) -> Callable[[Any], Any]:
    readers = [(shape, _reader(shape)) for shape in shapes if shape is not NoneType]

    def read(value: Any) -> Any:
        for shape, reader in readers:
            decoded = reader(value)
            if _is_of(shape, decoded):
                return decoded
        return value

    return read


def _is_of(shape: Any, value: Any) -> bool:
    """Whether a decoded value is of this shape, as far as its outside tells."""
    if shape is Any:
        return True
    if get_origin(shape) is Literal:
        return value in get_args(shape)
    return isinstance(value, get_origin(shape) or shape)


def _try(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except (ValueError, ArithmeticError):
        return value


@cache
def _fields(model: Any) -> list[tuple[str, str, Callable[[Any], Any]]]:
    """Of each field its name here, its name in JSON (`from_` is `from`) and what reads it."""
    hints = get_type_hints(model)
    return [(each.name, each.name.removesuffix("_"), _reader(hints[each.name])) for each in dataclasses.fields(model)]


def _read_model(model: Any, value: Mapping[str, Any]) -> Any:
    return model(**{name: read(value.get(key)) for name, key, read in _fields(model)})
