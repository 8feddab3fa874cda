"""The tenant's default tax, on lines that say nothing about tax and on no others."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.clients.models import Client
from tests.conftest import Api
from tests.documents import add_document, add_invoice

BARE = {"description": "Work", "quantity": 1, "unit_price": "1000.00"}
SST = [{"name": "SST", "rate": "0.06"}]


@pytest.fixture(autouse=True)
def default_tax(api: Api, owner: User) -> None:
    """The company charges 6 % SST."""
    settings = {"default_tax_name": "SST", "default_tax_rate": "0.06"}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": settings}).status_code == 200


@pytest.mark.parametrize("kind", ["invoice", "quote"])
def test_taxes_a_line_that_says_nothing_about_tax(api: Api, client: Client, kind: str) -> None:
    document = add_document(api, kind, client, line_items=[BARE])
    assert (document["tax_amount"], document["total_amount"]) == ("60.00", "1060.00")
    assert document["line_items"][0]["taxes"] == SST


@pytest.mark.parametrize(
    "said", [{"tax_rate": "0"}, {"tax_rate": None}, {"taxes": []}], ids=["a rate of 0", "null", "an empty list"]
)
def test_leaves_a_line_untaxed_that_says_so(api: Api, client: Client, said: dict[str, Any]) -> None:
    assert add_invoice(api, client, line_items=[BARE | said])["tax_amount"] == "0.00"


def test_leaves_another_rate_alone(api: Api, client: Client) -> None:
    assert add_invoice(api, client, line_items=[BARE | {"tax_rate": "0.1"}, BARE])["tax_amount"] == "160.00"


@pytest.mark.parametrize(("given", "tax"), [("25.00", "25.00"), ("0", "0.00")])
def test_a_tax_amount_given_for_the_document_takes_its_place(api: Api, client: Client, given: str, tax: str) -> None:
    assert add_invoice(api, client, line_items=[BARE], tax_amount=given)["tax_amount"] == tax


def test_keeps_what_a_line_was_when_it_is_sent_back(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client, line_items=[BARE | {"taxes": []}])
    path = f"/api/invoices/{invoice['id']}/"
    back = api.patch(path, {"line_items": invoice["line_items"]}).json()
    assert back["tax_amount"] == "0.00"
    assert api.patch(path, {"line_items": [BARE]}).json()["tax_amount"] == "60.00"
    assert api.patch(path, {"notes": "Thanks"}).json()["tax_amount"] == "60.00"


def test_copies_a_document_as_it_was(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client, line_items=[BARE | {"taxes": []}])
    assert api.post(f"/api/invoices/{invoice['id']}/duplicate/").json()["tax_amount"] == "0.00"


def test_refuses_a_default_rate_that_no_line_could_have(api: Api, owner: User) -> None:
    answer = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"default_tax_rate": "0.123456"}})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["settings.default_tax_rate"])
