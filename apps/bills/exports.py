"""Bills as tables."""

from typing import Final

from apps.bills.models import BANDWIDTH

EXPORTED: Final = {
    "customer": "customer_id",
    "customer_name": "customer__name",
    "customer_email": "customer__email",
    "customer_phone": "customer__phone",
    **{
        name: name
        for name in (
            *("billing_date", "status", "currency", "nttn_cap", "nttn_com"),
            *(column for line in BANDWIDTH for column in (line, f"{line}_price")),
            *("discount", "total_bill", "total_received", "total_due", "advance", "remarks"),
        )
    },
}
"""The columns of an export, each with where it comes from; all but the totals can be imported again."""
