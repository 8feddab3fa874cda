"""Issued documents keep saying what they said: the database refuses a change, and the chain shows one made past it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice, Seal
from tests.conftest import Api
from tests.documents import LINE, add_document, add_invoice
from tests.paper import text_of_pdf

committed = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
both_kinds = pytest.mark.parametrize("kind", ["invoice", "quote"])
TABLES = {
    "invoice": ("invoices_invoice", "invoices_invoiceline"),
    "quote": ("quotes_quote", "quotes_quoteline"),
    "credit_note": ("invoices_creditnote", "invoices_creditnoteline"),
}


def run_sql(owner: User, statement: str, *values: Any) -> None:
    """A statement as the app role, in the tenant, as a slip of the code or of a hand would be."""
    with tenant_context(owner.tenant_id), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def without_triggers() -> Iterator[None]:
    """As an operator with the owner's password might."""
    tables = [table for pair in TABLES.values() for table in pair]
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER issued")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER issued")


def run_as_operator(statement: str) -> None:
    with connections["ops"].cursor() as cursor:
        cursor.execute(statement)


def verify(*options: str) -> dict[str, Any]:
    """What `manage.py verify_chain --json` reports."""
    out = StringIO()
    with suppress(CommandError):
        call_command("verify_chain", *options, "--json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def problems(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault["number"], fault["problem"]) for tenant in report["tenants"] for fault in tenant["faults"]]


@both_kinds
def test_keeps_the_parties_as_they_were(api: Api, owner: User, client: Client, kind: str) -> None:
    document = add_document(api, kind, client)
    path = f"/api/{kind}s/{document['id']}/"
    assert (document["seller"], document["buyer"], document["content_hash"]) == (None, None, "")
    issued = api.post(f"{path}send/").json()
    assert (issued["seller"]["name"], issued["buyer"]["name"]) == ("Acme", "Ada Lovelace")
    assert len(issued["content_hash"]) == 64
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"name": "Renamed"}).status_code == 200
    assert api.patch(f"/api/clients/{client.pk}/", {"name": "Countess", "address": "Elsewhere"}).status_code == 200
    shown = api.get(path).json()
    assert [shown[name] for name in ("seller", "buyer", "content_hash")] == [
        issued[name] for name in ("seller", "buyer", "content_hash")
    ]
    text = text_of_pdf(api.get(f"{path}download/").content)
    assert "Ada Lovelace" in text
    assert "Acme" in text
    assert not {"Countess", "Elsewhere", "Renamed"} & set(text.split())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {documents} SET total_amount = 1, subtotal = 1, tax_amount = 0{balance} WHERE id = {id}",
        "UPDATE {documents} SET currency = 'EUR' WHERE id = {id}",
        "UPDATE {documents} SET taxes = '[]' WHERE id = {id}",
        "UPDATE {documents} SET buyer = '{{}}' WHERE id = {id}",
        "UPDATE {documents} SET content_hash = '' WHERE id = {id}",
        "UPDATE {documents} SET {number} = 'X-1' WHERE id = {id}",
        "UPDATE {lines} SET unit_price = 1 WHERE {kind}_id = {id}",
        "DELETE FROM {lines} WHERE {kind}_id = {id}",
        "INSERT INTO {lines} (tenant_id, {kind}_id, position, description, quantity, unit_price, discount, taxes, "
        "total) SELECT tenant_id, {kind}_id, 9, 'more', 1, 1, 0, '[]', 1 FROM {lines} WHERE {kind}_id = {id}",
        "DELETE FROM {documents} WHERE id = {id}",
    ],
    ids=["totals", "currency", "taxes", "buyer", "hash", "number", "line", "line gone", "line added", "document gone"],
)
@both_kinds
def test_the_database_refuses_a_change_of_what_was_issued(
    api: Api, owner: User, client: Client, kind: str, change: str
) -> None:
    documents, lines = TABLES[kind]

    def attempt(document: dict[str, Any]) -> None:
        balance = ", balance = 1" if kind == "invoice" else ""
        names = {"documents": documents, "lines": lines, "kind": kind, "number": f"{kind}_number", "balance": balance}
        run_sql(owner, change.format(id=document["id"], **names))

    issued = add_document(api, kind, client, status="sent")
    with pytest.raises(DatabaseError, match="is issued"):
        attempt(issued)
    if not change.startswith("DELETE FROM {documents}"):
        attempt(add_document(api, kind, client))  # a draft is free


def test_what_happens_to_an_issued_invoice_is_free(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client, status="sent")
    assert api.post("/api/payments/", {"invoice": invoice["id"], "amount": "100.00"}).status_code == 201
    assert api.post(f"/api/invoices/{invoice['id']}/mark-as-paid/").json()["status"] == "paid"


def test_finds_nothing_where_nothing_was_altered(api: Api, charlie: User, client: Client) -> None:
    for kind in ("invoice", "quote"):
        for status in ("sent", "draft", "sent"):
            add_document(api, kind, client, status=status, line_items=[LINE | {"quantity": 2.5, "discount": "1.5"}])
    report = verify()
    assert (report["faults"], report["seals"], len(report["tenants"])) == (0, 4, 2)
    out = StringIO()
    call_command("verify_chain", "--tenant", "acme.example", stdout=out)
    assert "4 sealed documents" in out.getvalue()


def test_accepts_what_was_removed_on_record(api: Api, owner: User, client: Client) -> None:
    ids = [add_invoice(api, client, status="sent")["id"] for _ in range(3)]
    with tenant_context(owner.tenant_id):
        User.unscoped.filter(pk=owner.pk).update(is_superuser=True)
    assert Api(owner).post(f"/api/invoices/{ids[1]}/force-delete/").status_code == 200
    quote = add_document(api, "quote", client, status="sent")
    assert api.post(f"/api/quotes/{quote['id']}/reject/").status_code == 200
    assert api.delete(f"/api/quotes/{quote['id']}/").status_code == 204
    assert verify()["faults"] == 0


@committed
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE invoices_invoice SET notes = 'x' WHERE id = %s", "it does not say what was sealed"),
        ("UPDATE invoices_invoiceline SET description = 'x' WHERE invoice_id = %s", "it does not say what was sealed"),
        ("UPDATE invoices_invoice SET issue_date = issue_date - 1 WHERE id = %s", "it does not say what was sealed"),
        ("DELETE FROM invoices_invoiceline WHERE invoice_id = %s", "it does not say what was sealed"),
        (
            "UPDATE invoices_invoice SET content_hash = repeat('0', 64) WHERE id = %s",
            "its hash is not that of its seal",
        ),
    ],
)
def test_finds_a_row_altered_with_triggers_disabled(
    api: Api, owner: User, client: Client, change: str, problem: str
) -> None:
    invoices = [add_invoice(api, client, status="sent") for _ in range(3)]
    with without_triggers():
        run_sql(owner, change, invoices[1]["id"])
    assert problems(verify("--tenant", str(owner.tenant_id))) == [(invoices[1]["invoice_number"], problem)]
    with pytest.raises(CommandError, match="1 faults in 3 sealed documents"):
        call_command("verify_chain", stdout=StringIO())


@committed
def test_finds_an_invoice_that_was_taken_away(api: Api, owner: User, client: Client) -> None:
    invoices = [add_invoice(api, client, status="sent") for _ in range(3)]
    with without_triggers():
        run_sql(owner, "DELETE FROM invoices_invoiceline WHERE invoice_id = %s", invoices[1]["id"])
        run_sql(owner, "DELETE FROM invoices_invoice WHERE id = %s", invoices[1]["id"])
    assert [number for number, _ in problems(verify())] == [invoices[1]["invoice_number"]]


@committed
@pytest.mark.parametrize(
    ("change", "at_fault"),
    [
        ("UPDATE invoices_seal SET content = replace(content, '1000.00', '1.00') WHERE position = 2", [1, 1]),
        ("UPDATE invoices_seal SET hash = repeat('0', 64) WHERE position = 2", [1, 2, 1]),
        ("DELETE FROM invoices_seal WHERE position = 2", [2, 2]),
    ],
    ids=["content", "hash", "gone"],
)
def test_finds_a_seal_that_was_altered(api: Api, owner: User, client: Client, change: str, at_fault: list[int]) -> None:
    invoices = [add_invoice(api, client, status="sent")["invoice_number"] for _ in range(3)]
    with pytest.raises(DatabaseError, match="permission denied"):
        run_sql(owner, change)
    run_as_operator(change)
    assert sorted(number for number, _ in problems(verify())) == sorted(invoices[at] for at in at_fault)


@committed
def test_finds_the_last_seals_cut_off(api: Api, owner: User, client: Client) -> None:
    for _ in range(3):
        add_invoice(api, client, status="sent")
    run_as_operator("DELETE FROM invoices_seal WHERE position = 3")
    assert problems(verify()) == [("", "the chain ends at 2, 3 were issued")]


def test_finds_an_invoice_that_was_issued_past_the_services(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client)
    with tenant_context(owner.tenant_id):
        Invoice.unscoped.filter(pk=invoice["id"]).update(status="sent")
    assert problems(verify()) == [(invoice["invoice_number"], "issued without a seal")]


def test_chains_each_series_by_itself(api: Api, owner: User, client: Client) -> None:
    for kind in ("invoice", "quote"):
        add_document(api, kind, client, status="sent")
    add_invoice(api, client, issue_date="2023-05-05", due_date="2199-05-06", status="sent")
    with tenant_context(owner.tenant_id):
        assert set(Seal.unscoped.values_list("position", flat=True)) == {1}
