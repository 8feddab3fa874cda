"""Documents as files: what the API answers, set in type in the tenant's language and colours."""

from decimal import Decimal
from typing import Any

from apps.core.rendering.content import DocumentContent, DocumentLine, Party, Row, Tone
from apps.core.rendering.files import render_as
from apps.core.rendering.wording import Wording
from apps.invoices.documents import Document
from apps.invoices.models import Invoice
from apps.invoices.sealing import buyer_of, seller_of
from apps.tenants.models import Tenant

TONES: dict[str, Tone] = {
    "partial": "warning",
    "paid": "positive",
    "overdue": "negative",
    "cancelled": "negative",
    "accepted": "positive",
    "rejected": "negative",
    "expired": "warning",
}


def render_file(document: Document, tenant: Tenant, file_format: str) -> bytes:
    """The document as a file in one of `MEDIA_TYPES`."""
    return render_as(file_format, document_content(document, tenant))


def file_name(document: object, extension: str) -> str:
    """A name for a document's file, whatever its number's pattern puts in."""
    return f"{''.join(c if c.isalnum() or c in '-_.' else '-' for c in str(document))}.{extension}"


def wording_of(tenant: Tenant) -> Wording:
    """The language of what the tenant sends out."""
    return Wording(tenant.preferences.language, tenant.preferences.number_format)


def document_content(document: Document, tenant: Tenant) -> DocumentContent:
    """What a document says, with the figures of the API: parties, dates, lines, totals, texts, what is paid.

    The status is stamped on it, unless it is `sent`, as one that reached the client always is.
    """
    wording, currency = wording_of(tenant), document.currency
    words = wording.words
    return DocumentContent(
        title=words[document.kind],
        number=str(document),
        currency=currency,
        seller=Party(**(document.seller or seller_of(tenant))),
        buyer=Party(**(document.buyer or buyer_of(document.client))),
        dates=tuple(
            Row(words[name], wording.day(getattr(document, name)))
            for name in dict.fromkeys(("issue_date", document.last_day_name))
        )
        + tuple(Row(words[name], value) for name, value in document.references()),
        lines=tuple(
            DocumentLine(
                description=row.description,
                quantity=wording.number(row.quantity),
                unit_price=wording.price(row.unit_price, currency),
                discount=wording.amount(row.discount, currency) if row.discount else "",
                tax=", ".join(wording.percent(tax["rate"]) for tax in row.taxes),
                total=wording.amount(row.total, currency),
            )
            for row in document.line_items.all()
        ),
        taxes=tuple(
            Row(f"{tax['name']} {wording.percent(tax['rate'])}", wording.amount(Decimal(tax["amount"]), currency))
            for tax in document.taxes
        )
        or ((Row(words["tax"], wording.amount(document.tax_amount, currency)),) if document.tax_amount else ()),
        subtotal=wording.amount(document.subtotal, currency),
        total=wording.amount(document.total_amount, currency),
        terms=document.terms,
        notes=document.notes,
        stamp=None if document.stamp == "sent" else words[f"status_{document.stamp}"],
        stamp_tone=TONES.get(document.stamp, "neutral"),
        accent=tenant.preferences.accent_color,
        language=tenant.preferences.language,
        logo=tenant.logo_image,
        **_payments(document, wording),
    )


def _payments(document: Document, wording: Wording) -> dict[str, Any]:
    if not isinstance(document, Invoice) or document.balance == document.total_amount:
        return {}
    credited, currency = document.credited_amount, document.currency
    return {
        "credited": Row(wording.words["credit_note"], wording.amount(-credited, currency)) if credited else None,
        "paid": wording.amount(document.paid_amount, currency) if document.paid_amount else None,
        "balance": wording.amount(document.balance, currency),
    }
