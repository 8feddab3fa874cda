from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from apps.tenants.models import Tenant
from tests.conftest import Api

NEW = {"name": "New Company", "domain": "newcompany.com", "settings": {"timezone": "UTC", "language": "en"}}


def test_shows_a_tenant_only_itself(api: Api, admin: Api, charlie: User) -> None:
    for caller in (api, admin):
        page = caller.get("/api/tenants/").json()
        assert [tenant["domain"] for tenant in page["results"]] == ["acme.example"]
    tenant = page["results"][0]
    assert {"id", "name", "domain", "is_active", "settings", "created_at", "updated_at"} <= tenant.keys()
    assert api.get(f"/api/tenants/{tenant['id']}/").json() == tenant
    theirs = f"/api/tenants/{charlie.tenant_id}/"
    assert api.get(theirs).status_code == api.put(theirs, {"name": "Mine"}).status_code == 404


def test_keeps_making_and_deleting_to_the_platform(api: Api, owner: User) -> None:
    assert api.post("/api/tenants/", NEW).status_code == 403
    assert api.delete(f"/api/tenants/{owner.tenant_id}/").status_code == 403


def test_lets_a_superuser_keep_tenants(root: Api, owner: User) -> None:
    created = root.post("/api/tenants/", NEW)
    assert created.status_code == 201
    tenant = created.json()
    assert NEW["settings"].items() <= tenant["settings"].items()
    assert {row["domain"] for row in root.get("/api/tenants/").json()["results"]} == {
        "platform", "acme.example", "newcompany.com",
    }  # fmt: skip
    at = f"/api/tenants/{tenant['id']}/"
    changed = root.put(at, {"name": "Updated Company Name", "settings": {"timezone": "America/New_York"}}).json()
    assert (changed["name"], changed["domain"]) == ("Updated Company Name", "newcompany.com")
    assert (changed["settings"]["timezone"], changed["settings"]["language"]) == ("America/New_York", "en")
    people = {"X-Tenant": "newcompany.com"}
    body = {"email": "first@newcompany.com", "password": "Password123!", "role": "owner"}
    assert root.post("/api/users/", body, **people).status_code == 201
    assert root.delete(at).status_code == 204
    assert root.get(at).status_code == 404


def test_gives_settings_their_effect_at_once(api: Api, owner: User) -> None:
    assert api.get("/api/app-config/").json()["currency"] == "USD"
    at = f"/api/tenants/{owner.tenant_id}/"
    assert api.patch(at, {"settings": {"currency": "MYR", "our_own_key": [1]}}).status_code == 200
    assert api.get("/api/app-config/").json()["currency"] == "MYR"
    settings = api.patch(at, {"settings": {"currency": None}}).json()["settings"]
    assert (settings["currency"], settings["our_own_key"]) == ("USD", [1])


def test_stores_only_what_differs_from_what_is_shown(api: Api, owner: User) -> None:
    at = f"/api/tenants/{owner.tenant_id}/"
    shown = api.get(at).json()
    assert api.put(at, shown).status_code == 200
    assert Tenant.objects.get(pk=owner.tenant_id).settings == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timezone", "Mars/Olympus"),
        ("timezone", 8),
        ("timezone", ["UTC"]),
        ("language", "klingon"),
        ("currency", "XXQ"),
        ("currency", {}),
        ("invoice_number_pattern", "INV-{number}"),
        ("quote_number_pattern", "{year}-{number}-{evil}"),
        ("payment_terms_days", -1),
        ("payment_terms_days", True),
        ("reminder_days", [7, "x"]),
        ("reminder_days", 7),
        ("weekend_days", [0]),
        ("weekend_days", [1, 2, 3, 4, 5, 6, 7]),
        ("weekend_days", 6),
        ("default_tax_rate", "6"),
        ("default_tax_rate", "0.06\n"),
        ("accent_color", "red; background: url(x)"),
        ("email", "nobody"),
        ("address", "x" * 1001),
        ("requests_per_hour", 0),
        ("notes", "x" * 20_000),
    ],
)
def test_refuses_bad_settings(api: Api, owner: User, name: str, value: Any) -> None:
    answer = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {name: value}})
    assert answer.status_code == 400
    assert next(iter(answer.json()["details"])) in (f"settings.{name}", "settings")
    assert Tenant.objects.get(pk=owner.tenant_id).settings == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"domain": "other.example"}, "domain"),
        ({"domain": "exаmple.com"}, "domain"),
        ({"domain": "-"}, "domain"),
        ({"name": ""}, "name"),
        ({"name": "Acme\u202e"}, "name"),
        ({"settings": [1]}, "settings"),
    ],
)
def test_refuses_bad_tenants(api: Api, owner: User, charlie: User, body: dict[str, Any], field: str) -> None:
    answer = api.put(f"/api/tenants/{owner.tenant_id}/", body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_leaves_switching_off_and_higher_limits_to_the_platform(api: Api, root: Api, owner: User) -> None:
    at = f"/api/tenants/{owner.tenant_id}/"
    assert api.patch(at, {"is_active": False}).status_code == 403
    assert api.patch(at, {"settings": {"requests_per_hour": 9_000_000}}).status_code == 403
    assert api.patch(at, {"settings": {"requests_per_hour": 900}}).status_code == 200
    assert api.get("/api/me/")["X-RateLimit-Limit"] == "900"
    assert root.patch(at, {"settings": {"requests_per_hour": 9_000_000}}).status_code == 200
    assert api.patch(at, {"name": "Acme Ltd"}).status_code == 200
    assert root.patch(at, {"is_active": False}).status_code == 200
    assert api.get("/api/me/").status_code == 401


def test_writes_a_superusers_change_into_the_tenants_own_log(root: Api, owner: User) -> None:
    root.patch(f"/api/tenants/{owner.tenant_id}/", {"name": "Acme Ltd"})
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.filter(tenant_id=owner.tenant_id, resource_type="tenant", action="update").get()
    assert (event.user_id, event.old_values, event.new_values) == (root.user.pk, {"name": "Acme"}, {"name": "Acme Ltd"})


def test_acts_in_the_tenant_that_the_header_names(root: Api, api: Api, owner: User, charlie: User) -> None:
    for named in (str(owner.tenant_id), "acme.example", "ACME.example"):
        users = root.get("/api/users/", **{"X-Tenant": named}).json()["results"]
        assert [user["email"] for user in users] == ["owner@acme.example"]
    assert root.get("/api/users/").json()["results"][0]["email"] == "root@platform.example"
    assert root.get("/api/users/", **{"X-Tenant": "nowhere"}).status_code == 400
    ignored = api.get("/api/users/", **{"X-Tenant": "other.example"}).json()["results"]
    assert [user["email"] for user in ignored] == ["owner@acme.example"]


def test_notes_in_the_tenants_log_that_a_superuser_came_in(root: Api, owner: User) -> None:
    for _ in range(3):
        root.get("/api/users/", **{"X-Tenant": "acme.example"})
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.filter(tenant_id=owner.tenant_id, action="act_as").get()
    assert (event.user_id, event.resource_type, event.resource_id) == (root.user.pk, "tenant", str(owner.tenant_id))


def test_keeps_the_tenant_that_superusers_work_from(root: Api) -> None:
    assert root.delete(f"/api/tenants/{root.user.tenant_id}/").status_code == 409


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_removes_every_row_of_a_deleted_tenant(root: Api, api: Api, owner: User, charlie: User) -> None:
    api.post("/api/users/", {"email": "b@acme.example", "password": "Password123!"})
    api.post("/api/auth/roles/", {"name": "Mine"})
    assert root.delete(f"/api/tenants/{owner.tenant_id}/").status_code == 204
    assert api.get("/api/me/").status_code == 401
    job = Job.unscoped.using("ops").get(kind="accounts.remove_tenant")
    run_job(job.tenant_id, job.pk)
    job.refresh_from_db(using="ops")
    assert (job.status, job.error) == ("succeeded", "")
    assert not Tenant.objects.filter(pk=owner.tenant_id).exists()
    assert not AuditLog.unscoped.using("ops").filter(tenant_id=owner.tenant_id).exists()
    assert User.unscoped.using("ops").filter(pk=charlie.pk).exists()
    again = Api().post(
        "/api/auth/register/",
        {
            "email": "owner@acme.example",
            "password": "Password123!",
            "tenant_name": "Acme",
            "tenant_domain": "acme.example",
        },
    )
    assert again.status_code == 201
