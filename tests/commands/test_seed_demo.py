import json
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Sum

from apps.accounts.demo import DEMO_OWNER, DEMO_SUPERUSER
from apps.accounts.models import User
from apps.accounts.roles import BUILT_IN
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.search import search_key
from apps.core.tenancy import bind_tenant, tenant_context
from apps.documents.models import CustomerApplication
from apps.expenses.models import Expense
from apps.invoices.models import Invoice, InvoiceLine
from apps.jobs.models import Job
from apps.payments.models import Payment
from apps.products.models import Product
from apps.quotes.models import Quote
from apps.tenants.models import NumberSeries, Tenant
from tests.conftest import Api

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def seed(**options: Any) -> dict[str, int]:
    written = StringIO()
    call_command("seed_demo", json=True, stdout=written, **options)
    return dict(json.loads(written.getvalue()))


@pytest.fixture
def demo() -> Tenant:
    """The demo company as the first start makes it, bound."""
    seed()
    tenant = Tenant.objects.get(domain="demo.senangkira.example")
    bind_tenant(tenant.pk)
    return tenant


@pytest.mark.parametrize("login", [DEMO_OWNER, DEMO_SUPERUSER])
def test_everybody_can_log_in_as_told(demo: Tenant, anonymous: Api, login: Any) -> None:
    credentials = {"username": login.username, "password": login.password}
    assert anonymous.post("/api/auth/token/", credentials).status_code == 200


def test_the_company_shows_every_status_stage_and_role(demo: Tenant) -> None:
    assert set(Invoice.unscoped.values_list("status", flat=True)) == set(Invoice.Status.values)
    assert set(Quote.unscoped.values_list("status", flat=True)) == set(Quote.Status.values)
    assert set(Client.unscoped.values_list("stage", flat=True)) == set(Client.Stage.values)
    assert set(User.unscoped.filter(tenant=demo).values_list("role__slug", flat=True)) == set(BUILT_IN)
    assert Quote.unscoped.exclude(invoice=None).exists()
    assert set(CustomerApplication.unscoped.values_list("status", flat=True)) == set(CustomerApplication.Status.values)
    assert set(Product.unscoped.values_list("product_type", flat=True)) >= {"visa", "service", "goods"}
    assert set(Expense.unscoped.values_list("status", flat=True)) == {"pending", "approved", "rejected"}


def test_what_was_issued_is_sealed(demo: Tenant) -> None:
    seed(invoices=120)
    report = StringIO()
    call_command("verify_chain", json=True, stdout=report)
    found = json.loads(report.getvalue())
    issued = sum(model.unscoped.exclude(status="draft").count() for model in (Invoice, Quote))
    assert (found["faults"], found["seals"]) == (0, issued)


def test_nobody_is_sent_mail_because_of_it(demo: Tenant) -> None:
    assert Job.unscoped.count() == 0
    assert not Client.unscoped.filter(email="").exists()


def test_a_second_run_adds_nothing(demo: Tenant) -> None:
    assert set(seed().values()) == {0}


def test_a_company_is_topped_up_under_the_numbers_of_its_series(demo: Tenant) -> None:
    before = Invoice.unscoped.count()
    assert seed(invoices=150)["invoices"] == 150 - before
    bind_tenant(demo.pk)
    numbers = Counter(number[:8] for number in Invoice.unscoped.values_list("invoice_number", flat=True))
    taken = {
        f"INV-{year}": last for year, last in NumberSeries.unscoped.filter(kind="invoice").values_list("year", "last")
    }
    assert numbers == taken
    assert sum(taken.values()) == 150


def test_every_copy_adds_up_and_has_its_event(demo: Tenant) -> None:
    seed(invoices=200)
    bind_tenant(demo.pk)
    assert set(Invoice.unscoped.values_list("status", flat=True)) == set(Invoice.Status.values)
    for invoice in Invoice.unscoped.annotate(lines=Sum("line_items__total"), number=Count("line_items")):
        assert invoice.lines == invoice.subtotal
        assert invoice.number > 0
    paid = Payment.unscoped.values("invoice").annotate(paid=Sum("amount"), recorded=F("invoice__paid_amount"))
    assert [row for row in paid if row["paid"] != row["recorded"]] == []
    assert Invoice.unscoped.filter(paid_amount__gt=0).count() == len(paid)
    today = max(Payment.unscoped.values_list("payment_date", flat=True))
    for invoice in Invoice.unscoped.filter(status__in=Invoice.ISSUED, due_date__lt=today):
        assert invoice.status == invoice.status_by(today)
    for model in (Client, Quote, Invoice, Payment):
        events = AuditLog.unscoped.filter(action="create", resource_type=model._meta.model_name)
        ids = model.unscoped.values_list("pk", flat=True)
        assert sorted(map(int, events.values_list("resource_id", flat=True))) == sorted(ids)


def test_a_copy_is_found_by_its_own_words_only(demo: Tenant) -> None:
    seed(invoices=80)
    bind_tenant(demo.pk)
    for invoice in Invoice.unscoped.prefetch_related("line_items"):
        descriptions = (line.description for line in invoice.line_items.all())
        assert invoice.search_text == search_key(invoice.invoice_number, *descriptions)


def test_small_companies_stand_beside_it_each_with_its_own(demo: Tenant, anonymous: Api) -> None:
    made = seed(tenants=3, invoices=10)
    assert made["tenants"] == 2
    assert made["invoices"] == 20
    login = {"username": "owner@3.demo.senangkira.example", "password": DEMO_OWNER.password}
    token = anonymous.post("/api/auth/token/", login).json()["access"]
    invoices = anonymous.get("/api/invoices/", Authorization=f"Bearer {token}").json()
    assert invoices["count"] == 10
    third = Tenant.objects.get(domain="3.demo.senangkira.example")
    with tenant_context(third.pk):
        assert set(InvoiceLine.unscoped.values_list("tenant_id", "invoice__tenant_id")) == {(third.pk, third.pk)}


def test_refuses_fewer_than_one_company() -> None:
    with pytest.raises(CommandError, match="--tenants"):
        seed(tenants=0)
