"""Bills made over HTTP, the way a caller would."""

from typing import Any

from apps.accounts.models import User
from apps.clients.models import Client
from apps.clients.services import create_customer
from apps.core.tenancy import tenant_context
from tests.conftest import Api

DOCUMENTED = {
    "nttn_cap": "CAP-01",
    "nttn_com": "COM-01",
    "billing_date": "2025-11-30",
    "iig_qt": "10.00",
    "iig_qt_price": "100.00",
    "fna": "1.00",
    "fna_price": "10.00",
    "ggc": "2.00",
    "ggc_price": "20.00",
    "discount": "0.00",
    "total_received": "100.00",
    "status": "Active",
    "remarks": "Monthly bill",
}
"""The specification's body, but for its customer."""


def add_customer(owner: User, name: str = "Acme Inc", **fields: Any) -> Client:
    """A customer of the owner's tenant."""
    with tenant_context(owner.tenant_id):
        return create_customer(actor=owner, name=name, **fields)


def add_bill(api: Api, customer: Client, **body: Any) -> dict[str, Any]:
    """The documented bill, unless the body says otherwise."""
    answer = api.post("/api/bills/", {"customer": customer.pk} | DOCUMENTED | body)
    assert answer.status_code == 201, answer.json()
    bill: dict[str, Any] = answer.json()
    return bill
