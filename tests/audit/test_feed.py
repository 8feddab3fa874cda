"""The change feed: complete, in commit order, and only what its reader may view."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections, transaction

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.monitoring.services.backups import adapt_restored
from tests.conftest import Api
from tests.factories import make_client, make_user
from tests.relaying import PATIENCE, wait_until_settled

FEED = "/api/changes/"
ROLE = {"slug": "guest", "name": "Guest", "permissions": []}
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def pages(api: Api, since: str = "", query: str = "") -> Iterator[dict[str, Any]]:
    """The pages from the cursor on, until there is no more."""
    while True:
        answer = api.get(f"{FEED}?since={since}{query}")
        assert answer.status_code == 200, answer.content
        page = answer.json()
        yield page
        if not page["has_more"]:
            return
        since = page["cursor"]


def changes(api: Api, since: str = "", query: str = "") -> list[dict[str, Any]]:
    return [change for page in pages(api, since, query) for change in page["results"]]


def types(api: Api, since: str = "", query: str = "") -> list[str]:
    return [change["type"] for change in changes(api, since, query)]


def cursor_now(api: Api) -> str:
    """A cursor behind everything that was committed."""
    wait_until_settled()
    return str(api.get(f"{FEED}?since=now").json()["cursor"])


def eventually(read: Callable[[], Any], wanted: Any) -> Any:
    """What is read, once it is as wanted; otherwise what was read last."""
    deadline = time.monotonic() + PATIENCE
    while (found := read()) != wanted and time.monotonic() < deadline:
        pass
    return found


def add_client(api: Api, name: str = "Bob") -> int:
    pk: int = api.post("/api/clients/", {"name": name, "email": f"{name}@example.com"}).json()["id"]
    return pk


def test_tells_what_changed_since_the_cursor(api: Api, owner: User) -> None:
    since = cursor_now(api)
    pk = add_client(api)
    api.patch(f"/api/clients/{pk}/", {"name": "Rob"})
    expected = ["client.create", "client.update"]
    assert eventually(lambda: types(api, since), expected) == expected
    changed = changes(api, since)[1]
    assert (changed["resource_type"], changed["resource_id"], changed["action"]) == ("client", str(pk), "update")
    assert (changed["old_values"]["name"], changed["new_values"]["name"]) == ("Bob", "Rob")
    assert changed["user"] == {"id": owner.pk, "email": owner.email}
    assert not {"ip_address", "request_id"} & changed.keys()


def test_gives_the_same_page_to_the_same_cursor_and_nothing_after_the_last(api: Api) -> None:
    since = cursor_now(api)
    add_client(api)
    assert eventually(lambda: types(api, since), ["client.create"]) == ["client.create"]
    (page,) = pages(api, since)
    assert list(pages(api, since)) == [page]
    assert changes(api, page["cursor"], "&wait=1") == []
    assert api.get(f"{FEED}?since={page['cursor']}").json()["cursor"] == page["cursor"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&types=client.update", ["client.update"]),
        ("&types=client.*", ["client.create", "client.update"]),
        ("&resource=role", ["role.create"]),
        ("&resource=role,client", ["client.create", "client.update", "role.create"]),
        ("&resource=role&types=client.create", []),
        ("&page_size=1", ["client.create", "client.update", "role.create"]),
    ],
)
def test_is_filtered_by_type_and_resource(api: Api, query: str, expected: list[str]) -> None:
    since = cursor_now(api)
    api.patch(f"/api/clients/{add_client(api)}/", {"name": "Rob"})
    api.post("/api/auth/roles/", ROLE)
    everything = ["client.create", "client.update", "role.create"]
    assert eventually(lambda: types(api, since), everything) == everything
    assert types(api, since, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?since=x", "?since=bm9uc2Vuc2U=", "?since=WyJhIiwxLG51bGxd", "?since=%00", "?types=moon.rise",
        "?resource=moon", "?page_size=0", "?page_size=1001", "?since=WzEwMDAwMDAwMDAwMDAwMDAwMDAwMCwxLG51bGxd",
        "?wait=-1", "?wait=31", "?wait=x",
    ],
)  # fmt: skip
def test_refuses_what_is_no_cursor_or_no_type(api: Api, query: str) -> None:
    assert api.get(f"{FEED}{query}").status_code == 400


def test_is_nobodys_who_is_not_logged_in(anonymous: Api) -> None:
    assert anonymous.get(FEED).status_code == 401


def test_tells_nothing_of_another_company(api: Api, charlie: User) -> None:
    other = Api(charlie)
    since = cursor_now(other)
    ours = add_client(api)
    theirs = add_client(other)
    assert eventually(lambda: types(other, since), ["client.create"]) == ["client.create"]
    assert [change["resource_id"] for change in changes(other, since)] == [str(theirs)]
    assert str(ours) not in {change["resource_id"] for change in changes(other) if change["resource_type"] == "client"}
    assert other.get(f"{FEED}?since={cursor_now(api)}").status_code == 410


def test_tells_only_of_what_the_reader_may_view(api: Api, colleague: Callable[..., User]) -> None:
    manager = Api(colleague("manager"))
    since = cursor_now(api)
    add_client(api)
    api.post("/api/auth/roles/", ROLE)
    both = ["client.create", "role.create"]
    assert eventually(lambda: types(api, since), both) == both
    assert types(manager, since) == ["client.create"]
    refused = manager.get(f"{FEED}?resource=role")
    assert (refused.status_code, "accounts.view_role" in refused.json()["message"]) == (403, True)
    assert manager.get(f"{FEED}?types=role.create").status_code == 403


def test_tells_whose_scope_is_own_of_the_own_records(api: Api, colleague: Callable[..., User]) -> None:
    seller = colleague("sales_person")
    since = cursor_now(api)
    add_client(api, "Theirs")
    mine = add_client(api, "Mine")
    api.patch(f"/api/clients/{mine}/", {"assigned_to": seller.pk})
    own = Api(seller)
    deleted = add_client(own, "Gone")
    own.delete(f"/api/clients/{deleted}/")
    assert eventually(lambda: len(changes(api, since, "&resource=client")), 5) == 5
    told = [(change["action"], int(change["resource_id"])) for change in changes(own, since)]
    assert told == [("create", mine), ("update", mine), ("create", deleted), ("delete", deleted)]


def test_a_slow_transaction_is_not_stepped_over(api: Api, owner: User) -> None:
    since = cursor_now(api)
    with transaction.atomic("owner"), connections["owner"].cursor() as slow:
        slow.execute("SELECT set_config('app.tenant', %s, true)", [str(owner.tenant_id)])
        slow.execute(
            "INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, "
            "ip_address, request_id, timestamp) VALUES (%s, 'create', 'client', 'slow', '{}', '{}', '', '', now())",
            [owner.tenant_id],
        )
        add_client(api)
        assert changes(api, since) == []
    expected = ["client.create", "client.create"]
    assert eventually(lambda: types(api, since), expected) == expected
    assert changes(api, since)[0]["resource_id"] == "slow"


def test_misses_and_doubles_nothing_under_concurrent_writers_and_rollbacks(api: Api, owner: User) -> None:
    """Eight writers and a reader who follows all the while. A third of the transactions are rolled back, a third stay
    open until the reader has read again, past whatever was committed meanwhile."""
    since, chance = cursor_now(api), random.Random(7)
    committed: set[str] = set()
    plans = [
        [(n, chance.random() < 0.3, chance.random() < 0.3, chance.randint(1, 3)) for n in range(20)] for _ in range(8)
    ]
    together, turn = threading.Barrier(8), threading.Condition()

    def write(writer: int) -> None:
        with tenant_context(owner.tenant_id):
            together.wait()
            for number, fails, is_slow, events in plans[writer]:
                names = [f"{writer}-{number}-{event}" for event in range(events)]
                try:
                    with transaction.atomic():
                        for name in names:
                            AuditLog.unscoped.create(
                                tenant_id=owner.tenant_id, action="create", resource_type="client", resource_id=name
                            )
                        if is_slow:
                            with turn:
                                turn.wait(timeout=5)
                        if fails:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    continue
                committed.update(names)
        connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    told: list[str] = []
    ids: list[int] = []
    deadline = time.monotonic() + PATIENCE
    while any(thread.is_alive() for thread in threads) or (len(told) < len(committed) and time.monotonic() < deadline):
        for page in pages(api, since, "&page_size=7"):
            told += [change["resource_id"] for change in page["results"]]
            ids += [change["id"] for change in page["results"]]
            since = page["cursor"]
        with turn:
            turn.notify_all()
    assert sorted(told) == sorted(committed)
    assert len(set(ids)) == len(ids)
    assert 0 < len(committed) < sum(events for plan in plans for *_, events in plan)


def test_a_cursor_from_before_a_restore_is_gone(api: Api) -> None:
    since = cursor_now(api)
    with connections["ops"].cursor() as cursor:
        cursor.execute("UPDATE audit_auditlog SET txid = txid + %s", [10**15])
    adapt_restored()
    gone = api.get(f"{FEED}?since={since}")
    assert (gone.status_code, gone.json()["error"]) == (410, "cursor_gone")
    assert api.get(FEED).status_code == 200


def test_reads_past_what_it_does_not_show(api: Api, owner: User, colleague: Callable[..., User]) -> None:
    """A page may be empty and yet lead on: no request reads the log without end."""
    seller = Api(colleague("sales_person"))
    since = cursor_now(api)
    with tenant_context(owner.tenant_id):
        AuditLog.unscoped.bulk_create(
            AuditLog(tenant_id=owner.tenant_id, action="update", resource_type="client", resource_id="1")
            for _ in range(10_500)
        )
        mine = make_client(owner, assigned_to=make_user(owner))
    added = add_client(seller, "Mine")
    told = eventually(lambda: [one["resource_id"] for one in changes(seller, since)], [str(added)])
    assert (told, mine.pk != added) == ([str(added)], True)
