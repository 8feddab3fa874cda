"""Documents that were issued before there were seals and rates, after `manage.py seal_documents`."""

import json
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice, Seal
from tests.conftest import Api
from tests.dashboard.books import roll_up
from tests.documents import add_client, add_invoice, add_quote, set_rate
from tests.invoices.test_chain import committed, verify, without_triggers

VALUES = (
    "exchange_rate = NULL, base_currency = '', base_subtotal = NULL, base_tax_amount = NULL, base_total_amount = NULL"
)
CLAIM = "base_paid_amount = NULL, base_credited_amount = NULL, base_balance = NULL"
MOVED = "exchange_rate = NULL, base_currency = '', base_amount = NULL, exchange_gain = NULL"


def upgrade(*options: str) -> dict[str, Any]:
    """What `manage.py seal_documents --json` reports."""
    out = StringIO()
    with suppress(CommandError):
        call_command("seal_documents", *options, "--json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def make_old(*, sealed: bool) -> None:
    """Take from all documents what an earlier version did not give them."""
    seal = "" if sealed else ", content_hash = '', seller = NULL, buyer = NULL"
    with without_triggers(), connections["ops"].cursor() as cursor:
        cursor.execute(f"UPDATE invoices_invoice SET {VALUES}, {CLAIM}{seal}")
        for table in ("quotes_quote", "invoices_creditnote"):
            cursor.execute(f"UPDATE {table} SET {VALUES}{seal}")
        for table in ("payments_payment", "invoices_creditentry"):
            cursor.execute(f"UPDATE {table} SET {MOVED}")
        if not sealed:
            cursor.execute("DELETE FROM invoices_seal")
            cursor.execute("DELETE FROM tenants_numberseries WHERE kind LIKE '%\\_seal'")


@pytest.fixture
def history(api: Api, owner: User) -> dict[str, Any]:
    """An invoice in EUR that was paid beyond, credited and refunded, one in USD, a quote, and a draft."""
    client = add_client(owner)
    set_rate(api, "EUR", "1.10", "2024-01-01")
    set_rate(api, "EUR", "1.20", "2024-02-01")
    euro = {"currency": "EUR", "issue_date": "2024-01-05", "due_date": "2199-01-01", "status": "sent"}
    invoice = add_invoice(api, client, **euro)
    body = {"invoice": invoice["id"], "amount": "1150.00", "payment_date": "2024-02-05", "overpayment": "credit"}
    assert api.post("/api/payments/", body).status_code == 201
    line = {"invoice_line": invoice["line_items"][0]["id"], "amount": "100.00"}
    note = api.post("/api/credit-notes/", {"invoice": invoice["id"], "line_items": [line]}).json()
    refund = {"amount": "60.00", "currency": "EUR", "entry_date": "2024-01-20"}
    assert api.post(f"/api/clients/{client.pk}/refund/", refund).status_code == 201
    return {
        "invoices": [invoice, add_invoice(api, client, status="sent")],
        "quotes": [add_quote(api, client, status="sent")],
        "credit-notes": [note],
        "drafts": [add_invoice(api, client)],
    }


def shown(api: Api) -> dict[str, Any]:
    """All that the API says of the books, but for times."""
    paths = ("invoices", "quotes", "credit-notes", "payments", "client-credits")
    found = {path: api.get(f"/api/{path}/?ordering=id").json()["results"] for path in paths}
    for rows in found.values():
        for row in rows:
            row.pop("updated_at", None)
            row.pop("content_hash", None)
    return found


@committed
def test_values_what_was_sealed_before_there_were_rates(api: Api, owner: User, history: dict[str, Any]) -> None:
    before = shown(api)
    with connections["ops"].cursor() as cursor:  # seals as they were before rates
        cursor.execute("SELECT count(*) FROM invoices_seal WHERE content LIKE '%exchange_rate%'")
        assert cursor.fetchone() == (4,)
    make_old(sealed=True)
    assert api.get("/api/invoices/").json()["results"][-1]["exchange_rate"] is None
    report = upgrade()
    assert (report["sealed"], report["valued"]) == (0, 4)
    after = shown(api)
    # The credit that was released is valued by the invoice, what was paid beyond no longer by the payment.
    assert after["invoices"] == before["invoices"]
    assert after["credit-notes"] == before["credit-notes"]
    assert verify()["faults"] == 0
    assert upgrade()["valued"] == 0


@committed
def test_seals_what_was_issued_without_in_the_order_of_numbers(api: Api, owner: User, history: dict[str, Any]) -> None:
    make_old(sealed=False)
    assert verify()["faults"] == 4
    assert upgrade()["sealed"] == 4
    assert verify()["faults"] == 0
    with tenant_context(owner.tenant_id):
        sealed = list(Seal.unscoped.order_by("kind", "year", "position").values_list("number", flat=True))
        draft = Invoice.unscoped.get(pk=history["drafts"][0]["id"])
    documents = [history["credit-notes"][0], *history["invoices"], *history["quotes"]]
    numbers = [next(row[name] for name in row if name.endswith("_number")) for row in documents]
    assert (sealed[0], sorted(sealed)) == (history["credit-notes"][0]["credit_note_number"], sorted(set(numbers)))
    assert (draft.content_hash, draft.exchange_rate) == ("", None)
    roll_up(owner)
    overview = api.get("/api/dashboard/overview/?from=2024-01-01").json()
    assert overview["revenue"]["invoiced"] == "2189.00"  # 1210 and 1100, less the credit note's 121


@committed
def test_chains_documents_of_a_year_in_the_order_of_their_numbers_after_those_that_have_seals(
    api: Api, owner: User
) -> None:
    client = add_client(owner)
    dated = {"status": "sent", "issue_date": "2024-03-01", "due_date": "2199-01-01"}
    numbers = [add_invoice(api, client, **dated)["invoice_number"] for _ in range(3)]
    make_old(sealed=False)
    later = add_invoice(api, client, **dated)["invoice_number"]
    assert upgrade()["sealed"] == 3
    with tenant_context(owner.tenant_id):
        seals = Seal.unscoped.filter(kind="invoice", year=2024).order_by("position")
        assert list(seals.values_list("number", flat=True)) == [later, *numbers]
    assert verify()["faults"] == 0
    assert upgrade() == upgrade()
    assert upgrade()["sealed"] == 0


@committed
def test_tells_what_waits_for_a_rate(api: Api, owner: User, history: dict[str, Any]) -> None:
    make_old(sealed=False)
    for rate in api.get("/api/exchange-rates/").json()["results"]:
        api.delete(f"/api/exchange-rates/{rate['id']}/")
    report = upgrade("--tenant", owner.tenant.domain)
    number = history["invoices"][0]["invoice_number"]
    assert report["tenants"][0]["waiting"][0] == [number, "EUR", "2024-01-05"]
    assert report["sealed"] == 2
    with pytest.raises(CommandError, match="2 documents wait"):
        call_command("seal_documents", stdout=StringIO())
    set_rate(api, "EUR", "1.10", "2024-01-01")
    assert upgrade()["sealed"] == 2
    assert verify()["faults"] == 0


def test_knows_no_tenant_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match="no tenant 'nobody'"):
        call_command("seal_documents", "--tenant", "nobody")
