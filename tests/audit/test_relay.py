"""From the event log to its subscribers: nothing lost, nothing out of order, nothing changed afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from threading import Thread

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from apps.accounts.models import User
from apps.audit import relay, tasks
from apps.audit.models import AuditLog, RelayPosition
from apps.audit.services import record
from apps.core.tenancy import tenant_context
from tests.conftest import Api

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """What a subscriber named `test` was handed, by resource id."""
    seen: list[str] = []

    @relay.subscribe("test")
    def note(events: Sequence[AuditLog]) -> None:
        seen.extend(event.resource_id for event in events)

    yield seen
    del relay.subscribers["test"]


def happen(owner: User, *names: str) -> None:
    """Write an event for each name."""
    for name in names:
        with tenant_context(owner.tenant_id):
            AuditLog.unscoped.create(tenant_id=owner.tenant_id, action="tested", resource_type="test", resource_id=name)


def of_tests(seen: list[str]) -> list[str]:
    """Without the events of signing up."""
    return [name for name in seen if not name.isdigit()]


def relayed(seen: list[str], count: int) -> list[str]:
    """The events after relaying until so many arrived; a transaction in any database of the server holds them back."""
    deadline = time.monotonic() + 60
    while len(of_tests(seen)) < count and time.monotonic() < deadline:
        relay.relay_events("test")
    return of_tests(seen)


def test_hands_over_each_event_once_and_in_order(owner: User, seen: list[str]) -> None:
    happen(owner, "a", "b")
    assert relayed(seen, 2) == ["a", "b"]
    happen(owner, "c")
    assert relayed(seen, 3) == ["a", "b", "c"]
    assert relay.relay_events("test") == 0


def test_goes_on_where_a_failing_subscriber_stopped(
    owner: User, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(owner, "a")
    subscriber = relay.subscribers["test"]

    def fail(events: Sequence[AuditLog]) -> None:
        raise ConnectionError("the other side is down")

    monkeypatch.setitem(relay.subscribers, "test", fail)
    with pytest.raises(ConnectionError):
        relayed(seen, 1)
    monkeypatch.setitem(relay.subscribers, "test", subscriber)
    assert relayed(seen, 1) == ["a"]


def test_a_subscriber_that_fails_holds_no_other_back(
    owner: User, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(events: Sequence[AuditLog]) -> None:
        raise ConnectionError("the other side is down")

    others = {"first": fail, "test": relay.subscribers["test"], "last": fail}
    monkeypatch.setattr(relay, "subscribers", others)
    happen(owner, "a")
    deadline = time.monotonic() + 60
    while not of_tests(seen) and time.monotonic() < deadline:
        # Held back, as `relayed` says, the event is handed to nobody and nobody fails.
        with suppress(RuntimeError):
            tasks.relay_events()
    assert of_tests(seen) == ["a"]
    with pytest.raises(RuntimeError, match="first, last"):
        tasks.relay_events()
    positions = RelayPosition.objects.using("ops").values_list("subscriber", flat=True)
    assert set(positions) & others.keys() == {"test"}


def test_a_subscriber_that_is_at_work_holds_no_other_back(owner: User, seen: list[str]) -> None:
    """Its position is locked by another process; the others are brought up to date meanwhile."""
    RelayPosition.objects.using("ops").create(subscriber="calendar")
    happen(owner, "a")
    with transaction.atomic("owner"), connections["owner"].cursor() as busy:
        busy.execute("SELECT FROM audit_relayposition WHERE subscriber = 'calendar' FOR UPDATE")
        deadline = time.monotonic() + 60
        while not of_tests(seen) and time.monotonic() < deadline:
            assert relay.relay_to_all() == []
    assert of_tests(seen) == ["a"]


def test_tells_changes_to_one_record_in_their_order(owner: User, seen: list[str]) -> None:
    """The transaction that began first may be the one that changed the record last."""
    with transaction.atomic("owner"), connections["owner"].cursor() as first:
        first.execute("SELECT pg_current_xact_id()")
        happen(owner, "earlier")
        first.execute("SELECT set_config('app.tenant', %s, true)", [str(owner.tenant_id)])
        first.execute(
            "INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, "
            "ip_address, request_id, timestamp) VALUES (%s, 'tested', 'test', 'later', '{}', '{}', '', '', now())",
            [owner.tenant_id],
        )
    assert relayed(seen, 2) == ["earlier", "later"]


def test_a_slow_transaction_loses_no_event(owner: User, seen: list[str]) -> None:
    """Its event has the lower id but is committed later; whoever reads by id alone would step over it."""
    with transaction.atomic("owner"), connections["owner"].cursor() as slow:
        slow.execute("SELECT set_config('app.tenant', %s, true)", [str(owner.tenant_id)])
        slow.execute(
            "INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, "
            "ip_address, request_id, timestamp) VALUES (%s, 'tested', 'test', 'slow', '{}', '{}', '', '', now())",
            [owner.tenant_id],
        )
        happen(owner, "quick")
        relay.relay_events("test")
        assert of_tests(seen) == []
    assert relayed(seen, 2) == ["slow", "quick"]


def test_two_relays_at_once_hand_over_nothing_twice(owner: User, seen: list[str]) -> None:
    happen(owner, *(f"event-{n}" for n in range(20)))

    def work() -> None:
        try:
            relay.relay_events("test")
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert relayed(seen, 20) == [f"event-{n}" for n in range(20)]


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
import django
django.setup()
from django.db import connections
connections["ops"].settings_dict["NAME"] = sys.argv[1]
from apps.audit import relay, tasks

@relay.subscribe("test")
def note(events):
    print(*(event.resource_id for event in events), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

while True:
    relay.relay_events("test")
"""


def test_a_relay_that_is_killed_in_the_middle_loses_nothing(owner: User, seen: list[str]) -> None:
    happen(owner, "a", "b")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_IN_THE_MIDDLE, connections["ops"].settings_dict["NAME"]],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert of_tests(killed.stdout.split()) == ["a", "b"]
    assert not RelayPosition.objects.using("ops").filter(subscriber="test").exists()
    assert relayed(seen, 2) == ["a", "b"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditlog SET action = 'nothing'", "DELETE FROM audit_auditlog", "TRUNCATE audit_auditlog"],
)
def test_the_log_can_only_grow(owner: User, statement: str) -> None:
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)
        assert AuditLog.unscoped.exists()


def test_a_change_that_is_rolled_back_leaves_no_event(owner: User) -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            record(actor=owner, action="tested", target=owner)
            raise ZeroDivisionError

    with tenant_context(owner.tenant_id):
        with pytest.raises(ZeroDivisionError):
            change_and_fail()
        assert not AuditLog.unscoped.filter(action="tested").exists()


def test_an_event_tells_who_what_from_where_and_in_which_request(api: Api, owner: User) -> None:
    answer = api.post("/api/clients/", {"name": "Ada", "email": "ada@example.com"}, **{"X-Request-ID": "request-1"})
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(resource_type="client", resource_id=str(answer.json()["id"]))
    assert (event.action, event.user_id, event.request_id) == ("create", owner.pk, "request-1")
    assert event.ip_address == "127.0.0.1"
    assert event.new_values["email"] == "ada@example.com"


def test_an_event_holds_no_secret(owner: User) -> None:
    values = {
        "password": "horse", "api_token": "abc", "client_secret": "xyz", "name": "Ada",
        "settings": {"smtp": {"Password": "horse", "port": 25}, "keys": [{"api_key": "abc"}]},
    }  # fmt: skip
    with tenant_context(owner.tenant_id):
        record(actor=owner, action="tested", target=owner, old=values, new=values)
        event = AuditLog.unscoped.get(action="tested")
    masked = {
        "password": "***", "api_token": "***", "client_secret": "***", "name": "Ada",
        "settings": {"smtp": {"Password": "***", "port": 25}, "keys": [{"api_key": "***"}]},
    }  # fmt: skip
    assert (event.old_values, event.new_values) == (masked, masked)


def test_every_change_through_the_api_is_an_event(api: Api, owner: User) -> None:
    path = f"/api/clients/{api.post('/api/clients/', {'name': 'Ada', 'email': 'ada@example.com'}).json()['id']}/"
    api.patch(path, {"name": "Grace"})
    api.patch(path, {"name": "Grace"})
    api.delete(path)
    with tenant_context(owner.tenant_id):
        events = AuditLog.unscoped.filter(resource_type="client").order_by("id")
        assert [event.action for event in events] == ["create", "update", "delete"]
        assert (events[1].old_values["name"], events[1].new_values["name"]) == ("Ada", "Grace")
