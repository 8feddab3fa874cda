"""Deposits: a part of a quote that is invoiced first, and deducted with its tax from the final invoice."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.core.money import ZERO, round_fraction
from apps.core.rendering.wording import Wording
from apps.invoices.drafts import copy_content
from apps.invoices.models import Invoice
from apps.invoices.rendering import wording_of
from apps.invoices.services import create_invoice
from apps.quotes.models import Quote
from apps.tenants.actors import Actor


def invoice_deposit(*, actor: Actor, quote: Quote) -> Invoice | None:
    """Issue the invoice of an accepted quote's deposit; None where it asks for none.

    It has one line for each set of taxes, of so many percent of what the quote's lines under them come to.
    """
    if not quote.deposit_percent:
        return None
    wording = wording_of(actor.acting_tenant)
    share = Fraction(quote.deposit_percent) / 100
    sums: dict[str, tuple[list[dict[str, Any]], Fraction]] = {}
    for line in quote.line_items.all():
        _, before = sums.get(str(line.taxes), (line.taxes, Fraction()))
        sums[str(line.taxes)] = line.taxes, before + Fraction(line.total)
    lines = [
        _line(_title(quote, wording), round_fraction(total * share, quote.currency), taxes)
        for taxes, total in sums.values()
    ]
    content = copy_content(quote) | {"line_items": lines}
    if content["tax_amount"] is not None:
        content["tax_amount"] = round_fraction(Fraction(quote.tax_amount) * share, quote.currency)
    return create_invoice(actor=actor, status="sent", **content)


def final_content(quote: Quote, wording: Wording) -> dict[str, Any]:
    """What the invoice of a quote says: the quote, less its deposit where that was invoiced."""
    content = copy_content(quote, applications=True)
    deposit = quote.deposit_invoice
    if deposit is None or deposit.status == Invoice.Status.CANCELLED:
        return content
    title = wording.words["deposit_invoiced"].format(number=deposit)
    lines: Sequence[Any] = deposit.line_items.all()
    content["line_items"] = [*content["line_items"], *(_line(title, -line.total, line.taxes) for line in lines)]
    if content["tax_amount"] is not None:
        content["tax_amount"] = max(quote.tax_amount - deposit.tax_amount, ZERO)
    return content


def _title(quote: Quote, wording: Wording) -> str:
    percent = wording.percent(Decimal(quote.deposit_percent) / 100)
    return wording.words["deposit"].format(percent=percent, number=quote)


def _line(description: str, amount: Decimal, taxes: list[dict[str, Any]]) -> dict[str, Any]:
    named = [{"name": tax["name"], "rate": Decimal(tax["rate"])} for tax in taxes]
    return {"description": description, "quantity": Decimal(1), "unit_price": amount, "taxes": named}
