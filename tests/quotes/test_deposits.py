"""A deposit is invoiced when its quote is accepted, and deducted with its tax from the final invoice."""

from typing import Any

import pytest

from apps.clients.models import Client
from tests.conftest import Api
from tests.documents import LINE, add_quote


def accepted(api: Api, client: Client, **body: Any) -> dict[str, Any]:
    quote = add_quote(api, client, status="sent", **body)
    answer = api.post(f"/api/quotes/{quote['id']}/accept/")
    assert answer.status_code == 200, answer.json()
    shown: dict[str, Any] = answer.json()
    return shown


def figures(document: dict[str, Any]) -> tuple[str, str, str]:
    return document["subtotal"], document["tax_amount"], document["total_amount"]


def invoice_of(api: Api, pk: int) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/api/invoices/{pk}/").json()
    return found


def converted(api: Api, quote: dict[str, Any]) -> dict[str, Any]:
    invoice: dict[str, Any] = api.post(f"/api/quotes/{quote['id']}/convert/").json()
    return invoice


def test_invoices_the_deposit_and_deducts_it_with_its_tax(api: Api, client: Client) -> None:
    lines = [LINE | {"unit_price": "8500.00", "tax_rate": "0.19"}]
    quote = accepted(api, client, line_items=lines, deposit_percent="30")
    deposit = invoice_of(api, quote["deposit_invoice"])
    assert (deposit["status"], figures(deposit)) == ("sent", ("2550.00", "484.50", "3034.50"))
    assert deposit["line_items"][0]["description"].startswith("Deposit of 30")
    final = converted(api, quote)
    assert figures(final) == ("5950.00", "1130.50", "7080.50")
    assert deposit["invoice_number"] in final["line_items"][1]["description"]


@pytest.mark.parametrize("inclusive", [False, True])
def test_keeps_taxes_apart_and_adds_up_to_the_quote(api: Api, client: Client, inclusive: bool) -> None:
    lines = [
        LINE | {"unit_price": "333.33", "tax_rate": "0.0775"},
        LINE | {"unit_price": "100.10", "tax_rate": "0.2"},
        {"description": "Fee", "unit_price": "9.99"},
    ]
    quote = accepted(api, client, line_items=lines, deposit_percent="33.33", prices_include_tax=inclusive)
    deposit, final = invoice_of(api, quote["deposit_invoice"]), converted(api, quote)
    assert len(deposit["line_items"]) == 3
    together = round(float(deposit["total_amount"]) + float(final["total_amount"]), 2)
    assert abs(together - float(quote["total_amount"])) <= 0.02
    assert len(final["line_items"]) == 6


def test_takes_the_same_part_of_a_tax_amount_given_for_the_whole(api: Api, client: Client) -> None:
    line = {"description": "Work", "unit_price": "1000.00"}
    quote = accepted(api, client, line_items=[line], tax_amount="99.99", deposit_percent="50")
    assert figures(invoice_of(api, quote["deposit_invoice"])) == ("500.00", "50.00", "550.00")
    assert figures(converted(api, quote)) == ("500.00", "49.99", "549.99")


def test_deducts_no_deposit_that_was_cancelled(api: Api, client: Client) -> None:
    quote = accepted(api, client, deposit_percent="50")
    assert api.post(f"/api/invoices/{quote['deposit_invoice']}/cancel/").status_code == 200
    assert figures(converted(api, quote)) == figures(quote)


def test_makes_none_where_none_is_asked_for_or_the_quote_is_rejected(api: Api, client: Client) -> None:
    assert accepted(api, client)["deposit_invoice"] is None
    quote = add_quote(api, client, status="sent", deposit_percent="50")
    assert api.post(f"/api/quotes/{quote['id']}/reject/").json()["deposit_invoice"] is None


@pytest.mark.parametrize("percent", ["-1", "100.01", "1.005", "NaN"])
def test_refuses_what_is_no_percentage(api: Api, client: Client, percent: str) -> None:
    answer = api.post("/api/quotes/", {"client": client.pk, "line_items": [LINE], "deposit_percent": percent})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["deposit_percent"])
