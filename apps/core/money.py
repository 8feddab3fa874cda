"""The money engine: the one place where the figures of a document are computed.

Decimal in, Decimal out. Amounts are rounded half away from zero, negative ones too, to the minor unit that
ISO 4217 gives their currency. Whatever cannot be computed exactly is refused with a `MoneyError`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache, reduce
from typing import Literal, NamedTuple, TypeAlias

from moneyed import CURRENCIES

from apps.core.texts import say

TaxMode: TypeAlias = Literal["group", "line"]

# Digits in all and behind the point, as the columns hold them; every limit below follows from these.
QUANTITY_DIGITS, QUANTITY_DECIMALS = 12, 3
PRICE_DIGITS, PRICE_DECIMALS = 19, 4
RATE_DIGITS, RATE_DECIMALS = 6, 5
PERCENT_DIGITS, PERCENT_DECIMALS = 7, 4
AMOUNT_DIGITS, AMOUNT_DECIMALS = 19, 4

MAX_QUANTITY = Decimal("999999999.999")
MAX_PRICE = Decimal("999999999999999.9999")
MAX_RATE = Decimal("9.99999")
MAX_PERCENT = Decimal(100)
MAX_AMOUNT = Decimal("999999999999999.9999")

# ISO 4217 gives these no minor unit, so nothing can be rounded to it.
NO_MINOR_UNIT = frozenset(["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"])
# In ISO 4217 since 2024 and 2025, in moneyed not yet: minor units by code.
NEW_CURRENCIES = {"XCG": 2, "ZWG": 2}

ZERO = Decimal(0)
# Wide enough that products and sums of values within the limits are exact, whatever context the caller runs in.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


class MoneyError(ValueError):
    """A figure that no document may carry. `code` is a stable slug, `message` is for people."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.message = say(message)
        self.code = code


class UnknownCurrency(MoneyError):
    """The currency is not in ISO 4217 today, or is one without a minor unit (gold, special drawing rights)."""

    def __init__(self, currency: object) -> None:
        super().__init__(
            say(
                "{currency!r} is not a currency. Use an ISO 4217 code in capitals, such as 'EUR' or 'JPY'.",
                currency=currency,
            ),
            code="unknown_currency",
        )


def exact_decimal(value: object, *, name: str, maximum: Decimal, decimals: int) -> Decimal:
    """Answer `value` when it is a finite Decimal with |value| <= maximum and at most `decimals` decimals.

    Trailing zeros do not count as decimals. Raises MoneyError naming the figure otherwise.
    """
    if not isinstance(value, Decimal):
        raise MoneyError(
            say("{name} must be a Decimal, not {value}.", name=say(name), value=type(value).__name__),
            code="not_decimal",
        )
    if not value.is_finite():
        raise MoneyError(say("{name} must be a number, not {value}.", name=say(name), value=value), code="not_finite")
    if value.copy_abs() > maximum:
        raise MoneyError(
            say("{name} must lie between -{maximum} and {maximum}.", name=say(name), maximum=maximum),
            code="out_of_range",
        )
    if EXACT.quantize(value, _unit_of(decimals)) != value:
        raise MoneyError(
            say("{name} may have at most {decimals} decimals.", name=say(name), decimals=decimals),
            code="too_many_decimals",
        )
    return value


@cache
def _unit_of(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


@cache
def minor_units(currency: str) -> int:
    """Answer the decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. Raises UnknownCurrency."""
    if currency in NEW_CURRENCIES:
        return NEW_CURRENCIES[currency]
    known = CURRENCIES.get(currency)
    if known is None or currency in NO_MINOR_UNIT or not known.countries:
        raise UnknownCurrency(currency)
    return len(str(known.sub_unit)) - 1


@cache
def quantum(currency: str) -> Decimal:
    """Answer the smallest amount of a currency: 0.01 for EUR, 1 for JPY. Raises UnknownCurrency."""
    return _unit_of(minor_units(currency))


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Round half away from zero to the currency's minor unit; never answers a negative zero.

    Raises UnknownCurrency, and MoneyError for NaN, infinities and amounts no document can hold.
    """
    unit = quantum(currency)
    if not amount.is_finite():
        raise MoneyError(say("An amount must be a number, not {amount}.", amount=amount), code="not_finite")
    if amount.copy_abs() > MAX_AMOUNT:
        raise MoneyError(
            say("An amount must lie between -{max_amount} and {max_amount}.", max_amount=MAX_AMOUNT),
            code="out_of_range",
        )
    rounded = EXACT.quantize(amount, unit)
    return rounded if rounded else zero_money(currency)


@cache
def zero_money(currency: str) -> Decimal:
    """Answer nothing, with the currency's decimals. Raises UnknownCurrency."""
    return EXACT.quantize(ZERO, quantum(currency))


def round_price(price: Decimal, currency: str) -> Decimal:
    """Answer a unit price with the currency's decimals; those that it has beyond them are kept."""
    exact = exact_decimal(price, name="A price", maximum=MAX_PRICE, decimals=PRICE_DECIMALS)
    rounded = round_money(exact, currency)
    return rounded if rounded == exact else exact.normalize(EXACT)


def format_money(amount: Decimal, currency: str) -> str:
    """Answer the wire form: a plain string with exactly the currency's decimals, "1000.00" or "5000" (JPY)."""
    return format(round_money(amount, currency), "f")


def format_price(price: Decimal, currency: str) -> str:
    """Answer a unit price: like `format_money`, but decimals that the price has beyond the currency's are kept."""
    return format(round_price(price, currency), "f")


def sum_money(amounts: Iterable[Decimal], currency: str) -> Decimal:
    """Add up amounts and round the sum as `round_money` does; no amounts make the currency's zero."""
    return round_money(reduce(EXACT.add, amounts, ZERO), currency)


def round_fraction(value: Fraction, currency: str) -> Decimal:
    """Round an exact fraction as `round_money` does, also where its decimals never end."""
    doubled = 2 * abs(value.numerator) * 10 ** minor_units(currency)
    units = Decimal((doubled + value.denominator) // (2 * value.denominator))
    return round_money(EXACT.multiply(units.copy_sign(Decimal(value.numerator)), quantum(currency)), currency)


def share_out(parts: Sequence[Fraction], currency: str) -> list[Decimal]:
    """Round parts so that they add up to their own rounded sum (largest remainder).

    Each part is off from its exact value by less than one minor unit, and changes sign with it.
    """
    shares = [round_fraction(part, currency) for part in parts]
    missing = sum_money(
        (round_fraction(sum(parts, Fraction()), currency), sum_money(shares, currency).copy_negate()), currency
    )
    step = quantum(currency).copy_sign(missing)
    units = int(EXACT.divide(missing, step))
    if units:
        sign = 1 if missing > 0 else -1
        remainders = [sign * (part - Fraction(share)) for part, share in zip(parts, shares, strict=True)]
        neediest = sorted(range(len(parts)), key=lambda i: (remainders[i], abs(parts[i])), reverse=True)
        for index in neediest[:units]:
            shares[index] = EXACT.add(shares[index], step)
    return shares


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax by name and rate; the rate is a fraction, Decimal("0.09975") for 9.975 %. Equal taxes form one group."""

    name: str
    rate: Decimal

    def __post_init__(self) -> None:
        exact_decimal(self.rate, name="A tax rate", maximum=MAX_RATE, decimals=RATE_DECIMALS)
        if self.rate < 0:
            raise MoneyError("A tax rate cannot be negative.", code="out_of_range")


@dataclass(frozen=True, slots=True)
class Line:
    """What a document charges for. The discount is an amount or a percentage (4 = 4 %), never both.

    Refuses figures beyond the limits above and the same tax twice. Signs are free: a credit note has
    negative quantities or prices.
    """

    quantity: Decimal
    unit_price: Decimal
    discount: Decimal | None = None
    discount_percent: Decimal | None = None
    taxes: tuple[Tax, ...] = ()

    def __post_init__(self) -> None:
        exact_decimal(self.quantity, name="A quantity", maximum=MAX_QUANTITY, decimals=QUANTITY_DECIMALS)
        exact_decimal(self.unit_price, name="A unit price", maximum=MAX_PRICE, decimals=PRICE_DECIMALS)
        if self.discount is not None:
            exact_decimal(self.discount, name="A discount", maximum=MAX_AMOUNT, decimals=AMOUNT_DECIMALS)
        if self.discount_percent is not None:
            exact_decimal(
                self.discount_percent,
                name="A discount percentage",
                maximum=MAX_PERCENT,
                decimals=PERCENT_DECIMALS,
            )
            if self.discount_percent < 0:
                raise MoneyError("A discount percentage cannot be negative.", code="out_of_range")
            if self.discount is not None:
                raise MoneyError("Give a discount as an amount or as a percentage, not both.", code="two_discounts")
        if self.taxes and len(set(self.taxes)) != len(self.taxes):
            raise MoneyError("A line names the same tax twice.", code="duplicate_tax")

    def charge(self, currency: str) -> "Charge":
        """Answer what the line comes to before tax is looked at. A percentage is taken of the rounded amount."""
        amount = round_money(EXACT.multiply(self.quantity, self.unit_price), currency)
        if not self.discount and self.discount_percent is None:
            return Charge(amount, zero_money(currency), amount)
        discount = self.discount or ZERO
        if self.discount_percent is not None:
            discount = EXACT.multiply(amount, EXACT.scaleb(self.discount_percent, -2))
        discount = round_money(discount, currency)
        return Charge(amount=amount, discount=discount, total=sum_money((amount, discount.copy_negate()), currency))


class Charge(NamedTuple):
    """A line as priced, rounded: total = amount - discount."""

    amount: Decimal
    discount: Decimal
    total: Decimal


class LineTotal(NamedTuple):
    """The figures of one line, all rounded: total = amount - discount, gross = net + tax.

    `total` is what the line prints: it equals `net`, or `gross` when prices include tax.
    `tax` is the line's share of the document's taxes; the shares of all lines add up to them exactly.
    """

    amount: Decimal
    discount: Decimal
    total: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """What one tax comes to: `taxable` is the net it is raised on, `amount` the tax itself."""

    name: str
    rate: Decimal
    taxable: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a document: subtotal = sum of the lines' net, total_amount = subtotal + tax_amount.

    `taxes` stands in the order in which the lines first name them and adds up to `tax_amount`, except
    for a given tax amount, which belongs to no tax and leaves `taxes` empty.
    """

    lines: tuple[LineTotal, ...]
    subtotal: Decimal
    taxes: tuple[TaxTotal, ...]
    tax_amount: Decimal
    total_amount: Decimal


def compute_totals(
    lines: Iterable[Line],
    *,
    currency: str,
    tax_mode: TaxMode = "group",
    prices_include_tax: bool = False,
    given_tax_amount: Decimal | None = None,
) -> Totals:
    """Compute a document.

    A line's total is round(quantity * unit_price) - round(discount); a percentage is taken of the rounded
    product. Each tax is rounded once over all lines that name it ("group") or on every line ("line").
    With prices that include tax the tax is taken out of the lines' totals and their sum stays the total
    of the document to the last minor unit, in both modes.
    `given_tax_amount` counts only when no line names a tax (a tax at rate 0 is one).

    Raises UnknownCurrency, and MoneyError for sums no document can hold or for a given tax amount
    together with prices that include an unnamed tax.
    """
    lines = tuple(lines)
    if tax_mode not in ("group", "line"):
        raise MoneyError(
            say("The tax mode is 'group' or 'line', not {tax_mode!r}.", tax_mode=tax_mode), code="unknown_tax_mode"
        )
    charges = [line.charge(currency) for line in lines]

    lines_under: dict[Tax, list[int]] = {}
    for index, line in enumerate(lines):
        for tax in line.taxes:
            lines_under.setdefault(tax, []).append(index)

    taxes_of_line: list[list[Decimal]] = [[] for _ in lines]
    tax_amounts: dict[Tax, Decimal] = {}
    for tax, indexes in lines_under.items():
        exact = [EXACT.multiply(charges[i].total, tax.rate) for i in indexes]
        if prices_include_tax:
            parts = [
                Fraction(e) / (1 + sum(Fraction(t.rate) for t in lines[i].taxes))
                for e, i in zip(exact, indexes, strict=True)
            ]
            shares = (
                share_out(parts, currency)
                if tax_mode == "group"
                else [round_fraction(part, currency) for part in parts]
            )
        else:
            shares = [round_money(part, currency) for part in exact]
            if tax_mode == "group" and sum_money(exact, currency) != sum_money(shares, currency):
                shares = share_out([Fraction(part) for part in exact], currency)
        for index, share in zip(indexes, shares, strict=True):
            taxes_of_line[index].append(share)
        tax_amounts[tax] = sum_money(shares, currency)

    line_totals = []
    for charge, taxes in zip(charges, taxes_of_line, strict=True):
        if not taxes:
            line_totals.append(LineTotal(*charge, net=charge.total, tax=zero_money(currency), gross=charge.total))
            continue
        tax_share = taxes[0] if len(taxes) == 1 else sum_money(taxes, currency)
        line_totals.append(
            LineTotal(
                amount=charge.amount,
                discount=charge.discount,
                total=charge.total,
                net=sum_money((charge.total, tax_share.copy_negate()), currency)
                if prices_include_tax
                else charge.total,
                tax=tax_share,
                gross=charge.total if prices_include_tax else sum_money((charge.total, tax_share), currency),
            )
        )
    subtotal = sum_money((line.net for line in line_totals), currency)
    tax_amount = sum_money(tax_amounts.values(), currency)
    if not lines_under and given_tax_amount is not None:
        if prices_include_tax:
            raise MoneyError(
                "A tax amount cannot be given for prices that include tax. Name the tax on the lines.",
                code="given_tax_in_prices",
            )
        tax_amount = round_money(given_tax_amount, currency)
    return Totals(
        lines=tuple(line_totals),
        subtotal=subtotal,
        taxes=tuple(
            TaxTotal(
                name=tax.name,
                rate=tax.rate,
                taxable=sum_money((line_totals[i].net for i in indexes), currency),
                amount=tax_amounts[tax],
            )
            for tax, indexes in lines_under.items()
        ),
        tax_amount=tax_amount,
        total_amount=sum_money((subtotal, tax_amount), currency),
    )
