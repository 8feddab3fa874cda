"""Rows of earlier versions, taken along by the migrations."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connections

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.scheduling.models import CalendarEvent
from apps.tenants.models import Tenant
from tests.conftest import Api
from tests.factories import make_event

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def test_events_of_before_there_were_timezones_are_where_their_company_is(api: Api, owner: User, charlie: User) -> None:
    there = {"timezone": "Asia/Jakarta"}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": there}).status_code == 200
    assert Tenant.objects.get(pk=charlie.tenant_id).settings.get("timezone", "UTC") == "UTC"
    events = {}
    for user in (owner, charlie):
        with tenant_context(user.tenant_id):
            events[user] = make_event(user, timezone="UTC")  # as the new column begins
    data_step = import_module("apps.scheduling.migrations.0003_recurrence").Migration.operations[-1]
    with connections["owner"].schema_editor() as editor:
        data_step.database_forwards("scheduling", editor, None, None)
    zones = {}
    for user, event in events.items():
        with tenant_context(user.tenant_id):
            zones[user] = CalendarEvent.unscoped.get(pk=event.pk).timezone
    assert zones == {owner: "Asia/Jakarta", charlie: "UTC"}
    shown = api.get("/api/calendar/occurrences/?from=2024-01-01&to=2024-12-31").json()["results"]
    assert [one["timezone"] for one in shown] == ["Asia/Jakarta"]
    assert date.fromisoformat(shown[0]["start"][:10])
