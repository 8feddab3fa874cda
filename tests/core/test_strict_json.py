from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ParseError

from apps.core.json import dumps, loads


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"[1,]", "not valid JSON"),
        (b"{} {}", "not valid JSON"),
        (b"\xef\xbb\xbf{}", "not valid JSON"),
        (b"01", "not valid JSON"),
        (b"+1", "not valid JSON"),
        (b".5", "not valid JSON"),
        (b'"\n"', "not valid JSON"),
        (b"9" * 5000, "not valid JSON"),
        (b'"\xff"', r"not UTF-8: byte 1 is 0xff"),
        ('"\ud83d"'.encode("utf-8", "surrogatepass"), "not UTF-8"),
        (b"NaN", "NaN is not a number"),
        (b"[-Infinity]", "-Infinity is not a number"),
        (b'{"a": 1, "a": 1}', "'a' stands twice"),
        (b'[{"b": {"a": 1, "c": 2, "a": 3}}]', "'a' stands twice"),
        (b'{"\\u0061": 1, "a": 2}', "'a' stands twice"),
        (b"[" * 65 + b"]" * 65, "deeper than 64"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "deeper than 64"),
        (b'"a\\u0000b"', "NUL"),
        (b'{"\\u0000": 1}', "NUL"),
        (b'["\\ud83d"]', "surrogate"),
        (b'["\\uDCA9"]', "surrogate"),
        (b'["\\ud83d\\ud83d\\udca9"]', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
    ],
)
def test_refuses_hostile_json_and_says_why(raw: bytes, complaint: str) -> None:
    with pytest.raises(ParseError, match=complaint):
        loads(raw)


@pytest.mark.parametrize(
    ("raw", "meaning"),
    [
        (b"[" * 64 + b"]" * 64, None),
        (b'"' + b"[" * 100 + b'"', "[" * 100),
        (b'["\\"[[[", "]"]', ['"[[[', "]"]),
        (b'"\\ud83d\\udca9"', "\U0001f4a9"),
        (b'"\\\\u0000"', "\\u0000"),
        ('"\U0001f4a9 é"'.encode(), "\U0001f4a9 é"),
        (b'{"a": {"x": 1}, "b": {"x": 1}}', {"a": {"x": 1}, "b": {"x": 1}}),
        (b" \t\n\r{} ", {}),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_reads_what_is_merely_unusual(raw: bytes, meaning: Any) -> None:
    read = loads(raw)
    assert meaning is None or read == meaning


@pytest.mark.parametrize("literal", ["0.1", "1250.00", "1E+2", "12345678901234567890.1234567890", "-0.0"])
def test_keeps_every_digit_of_a_number(literal: str) -> None:
    number = loads(literal.encode())
    assert str(number) == literal
    assert Decimal(str(number)) == Decimal(literal)


def test_writes_money_as_it_is_stored() -> None:
    assert dumps({"a": Decimal("5.00"), "b": [Decimal("1E+3")], "c": gettext_lazy("Yes")}) == (
        b'{"a":"5.00","b":["1E+3"],"c":"Yes"}'
    )


def test_refuses_to_write_what_is_no_json() -> None:
    with pytest.raises(TypeError):
        dumps({"a": object()})
