"""The Django admin: its pages show the viewer's rows, its changes go through the services."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.audit.models import AuditLog, RelayPosition
from apps.clients.models import Client
from apps.core.admin import PlatformAdmin, TenantAdmin
from apps.core.tenancy import bind_tenant, tenant_context
from apps.invoices.models import CreditNote, Invoice, RecurringInvoice
from apps.payments.models import Payment
from apps.quotes.models import Quote
from apps.tenants.models import Tenant
from tests.factories import FACTORY_FOR
from tests.tenants.test_logo import picture

MODELS = [model for model, pages in admin.site._registry.items() if isinstance(pages, TenantAdmin)]
PLATFORM = [model for model in MODELS if isinstance(admin.site._registry[model], PlatformAdmin)]
FENCED = [model for model in MODELS if model not in (Tenant, *PLATFORM)]


def name_of(model: Any) -> str:
    return str(model._meta.label)


def page(model: Any, view: str, *ids: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=ids)


def logged_in(user: User) -> Browser:
    browser = Browser()
    with tenant_context(user.tenant_id):
        browser.force_login(user)
    return browser


def text_of(response: Any) -> str:
    assert response.status_code == 200, response
    return str(response.content.decode())


@pytest.fixture
def browser(owner: User) -> Browser:
    return logged_in(owner)


@pytest.fixture
def make(owner: User) -> Callable[..., Any]:
    def row(model: Any, by: User = owner, **values: Any) -> Any:
        with tenant_context(by.tenant_id):
            return FACTORY_FOR[model](owner=by, **values)

    return row


def stored(owner: User, model: Any) -> Any:
    """The rows of the owner's tenant."""
    bind_tenant(owner.tenant_id)
    return model.unscoped.filter(tenant=owner.tenant).order_by("pk")


class TestLoggingIn:
    def test_the_log_in_page_lets_an_owner_in_and_notes_it(self, owner: User) -> None:
        browser = Browser(enforce_csrf_checks=False)
        assert "password" in text_of(browser.get("/admin/login/"))
        answer = browser.post(
            "/admin/login/?next=/admin/", {"username": owner.email, "password": "Password123!", "next": "/admin/"}
        )
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
        assert "Invoices" in text_of(browser.get("/admin/"))
        bind_tenant(owner.tenant_id)
        assert AuditLog.unscoped.filter(user=owner, action="login").count() == 1

    def test_a_wrong_password_is_refused_and_after_ten_the_right_one_too(self, owner: User) -> None:
        browser = Browser()
        for _ in range(10):
            answer = browser.post("/admin/login/", {"username": owner.email, "password": "wrong"})
            assert "No active account" in text_of(answer)
        answer = browser.post("/admin/login/", {"username": owner.email, "password": "Password123!"})
        assert "Too many failed log-ins" in text_of(answer)

    def test_a_role_that_sees_only_its_own_rows_is_kept_out(self, colleague: Callable[..., User]) -> None:
        seller = colleague("sales_person")
        answer = Browser().post("/admin/login/", {"username": seller.email, "password": "Password123!"})
        assert "staff account" in text_of(answer)
        assert logged_in(seller).get(page(Client, "changelist")).status_code == 302

    def test_the_own_password_is_changed_by_the_services_rules(self, owner: User, browser: Browser) -> None:
        def change(new: str) -> Any:
            new_passwords = {"new_password1": new, "new_password2": new}
            return browser.post("/admin/password_change/", {"old_password": "Password123!"} | new_passwords)

        assert "too short" in text_of(change("short"))
        assert change("Another-pass-9").status_code == 302
        assert stored(owner, User).get(pk=owner.pk).check_password("Another-pass-9")
        assert AuditLog.unscoped.filter(action="change_password").count() == 1


def test_every_table_of_the_product_has_its_pages_or_stands_on_anothers() -> None:
    inlines = {inline.model for pages in admin.site._registry.values() for inline in pages.inlines}
    without = [
        name_of(model)
        for model in apps.get_models()
        if model.__module__.startswith("apps.") and model._meta.managed and model not in MODELS and model not in inlines
    ]
    assert without == [], "Register these with a TenantAdmin in the admin.py of their app, or show them as inlines."


@pytest.mark.parametrize("model", PLATFORM, ids=name_of)
def test_what_belongs_to_no_company_is_shown_to_superusers_only(model: Any, browser: Browser, superuser: User) -> None:
    for view in ("changelist", "add"):
        assert browser.get(page(model, view)).status_code == 403
    assert logged_in(superuser).get(page(model, "changelist")).status_code == 200


def test_shows_how_far_a_subscriber_has_read_and_lets_nobody_change_it(superuser: User) -> None:
    position = RelayPosition.objects.create(subscriber="calendar", txid=7, event_id=9)
    browser = logged_in(superuser)
    shown = text_of(browser.get(page(RelayPosition, "change", position.pk)))
    assert "calendar" in shown
    assert 'name="txid"' not in shown
    assert browser.post(page(RelayPosition, "change", position.pk), {"txid": 0}).status_code == 403
    assert browser.post(page(RelayPosition, "delete", position.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", FENCED, ids=name_of)
def test_a_list_shows_the_own_rows_and_no_other_companys(
    model: Any, browser: Browser, make: Callable[..., Any], charlie: User
) -> None:
    own, foreign = make(model), make(model, by=charlie)
    shown = text_of(browser.get(page(model, "changelist")))
    assert page(model, "change", own.pk) in shown
    assert page(model, "change", foreign.pk) not in shown


@pytest.mark.parametrize("model", [model for model in MODELS if admin.site._registry[model].search_fields], ids=name_of)
def test_a_list_is_searched_and_shows_nothing_that_does_not_fit(
    model: Any, browser: Browser, superuser: User, make: Callable[..., Any]
) -> None:
    viewer, row = (logged_in(superuser), None) if model in PLATFORM else (browser, make(model))
    for words in ("nobody-4711", "nobody", "!"):
        shown = text_of(viewer.get(page(model, "changelist"), {"q": words}))
        assert row is None or page(model, "change", row.pk) not in shown


@pytest.mark.parametrize("model", FENCED, ids=name_of)
def test_a_foreign_row_is_as_good_as_none(
    model: Any, browser: Browser, make: Callable[..., Any], charlie: User
) -> None:
    own, foreign = make(model), make(model, by=charlie)
    assert browser.get(page(model, "change", own.pk)).status_code == 200
    for view in ("change", "delete"):
        for answer in (browser.get(page(model, view, foreign.pk)), browser.post(page(model, view, foreign.pk), {})):
            assert (answer.status_code, answer.headers.get("Location")) in {(302, "/admin/"), (403, None)}
    bind_tenant(charlie.tenant_id)
    assert model.unscoped.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_page_to_add_is_there_where_a_service_adds(model: Any, browser: Browser) -> None:
    may_add = "create" in admin.site.get_model_admin(model).services and model not in (Tenant, *PLATFORM)
    assert browser.get(page(model, "add")).status_code == (200 if may_add else 403)


@pytest.mark.parametrize("model", FENCED, ids=name_of)
def test_a_role_without_the_right_is_refused(
    model: Any, owner: User, make: Callable[..., Any], colleague: Callable[..., User]
) -> None:
    row, clerk = make(model), colleague("staff")
    with tenant_context(owner.tenant_id):
        clerk.role = Role.unscoped.create(tenant=owner.tenant, slug="clerk", name="Clerk", permissions=[])
        clerk.save()
    browser = logged_in(clerk)
    for view, ids in (("changelist", ()), ("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
        assert browser.get(page(model, view, *ids)).status_code == 403
        assert browser.post(page(model, view, *ids), {}).status_code == 403


def test_an_administrator_sees_the_own_company_only(browser: Browser, owner: User, charlie: User) -> None:
    shown = text_of(browser.get(page(Tenant, "changelist")))
    assert owner.tenant.domain in shown
    assert charlie.tenant.domain not in shown
    assert browser.get(page(Tenant, "change", charlie.tenant_id)).status_code == 302


class TestClients:
    FIELDS = {
        "first_name": "Wei", "last_name": "Tan", "name": "Wei Tan", "stage": "LEAD", "prospect_status": "new",
        "active": "on", "email": "wei@x.example",
    }  # fmt: skip

    def test_is_added_changed_and_deleted_by_the_services(self, browser: Browser, owner: User) -> None:
        assert browser.post(page(Client, "add"), self.FIELDS).status_code == 302
        client = stored(owner, Client).get()
        assert (client.name, client.owner, client.email_key) == ("Wei Tan", owner, "wei@x.example")
        changed = self.FIELDS | {"stage": "ACTIVE", "prospect_status": "won"}
        assert browser.post(page(Client, "change", client.pk), changed).status_code == 302
        assert stored(owner, Client).get().stage == "ACTIVE"
        assert browser.post(page(Client, "delete", client.pk), {"post": "yes"}).status_code == 302
        assert not stored(owner, Client).exists()
        events = AuditLog.unscoped.filter(resource_type="client").order_by("pk").values_list("action", flat=True)
        assert list(events) == ["create", "update_stage", "update", "delete"]

    def test_what_a_service_refuses_stands_beside_its_field(self, browser: Browser, make: Callable[..., Any]) -> None:
        make(Client, email="wei@x.example", email_key="wei@x.example")
        shown = text_of(browser.post(page(Client, "add"), self.FIELDS))
        assert "Another client has this e-mail." in shown

    def test_a_client_with_documents_is_not_deleted(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        client = make(Client)
        make(Invoice, client=client)
        assert "protected" in text_of(browser.post(page(Client, "delete", client.pk), {"post": "yes"}))
        assert stored(owner, Client).exists()

    def test_nobody_can_be_assigned_from_another_company(self, browser: Browser, owner: User, charlie: User) -> None:
        shown = text_of(browser.post(page(Client, "add"), self.FIELDS | {"assigned_to": charlie.pk}))
        assert "not one of the available choices" in shown
        assert not stored(owner, Client).exists()

    def test_the_choices_offered_are_the_own_companys(
        self, browser: Browser, make: Callable[..., Any], charlie: User
    ) -> None:
        own, foreign = make(Client, name="Own", search_text=" own"), make(Client, by=charlie, name="Theirs")
        query = {"app_label": "invoices", "model_name": "invoice", "field_name": "client", "term": ""}
        offered = browser.get("/admin/autocomplete/", query).json()["results"]
        assert [row["id"] for row in offered] == [str(own.pk)]
        assert foreign.pk != own.pk


def lines(*rows: dict[str, Any], kept: int = 0) -> dict[str, Any]:
    form = {"line_items-TOTAL_FORMS": len(rows), "line_items-INITIAL_FORMS": kept}
    for index, row in enumerate(rows):
        form |= {f"line_items-{index}-{name}": value for name, value in row.items()}
    return form


class TestInvoices:
    LINE = {"description": "Consulting", "quantity": "2", "unit_price": "150.00", "discount": "0", "tax_rate": "0.06"}

    def form(self, client: Client, *rows: dict[str, Any], **values: Any) -> dict[str, Any]:
        content = {"client": client.pk, "currency": "USD", "tax_mode": "group", "issue_date": "", "due_date": ""}
        return content | values | lines(*(rows or (self.LINE,)))

    def test_a_draft_is_made_numbered_and_priced(self, browser: Browser, make: Callable[..., Any], owner: User) -> None:
        client = make(Client)
        assert browser.post(page(Invoice, "add"), self.form(client)).status_code == 302
        invoice = stored(owner, Invoice).get()
        assert (invoice.status, invoice.subtotal, invoice.total_amount) == (
            "draft",
            Decimal("300.00"),
            Decimal("318.00"),
        )
        assert invoice.invoice_number.startswith("INV-")
        assert invoice.invoice_number in text_of(browser.get(page(Invoice, "changelist")))

    def test_the_lines_of_a_draft_are_changed_and_an_issued_invoice_is_not(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        client = make(Client)
        browser.post(page(Invoice, "add"), self.form(client))
        invoice = stored(owner, Invoice).get()
        line = invoice.line_items.get()
        dates = {"issue_date": invoice.issue_date, "due_date": invoice.due_date}
        changed = self.form(client, **dates) | lines(
            self.LINE | {"id": line.pk, "invoice": invoice.pk, "quantity": "3"}, kept=1
        )
        assert browser.post(page(Invoice, "change", invoice.pk), changed).status_code == 302
        assert stored(owner, Invoice).get().total_amount == Decimal("477.00")

        action = {"action": "send", "_selected_action": [invoice.pk]}
        assert browser.post(page(Invoice, "changelist"), action).status_code == 302
        assert stored(owner, Invoice).get().status == "sent"
        assert browser.post(page(Invoice, "change", invoice.pk), changed).status_code == 403
        assert "477.00" in text_of(browser.get(page(Invoice, "change", invoice.pk)))

    def test_reversed_dates_are_an_error_of_the_form(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        form = self.form(make(Client), issue_date="2024-05-02", due_date="2024-05-01")
        assert "lies before the issue date 2024-05-02" in text_of(browser.post(page(Invoice, "add"), form))
        assert not stored(owner, Invoice).exists()

    def test_what_cannot_be_sent_is_said_and_the_rest_is_sent(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        client = make(Client)
        browser.post(page(Invoice, "add"), self.form(client))
        browser.post(page(Invoice, "add"), self.form(client))
        first, second = stored(owner, Invoice)
        first.line_items.all().delete()
        action = {"action": "send", "_selected_action": [first.pk, second.pk]}
        shown = text_of(browser.post(page(Invoice, "changelist"), action, follow=True))
        assert "has no lines" in shown
        assert "1 sent" in shown
        assert [invoice.status for invoice in stored(owner, Invoice)] == ["draft", "sent"]

    def test_an_invoice_is_credited_by_its_action(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        browser.post(page(Invoice, "add"), self.form(make(Client)))
        invoice = stored(owner, Invoice).get()
        for name in ("send", "credit"):
            browser.post(page(Invoice, "changelist"), {"action": name, "_selected_action": [invoice.pk]})
        note = stored(owner, CreditNote).get()
        assert (note.invoice_id, note.total_amount) == (invoice.pk, Decimal("318.00"))
        again = {"action": "credit", "_selected_action": [invoice.pk]}
        assert "credited already" in text_of(browser.post(page(Invoice, "changelist"), again, follow=True))
        assert "318.00" in text_of(browser.get(page(CreditNote, "change", note.pk)))

    def test_a_schedule_is_paused_and_resumed_by_its_actions(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        schedule = make(RecurringInvoice)
        for action, status in (("pause", "paused"), ("resume", "active")):
            browser.post(page(RecurringInvoice, "changelist"), {"action": action, "_selected_action": [schedule.pk]})
            assert stored(owner, RecurringInvoice).get().status == status

    def test_a_payment_above_the_balance_is_refused_in_the_form(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        browser.post(page(Invoice, "add"), self.form(make(Client)))
        invoice = stored(owner, Invoice).get()
        browser.post(page(Invoice, "changelist"), {"action": "send", "_selected_action": [invoice.pk]})
        payment = {"invoice": invoice.pk, "amount": "318.01", "payment_date": date.today(), "payment_method": "cash"}
        assert "318.00" in text_of(browser.post(page(Payment, "add"), payment))
        assert not stored(owner, Payment).exists()
        assert browser.post(page(Payment, "add"), payment | {"amount": "18.00"}).status_code == 302
        assert stored(owner, Invoice).get().balance == Decimal("300.00")
        taken = stored(owner, Payment).get()
        assert browser.post(page(Payment, "delete", taken.pk), {"post": "yes"}).status_code == 302
        assert stored(owner, Invoice).get().status == "sent"

    def test_the_history_is_the_audit_log(self, browser: Browser, make: Callable[..., Any], owner: User) -> None:
        browser.post(page(Invoice, "add"), self.form(make(Client)))
        invoice = stored(owner, Invoice).get()
        shown = text_of(browser.get(page(Invoice, "history", invoice.pk), follow=True))
        assert ">create<" in shown.replace(" ", "").replace("\n", "")


class TestQuotes:
    def test_a_quote_goes_its_way_by_actions(self, browser: Browser, make: Callable[..., Any], owner: User) -> None:
        form = {"client": make(Client).pk, "currency": "USD", "tax_mode": "group"} | lines(TestInvoices.LINE)
        assert browser.post(page(Quote, "add"), form).status_code == 302
        quote = stored(owner, Quote).get()
        for action, status in (("send", "sent"), ("accept", "accepted"), ("convert", "accepted")):
            browser.post(page(Quote, "changelist"), {"action": action, "_selected_action": [quote.pk]})
            assert stored(owner, Quote).get().status == status
        assert stored(owner, Quote).get().invoice == stored(owner, Invoice).get()


class TestPeople:
    def test_a_user_is_added_with_a_password_that_is_never_shown(self, browser: Browser, owner: User) -> None:
        role = stored(owner, Role).get(slug="staff")
        form = {"username": "mei", "email": "mei@acme.example", "role": role.pk, "is_active": "on"}
        assert "too short" in text_of(browser.post(page(User, "add"), form | {"password": "x"}))
        assert browser.post(page(User, "add"), form | {"password": "Password123!"}).status_code == 302
        user = stored(owner, User).get(username="mei")
        assert user.check_password("Password123!")
        assert user.password not in text_of(browser.get(page(User, "change", user.pk)))
        assert browser.post(page(User, "change", user.pk), form | {"first_name": "Mei"}).status_code == 302
        user = stored(owner, User).get(username="mei")
        assert (user.first_name, user.check_password("Password123!")) == ("Mei", True)

    def test_the_last_owner_stays(self, browser: Browser, owner: User) -> None:
        browser.post(page(User, "delete", owner.pk), {"post": "yes"})
        assert stored(owner, User).filter(pk=owner.pk).exists()

    def test_a_role_takes_the_rights_that_were_chosen(self, browser: Browser, owner: User) -> None:
        form = {"name": "Reader", "slug": "reader", "scope": "all", "rights": ["clients.view_client"]}
        assert browser.post(page(Role, "add"), form).status_code == 302
        role = stored(owner, Role).get(slug="reader")
        assert role.permissions == ["clients.view_client"]
        form["rights"] = ["clients.view_client", "quotes.view_quote"]
        assert browser.post(page(Role, "change", role.pk), form).status_code == 302
        assert stored(owner, Role).get(slug="reader").permissions == form["rights"]


def test_pages_are_kept_from_foreign_scripts(browser: Browser) -> None:
    policy = browser.get("/admin/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_a_company_sets_and_removes_its_logo(browser: Browser, owner: User, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    form = {"name": "Acme", "domain": owner.tenant.domain, "is_active": "on", "settings": "{}"}
    at = page(Tenant, "change", owner.tenant_id)
    assert 'name="new_logo"' in text_of(browser.get(at))
    no_picture = SimpleUploadedFile("logo.png", b"<svg/>", "image/png")
    assert "logo" in text_of(browser.post(at, form | {"new_logo": no_picture}))
    assert not Tenant.objects.get(pk=owner.tenant_id).logo
    logo = SimpleUploadedFile("logo.png", picture(), "image/png")
    assert browser.post(at, form | {"new_logo": logo}).status_code == 302
    assert Tenant.objects.get(pk=owner.tenant_id).logo_image
    assert browser.post(at, form | {"remove_logo": "on"}).status_code == 302
    assert Tenant.objects.get(pk=owner.tenant_id).logo_image is None
