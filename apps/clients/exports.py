"""Customers as tables."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from apps.core.transfer.exports import stored_rows

HEADER: Final = (
    *("name", "company_name", "email", "phone", "address", "monthly_revenue", "potential_revenue", "status"),
    *("assigned_sales_person", "contact_person", "tax_number", "source", "notes"),
)
_PATHS: Final = (
    *("name", "company", "email", "phone", "address", "monthly_revenue", "potential_revenue", "status"),
    *("assigned_to__username", "contact_person", "tax_number", "source", "notes"),
)


def customer_rows(rows: QuerySet[Any], tenant_id: int) -> Iterator[Sequence[str]]:
    """The customers of a query as text, the oldest first."""
    return stored_rows(rows, tenant_id, _PATHS)
