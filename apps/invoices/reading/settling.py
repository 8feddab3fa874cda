"""From what a file says to the content of a draft that comes to the same sums."""

from collections.abc import Iterator, Sequence
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
from apps.core.texts import say
from apps.invoices.reading.electronic import put_lines_by_tax
from apps.invoices.reading.found import FIGURES, Fields, Found, ReadInvoice, refused

ONE: Final = Decimal(1)
_TAX_MODES: Final[tuple[TaxMode, ...]] = ("group", "line")
_CONFIRMED: Final = 0.3
_CONTRADICTED: Final = 0.5
_WEIGHED: Final = ("total_amount", "tax_amount", "subtotal")
_LINE_FIGURES: Final = ("quantity", "unit_price", "discount", "total")


@dataclass(frozen=True)
class Settled:
    """The content as `create_invoice` takes it but for the client, and what it comes to."""

    content: dict[str, Any]
    totals: Totals
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Way:
    """Lines under taxes, and what they come to when tax is reckoned one way."""

    lines: list[dict[str, Any]]
    given: Decimal | None
    tax_mode: TaxMode
    gross: bool
    totals: Totals


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
        raise refused(say("The file's currency: {problem}", problem=exc.message), exc.code) from exc
    _put_missing_lines(read, warnings)
    lines = [_settled_line(line, place, currency, warnings) for place, line in enumerate(read.lines, 1)]
    try:
        way = max(_ways(read, lines, currency), key=lambda way: _agreement(read, way.totals))
    except MoneyError as exc:
        raise refused(say("The file's figures cannot be kept: {problem}", problem=exc.message), exc.code) from exc
    totals = way.totals
    _weigh(read, totals, currency)
    fields = read.fields
    content: dict[str, Any] = {
        "line_items": way.lines,
        "currency": currency,
        "tax_mode": way.tax_mode,
        "prices_include_tax": way.gross,
        "tax_amount": way.given,
        "notes": fields.get("notes", "")[:20_000],
        "terms": fields.get("terms", "")[:20_000],
    }
    issued, due = fields.get("issue_date"), fields.get("due_date")
    if issued and due and due < issued:
        warnings.append(
            say("The due date {due} lies before the issue date {issued} and is left out.", due=due, issued=issued)
        )
        due = None
    content |= {name: day for name, day in (("issue_date", issued), ("due_date", due)) if day}
    if prepaid := fields.get("prepaid_amount"):
        warnings.append(
            say(
                "The file says that {prepaid} {currency} are paid already; a draft has no payments.",
                prepaid=prepaid,
                currency=currency,
            )
        )
    if rounding := fields.get("rounding_amount"):
        warnings.append(
            say(
                "The file rounds what is to be paid by {rounding} {currency}; the draft does not.",
                rounding=rounding,
                currency=currency,
            )
        )
    return Settled(content, totals, warnings)


def differences(read: ReadInvoice, totals: Totals) -> list[dict[str, str]]:
    """Where the sums that the file prints are not those of the draft: `{field, printed, computed}`."""
    computed = {name: getattr(totals, name, totals.total_amount) for name in FIGURES}
    pairs = [
        (name, read.fields.get(name), value) for name, value in computed.items() if not _comes_out(read, name, totals)
    ]
    for number, (line, total) in enumerate(zip(read.lines, totals.lines, strict=True)):
        pairs.append((f"line_items.{number}.total", line.get("total"), total.total))
    for tax in read.taxes if totals.taxes or not _comes_out(read, "tax_amount", totals) else ():
        # A paper may call one tax by two names.
        same = [
            own.amount for own in totals.taxes if own.rate == tax.rate and (own.name == tax.name or not read.is_exact)
        ]
        pairs.append((f"taxes.{tax.name} {tax.rate:f}", tax.amount, sum(same, ZERO)))
    return [
        {"field": name, "printed": format(printed, "f"), "computed": format(value, "f")}
        for name, printed, value in pairs
        if printed is not None and printed != value
    ]


def _comes_out(read: ReadInvoice, name: str, totals: Totals) -> bool:
    """Whether a printed sum is the draft's. On paper a subtotal may stand above allowances and charges."""
    printed = read.fields.get(name)
    if name == "subtotal" and read.extras:
        above = sum((line.net for line in totals.lines[: -read.extras]), ZERO)
        return printed in (totals.subtotal, above)
    return bool(printed == getattr(totals, name, totals.total_amount))


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
        raise refused(say("Line {place} of the file has no price.", place=place), "no_price")
    shown = f"{quantity.normalize():f} x {price.quantize(Decimal(1).scaleb(-PRICE_DECIMALS)).normalize():f}"
    warnings.append(
        say(
            "Line {place}: {figures} does not come to {total:f} in the digits that are kept; the total is charged "
            "once.",
            place=place,
            figures=f"{shown} - {discount:f}" if discount else shown,
            total=total,
        )
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


def _ways(read: ReadInvoice, lines: Sequence[dict[str, Any]], currency: str) -> Iterator[_Way]:
    """How the lines may be meant, the likeliest first: under which taxes, rounded how, with tax in their prices or
    without. A file for programs leaves open how tax is rounded, and nothing else."""
    meant = [list(lines)]
    if not read.is_exact:
        taxed = any(line["taxes"] for line in lines)
        if len(read.taxes) == 1 and not taxed:
            tax = [{"name": read.taxes[0].name, "rate": read.taxes[0].rate}]
            meant = [[line | {"taxes": tax} for line in lines]]
        if read.extras:
            first = len(lines) - read.extras
            untaxed = [line | {"taxes": []} for line in lines[first:]]
            meant += [_untaxed_charges(meant[0], first), [*meant[0][:first], *untaxed]]
        meant.append([line | {"taxes": []} for line in lines])
    printed = read.fields.get("tax_amount") or None
    for chosen in meant:
        given = None if any(line["taxes"] for line in chosen) else printed
        priced = [_line_of(line) for line in chosen]
        for gross in (False,) if read.is_exact or given is not None else (False, True):
            for mode in _TAX_MODES:
                totals = compute_totals(
                    priced, currency=currency, tax_mode=mode, prices_include_tax=gross, given_tax_amount=given
                )
                yield _Way(chosen, given, mode, gross, totals)


def _untaxed_charges(lines: Sequence[dict[str, Any]], first: int) -> list[dict[str, Any]]:
    """What is taken off counts before tax, what is put on after."""
    return [
        line | {"taxes": []} if place >= first and line["unit_price"] > 0 else line for place, line in enumerate(lines)
    ]


def _agreement(read: ReadInvoice, totals: Totals) -> int:
    """How many of the printed sums come out."""
    return sum(_comes_out(read, name, totals) for name in _WEIGHED if name in read.fields.found)


def _line_of(line: dict[str, Any]) -> Line:
    taxes = tuple(Tax(tax["name"], tax["rate"]) for tax in line["taxes"])
    return Line(quantity=line["quantity"], unit_price=line["unit_price"], discount=line["discount"], taxes=taxes)


def _weigh(read: ReadInvoice, totals: Totals, currency: str) -> None:
    """Figures that confirm each other are surer than they were read, those that contradict each other less sure."""
    if read.is_exact:
        return
    for name in _WEIGHED:
        _weigh_field(read.fields, name, _comes_out(read, name, totals))
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
