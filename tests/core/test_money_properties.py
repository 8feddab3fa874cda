"""The money engine: what must hold for every document."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.money import (
    Line,
    Tax,
    TaxMode,
    Totals,
    compute_totals,
    format_money,
    minor_units,
    quantum,
    round_money,
    share_out,
)

D = Decimal

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
MODES = st.sampled_from(["group", "line"])
TAXES = st.builds(
    Tax,
    st.sampled_from(["A", "B"]),
    st.sampled_from(["0", "0.05", "0.07", "0.09975", "0.19", "0.2", "0.33333", "1", "9.99999"]).map(D),
)
LINES = st.builds(
    lambda quantity, price, percent, taxes: Line(quantity, price, discount_percent=percent, taxes=tuple(taxes)),
    st.decimals(-999, 999, places=3),
    st.decimals(-9999, 9999, places=4),
    st.none() | st.decimals(0, 100, places=4),
    st.lists(TAXES, max_size=3, unique=True),
) | st.builds(
    lambda quantity, price, discount, taxes: Line(quantity, price, discount=discount, taxes=tuple(taxes)),
    st.decimals(-999, 999, places=3),
    st.decimals(-9999, 9999, places=4),
    st.decimals(-50, 50, places=4),
    st.lists(TAXES, max_size=3, unique=True),
)
DOCUMENTS = st.lists(LINES, max_size=12)


def computed(lines: list[Line], currency: str, mode: TaxMode, gross: bool) -> Totals:
    return compute_totals(lines, currency=currency, tax_mode=mode, prices_include_tax=gross)


@given(DOCUMENTS, CURRENCIES, MODES, st.booleans())
def test_every_document_adds_up(lines: list[Line], currency: str, mode: TaxMode, gross: bool) -> None:
    totals = computed(lines, currency, mode, gross)

    assert sum(row.net for row in totals.lines) == totals.subtotal
    assert sum(row.tax for row in totals.lines) == sum(tax.amount for tax in totals.taxes) == totals.tax_amount
    assert totals.subtotal + totals.tax_amount == totals.total_amount
    assert all(row.amount - row.discount == row.total for row in totals.lines)
    assert all(row.net + row.tax == row.gross for row in totals.lines)
    assert all(row.total == (row.gross if gross else row.net) for row in totals.lines)


@given(DOCUMENTS, CURRENCIES, MODES)
def test_prices_that_include_tax_are_kept_to_the_last_unit(lines: list[Line], currency: str, mode: TaxMode) -> None:
    totals = computed(lines, currency, mode, gross=True)

    assert totals.total_amount == sum(row.total for row in totals.lines)


@given(DOCUMENTS, CURRENCIES, MODES, st.booleans())
def test_a_credit_note_mirrors_its_invoice(lines: list[Line], currency: str, mode: TaxMode, gross: bool) -> None:
    mirrored = [
        replace(row, unit_price=-row.unit_price, discount=None if row.discount is None else -row.discount)
        for row in lines
    ]
    there, back = computed(lines, currency, mode, gross), computed(mirrored, currency, mode, gross)

    assert (back.subtotal, back.tax_amount, back.total_amount) == (
        -there.subtotal,
        -there.tax_amount,
        -there.total_amount,
    )
    assert [(row.net, row.tax) for row in back.lines] == [(-row.net, -row.tax) for row in there.lines]


@given(st.data(), DOCUMENTS, CURRENCIES, MODES, st.booleans())
def test_the_order_of_lines_changes_no_figure(
    data: st.DataObject, lines: list[Line], currency: str, mode: TaxMode, gross: bool
) -> None:
    shuffled = data.draw(st.permutations(lines))
    there, back = computed(lines, currency, mode, gross), computed(shuffled, currency, mode, gross)

    assert (there.subtotal, there.tax_amount, there.total_amount) == (
        back.subtotal,
        back.tax_amount,
        back.total_amount,
    )
    assert {(t.name, t.rate, t.amount) for t in there.taxes} == {(t.name, t.rate, t.amount) for t in back.taxes}
    if not gross:
        assert Counter(row.net for row in there.lines) == Counter(row.net for row in back.lines)


@given(DOCUMENTS, CURRENCIES, MODES, st.booleans())
def test_every_figure_has_the_minor_units_of_its_currency(
    lines: list[Line], currency: str, mode: TaxMode, gross: bool
) -> None:
    totals = computed(lines, currency, mode, gross)
    figures = [totals.subtotal, totals.tax_amount, totals.total_amount]
    figures += [figure for tax in totals.taxes for figure in (tax.taxable, tax.amount)]
    figures += [getattr(row, name) for row in totals.lines for name in type(row).__slots__]

    assert {figure.as_tuple().exponent for figure in figures} == {-minor_units(currency)}


@given(DOCUMENTS, CURRENCIES, st.booleans())
def test_each_tax_is_within_half_a_unit_of_the_exact_one(lines: list[Line], currency: str, gross: bool) -> None:
    totals = computed(lines, currency, "group", gross)
    for tax in totals.taxes:
        exact = sum(
            Fraction(total.total) * Fraction(tax.rate) / (1 + sum(Fraction(t.rate) for t in row.taxes) if gross else 1)
            for row, total in zip(lines, totals.lines, strict=True)
            if Tax(tax.name, tax.rate) in row.taxes
        )
        assert abs(Fraction(tax.amount) - exact) <= Fraction(quantum(currency)) / 2


@given(st.lists(st.fractions(min_value=-1000, max_value=1000, max_denominator=997), max_size=40), CURRENCIES)
@settings(max_examples=200)
def test_shares_add_up_and_stay_within_a_unit(parts: list[Fraction], currency: str) -> None:
    shares = share_out(parts, currency)
    unit = Fraction(quantum(currency))

    assert abs(sum(map(Fraction, shares), Fraction()) - sum(parts, Fraction())) <= unit / 2
    assert all(abs(Fraction(share) - part) < unit for share, part in zip(shares, parts, strict=True))


@given(st.decimals(-(10**9), 10**9, places=6), CURRENCIES)
def test_formatting_reads_back_as_the_rounded_amount(amount: Decimal, currency: str) -> None:
    text = format_money(amount, currency)

    assert Decimal(text) == round_money(amount, currency)
    assert len(text.partition(".")[2]) == minor_units(currency)
    assert not text.startswith("-0") or Decimal(text) != 0
