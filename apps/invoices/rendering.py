"""Documents as files: what the API answers, set in type."""

from datetime import date
from decimal import Decimal
from typing import Any

from apps.clients.models import Client
from apps.core.money import format_money, format_price
from apps.core.rendering.content import DocumentContent, DocumentLine, Party, Row, Tone
from apps.core.rendering.docx import MEDIA_TYPE, render_docx
from apps.core.rendering.pdf import render_document
from apps.invoices.documents import Document
from apps.invoices.models import Invoice
from apps.tenants.models import Tenant

MEDIA_TYPES = {"pdf": "application/pdf", "docx": MEDIA_TYPE}
TONES: dict[str, Tone] = {
    "draft": "neutral",
    "sent": "neutral",
    "partial": "warning",
    "paid": "positive",
    "overdue": "negative",
    "cancelled": "negative",
}


def invoice_content(invoice: Invoice, tenant: Tenant) -> DocumentContent:
    """What the invoice says, with the figures of the API."""
    return document_content(
        invoice,
        tenant,
        title="Invoice",
        dates=(Row("Issue date", _day(invoice.issue_date)), Row("Due date", _day(invoice.due_date))),
        paid=format_money(invoice.paid_amount, invoice.currency) if invoice.paid_amount else None,
        balance=format_money(invoice.balance, invoice.currency) if invoice.paid_amount else None,
        stamp=None if invoice.status == Invoice.Status.SENT else invoice.get_status_display(),
        stamp_tone=TONES[invoice.status],
    )


def render_invoice(invoice: Invoice, tenant: Tenant, file_format: str) -> bytes:
    """The invoice as a file in one of `MEDIA_TYPES`."""
    render = {"pdf": render_document, "docx": render_docx}[file_format]
    return render(invoice_content(invoice, tenant))


def seller_party(tenant: Tenant) -> Party:
    """The tenant as its documents show it."""
    preferences = tenant.preferences
    return Party(
        name=tenant.name,
        address=preferences.address,
        email=preferences.email,
        phone=preferences.phone,
        tax_number=preferences.tax_number,
    )


def buyer_party(client: Client) -> Party:
    """A client as documents for it show it."""
    return Party(
        name=client.company or client.name,
        address=f"{client.name}\n{client.address}".strip() if client.company else client.address,
        email=client.email,
        phone=client.phone,
        tax_number=client.tax_number,
    )


def file_name(document: object, extension: str) -> str:
    """A name for a document's file, whatever its number's pattern puts in."""
    return f"{''.join(c if c.isalnum() or c in '-_.' else '-' for c in str(document))}.{extension}"


def document_content(document: Document, tenant: Tenant, **rest: Any) -> DocumentContent:
    """What every document says: parties, lines, totals, texts, in the tenant's colours and language."""
    preferences, client, currency = tenant.preferences, document.client, document.currency
    return DocumentContent(
        number=str(document),
        currency=currency,
        seller=seller_party(tenant),
        buyer=buyer_party(client),
        lines=tuple(
            DocumentLine(
                description=row.description,
                quantity=plain_number(row.quantity),
                unit_price=format_price(row.unit_price, currency),
                discount=format_money(row.discount, currency) if row.discount else "",
                tax=", ".join(f"{_percent(tax['rate'])} %" for tax in row.taxes),
                total=format_money(row.total, currency),
            )
            for row in document.line_items.all()
        ),
        taxes=tuple(Row(f"{tax['name']} {_percent(tax['rate'])} %", tax["amount"]) for tax in document.taxes)
        or ((Row("Tax", format_money(document.tax_amount, currency)),) if document.tax_amount else ()),
        subtotal=format_money(document.subtotal, currency),
        total=format_money(document.total_amount, currency),
        terms=document.terms,
        notes=document.notes,
        accent=preferences.accent_color,
        language=preferences.language,
        **rest,
    )


def _day(day: date) -> str:
    return day.isoformat()


def _percent(rate: str) -> str:
    return plain_number(Decimal(rate) * 100)


def plain_number(number: Decimal) -> str:
    """A number without trailing zeros or an exponent."""
    return format(number.normalize(), "f")
