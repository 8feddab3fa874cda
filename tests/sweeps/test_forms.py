"""What every route that takes a file makes of a form that is broken: it refuses it whole, with the one error body."""

from typing import Any

import pytest

from tests.sweeps.bodies import NOT_BY_ONE_CALL, call_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import Route
from tests.sweeps.test_bodies import Stored, undone
from tests.sweeps.uploads import FORM, FORMS

BOUNDARY = b"edge"
TYPE = f"{FORM}; boundary=edge"


def part(disposition: bytes, content: bytes = b"x", *headers: bytes) -> bytes:
    lines = [b"--" + BOUNDARY, b"Content-Disposition: form-data; " + disposition, *headers, b"", content]
    return b"\r\n".join(lines) + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"


def file(name: bytes = b"a.pdf", content: bytes = b"no paper", field: bytes = b"file") -> bytes:
    return part(b'name="' + field + b'"; filename="' + name + b'"', content, b"Content-Type: application/pdf")


MALFORMED: dict[str, tuple[str, bytes]] = {
    "no boundary": (FORM, form(file())),
    "another boundary": (f"{FORM}; boundary=other", form(file())),
    "a boundary of 10,000": (f"{FORM}; boundary={'a' * 10_000}", form(file())),
    "a boundary that is no text": (f"{FORM}; boundary=\xe9", form(file())),
    "nothing": (TYPE, b""),
    "no part": (TYPE, form()),
    "cut short": (TYPE, form(file())[:60]),
    "cut short in the content": (TYPE, part(b'name="file"; filename="a.pdf"', b"x" * 100)[:-40]),
    "a part without a name": (TYPE, form(part(b'filename="a.pdf"'))),
    "a part without headers": (TYPE, b"--edge\r\n\r\nx\r\n--edge--\r\n"),
    "5,000 fields": (TYPE, form(*[part(b'name="a%d"' % number) for number in range(5_000)])),
    "500 files": (TYPE, form(*[file(field=b"f%d" % number) for number in range(500)])),
    "base64 that is none": (
        TYPE,
        form(part(b'name="file"; filename="a.pdf"', b"\xff=", b"Content-Transfer-Encoding: base64")),
    ),
    "a name with a NUL": (TYPE, form(file(b"a\0.pdf"))),
    "a name of 10,000": (TYPE, form(file(b"a" * 10_000))),
    "a path as name": (TYPE, form(file(b"../../../etc/passwd"))),
    "a name that is no text": (TYPE, form(file(b"\xff\xfe.pdf"))),
    "an empty file": (TYPE, form(file(content=b""))),
    "a text in place of a file": (TYPE, form(part(b'name="file"'))),
    "a page": (TYPE, form(file(b"a.html", b"<!doctype html><p>a<br><script>alert(1)</script>"))),
    "a program": (TYPE, form(file(b"a.exe", b"MZ\x90\0" + bytes(200)))),
    "a field with a NUL": (TYPE, form(part(b'name="notes"', b"a\0b"))),
    "JSON": ("application/json", b'{"file": "x"}'),
    "a form of pages": ("application/x-www-form-urlencoded", b"file=x"),
}


def test_there_are_routes_that_take_files() -> None:
    assert len(FORMS) > 10


@pytest.mark.parametrize("route", [route for route in FORMS if str(route) not in NOT_BY_ONE_CALL], ids=str)
def test_refuses_a_broken_form_and_stores_nothing(route: Route, ground: Ground) -> None:
    url, _ = call_of(route, ground)
    stored = Stored(ground)
    shown = ground.caller(route).get(url).json() if route.method == "patch" else None
    surprises: list[str] = []
    takes_json = "application/json" in route.operation["requestBody"]["content"]  # type: ignore[index]
    for fault, (content_type, raw) in MALFORMED.items():
        if takes_json and fault == "JSON":
            continue
        with undone():
            answer: Any = ground.caller(route).request(route.method, url, raw, content_type=content_type)
            is_refused = answer.status_code in (400, 413, 415) and "request_id" in answer.json()
            # A correction that says nothing corrects nothing.
            is_nothing = route.method == "patch" and answer.status_code == 200 and answer.json() == shown
            if not (is_refused or is_nothing) or stored.has_changed():
                surprises.append(f"{fault}: {answer.status_code} {answer.content[:200]!r}")
    assert not surprises, "\n".join(surprises)
