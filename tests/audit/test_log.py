"""The audit log as its readers see it."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from python_calamine import CalamineWorkbook

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.factories import make_audit_log

LOG = "/api/audit/logs/"


def events(api: Api, query: str = "") -> list[dict[str, Any]]:
    answer = api.get(f"{LOG}{query}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


@pytest.fixture
def client(api: Api) -> int:
    """A client that was added and then renamed."""
    pk: int = api.post("/api/clients/", {"name": "Bob", "email": "bob@example.com"}).json()["id"]
    api.patch(f"/api/clients/{pk}/", {"name": "Rob"}, **{"X-Request-ID": "rename-0001"})
    return pk


def test_shows_who_did_what_from_where(api: Api, owner: User, client: int) -> None:
    changed = events(api, f"?resource_type=client&resource_id={client}&action=update")[0]
    assert changed["user"] == {"id": owner.pk, "email": owner.email}
    assert (changed["old_values"]["name"], changed["new_values"]["name"]) == ("Bob", "Rob")
    assert (changed["ip_address"], changed["request_id"]) == ("127.0.0.1", "rename-0001")
    assert changed["impersonator"] is None
    assert api.get(f"{LOG}{changed['id']}/").json() == changed


def test_shows_the_newest_first(api: Api, client: int) -> None:
    ids = [event["id"] for event in events(api)]
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?action=create&resource_type=client", ["create"]),
        ("?resource_type=client&ordering=id", ["create", "update"]),
        ("?request_id=rename-0001", ["update"]),
        ("?action=no-such", []),
        ("?resource_type=client&date_from=2999-01-01", []),
        ("?resource_type=client&date_to=2000-01-01", []),
    ],
)
def test_is_filtered(api: Api, client: int, query: str, expected: list[str]) -> None:
    assert [event["action"] for event in events(api, query)] == expected


def test_filters_by_user_and_by_day(api: Api, owner: User, colleague: Callable[..., User], client: int) -> None:
    admin = colleague("admin")
    Api(admin).patch(f"/api/clients/{client}/", {"name": "Bert"})
    assert {event["user"]["id"] for event in events(api, f"?user_id={admin.pk}")} == {admin.pk}
    with tenant_context(owner.tenant_id):
        for day in (30, 31):
            with time_machine.travel(datetime(2024, 1, day, 23, 30, tzinfo=UTC), tick=False):
                make_audit_log(owner, action="old")
    of_day = events(api, "?action=old&date_from=2024-01-31&date_to=2024-01-31")
    assert [event["timestamp"] for event in of_day] == ["2024-01-31T23:30:00Z"]


@pytest.mark.parametrize(
    "query", ["?user_id=x", "?user_id=99999999999999999999", "?date_from=yesterday", "?ordering=x"]
)
def test_refuses_what_no_filter_takes(api: Api, query: str) -> None:
    assert api.get(f"{LOG}{query}").status_code == 400


def test_keeps_the_id_of_a_user_who_is_gone(api: Api, owner: User, colleague: Callable[..., User]) -> None:
    admin = colleague("admin")
    Api(admin).post("/api/clients/", {"name": "Bob", "email": "bob@example.com"})
    assert api.delete(f"/api/users/{admin.pk}/").status_code == 204
    (event,) = events(api, f"?user_id={admin.pk}&resource_type=client")
    assert event["user"] == {"id": admin.pk, "email": None}


def test_says_no_secret(api: Api) -> None:
    api.post("/api/users/", {"email": "ann@acme.example", "password": "Correct horse 7"})
    api.post("/api/auth/api-keys/", {"name": "Sync"})
    assert "Correct horse" not in str(events(api, "?page_size=100"))


def test_is_for_those_who_administrate(api: Api, colleague: Callable[..., User], charlie: User, client: int) -> None:
    assert Api(colleague("manager")).get(LOG).status_code == 403
    assert Api(colleague("admin")).get(LOG).status_code == 200
    assert events(Api(charlie), f"?resource_id={client}") == []
    foreign = events(api, "?resource_type=client")[0]["id"]
    assert Api(charlie).get(f"{LOG}{foreign}/").status_code == 404


def test_is_changed_by_nobody(api: Api, client: int) -> None:
    at = f"{LOG}{events(api)[0]['id']}/"
    assert {api.patch(at, {}).status_code, api.delete(at).status_code, api.post(LOG).status_code} == {405}


def test_is_exported_as_csv(api: Api, owner: User, client: int) -> None:
    answer = api.get(f"{LOG}export/?resource_type=client")
    assert "audit-log.csv" in answer["Content-Disposition"]
    header, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    first = dict(zip(header, rows[0], strict=True))
    assert [row[header.index("action")] for row in rows] == ["create", "update"]
    assert (first["user"], first["resource_id"]) == (owner.email, str(client))
    assert '"name": "Bob"' in first["new_values"]


def test_is_exported_as_a_workbook(api: Api, client: int) -> None:
    content = b"".join(api.get(f"{LOG}export/?format=excel&resource_type=client").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows] == ["action", "create", "update"]
    assert api.get(f"{LOG}export/?format=pdf").status_code == 400


def test_an_event_of_a_large_import_touches_as_few_pages_as_the_first(owner: User) -> None:
    before = pages_of_an_event(owner)
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute(f"{EVENTS} FROM generate_series(1, 20000) n", [owner.tenant_id])
    assert pages_of_an_event(owner) < before + 25


EVENTS = (
    "INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, ip_address, "
    "request_id, timestamp) SELECT %s, 'create', 'client', n::text, '{}'::jsonb, '{}'::jsonb, '', 'import-1', now()"
)


def pages_of_an_event(owner: User) -> int:
    """The pages of PostgreSQL's buffer that one more event of the import reads or writes."""
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
        cursor.execute(f"{explain}{EVENTS} FROM generate_series(0, 0) n", [owner.tenant_id])
        [[[explained]]] = cursor.fetchall()
    plan = explained["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
