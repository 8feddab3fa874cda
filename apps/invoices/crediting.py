"""Credit notes: an invoice taken back, whole or by line, never beyond what is left of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from apps.core.errors import RuleViolation
from apps.core.money import (
    EXACT,
    ZERO,
    Line,
    Tax,
    TaxTotal,
    Totals,
    compute_totals,
    quantum,
    round_fraction,
    round_money,
    sum_money,
)
from apps.core.texts import say
from apps.currencies.rates import worth
from apps.invoices.client_credit import release_excess
from apps.invoices.drafts import store_document
from apps.invoices.issuing import issue_document
from apps.invoices.lines import LineContent
from apps.invoices.models import CreditNote, Invoice, InvoiceLine
from apps.invoices.services import lock_invoice, settle_invoice
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of


@transaction.atomic
def create_credit_note(
    *,
    actor: Actor,
    invoice: Invoice,
    line_items: Sequence[Mapping[str, Any]] | None = None,
    issue_date: date | None = None,
    reason: str = "",
    **texts: Any,
) -> CreditNote:
    """Credit an issued invoice, and issue the note at once: what is left of all lines, or `line_items`.

    Each of those is `{invoice_line, quantity?, amount?}`; without the last two it is what is left of the line. Taxes
    are computed as on the invoice, never beyond what is left of them; the note that takes the last of the lines takes
    the last cent of everything. What was paid beyond the new balance becomes the client's credit. 400 above what is
    left, 409 for drafts and cancelled invoices and where nothing is left.
    """
    invoice = lock_invoice(actor=actor, pk=invoice.pk)
    if invoice.status not in Invoice.ISSUED:
        raise RuleViolation(
            say("{invoice} is {status}; only an issued invoice is credited.", invoice=invoice, status=invoice.status),
            code="not_issued",
        )
    issued_on = check_day(issue_date or max(today_of(actor), invoice.issue_date), field="issue_date")
    if issued_on < invoice.issue_date:
        raise RuleViolation(
            say("{invoice} is of {day}; a credit note cannot be older.", invoice=invoice, day=invoice.issue_date),
            code="dates_reversed",
            field="issue_date",
        )
    credit = _Credit(invoice)
    taken = credit.all_left() if line_items is None else credit.read(line_items)
    totals = credit.price(taken)
    note = CreditNote(
        tenant_id=invoice.tenant_id,
        owner_id=actor.pk,
        invoice=invoice,
        client=invoice.client,
        issue_date=issued_on,
        currency=invoice.currency,
        tax_mode=invoice.tax_mode,
        prices_include_tax=invoice.prices_include_tax,
        taxes=[
            {"name": tax.name, "rate": str(tax.rate), "taxable": str(tax.taxable), "amount": str(tax.amount)}
            for tax in totals.taxes
        ],
        subtotal=totals.subtotal,
        tax_amount=totals.tax_amount,
        total_amount=totals.total_amount,
        reason=reason,
        **texts,
    )
    value_note(note, earlier=credit.notes)
    contents = [LineContent(line.description, priced) for line, priced in taken]
    references = [{"invoice_line": line} for line, _ in taken]
    store_document(actor=actor, document=note, contents=contents, totals=totals, references=references)
    issue_document(actor=actor, document=note)
    release_excess(actor=actor, invoice=invoice, note=note)
    settle_invoice(actor=actor, invoice=invoice)
    return note


def value_note(note: CreditNote, *, earlier: Sequence[CreditNote]) -> None:
    """Value a note at its invoice's rate, so that it and the earlier ones are together worth what they take off.

    Nothing happens where the invoice has no rate.
    """
    invoice, rate = note.invoice, note.invoice.exchange_rate
    if rate is None:
        return
    note.base_currency, note.exchange_rate = invoice.base_currency, rate

    def part(name: str) -> Decimal:
        before = sum((getattr(other, name) for other in earlier), ZERO)
        valued = sum((getattr(other, f"base_{name}") for other in earlier), ZERO)
        return worth(before + getattr(note, name), rate, invoice.base_currency) - valued

    note.base_total_amount, note.base_tax_amount = part("total_amount"), part("tax_amount")
    note.base_subtotal = note.base_total_amount - note.base_tax_amount


Taken = list[tuple[InvoiceLine, Line]]


class _Credit:
    """What is left of an invoice, and what a part of it comes to."""

    def __init__(self, invoice: Invoice) -> None:
        self.invoice, self.currency = invoice, invoice.currency
        self.lines = {line.pk: line for line in invoice.line_items.all()}
        self.notes = list(invoice.credit_notes.prefetch_related("line_items"))
        self.left = {pk: line.total for pk, line in self.lines.items()}
        for note in self.notes:
            for line in note.line_items.all():
                self.left[line.invoice_line_id] -= line.total

    def all_left(self) -> Taken:
        """All lines with what is left of them. 409 where that is nothing."""
        taken = [(line, self._amount_of(line, self.left[pk])) for pk, line in self.lines.items() if self.left[pk]]
        if not taken:
            raise RuleViolation(
                say("{invoice} is credited already; nothing is left of it.", invoice=self.invoice), code="nothing_left"
            )
        return taken

    def read(self, given: Sequence[Mapping[str, Any]]) -> Taken:
        """The lines that a body names. 400 for those of other invoices, named twice, or above what is left."""
        taken: Taken = []
        for index, fields in enumerate(given):
            path = f"line_items.{index}"
            line = self.lines.get(fields["invoice_line"])
            if line is None:
                raise RuleViolation(
                    say("{invoice} has no line {line}.", invoice=self.invoice, line=fields["invoice_line"]),
                    code="does_not_exist",
                    field=f"{path}.invoice_line",
                )
            if line.pk in {other.pk for other, _ in taken}:
                raise RuleViolation("This line is named twice.", code="duplicate", field=f"{path}.invoice_line")
            taken.append((line, self._read_line(line, fields, path)))
        if not taken:
            raise RuleViolation("Name the lines to credit.", code="required", field="line_items")
        return taken

    def price(self, taken: Taken) -> Totals:
        """The figures of a credit note for these lines."""
        invoice = self.invoice
        totals = compute_totals(
            [line for _, line in taken],
            currency=self.currency,
            tax_mode="line" if invoice.tax_mode == "line" else "group",
            prices_include_tax=invoice.prices_include_tax,
        )
        for (source, _), line in zip(taken, totals.lines, strict=True):
            self.left[source.pk] -= line.total
        is_last = not any(self.left.values())
        taxes = tuple(self._tax(tax, is_last) for tax in totals.taxes)
        tax_amount = sum_money((tax.amount for tax in taxes), self.currency)
        if not invoice.taxes and invoice.tax_amount:
            tax_amount = self._given_tax(totals.subtotal, is_last)
        printed = sum_money((line.total for line in totals.lines), self.currency)
        subtotal = sum_money((printed, -tax_amount), self.currency) if invoice.prices_include_tax else printed
        total = sum_money((subtotal, tax_amount), self.currency)
        if total < 0:
            raise RuleViolation(
                say("These lines come to {total}; a credit note cannot be about less than nothing.", total=total),
                code="negative_total",
                field="line_items",
            )
        return replace(totals, subtotal=subtotal, taxes=taxes, tax_amount=tax_amount, total_amount=total)

    def _read_line(self, line: InvoiceLine, fields: Mapping[str, Any], path: str) -> Line:
        left, amount, quantity = self.left[line.pk], fields.get("amount"), fields.get("quantity")
        if amount is not None and quantity is not None:
            raise RuleViolation("Give a quantity or an amount, not both.", code="two_measures", field=f"{path}.amount")
        if quantity is not None:
            priced = self._quantity_of(line, quantity, path)
        else:
            priced = self._amount_of(line, left if amount is None else amount)
        total = priced.charge(self.currency).total
        if amount is not None and total != amount:
            raise RuleViolation(
                say(
                    "{amount:f} has more decimals than {currency} knows.",
                    amount=amount.normalize(),
                    currency=self.currency,
                ),
                code="too_many_decimals",
                field=f"{path}.amount",
            )
        if not total or (total < 0) != (left < 0) or abs(total) > abs(left):
            raise RuleViolation(
                say("{total} cannot be credited; {left} is left of this line.", total=total, left=left),
                code="above_what_is_left",
                field=f"{path}.{'amount' if quantity is None else 'quantity'}",
            )
        return priced

    def _amount_of(self, line: InvoiceLine, amount: Decimal) -> Line:
        """The line for an amount: as it was, where that is all of it."""
        if amount == line.total:
            discount = line.discount or None
            return Line(line.quantity, line.unit_price, discount=discount, taxes=_taxes_of(line))
        return Line(Decimal(1), amount, taxes=_taxes_of(line))

    def _quantity_of(self, line: InvoiceLine, quantity: Decimal, path: str) -> Line:
        """So many of the line, with the same part of its discount; a cent of rounding does not stand in the way."""
        if not 0 < quantity <= line.quantity:
            raise RuleViolation(
                say("The line has {quantity:f}.", quantity=line.quantity.normalize()),
                code="above_what_is_left",
                field=f"{path}.quantity",
            )
        amount = round_money(EXACT.multiply(quantity, line.unit_price), self.currency)
        discount = round_fraction(Fraction(line.discount) * Fraction(quantity) / Fraction(line.quantity), self.currency)
        over = abs(amount - discount) - abs(self.left[line.pk])
        if 0 < over <= quantum(self.currency):
            discount = amount - self.left[line.pk]
        return Line(quantity, line.unit_price, discount=discount or None, taxes=_taxes_of(line))

    def _tax(self, tax: TaxTotal, is_last: bool) -> TaxTotal:
        """The tax as computed, at most what is left of it; all that is left where nothing else remains."""
        amount, taxable = self._left_of(tax)
        if is_last:
            return replace(tax, amount=amount, taxable=taxable)
        return replace(tax, amount=min(tax.amount, amount) if amount >= 0 else max(tax.amount, amount))

    def _left_of(self, tax: TaxTotal) -> tuple[Decimal, Decimal]:
        def figures(document: Any) -> tuple[Decimal, Decimal]:
            for found in document.taxes:
                if (found["name"], Decimal(found["rate"])) == (tax.name, tax.rate):
                    return Decimal(found["amount"]), Decimal(found["taxable"])
            return ZERO, ZERO

        amount, taxable = figures(self.invoice)
        for note in self.notes:
            less, less_taxable = figures(note)
            amount, taxable = amount - less, taxable - less_taxable
        return round_money(amount, self.currency), round_money(taxable, self.currency)

    def _given_tax(self, subtotal: Decimal, is_last: bool) -> Decimal:
        """The same part of a tax amount that was given for the whole invoice."""
        invoice = self.invoice
        left = sum_money((invoice.tax_amount, *(-note.tax_amount for note in self.notes)), self.currency)
        if is_last or not invoice.subtotal:
            return left
        part = Fraction(invoice.tax_amount) * Fraction(subtotal) / Fraction(invoice.subtotal)
        return min(round_fraction(part, self.currency), left)


def _taxes_of(line: InvoiceLine) -> tuple[Tax, ...]:
    return tuple(Tax(tax["name"], Decimal(tax["rate"])) for tax in line.taxes)
