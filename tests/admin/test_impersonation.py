"""Superusers who act on the admin's pages as somebody else, or inside another tenant."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.accounts.services.impersonation import LONGEST
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.tenants.models import Tenant
from tests.admin.test_pages import logged_in, page, text_of
from tests.factories import FACTORY_FOR

BANNER = 'id="impersonation"'
REASON = {"reason": "Ticket 17", "_form_submitted": "on"}
STOP = "/api/session-auth/end-impersonation/"


@pytest.fixture
def browser(superuser: User) -> Browser:
    return logged_in(superuser)


def begin(browser: Browser, model: Any, pk: int, reason: dict[str, str] = REASON) -> Any:
    place = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{pk}/impersonate/"
    return browser.post(place, reason)


def act_as(browser: Browser, user: User) -> Any:
    """First into the company, then as one of its users."""
    begin(browser, Tenant, user.tenant_id)
    return begin(browser, User, user.pk)


def events(user: User) -> list[tuple[str, str, int | None]]:
    """What the log of the user's company says of impersonations: action, kind of target, who."""
    with tenant_context(user.tenant_id):
        rows = AuditLog.unscoped.filter(tenant=user.tenant, action__contains="impersonation").order_by("pk")
        return list(rows.values_list("action", "resource_type", "user_id"))


def test_a_superuser_works_inside_another_tenant_until_they_stop(
    browser: Browser, superuser: User, owner: User, charlie: User
) -> None:
    for user, name in ((owner, "Ours"), (charlie, "Theirs")):
        with tenant_context(user.tenant_id):
            FACTORY_FOR[Client](owner=user, name=name)
    assert begin(browser, Tenant, owner.tenant_id)["HX-Redirect"] == "/admin/"
    shown = text_of(browser.get(page(Client, "changelist")))
    assert (BANNER in shown, "Acme" in shown, "Ticket 17" in shown) == (True, True, True)
    assert ("Ours" in shown, "Theirs" in shown) == (True, False)

    assert browser.post(STOP).status_code == 302
    shown = text_of(browser.get(page(Client, "changelist")))
    assert (BANNER in shown, "Ours" in shown) == (False, False)
    assert events(owner) == [
        ("start_impersonation", "tenant", superuser.pk),
        ("end_impersonation", "tenant", superuser.pk),
    ]
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.get(action="start_impersonation").new_values["reason"] == "Ticket 17"


def test_acts_as_a_user_with_that_users_rights_and_rows(
    browser: Browser, superuser: User, owner: User, colleague: Any
) -> None:
    clerk = colleague("staff")
    with tenant_context(owner.tenant_id):
        clerk.role = Role.unscoped.create(
            tenant=owner.tenant, slug="clerk", name="Clerk", permissions=["clients.view_client"]
        )
        clerk.save()
    act_as(browser, clerk)
    shown = text_of(browser.get(page(Client, "changelist")))
    assert (BANNER in shown, clerk.username in shown) == (True, True)
    assert browser.get(page(User, "changelist")).status_code == 403
    assert browser.get(page(Client, "add")).status_code == 403
    assert begin(browser, User, owner.pk).status_code == 403  # from there, nobody else
    browser.post(STOP)
    assert events(owner) == [
        ("start_impersonation", "tenant", superuser.pk),
        ("start_impersonation", "user", superuser.pk),
        ("end_impersonation", "tenant", superuser.pk),
        ("end_impersonation", "user", superuser.pk),
    ]


def test_what_is_changed_names_the_superuser_beside_the_user(browser: Browser, superuser: User, owner: User) -> None:
    def delete_a_client() -> AuditLog:
        with tenant_context(owner.tenant_id):
            client = FACTORY_FOR[Client](owner=owner)
        assert browser.post(page(Client, "delete", client.pk), {"post": "yes"}).status_code == 302
        with tenant_context(owner.tenant_id):
            event: AuditLog = AuditLog.unscoped.get(action="delete", resource_id=str(client.pk))
        return event

    begin(browser, Tenant, owner.tenant_id)
    event = delete_a_client()
    assert (event.user_id, event.impersonator_id) == (superuser.pk, None)
    begin(browser, User, owner.pk)
    event = delete_a_client()
    assert (event.user_id, event.impersonator_id) == (owner.pk, superuser.pk)
    assert f"{superuser} as {owner}" in text_of(browser.get(page(AuditLog, "changelist")))
    assert superuser.username in text_of(browser.get(page(AuditLog, "change", event.pk)))


def test_every_page_says_so_while_it_lasts(browser: Browser, owner: User) -> None:
    act_as(browser, owner)
    for at in ("/admin/", "/admin/accounts/", "/admin/password_change/", page(User, "add"), page(Client, "changelist")):
        assert BANNER in text_of(browser.get(at)), at


def test_needs_a_reason(browser: Browser, owner: User) -> None:
    assert "required" in text_of(begin(browser, Tenant, owner.tenant_id, REASON | {"reason": "  "}))
    assert events(owner) == []
    assert BANNER not in text_of(browser.get("/admin/"))


def test_is_for_superusers_only(owner: User, colleague: Any) -> None:
    browser, clerk = logged_in(owner), colleague("staff")
    assert "impersonate" not in text_of(browser.get(page(User, "change", clerk.pk)))
    assert begin(browser, User, clerk.pk).status_code == 403
    assert begin(browser, Tenant, owner.tenant_id).status_code == 403
    assert events(owner) == []


def test_refuses_users_whom_the_admin_keeps_out(browser: Browser, owner: User, colleague: Any) -> None:
    seller = colleague("sales_person")
    assert act_as(browser, seller)["HX-Redirect"] == page(User, "change", seller.pk)
    assert "Nobody can act as" in text_of(browser.get("/admin/"))
    assert [event[:2] for event in events(owner)] == [("start_impersonation", "tenant")]


def test_finds_no_user_of_a_tenant_that_was_not_entered(browser: Browser, owner: User) -> None:
    assert begin(browser, User, owner.pk).status_code == 404


def test_ends_after_an_hour(browser: Browser, superuser: User, owner: User) -> None:
    act_as(browser, owner)
    with time_machine.travel(timezone.now() + LONGEST + timedelta(seconds=1), tick=False):
        assert BANNER not in text_of(browser.get("/admin/"))
    assert events(owner)[-1] == ("end_impersonation", "user", superuser.pk)


def test_ends_with_the_superusers_rights(browser: Browser, superuser: User, owner: User) -> None:
    act_as(browser, owner)
    with tenant_context(superuser.tenant_id):
        User.unscoped.filter(pk=superuser.pk).update(is_superuser=False)
    assert browser.get("/admin/").status_code == 302
    assert events(owner)[-1] == ("end_impersonation", "user", superuser.pk)


def test_ends_with_the_superusers_session(browser: Browser, superuser: User, owner: User) -> None:
    act_as(browser, owner)
    with tenant_context(superuser.tenant_id):
        User.unscoped.filter(pk=superuser.pk).update(password="!changed")
    assert browser.get("/admin/").status_code == 302
    assert events(owner)[-1] == ("end_impersonation", "user", None)


def test_ends_when_the_superuser_logs_out(browser: Browser, superuser: User, owner: User) -> None:
    act_as(browser, owner)
    assert browser.post("/admin/logout/").status_code in (200, 302)
    assert events(owner)[-1] == ("end_impersonation", "user", superuser.pk)
    assert browser.get("/admin/").status_code == 302


def test_ends_when_the_user_is_switched_off(browser: Browser, superuser: User, owner: User) -> None:
    act_as(browser, owner)
    with tenant_context(owner.tenant_id):
        User.unscoped.filter(pk=owner.pk).update(is_active=False)
    assert BANNER not in text_of(browser.get("/admin/"))
    assert events(owner)[-1] == ("end_impersonation", "user", superuser.pk)


def test_is_not_ended_by_a_link(browser: Browser, owner: User) -> None:
    act_as(browser, owner)
    assert browser.get(STOP).status_code == 405
    assert BANNER in text_of(browser.get("/admin/"))
