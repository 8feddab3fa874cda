"""What every write route makes of a body: it does its work with a good one, and refuses any other whole."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from apps.core.tenancy import tenant_context
from tests.contract import METHODS
from tests.sweeps.bodies import (
    NOT_BY_ONE_CALL,
    bad_values,
    call_of,
    odd_values,
    references,
    with_value,
    writable_fields,
)
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import MISSING, ROUTES, Route


def reads_json(route: Route) -> bool:
    """Whether the body is JSON, or none is wanted; not a form with a file."""
    return "application/json" in (route.operation or {}).get("requestBody", {}).get("content", {"application/json": {}})


WRITES = [route for route in ROUTES if route.method in ("post", "put", "patch") and reads_json(route)]
WITH_A_BODY = [route for route in WRITES if route.serializer]
# One path of those that lead to the same view, and PATCH for PUT, which is read the same way.
OF_EACH_SHAPE = list({(route.cls, route.method, route.view_action): route for route in WITH_A_BODY}.values())
OF_EACH_SHAPE = [route for route in OF_EACH_SHAPE if route.method != "put"]

MALFORMED: dict[str, bytes] = {
    "words": b"not json",
    "cut short": b'{"name": "a',
    "a comma too many": b'{"name": "a",}',
    "two values": b"{} {}",
    "single quotes": b"{'name': 'a'}",
    "NaN": b'{"name": NaN}',
    "infinity": b'{"name": -Infinity}',
    "a key twice": b'{"name": "a", "name": "b"}',
    "a key twice, deep down": b'{"a": [{"b": {"c": 1, "c": 2}}]}',
    "NUL": b'{"name": "a\\u0000b"}',
    "NUL in a key": b'{"na\\u0000me": "a"}',
    "a bare NUL": b'{"name": "a\0b"}',
    "half a surrogate pair": b'{"name": "\\ud83d"}',
    "the other half": b'{"name": "\\udca9"}',
    "65 objects": b'{"a":' * 65 + b"1" + b"}" * 65,
    "65 lists": b'{"a":' + b"[" * 65 + b"]" * 65 + b"}",
    "100,000 lists": b"[" * 100_000,
    "not UTF-8": b'{"name": "\xff"}',
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "a number of 5,000 digits": b'{"name": ' + b"9" * 5000 + b"}",
}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Stored:
    """Tells whether anything was stored since it was made, of what either company sees."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rows, self.writes = self._rows(), self._writes()

    def has_changed(self) -> bool:
        """Whether a table has more or fewer rows; counted only where PostgreSQL wrote at all."""
        if self._writes() == self.writes:
            return False
        self.writes = self._writes()
        return self._rows() != self.rows

    def _writes(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(n_tup_ins + n_tup_del) FROM pg_stat_xact_user_tables")
            (writes,) = cursor.fetchone()
        return int(writes)

    def _rows(self) -> list[tuple[int, ...]]:
        tables = [model._meta.db_table for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        found = []
        for user in (self.ground.owner, self.ground.stranger):
            with tenant_context(user.tenant_id), connection.cursor() as cursor:
                cursor.execute(f"SELECT {counts}")
                found.append(cursor.fetchone())
        return found


@pytest.mark.parametrize("route", [route for route in WRITES if str(route) not in NOT_BY_ONE_CALL], ids=str)
def test_does_its_work_with_a_good_body(route: Route, ground: Ground) -> None:
    url, body = call_of(route, ground)
    response = ground.caller(route).request(route.method, url, body)
    assert 200 <= response.status_code < 300, response.content


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_refuses_malformed_json_and_stores_nothing(route: Route, ground: Ground) -> None:
    url, _ = call_of(route, ground)
    stored = Stored(ground)
    answers = {}
    for fault, raw in MALFORMED.items():
        with undone():
            answers[fault] = ground.caller(route).request(route.method, url, raw).status_code
            assert not stored.has_changed(), fault
    assert answers == dict.fromkeys(MALFORMED, 400)


@pytest.mark.parametrize("route", WITH_A_BODY, ids=str)
def test_refuses_json_that_is_no_object(route: Route, ground: Ground) -> None:
    url, _ = call_of(route, ground)
    for raw in (b"[]", b"[{}]", b'"text"', b"1", b"true", b"null", b"1e999"):
        with undone():
            assert ground.caller(route).request(route.method, url, raw).status_code == 400, raw


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_refuses_a_body_of_10_megabytes(route: Route, ground: Ground) -> None:
    url, _ = call_of(route, ground)
    with undone():
        response = ground.caller(route).request(route.method, url, b'{"name": "' + b"a" * 10_000_000 + b'"}')
    assert response.status_code == 413


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_refuses_other_types_of_content(route: Route, ground: Ground) -> None:
    assert route.operation
    read = set(route.operation.get("requestBody", {}).get("content", {}))
    url, _ = call_of(route, ground)
    types = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"} - read
    for content_type in types:
        with undone():
            response = ground.caller(route).request(route.method, url, b"name=a", content_type=content_type)
        assert response.status_code == 415, content_type


@pytest.mark.parametrize("route", OF_EACH_SHAPE, ids=str)
def test_refuses_bad_values_by_the_name_of_their_field_and_stores_nothing(route: Route, ground: Ground) -> None:
    url, good = call_of(route, ground)
    stored = Stored(ground)
    surprises = []
    for path, field in writable_fields(route.serializer):
        for value in bad_values(field):
            with undone():
                response = ground.caller(route).request(route.method, url, with_value(good, path, value))
                details = response.json().get("details", {})
                named = [name for name in details if name == path or name.startswith(f"{path}.")]
                if response.status_code != 400 or not named or stored.has_changed():
                    surprises.append(f"{path} = {value!r:.60}: {response.status_code} {response.content[:200]!r}")
    assert not surprises, "\n".join(surprises)


@pytest.mark.parametrize("route", OF_EACH_SHAPE, ids=str)
def test_breaks_at_no_odd_value(route: Route, ground: Ground) -> None:
    url, good = call_of(route, ground)
    stored = Stored(ground)
    surprises = []
    for path, field in writable_fields(route.serializer):
        for value in odd_values(field):
            with undone():
                response = ground.caller(route).request(route.method, url, with_value(good, path, value))
                if response.status_code >= 500 or (response.status_code >= 400 and stored.has_changed()):
                    surprises.append(f"{path} = {value!r:.60}: {response.status_code} {response.content[:200]!r}")
    assert not surprises, "\n".join(surprises)


@pytest.mark.parametrize("route", [route for route in WITH_A_BODY if [*references(route.serializer)]], ids=str)
def test_does_not_know_another_tenants_ids(route: Route, ground: Ground) -> None:
    url, good = call_of(route, ground)
    for path, field in references(route.serializer):
        theirs = ground.foreign(field.model)
        stored = Stored(ground)
        told = []
        for key in (getattr(theirs, getattr(field, "slug_field", "pk")), MISSING["int"]):
            with undone():
                response = ground.caller(route).request(route.method, url, with_value(good, path, key))
                assert not stored.has_changed()
            assert response.status_code == 400, (path, key, response.content)
            assert "does not exist" in " ".join(response.json()["details"][path])
            told.append(re.sub(r"\d+", "N", response.json()["details"][path][0]))
        assert told[0] == told[1]


@pytest.mark.parametrize(
    "path", ["/api/nowhere/", "/api/clients/1/nowhere/", "/nowhere", "/api/%00/", "/api/clients/x/"]
)
@pytest.mark.parametrize("method", METHODS)
def test_answers_unknown_paths_with_the_one_error_body(path: str, method: str, ground: Ground) -> None:
    response = ground.api.request(method, path, {} if method in ("post", "put", "patch") else None)
    assert response.status_code == 404
    body = json.loads(response.content)
    assert set(body) == {"error", "message", "detail", "details", "timestamp", "request_id"}
    assert body["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.parametrize("pattern", sorted({route.pattern for route in ROUTES}))
def test_refuses_methods_that_a_path_does_not_have(pattern: str, ground: Ground) -> None:
    here = [route for route in ROUTES if route.pattern == pattern]
    for method in sorted(set(METHODS) - {route.method for route in here}):
        body = {} if method in ("post", "put", "patch") else None
        response: Any = ground.api.request(method, here[0].url(), body)
        assert response.status_code == 405, method
        assert response.json()["error"] == "method_not_allowed"
        assert {route.method.upper() for route in here} <= set(response.headers["Allow"].split(", "))


def media_types(route: Route) -> set[str]:
    """The types that the document names for what the route answers when all goes well."""
    assert route.operation
    answers = route.operation["responses"].items()
    return {name for status, answer in answers if status < "300" for name in answer.get("content", ())}


DOCUMENTED = [route for route in ROUTES if not route.is_page]


@pytest.mark.parametrize(
    "route", [route for route in DOCUMENTED if media_types(route) <= {"application/json"}], ids=str
)
def test_refuses_to_answer_in_a_language_it_does_not_speak(route: Route, ground: Ground) -> None:
    url, body = call_of(route, ground)
    response = ground.caller(route).request(route.method, url, body or None, Accept="application/x-nonsense")
    assert response.status_code == 406
    assert response.json()["error"] == "not_acceptable"


@pytest.mark.parametrize("route", DOCUMENTED, ids=str)
def test_answers_whoever_asks_for_the_type_that_the_document_names(route: Route, ground: Ground) -> None:
    url, body = call_of(route, ground)
    for media_type in media_types(route):
        with undone():
            assert ground.caller(route).request(route.method, url, body or None, Accept=media_type).status_code != 406
