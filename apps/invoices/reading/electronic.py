"""What UBL and CII have in common: the codes of EN 16931, and how its figures become ours."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from apps.core.errors import RuleViolation
from apps.core.money import ZERO
from apps.core.texts import say
from apps.invoices.reading.found import Fields, ReadInvoice, ReadTax, refused
from apps.invoices.reading.xml import Node, local_name

_INVOICES: Final = frozenset(
    [
        *(71, 80, 82, 84, 102, 130, 202, 203, 204, 211, 218, 219, 295, 325, 326, 331, *range(380, 391), 393, 394, 395),
        *(456, 457, 527, 553, 575, 623, 633, 751, 780, 817, 870, 875, 876, 877, 935),
    ]
) - {381}
_CREDITS: Final = frozenset([81, 83, 261, 262, 296, 308, 381, 396, 420, 458, 502, 503, 532])
"""The codes of UNTDID 1001 for claims, and for what takes claims back."""
_STANDARD: Final = frozenset({"", "S", "AA", "H"})
_SCHEMES: Final = frozenset({"VAT", "GST", "SST", "IVA", "TVA", "PPN", "PST", "QST", "HST"})

Reader = Callable[[Node], ReadInvoice]
readers: dict[tuple[str, str], tuple[str, Reader]] = {}
"""Format and reader by the local name of the root and a part of its namespace."""


def reads(root_name: str, namespace: str, invoice_format: str) -> Callable[[Reader], Reader]:
    """Register the reader of a kind of XML."""

    def register(reader: Reader) -> Reader:
        readers[root_name, namespace] = (invoice_format, reader)
        return reader

    return register


def reader_of(root: Node) -> Reader | None:
    """The reader of a document, None where it is none that is known."""
    namespace = str(root.tag).rpartition("}")[0]
    for (name, part), (_, reader) in readers.items():
        if local_name(root) == name and part in namespace:
            return reader
    return None


def refused_credit_note(told_by: str) -> RuleViolation:
    """The refusal of a credit note, with the code or the words by which the file says that it is one."""
    message = say(
        "The file is a credit note ({told_by}), which is no claim on a client. Make it here of the invoice that it "
        "corrects: POST /api/credit-notes/.",
        told_by=told_by,
    )
    return refused(message, "credit_note")


def check_type(code: str) -> None:
    """Refuse what is no claim on a client, by its code of UNTDID 1001."""
    known = int(code) if code.isascii() and code.isdigit() and len(code) < 5 else 0
    if known in _CREDITS:
        raise refused_credit_note(code)
    if code and known not in _INVOICES:
        raise refused(
            say("The file is no invoice: its type is {code!r}, and an invoice's is 380.", code=code), "no_invoice"
        )


def tax_of(scheme: str, category: str, percent: Decimal | None) -> ReadTax | None:
    """A tax by its scheme (VAT), its category (S, Z, E, AE, K, G, O) and its percentage."""
    if percent is None and not category:
        return None
    name = scheme if scheme in _SCHEMES else "Tax"
    if category not in _STANDARD and not percent:
        name = f"{name} {category}"
    return ReadTax(name, (percent or ZERO).scaleb(-2))


def day_of(written: str, name: str) -> date | None:
    """A date as `2024-01-31` or `20240131`, with a time or zone behind it. 400 for anything else."""
    if not written:
        return None
    digits = written[:10].replace("-", "")[:8]
    try:
        if len(digits) != 8 or not digits.isascii():
            raise ValueError("not eight digits")
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as exc:
        raise refused(
            say("{name} is {written!r}, which is no date.", name=name, written=written[:40]), "damaged"
        ) from exc


def put_line(
    read: ReadInvoice,
    *,
    place: str,
    description: str,
    quantity: Decimal,
    price: Decimal | None,
    base: Decimal | None,
    allowances: Iterable[Decimal],
    charges: Iterable[tuple[str, Decimal]],
    taxes: tuple[ReadTax, ...],
    total: Decimal,
) -> None:
    """A line as EN 16931 has it: `total` is quantity * price / base, less allowances, plus charges. A charge becomes a
    line of its own, since no line here costs more than its quantity times its price."""
    charges = list(charges)
    line, charged = Fields(), sum((amount for _, amount in charges), ZERO)
    line.put("description", description or f"Item {len(read.lines) + 1}", source=f"{place} name")
    line.put("quantity", quantity, source=f"{place} quantity")
    if price is not None:
        line.put("unit_price", price / base if base else price, source=f"{place} price")
    if discount := sum(allowances, ZERO):
        line.put("discount", discount, source=f"{place} allowances")
    line.put("taxes", taxes, source=f"{place} tax")
    line.put("total", total - charged, source=f"{place} total")
    read.lines.append(line)
    for reason, amount in charges:
        put_amount(read, place=place, description=f"{reason or 'Charge'} ({description})", amount=amount, taxes=taxes)


def put_amount(read: ReadInvoice, *, place: str, description: str, amount: Decimal, taxes: tuple[ReadTax, ...]) -> None:
    """A line that is one amount: a charge on the whole document or, below zero, an allowance."""
    line = Fields()
    line.put("description", description, source=place)
    line.put("quantity", Decimal(1), source=place)
    line.put("unit_price", amount, source=place)
    line.put("taxes", taxes, source=place)
    line.put("total", amount, source=place)
    read.lines.append(line)


def put_lines_by_tax(read: ReadInvoice) -> None:
    """Lines for a file that has none, as small profiles of CII do: one for each tax, or one for the whole."""
    if read.lines:
        return
    title = f"As in invoice {read.fields.get('document_number', '')}".strip()
    for tax in read.taxes:
        if tax.taxable is not None:
            bare = (ReadTax(tax.name, tax.rate),)
            put_amount(read, place="tax breakdown", description=title, amount=tax.taxable, taxes=bare)
    if not read.lines and (subtotal := read.fields.get("subtotal")) is not None:
        put_amount(read, place="totals", description=title, amount=subtotal, taxes=())
    if read.lines:
        read.warnings.append(say("The file has no lines, only sums: the draft has a line for each tax."))
