"""Quotes and invoices made over HTTP, the way a caller would."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.search import search_key
from apps.core.tenancy import tenant_context
from tests.conftest import Api

LINE = {"description": "Service/Product", "quantity": 1, "unit_price": "1000.00", "tax_rate": "0.10"}


def add_client(owner: User, name: str = "Ada Lovelace", email: str = "ada@client.example", **values: Any) -> Client:
    """A client of the owner's tenant."""
    with tenant_context(owner.tenant_id):
        client: Client = Client.unscoped.create(
            tenant_id=owner.tenant_id, owner=owner, name=name, email=email, search_text=search_key(name), **values
        )
    return client


def add_document(api: Api, kind: str, client: Client, **body: Any) -> dict[str, Any]:
    """A quote or invoice (`kind`) of 1000.00 and 10 % tax, unless the body says otherwise."""
    answer = api.post(f"/api/{kind}s/", {"client": client.pk, "line_items": [LINE]} | body)
    assert answer.status_code == 201, answer.json()
    document: dict[str, Any] = answer.json()
    return document


def add_invoice(api: Api, client: Client, **body: Any) -> dict[str, Any]:
    return add_document(api, "invoice", client, **body)


def add_quote(api: Api, client: Client, **body: Any) -> dict[str, Any]:
    return add_document(api, "quote", client, **body)


def set_rate(api: Api, currency: str, rate: str, day: str = "2000-01-01") -> dict[str, Any]:
    """What a unit of a currency is worth from a day on."""
    answer = api.post("/api/exchange-rates/", {"currency": currency, "date": day, "rate": rate})
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def day(offset: int) -> str:
    """The ISO date so many days from now."""
    return (timezone.now().date() + timedelta(days=offset)).isoformat()
