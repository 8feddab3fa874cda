"""JSON in and out: strict when read, fast when written.

Reading uses the standard library rather than orjson: only it shows duplicate keys, and the literal text of a number,
which money needs (docs/adr/0003). Writing is orjson.
"""

import json as stdlib
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.functional import Promise
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from apps.core.texts import say

MAX_DEPTH = 64
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SUSPECT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class LiteralNumber(float):
    """A JSON number that remembers how it was written, so that `str()` gives a Decimal all its digits."""

    literal: str

    def __new__(cls, literal: str) -> "LiteralNumber":
        number = super().__new__(cls, literal)
        number.literal = literal
        return number

    def __str__(self) -> str:
        return self.literal


class JsonObject(dict[str, Any]):
    """An object that came as JSON, whose members have types of their own; what a form holds is all text."""

    __slots__ = ()


def loads(raw: bytes) -> Any:
    """Parse JSON, refusing what breaks things later with a ParseError that says what it was.

    Refused: not UTF-8, deeper than 64, duplicate keys, NaN and Infinity, NUL, lone surrogates.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise ParseError(
            say("The body is not UTF-8: byte {start} is {raw:#04x}.", start=exc.start, raw=raw[exc.start])
        ) from exc
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(text)
    try:
        data = stdlib.loads(
            text, object_pairs_hook=_unique_keys, parse_float=LiteralNumber, parse_constant=_refuse_constant
        )
    except ValueError as exc:
        raise ParseError(say("The body is not valid JSON: {exc}.", exc=exc)) from exc
    if _SUSPECT_ESCAPE.search(text):
        _check_strings(data)
    return data


def dumps(data: Any) -> bytes:
    """Serialize to JSON. Decimals become strings with all their digits."""
    return orjson.dumps(data, default=_encode, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise RequestDataTooBig
        return loads(raw)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else dumps(data)


class AnyFormat(BaseRenderer):
    """For views that answer a file or a stream, whatever type the caller names; their refusals are JSON."""

    media_type = "*/*"
    format = "any"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return JSONRenderer().render(data)


FILE_RENDERERS = (JSONRenderer, AnyFormat)


def _unique_keys(pairs: list[tuple[str, Any]]) -> JsonObject:
    members = JsonObject(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise ParseError(say("The key {repeated!r} stands twice in one object.", repeated=repeated))
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(say("{name} is not a number in JSON.", name=name))


def _check_depth(text: str) -> None:
    depth = 0
    for character in _STRING.sub('""', text):
        if character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ParseError(say("The body is nested deeper than {max_depth} levels.", max_depth=MAX_DEPTH))
        elif character in "]}":
            depth -= 1


def _check_strings(data: Any) -> None:
    match data:
        case str():
            if "\0" in data:
                raise ParseError("A string contains the character NUL.")
            try:
                data.encode()
            except UnicodeEncodeError as exc:
                raise ParseError("A string contains half of a surrogate pair.") from exc
        case dict():
            for key, value in data.items():
                _check_strings(key)
                _check_strings(value)
        case list():
            for value in data:
                _check_strings(value)


def _encode(value: Any) -> Any:
    match value:
        case Decimal() | Promise():
            return str(value)
        case float():
            return float(value)
        case dict():
            return dict(value)
        case list() | tuple() | set():
            return list(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
