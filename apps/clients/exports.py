"""Customers as tables."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from apps.core.tenancy import tenant_context

CHUNK = 2_000
HEADER: Final = (
    *("name", "company_name", "email", "phone", "address", "monthly_revenue", "potential_revenue", "status"),
    *("assigned_sales_person", "contact_person", "tax_number", "source", "notes"),
)
_PATHS: Final = (
    *("name", "company", "email", "phone", "address", "monthly_revenue", "potential_revenue", "status"),
    *("assigned_to__username", "contact_person", "tax_number", "source", "notes"),
)


def customer_rows(rows: QuerySet[Any], tenant_id: int) -> Iterator[Sequence[str]]:
    """The customers of a query as text, the oldest first, read piece by piece: the reader may be slow."""
    ordered = rows.order_by("pk").values_list("pk", *_PATHS)
    last = 0
    while True:
        with tenant_context(tenant_id):
            piece = list(ordered.filter(pk__gt=last)[:CHUNK])
        for _, *values in piece:
            yield ["" if value is None else str(value) for value in values]
        if len(piece) < CHUNK:
            return
        last = piece[-1][0]
