"""Bills as files: what the API answers, set in type in the tenant's language and colours."""

from apps.bills.models import BANDWIDTH, Bill, BillSlice
from apps.core.money import sum_money
from apps.core.rendering.content import DocumentContent, DocumentLine, Party, Row
from apps.core.rendering.files import render_as
from apps.core.rendering.wording import Wording
from apps.invoices.rendering import wording_of
from apps.invoices.sealing import buyer_of, seller_of
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
    wording, currency = wording_of(tenant), bill.currency
    words = wording.words
    links = (("NTTN cap.", bill.nttn_cap), ("NTTN com.", bill.nttn_com))
    slices = list(bill.slices.all())
    prices = sum_money((getattr(bill, f"{line}_price") for line in BANDWIDTH), currency)
    return DocumentContent(
        title=words["bill"],
        number=str(bill),
        currency=currency,
        seller=Party(**seller_of(tenant)),
        buyer=Party(**buyer_of(bill.customer)),
        lines=tuple(
            _line(wording, bill, line, [part for part in slices if part.line == line])
            for line in BANDWIDTH
            if getattr(bill, line) or getattr(bill, f"{line}_price")
        ),
        dates=(
            Row(words["billing_date"], wording.day(bill.billing_date)),
            Row(words["month"], f"{bill.first_day:%Y-%m}"),
            *(Row(label, value) for label, value in links if value),
        ),
        subtotal=wording.amount(prices, currency),
        taxes=(Row(words["discount"], wording.amount(-bill.discount, currency)),) if bill.discount else (),
        total=wording.amount(bill.total_bill, currency),
        paid=wording.amount(bill.total_received, currency) if bill.total_received else None,
        balance=wording.amount(bill.total_due, currency) if bill.total_received else None,
        notes=bill.remarks,
        stamp=None if bill.total_due or not bill.total_bill else words["status_paid"],
        stamp_tone="positive",
        accent=tenant.preferences.accent_color,
        language=tenant.preferences.language,
        logo=tenant.logo_image,
    )


def render_bill(bill: Bill, tenant: Tenant, file_format: str) -> bytes:
    """The bill as a file, `pdf` or `docx`."""
    return render_as(file_format, bill_content(bill, tenant))


def _line(wording: Wording, bill: Bill, line: str, slices: list[BillSlice]) -> DocumentLine:
    words, currency = wording.words, bill.currency
    days = [
        words["bandwidth_slice"].format(
            first=wording.day(part.first_day),
            last=wording.day(part.last_day),
            quantity=wording.number(part.quantity),
            price=wording.amount(part.monthly_price, currency),
            amount=wording.amount(part.amount, currency),
        )
        for part in slices
    ]
    return DocumentLine(
        description="\n".join([words["bandwidth"].format(line=NAMES[line]), *days]),
        quantity=wording.number(getattr(bill, line)),
        unit_price="",
        total=wording.amount(getattr(bill, f"{line}_price"), currency),
    )
