"""The entrance of the product: what it does not ask anew for each request is answered all the same."""

from contextvars import copy_context
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client, RequestFactory

from apps.core.handler import Handler
from tests.breaking import break_connection

Headers = list[tuple[str, str]]


@pytest.fixture(scope="module")
def handler() -> Handler:
    return Handler()


def handed(handler: Handler, **environ: str) -> tuple[Any, str, Headers]:
    """The response, and the status and headers that the server was told."""
    told: list[Any] = []
    setup_testing_defaults(environ)
    # In a context of its own, as each request is answered.
    response = copy_context().run(handler, environ, lambda *start: told.extend(start))
    response.close()
    return response, told[0], told[1]


def test_hands_over_every_header_and_cookie(handler: Handler, db: None) -> None:
    response, status, headers = handed(handler, PATH_INFO="/admin/login/")
    assert status == "200 OK"
    assert headers[:-1] == [*response.items()]
    assert headers[-1][0] == "Set-Cookie"
    assert headers[-1][1].strip().startswith("csrftoken=")


def test_addresses_begin_with_what_the_server_stands_under(handler: Handler, db: None) -> None:
    response, *_ = handed(handler, PATH_INFO="/api/", SCRIPT_NAME="/office")
    assert response.data["clients"].endswith("/office/api/clients/")


def test_looks_a_route_without_a_variable_part_up_once(handler: Handler) -> None:
    asked = RequestFactory().get("/api/clients/")
    match = handler.resolve_request(asked)
    assert asked.resolver_match is match
    assert handler.resolve_request(RequestFactory().get("/api/clients/")) is match


def test_keeps_no_route_of_a_single_row(handler: Handler) -> None:
    matches = [handler.resolve_request(RequestFactory().get(f"/api/clients/{pk}/")) for pk in (1, 2, 1)]
    assert [match.kwargs for match in matches] == [{"pk": 1}, {"pk": 2}, {"pk": 1}]
    assert matches[0] is not matches[2]


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}], ids=["no origin", "an origin"])
def test_tells_caches_that_answers_of_the_api_differ_by_origin(headers: dict[str, str], db: None) -> None:
    assert "origin" in Client().get("/api/", headers=headers).headers["Vary"]
    assert Client().get("/", headers=headers).headers["Vary"] == "Cookie"


def test_answers_a_preflight_that_names_no_origin(db: None) -> None:
    answer = Client().options("/api/clients/", headers={"Access-Control-Request-Method": "POST"})
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_a_request_begins_with_a_connection_that_works(handler: Handler) -> None:
    for signal in (request_started, request_finished):  # the tests' own client connects it
        signal.disconnect(close_old_connections)
    connection.close()  # a new one counts as looked at
    break_connection()
    handed(handler, PATH_INFO="/api/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
