"""What a restore does to the rows that it brings back, and whom it no longer knows."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connections

from apps.accounts.models import User
from apps.audit import relay
from apps.audit.models import AuditLog, RelayPosition
from apps.audit.services import record
from apps.core.tenancy import tenant_context
from apps.integrations.models import WebhookDelivery
from apps.integrations.outbox import SUBSCRIBER
from apps.jobs.models import Job
from apps.monitoring.services.backups import CREATE, adapt_restored, forget_callers
from tests.audit.test_relay import happen, relayed
from tests.conftest import Api
from tests.factories import make_client, make_job, make_webhook_endpoint
from tests.relaying import relay_all

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
FAR_AHEAD = 10**15


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """What a subscriber named `test` was handed, by resource id."""
    seen: list[str] = []

    @relay.subscribe("test")
    def note(events: Sequence[AuditLog]) -> None:
        seen.extend(event.resource_id for event in events)

    yield seen
    del relay.subscribers["test"]


def come_from_a_server_far_ahead() -> None:
    """As if the rows had been written where transactions have had many more ids."""
    with connections["ops"].cursor() as cursor:
        cursor.execute("UPDATE audit_auditlog SET txid = txid + %s", [FAR_AHEAD])
        cursor.execute("UPDATE audit_relayposition SET txid = txid + %s", [FAR_AHEAD])


def test_events_are_relayed_once_each_also_where_transaction_ids_begin_anew(owner: User, seen: list[str]) -> None:
    happen(owner, "relayed", "relayed too")
    assert relayed(seen, 2) == ["relayed", "relayed too"]
    happen(owner, "waiting", "waiting too")
    come_from_a_server_far_ahead()
    adapt_restored()
    happen(owner, "new")
    assert relayed(seen, 5)[2:] == ["waiting", "waiting too", "new"]
    assert relay.relay_events("test") == 0


def test_a_second_restore_loses_and_doubles_nothing_either(owner: User, seen: list[str]) -> None:
    happen(owner, "a")
    for _ in range(2):
        come_from_a_server_far_ahead()
        adapt_restored()
    happen(owner, "b")
    assert relayed(seen, 2) == ["a", "b"]


def test_a_subscriber_that_comes_after_a_restore_gets_all_events(owner: User, seen: list[str]) -> None:
    happen(owner, "a")
    come_from_a_server_far_ahead()
    adapt_restored()
    RelayPosition.objects.using("ops").filter(subscriber="test").delete()
    assert relayed(seen, 1) == ["a"]


def test_an_endpoint_is_told_on_after_a_restore(owner: User) -> None:
    """Where transaction ids begin anew, those of its snapshot are not reached for long."""
    with tenant_context(owner.tenant_id):
        endpoint = make_webhook_endpoint(owner, event_types=["client.*"])
    with connections["ops"].cursor() as cursor:
        cursor.execute("UPDATE integrations_webhookendpoint SET snapshot = %s", [f"{FAR_AHEAD}:{FAR_AHEAD}:"])
    come_from_a_server_far_ahead()
    adapt_restored()
    with tenant_context(owner.tenant_id):
        record(actor=owner, action="update", target=make_client(owner))
    relay_all(SUBSCRIBER)
    with tenant_context(owner.tenant_id):
        assert WebhookDelivery.unscoped.filter(endpoint=endpoint).count() == 1


def test_a_restore_on_the_same_server_leaves_events_as_they_are(owner: User, seen: list[str]) -> None:
    happen(owner, "a")
    assert relayed(seen, 1) == ["a"]
    ids = list(AuditLog.unscoped.using("ops").order_by("id").values_list("txid", flat=True))
    adapt_restored()
    assert list(AuditLog.unscoped.using("ops").order_by("id").values_list("txid", flat=True)) == ids


def test_backups_that_were_running_are_over_and_other_work_goes_on(owner: User) -> None:
    with tenant_context(owner.tenant_id):
        backup = make_job(owner, kind=CREATE, status=Job.Status.RUNNING)
        other = make_job(owner, status=Job.Status.RUNNING)
    adapt_restored()
    states: dict[Any, str] = dict(Job.unscoped.using("ops").values_list("pk", "status"))
    assert (states[backup.pk], states[other.pk]) == ("failed", "running")


def test_every_session_has_ended_and_no_process_remembers_one(owner: User) -> None:
    api = Api(owner)
    assert api.get("/api/me/").status_code == 200
    adapt_restored()
    assert api.get("/api/me/").status_code == 200, "the process would remember it for a minute"
    forget_callers()
    assert api.get("/api/me/").status_code == 401
    assert Api(owner).get("/api/me/").status_code == 200
