"""Bills as files: what the API answers, set in type."""

from apps.bills.models import BANDWIDTH, Bill, BillSlice
from apps.core.money import format_money, sum_money
from apps.core.rendering.content import DocumentContent, DocumentLine, Row
from apps.core.rendering.docx import render_docx
from apps.core.rendering.pdf import render_document
from apps.invoices.rendering import buyer_party, plain_number, seller_party
from apps.tenants.models import Tenant

NAMES = {
    "iig_qt": "IIG",
    "fna": "FNA",
    "ggc": "GGC",
    "cdn": "CDN",
    "bdix": "BDIX",
    "baishan": "Baishan",
}
"""What the lines are called in the trade."""


def bill_content(bill: Bill, tenant: Tenant) -> DocumentContent:
    """What the bill says, with the figures of the API; lines without quantity and price are left out."""
    currency = bill.currency
    month = Row("Month", f"{bill.first_day:%Y-%m}")
    links = [
        Row(label, value) for label, value in (("NTTN cap.", bill.nttn_cap), ("NTTN com.", bill.nttn_com)) if value
    ]
    slices = list(bill.slices.all())
    prices = sum_money((getattr(bill, f"{line}_price") for line in BANDWIDTH), currency)
    return DocumentContent(
        title="Bill",
        number=str(bill),
        currency=currency,
        seller=seller_party(tenant),
        buyer=buyer_party(bill.customer),
        lines=tuple(
            _line(bill, line, [part for part in slices if part.line == line])
            for line in BANDWIDTH
            if getattr(bill, line) or getattr(bill, f"{line}_price")
        ),
        dates=(Row("Billing date", bill.billing_date.isoformat()), month, *links),
        subtotal=format_money(prices, currency),
        taxes=(Row("Discount", f"-{format_money(bill.discount, currency)}"),) if bill.discount else (),
        total=format_money(bill.total_bill, currency),
        paid=format_money(bill.total_received, currency) if bill.total_received else None,
        balance=format_money(bill.total_due, currency) if bill.total_received else None,
        notes=bill.remarks,
        stamp=None if bill.total_due or not bill.total_bill else "Paid",
        stamp_tone="positive",
        accent=tenant.preferences.accent_color,
        language=tenant.preferences.language,
    )


def render_bill(bill: Bill, tenant: Tenant, file_format: str) -> bytes:
    """The bill as a file, `pdf` or `docx`."""
    render = {"pdf": render_document, "docx": render_docx}[file_format]
    return render(bill_content(bill, tenant))


def _line(bill: Bill, line: str, slices: list[BillSlice]) -> DocumentLine:
    days = [
        f"{part.first_day} to {part.last_day}: {plain_number(part.quantity)} at "
        f"{format_money(part.monthly_price, bill.currency)} a month, {format_money(part.amount, bill.currency)}"
        for part in slices
    ]
    return DocumentLine(
        description="\n".join([f"{NAMES[line]} bandwidth", *days]),
        quantity=plain_number(getattr(bill, line)),
        unit_price="",
        total=format_money(getattr(bill, f"{line}_price"), bill.currency),
    )
