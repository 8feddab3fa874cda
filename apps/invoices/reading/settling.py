"""From what a file says to the content of a draft that comes to the same sums."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from apps.core.money import (
    PRICE_DECIMALS,
    ZERO,
    Line,
    MoneyError,
    Tax,
    TaxMode,
    Totals,
    compute_totals,
    minor_units,
)
from apps.invoices.reading.electronic import put_lines_by_tax
from apps.invoices.reading.found import FIGURES, Fields, Found, ReadInvoice, refused

ONE: Final = Decimal(1)
_CONFIRMED: Final = 0.3
_CONTRADICTED: Final = 0.5
_LINE_FIGURES: Final = ("quantity", "unit_price", "discount", "total")


@dataclass(frozen=True)
class Settled:
    """The content as `create_invoice` takes it but for the client, and what it comes to."""

    content: dict[str, Any]
    totals: Totals
    warnings: list[str] = field(default_factory=list)


def settle(read: ReadInvoice, *, currency: str) -> Settled:
    """The content of a draft, in the file's currency, else in the one given.

    Each line comes to its printed total: where quantity times price does not, or cannot be kept, the total is taken
    once. Of the ways to round tax, and for files that leave it open of prices with and without tax, the first is taken
    that comes to the printed sums. 400 where nothing can be charged for, or the currency is unknown.
    """
    warnings = list(read.warnings)
    currency = str(read.fields.get("currency") or currency)
    try:
        minor_units(currency)
    except MoneyError as exc:
        raise refused(f"The file's currency: {exc.message}", exc.code) from exc
    _put_missing_lines(read, warnings)
    lines = [_settled_line(line, place, currency, warnings) for place, line in enumerate(read.lines, 1)]
    _spread_single_tax(read, lines)
    given = None if any(line["taxes"] for line in lines) else read.fields.get("tax_amount") or None
    try:
        priced = [_line_of(line) for line in lines]
        totals, tax_mode, gross = _fitting(read, priced, currency, given)
    except MoneyError as exc:
        raise refused(f"The file's figures cannot be kept: {exc.message}", exc.code) from exc
    _weigh(read, totals, currency)
    fields = read.fields
    content: dict[str, Any] = {
        "line_items": lines,
        "currency": currency,
        "tax_mode": tax_mode,
        "prices_include_tax": gross,
        "tax_amount": given,
        "notes": fields.get("notes", "")[:20_000],
        "terms": fields.get("terms", "")[:20_000],
    }
    issued, due = fields.get("issue_date"), fields.get("due_date")
    if issued and due and due < issued:
        warnings.append(f"The due date {due} lies before the issue date {issued} and is left out.")
        due = None
    content |= {name: day for name, day in (("issue_date", issued), ("due_date", due)) if day}
    if prepaid := fields.get("prepaid_amount"):
        warnings.append(f"The file says that {prepaid} {currency} are paid already; a draft has no payments.")
    if rounding := fields.get("rounding_amount"):
        warnings.append(f"The file rounds what is to be paid by {rounding} {currency}; the draft does not.")
    return Settled(content, totals, warnings)


def differences(read: ReadInvoice, totals: Totals) -> list[dict[str, str]]:
    """Where the sums that the file prints are not those of the draft: `{field, printed, computed}`."""
    computed = {
        "subtotal": totals.subtotal,
        "tax_amount": totals.tax_amount,
        "total_amount": totals.total_amount,
        "amount_due": totals.total_amount,
    }
    pairs = [(name, read.fields.get(name), computed[name]) for name in FIGURES]
    for number, (line, total) in enumerate(zip(read.lines, totals.lines, strict=True)):
        pairs.append((f"line_items.{number}.total", line.get("total"), total.total))
    amounts = {(tax.name, tax.rate): tax.amount for tax in totals.taxes}
    for tax in read.taxes:
        pairs.append((f"taxes.{tax.name} {tax.rate:f}", tax.amount, amounts.get((tax.name, tax.rate), ZERO)))
    return [
        {"field": name, "printed": format(printed, "f"), "computed": format(value, "f")}
        for name, printed, value in pairs
        if printed is not None and printed != value
    ]


def _put_missing_lines(read: ReadInvoice, warnings: list[str]) -> None:
    if read.lines:
        return
    fields = read.fields
    if fields.get("subtotal") is None and (total := fields.found.get("total_amount")):
        net = total.value - fields.get("tax_amount", ZERO)
        fields.put("subtotal", net, total.confidence, "total less tax")
    told = len(read.warnings)
    put_lines_by_tax(read)
    warnings += read.warnings[told:]
    if not read.lines:
        raise refused("No line and no sum could be read in the file.", "nothing_read")


def _settled_line(line: Fields, place: int, currency: str, warnings: list[str]) -> dict[str, Any]:
    quantity, price, total = line.get("quantity", ONE), line.get("unit_price"), line.get("total")
    discount, description = line.get("discount") or None, str(line.get("description") or f"Item {place}")[:5_000]
    if price is None and total is not None and quantity:
        price = (total + (discount or ZERO)) / quantity
        line.put("unit_price", price, line.found["total"].confidence * 0.9, "total / quantity")
    if quantity < 0 and price is not None:
        quantity, price = -quantity, -price
    taxes = [{"name": tax.name, "rate": tax.rate} for tax in line.get("taxes", ())]
    if price is not None and _comes_to(quantity, price, discount, total, currency):
        return _line(description, quantity, price, discount, taxes)
    if total is None:
        raise refused(f"Line {place} of the file has no price.", "no_price")
    shown = f"{quantity.normalize():f} x {price.quantize(Decimal(1).scaleb(-PRICE_DECIMALS)).normalize():f}"
    warnings.append(
        f"Line {place}: {shown}{f' less {discount:f}' if discount else ''} does not come to {total:f} "
        "in the digits that are kept; the total is charged once."
    )
    return _line(f"{description} ({shown})", ONE, total, None, taxes)


def _line(
    description: str, quantity: Decimal, price: Decimal, discount: Decimal | None, taxes: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "description": description,
        "quantity": quantity,
        "unit_price": price,
        "discount": discount,
        "taxes": taxes,
    }


def _comes_to(
    quantity: Decimal, price: Decimal, discount: Decimal | None, total: Decimal | None, currency: str
) -> bool:
    try:
        charge = Line(quantity=quantity, unit_price=price, discount=discount).charge(currency)
    except MoneyError:
        return False
    fits = charge.discount == ZERO or ZERO < charge.discount <= charge.amount
    return fits and total in (None, charge.total)


def _spread_single_tax(read: ReadInvoice, lines: Sequence[dict[str, Any]]) -> None:
    """The one tax that a paper names is the tax of all its lines."""
    if read.is_exact or len(read.taxes) != 1 or any(line["taxes"] for line in lines):
        return
    for line in lines:
        line["taxes"] = [{"name": read.taxes[0].name, "rate": read.taxes[0].rate}]


def _line_of(line: dict[str, Any]) -> Line:
    taxes = tuple(Tax(tax["name"], tax["rate"]) for tax in line["taxes"])
    return Line(quantity=line["quantity"], unit_price=line["unit_price"], discount=line["discount"], taxes=taxes)


def _fitting(
    read: ReadInvoice, lines: Sequence[Line], currency: str, given: Decimal | None
) -> tuple[Totals, TaxMode, bool]:
    ways: list[tuple[TaxMode, bool]] = [("group", False), ("line", False)]
    if not read.is_exact and given is None:
        ways += [("group", True), ("line", True)]
    tried = [
        (compute_totals(lines, currency=currency, tax_mode=mode, prices_include_tax=gross, given_tax_amount=given),
         mode, gross)
        for mode, gross in ways
    ]  # fmt: skip
    printed = [(name, read.fields.get(name)) for name in ("total_amount", "tax_amount", "subtotal")]
    told = [(name, value) for name, value in printed if value is not None]
    return max(tried, key=lambda way: sum(getattr(way[0], name) == value for name, value in told))


def _weigh(read: ReadInvoice, totals: Totals, currency: str) -> None:
    """Figures that confirm each other are surer than they were read, those that contradict each other less sure."""
    if read.is_exact:
        return
    for name in ("subtotal", "tax_amount", "total_amount"):
        _weigh_field(read.fields, name, read.fields.get(name) == getattr(totals, name))
    agrees = read.fields.get("total_amount") in (None, totals.total_amount)
    for line in read.lines:
        if line.get("total") is None or "unit_price" not in line.found:
            continue
        quantity, price, discount = line.get("quantity", ONE), line.get("unit_price"), line.get("discount")
        fits = _comes_to(quantity, price, discount, line.get("total"), currency)
        for name in _LINE_FIGURES:
            _weigh_field(line, name, fits)
            if not agrees:
                _weigh_field(line, name, False)


def _weigh_field(fields: Fields, name: str, fits: bool) -> None:
    if found := fields.found.get(name):
        sure = 1 - (1 - found.confidence) * _CONFIRMED if fits else found.confidence * _CONTRADICTED
        fields.found[name] = Found(found.value, sure, found.source)
