"""Applications on invoices: what may stand there, what is open of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication
from apps.invoices import drafts
from apps.invoices.applications import settle_applications
from tests.applications.conftest import Move
from tests.conftest import Api
from tests.factories import make_client
from tests.parallel import all_at_once, together_after, unlock

Apply = Callable[..., dict[str, Any]]
TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def line(application: dict[str, Any] | None = None, price: str = "100.00", **fields: Any) -> dict[str, Any]:
    named = {"customer_application": application["id"]} if application else {}
    return {"description": "Visit visa", "unit_price": price, **named, **fields}


def invoice_of(customer: Client, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"client": customer.pk, "line_items": list(lines), **fields}


def invoiced(api: Api, customer: Client, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/invoices/", invoice_of(customer, *lines, **fields))
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def due(api: Api, invoice: dict[str, Any], place: int = 0) -> dict[str, Any]:
    path = f"/api/invoices/get_invoice_application_due_amount/{invoice['line_items'][place]['id']}/"
    return dict(api.get(path).json())


def uninvoiced(api: Api, customer: Client) -> list[int]:
    rows = api.get(f"/api/customers/{customer.pk}/uninvoiced-applications/").json()["results"]
    return [row["id"] for row in rows]


def test_a_line_names_an_application_and_its_product(api: Api, apply: Apply, customer: Client) -> None:
    application = apply()
    invoice = invoiced(api, customer, line(application), line())
    first, second = api.get(f"/api/invoices/{invoice['id']}/").json()["line_items"]
    assert (first["customer_application"], first["product"]) == (application["id"], application["product"])
    assert (second["customer_application"], second["product"]) == (None, None)


def test_an_edit_of_the_draft_keeps_what_its_lines_name(api: Api, apply: Apply, customer: Client) -> None:
    application = apply()
    invoice = invoiced(api, customer, line(application))
    edited = api.patch(f"/api/invoices/{invoice['id']}/", {"notes": "Thank you", "line_items": invoice["line_items"]})
    assert edited.status_code == 200
    assert edited.json()["line_items"][0]["customer_application"] == application["id"]
    bare = api.patch(f"/api/invoices/{invoice['id']}/", {"line_items": [line()]}).json()
    assert bare["line_items"][0]["customer_application"] is None
    assert uninvoiced(api, customer) == [application["id"]]


def test_shows_which_applications_wait_for_an_invoice(api: Api, apply: Apply, customer: Client) -> None:
    one, other = apply(), apply(product={"retail_price": "180.00", "tax_rate": "0.11"})
    assert uninvoiced(api, customer) == [other["id"], one["id"]]
    invoice = invoiced(api, customer, line(one), status="sent")
    assert uninvoiced(api, customer) == [other["id"]]
    shown = api.get(f"/api/invoices/get_customer_applications/{customer.pk}/").json()
    newest, oldest = shown["results"]
    assert (newest["price"], newest["tax_rate"], newest["invoice_applications"]) == ("180.00", "0.11", [])
    assert oldest["invoice_applications"] == [
        {
            "id": invoice["line_items"][0]["id"],
            "invoice": invoice["id"],
            "invoice_number": invoice["invoice_number"],
            "status": "sent",
            "total": "100.00",
        }
    ]
    assert api.post(f"/api/invoices/{invoice['id']}/cancel/").status_code == 200
    assert uninvoiced(api, customer) == [other["id"], one["id"]]


def test_refuses_an_application_that_another_invoice_has(api: Api, apply: Apply, customer: Client) -> None:
    application = apply()
    invoice = invoiced(api, customer, line(application), line(application, description="Its stamp"))
    refusal = api.post("/api/invoices/", invoice_of(customer, line(), line(application)))
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, ["line_items.1.customer_application"])
    assert invoice["invoice_number"] in refusal.json()["message"]
    api.delete(f"/api/invoices/{invoice['id']}/")
    assert api.post("/api/invoices/", invoice_of(customer, line(application))).status_code == 201


def test_refuses_another_clients_application(api: Api, apply: Apply, customer: Client, owner: User) -> None:
    application = apply()
    with tenant_context(owner.tenant_id):
        other = make_client(owner)
    refusal = api.post("/api/invoices/", invoice_of(other, line(application)))
    assert "another client's" in refusal.json()["details"]["line_items.0.customer_application"][0]
    invoice = invoiced(api, customer, line(application))
    assert api.patch(f"/api/invoices/{invoice['id']}/", {"client": other.pk}).status_code == 400


@TRANSACTIONAL
def test_two_invoices_at_once_cannot_both_take_an_application(api: Api, apply: Apply, customer: Client) -> None:
    body = invoice_of(customer, line(apply()))
    answers = all_at_once(api, lambda caller, n: caller.post("/api/invoices/", body), 8)
    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 7
    assert api.get("/api/invoices/").json()["count"] == 1


@TRANSACTIONAL
def test_without_the_lock_two_invoices_take_the_same_application(
    api: Api, apply: Apply, customer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = invoice_of(customer, line(apply()))
    unlock(monkeypatch, CustomerApplication)
    monkeypatch.setattr(drafts, "settle_applications", together_after(settle_applications))
    answers = all_at_once(api, lambda caller, n: caller.post("/api/invoices/", body), 2)
    assert [answer.status_code for answer in answers] == [201, 201]


def test_shares_payments_out_among_the_lines(api: Api, apply: Apply, customer: Client) -> None:
    one, other = apply(), apply()
    invoice = invoiced(
        api, customer, line(one, "100.00", tax_rate="0.1"), line(other, "50.00"), line(None, "40.00"), status="sent"
    )
    assert (invoice["total_amount"], invoice["balance"]) == ("200.00", "200.00")
    assert due(api, invoice) == {
        "invoice_application_id": invoice["line_items"][0]["id"],
        "customer_application": one["id"],
        "invoice": invoice["id"],
        "invoice_number": invoice["invoice_number"],
        "status": "sent",
        "currency": "USD",
        "amount": "110.00",
        "paid_amount": "0.00",
        "due_amount": "110.00",
    }
    paid = api.post("/api/payments/", {"invoice": invoice["id"], "amount": "100.01"}).json()
    first, second = due(api, invoice), due(api, invoice, 1)
    # Of 99.99 that are open, 110/200 are 54.9945 and 50/200 are 24.9975.
    assert (first["due_amount"], first["paid_amount"], first["status"]) == ("54.99", "55.01", "partial")
    assert (second["due_amount"], second["paid_amount"]) == ("25.00", "25.00")
    api.patch(f"/api/payments/{paid['id']}/", {"amount": "200.00"})
    assert (due(api, invoice)["due_amount"], due(api, invoice)["status"]) == ("0.00", "paid")
    api.delete(f"/api/payments/{paid['id']}/")
    assert (due(api, invoice)["due_amount"], due(api, invoice)["status"]) == ("110.00", "sent")


def test_the_lines_due_amounts_add_up_to_the_balance(api: Api, apply: Apply, customer: Client) -> None:
    applications = [apply() for _ in range(3)]
    lines = [line(application, "33.33", tax_rate="0.07") for application in applications]
    invoice = invoiced(api, customer, *lines, status="sent")
    api.post("/api/payments/", {"invoice": invoice["id"], "amount": "10.00"})
    balance = Decimal(api.get(f"/api/invoices/{invoice['id']}/").json()["balance"])
    dues = [due(api, invoice, place) for place in range(3)]
    assert sum(Decimal(one["due_amount"]) for one in dues) == balance
    assert sum(Decimal(one["amount"]) for one in dues) == Decimal(invoice["total_amount"])
    assert sum(Decimal(one["paid_amount"]) for one in dues) == Decimal("10.00")


def test_nothing_is_due_on_a_draft(api: Api, apply: Apply, customer: Client) -> None:
    invoice = invoiced(api, customer, line(apply()))
    assert (due(api, invoice)["due_amount"], due(api, invoice)["amount"]) == ("0.00", "100.00")


def test_a_line_without_an_application_has_no_due_amount_of_its_own(api: Api, customer: Client) -> None:
    invoice = invoiced(api, customer, line())
    path = f"/api/invoices/get_invoice_application_due_amount/{invoice['line_items'][0]['id']}/"
    assert api.get(path).status_code == 404


def test_a_duplicate_leaves_the_application_and_a_converted_quote_takes_it(
    api: Api, apply: Apply, customer: Client
) -> None:
    application = apply()
    quote = api.post("/api/quotes/", invoice_of(customer, line(application), status="sent")).json()
    assert quote["line_items"][0]["customer_application"] == application["id"]
    assert uninvoiced(api, customer) == [application["id"]]
    api.post(f"/api/quotes/{quote['id']}/accept/")
    invoice = api.post(f"/api/quotes/{quote['id']}/convert/").json()
    assert invoice["line_items"][0]["customer_application"] == application["id"]
    copy = api.post(f"/api/invoices/{invoice['id']}/duplicate/").json()
    assert (copy["line_items"][0]["customer_application"], copy["line_items"][0]["product"]) == (
        None, application["product"],
    )  # fmt: skip


def test_an_invoiced_application_stays_and_so_does_its_product(
    api: Api, apply: Apply, customer: Client, move: Move, owner: User
) -> None:
    application = apply()
    invoice = invoiced(api, customer, line(application))
    path = f"/api/customer-applications/{application['id']}/"
    refusal = api.delete(path)
    assert refusal.status_code == 409
    assert invoice["invoice_number"] in refusal.json()["message"]
    with tenant_context(owner.tenant_id):
        other = make_client(owner)
    assert api.patch(path, {"customer": other.pk}).status_code == 409
    references = api.get(f"/api/products/{application['product']}/can-delete/").json()["references"]
    assert {one["type"]: one["rows"][0]["name"] for one in references} == {
        "customer application": f"#{application['id']}",
        "invoice": invoice["invoice_number"],
    }


def test_shows_a_seller_the_due_amounts_of_own_invoices_only(
    api: Api, apply: Apply, customer: Client, colleague: Callable[..., User], owner: User
) -> None:
    invoice = invoiced(api, customer, line(apply()))
    seller = colleague("sales_person")
    path = f"/api/invoices/get_invoice_application_due_amount/{invoice['line_items'][0]['id']}/"
    assert Api(seller).get(path).status_code == 404
    with tenant_context(owner.tenant_id):
        Client.unscoped.filter(pk=customer.pk).update(assigned_to=seller)
    assert Api(seller).get(path).status_code == 200
