"""What a bill comes to."""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from apps.bills.models import BANDWIDTH, PRICES
from apps.core.errors import RuleViolation
from apps.core.money import MoneyError, round_money, share_out
from apps.core.texts import say
from apps.currencies.rates import Rates

AMOUNTS = (*PRICES, "discount", "total_received", "advance")
QUANTITY = Decimal("0.01")
VALUES = ("base_currency", "exchange_rate", "base_total_bill", "base_total_received", "base_total_due")
TOTALS = ("total_bill", "total_due")


def price_bill(bill: MutableMapping[str, Any]) -> None:
    """Bring a bill's amounts to its currency's decimals and compute `total_bill`.

    400 that names the column: for anything negative or with more decimals than the currency has, and for a discount
    above the prices.
    """
    currency = bill["currency"]
    for name in AMOUNTS:
        bill[name] = exact_amount(name, bill[name], currency)
    for name in BANDWIDTH:
        if bill[name] < 0:
            raise RuleViolation("A quantity cannot be negative.", code="negative", field=name)
        bill[name] = bill[name].quantize(QUANTITY)
    bill["advance_used"] = round_money(bill["advance_used"], currency)
    total = sum((bill[name] for name in PRICES), -bill["discount"])
    if total < 0:
        raise RuleViolation("The discount is more than the prices together.", code="out_of_range", field="discount")
    try:
        bill["total_bill"] = round_money(total, currency)
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code, field="total_bill") from exc


def settle_figures(bill: MutableMapping[str, Any]) -> None:
    """Compute `total_bill` (`price_bill`) and `total_due`.

    400 naming `total_received` when it is more than the bill, or less than the advance that the bill has used.
    """
    price_bill(bill)
    currency, total, received = bill["currency"], bill["total_bill"], bill["total_received"]
    bill["total_due"] = due = total - received
    if due < 0:
        raise RuleViolation(
            say(
                "{received} is more than the {total} {currency} of the bill. Receive {total}, and give the {beyond} "
                "beyond it as `advance`.",
                received=received,
                total=total,
                currency=currency,
                beyond=-due,
            ),
            code="above_total",
            field="total_received",
        )
    if received < bill["advance_used"]:
        raise RuleViolation(
            say(
                "{used} {currency} of what was received are the customer's advance; it cannot be less.",
                used=bill["advance_used"],
                currency=currency,
            ),
            code="below_advance",
            field="total_received",
        )


def value_bill(bill: MutableMapping[str, Any], rates: Rates) -> None:
    """Set what a settled bill is worth in the company's currency: at the rate that it has, else at that of its billing
    date. 400 without one."""
    rate = bill.get("exchange_rate") or rates.get(bill["currency"], bill["billing_date"])
    total, due = bill["total_bill"], bill["total_due"]
    if bill["currency"] != rates.base:
        total, due = rates.value(total, rate), rates.value(due, rate)
    bill.update(
        {
            "base_currency": rates.base,
            "exchange_rate": rate,
            "base_total_bill": total,
            "base_total_received": total - due,
            "base_total_due": due,
        }
    )


def refuse_early_advance(bill: Mapping[str, Any]) -> None:
    """400 for an advance while the bill itself is open."""
    if bill["advance"] and bill["total_due"]:
        raise RuleViolation(
            say(
                "{due} {currency} of the bill are open; an advance is what comes in beyond it.",
                due=bill["total_due"],
                currency=bill["currency"],
            ),
            code="not_beyond_total",
            field="advance",
        )


@lru_cache(maxsize=20_000)
def exact_amount(name: str, amount: Decimal, currency: str) -> Decimal:
    """The amount with its currency's decimals; 400 when it is negative or has more of them."""
    try:
        rounded = round_money(amount, currency)
    except MoneyError as exc:
        field = "currency" if exc.code == "unknown_currency" else name
        raise RuleViolation(exc.message, code=exc.code, field=field) from exc
    if rounded < 0:
        raise RuleViolation("An amount cannot be negative.", code="negative", field=name)
    if rounded != amount:
        raise RuleViolation(
            say("{amount} has more decimals than {currency} knows.", amount=amount, currency=currency),
            code="too_many_decimals",
            field=name,
        )
    return rounded


def prorate(parts: Sequence[tuple[int, Decimal]], currency: str) -> list[Decimal]:
    """The amounts of the parts of a month, each given by its days and the price of a whole month.

    A part costs `monthly price * its days / all days`, rounded so that the amounts add up to the rounded sum of the
    exact ones (largest remainder): however a month is split, at one price its parts make that price to the cent.
    """
    days = sum(count for count, _ in parts)
    return share_out([Fraction(price) * count / days for count, price in parts], currency)


def month_after(day: date) -> date:
    """The first day of the following month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def same_day_in(month: date, day: date) -> date:
    """The day's counterpart in another month, given by its first day; the end of a month goes with the end."""
    last = date.fromordinal(month_after(month).toordinal() - 1)
    was_last = day.month != date.fromordinal(day.toordinal() + 1).month
    return last if was_last else month.replace(day=min(day.day, last.day))
