"""The money engine: the cases it was asked for, and what it refuses."""

from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

import pytest

from apps.core.money import (
    MAX_AMOUNT,
    MAX_PRICE,
    MAX_QUANTITY,
    Line,
    MoneyError,
    Tax,
    UnknownCurrency,
    compute_totals,
    format_money,
    format_price,
    minor_units,
    quantum,
    round_money,
)

D = Decimal
GST, QST = Tax("GST", D("0.05")), Tax("QST", D("0.09975"))


def line(quantity: str, unit_price: str, *rates: str, **more: Any) -> Line:
    return Line(D(quantity), D(unit_price), taxes=tuple(Tax(f"VAT {rate}", D(rate)) for rate in rates), **more)


def lines_of_both_taxes(price: str) -> list[Line]:
    return [Line(D(1), D(price), taxes=(GST, QST))]


# name, lines, how they are computed, subtotal, tax, total
CASES: list[tuple[str, list[Line], dict[str, Any], str, str, str]] = [
    ("a tax of three decimals", [line("1", "8180.00", "0.09975")], {}, "8180.00", "815.96", "8995.96"),
    ("fifty lines by group", [line("1", "241.67", "0.2")] * 50, {}, "12083.50", "2416.70", "14500.20"),
    (
        "fifty lines by line",
        [line("1", "241.67", "0.2")] * 50,
        {"tax_mode": "line"},
        "12083.50",
        "2416.50",
        "14500.00",
    ),
    (
        "a discount of 4 %",
        [line("16", "348.35", "0.22", discount_percent=D(4))],
        {},
        "5350.66",
        "1177.15",
        "6527.81",
    ),
    (
        "the same discount as an amount",
        [line("16", "348.35", "0.22", discount=D("222.944"))],
        {},
        "5350.66",
        "1177.15",
        "6527.81",
    ),
    (
        "a final invoice less what was paid before",
        [line("1", "8500", "0.19"), line("1", "-7500", "0.19")],
        {},
        "1000.00",
        "190.00",
        "1190.00",
    ),
    (
        "a discount of nearly everything",
        [line("1", "8500", "0.19", discount=D(7500))],
        {},
        "1000.00",
        "190.00",
        "1190.00",
    ),
    ("two taxes, one rounded up", lines_of_both_taxes("140.00"), {}, "140.00", "20.97", "160.97"),
    ("two taxes, both exact", lines_of_both_taxes("1140.00"), {}, "1140.00", "170.72", "1310.72"),
    ("a credit", [line("1", "-100.50", "0.25")], {}, "-100.50", "-25.13", "-125.63"),
    ("a credit by negative quantity", [line("-1", "100.50", "0.25")], {}, "-100.50", "-25.13", "-125.63"),
    (
        "gross prices by line",
        [line("1", "100.00", "0.19")] * 5,
        {"tax_mode": "line", "prices_include_tax": True},
        "420.15",
        "79.85",
        "500.00",
    ),
    (
        "gross prices by group",
        [line("1", "100.00", "0.19")] * 5,
        {"prices_include_tax": True},
        "420.17",
        "79.83",
        "500.00",
    ),
    (
        "gross yen by line",
        [line("1", "9998", "0.19")] * 5,
        {"currency": "JPY", "tax_mode": "line", "prices_include_tax": True},
        "42010",
        "7980",
        "49990",
    ),
    (
        "gross yen by group",
        [line("1", "9998", "0.19")] * 5,
        {"currency": "JPY", "prices_include_tax": True},
        "42008",
        "7982",
        "49990",
    ),
    ("one small gross price", [line("1", "23.00", "0.07")], {"prices_include_tax": True}, "21.50", "1.50", "23.00"),
    (
        "two taxes inside one price",
        [Line(D(1), D("160.97"), taxes=(GST, QST))],
        {"prices_include_tax": True},
        "140.00",
        "20.97",
        "160.97",
    ),
    (
        "dinars have three decimals",
        [line("3", "0.3335", "0.05")],
        {"currency": "KWD"},
        "1.001",
        "0.050",
        "1.051",
    ),
    ("a third of a thing", [line("0.333", "9.99")], {}, "3.33", "0.00", "3.33"),
    ("a price of four decimals", [line("1000", "0.0125")], {}, "12.50", "0.00", "12.50"),
    ("a given tax amount", [line("1", "100")], {"given_tax_amount": D("7.345")}, "100.00", "7.35", "107.35"),
    (
        "a given tax amount beside a rate",
        [line("1", "100"), line("1", "100", "0.1")],
        {"given_tax_amount": D(77)},
        "200.00",
        "10.00",
        "210.00",
    ),
    (
        "a given tax amount beside a rate of zero",
        [line("1", "100", "0")],
        {"given_tax_amount": D(77)},
        "100.00",
        "0.00",
        "100.00",
    ),
    ("nothing at all", [], {}, "0.00", "0.00", "0.00"),
]


@pytest.mark.parametrize(
    ("lines", "options", "subtotal", "tax", "total"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_computes(lines: list[Line], options: dict[str, Any], subtotal: str, tax: str, total: str) -> None:
    totals = compute_totals(lines, **{"currency": "EUR", **options})

    assert (str(totals.subtotal), str(totals.tax_amount), str(totals.total_amount)) == (subtotal, tax, total)


def test_shows_what_each_tax_is_raised_on() -> None:
    lines = [Line(D(1), D(100), taxes=(GST, QST)), Line(D(2), D("20.50"), taxes=(GST,)), Line(D(1), D(7))]

    totals = compute_totals(lines, currency="CAD")

    assert [(t.name, str(t.taxable), str(t.amount)) for t in totals.taxes] == [
        ("GST", "141.00", "7.05"),
        ("QST", "100.00", "9.98"),
    ]
    assert [(str(row.net), str(row.tax), str(row.gross)) for row in totals.lines] == [
        ("100.00", "14.98", "114.98"),
        ("41.00", "2.05", "43.05"),
        ("7.00", "0.00", "7.00"),
    ]


def test_treats_equal_rates_under_two_names_as_two_taxes() -> None:
    lines = [Line(D(1), D("0.50"), taxes=(Tax(name, D("0.01")),)) for name in ("Town", "State")]

    assert [t.amount for t in compute_totals(lines, currency="USD").taxes] == [D("0.01"), D("0.01")]
    assert compute_totals([replace(row, taxes=lines[0].taxes) for row in lines], currency="USD").tax_amount == D("0.01")


def test_treats_a_rate_written_with_more_zeros_as_the_same_tax() -> None:
    lines = [Line(D(1), D("0.50"), taxes=(Tax("VAT", D(rate)),)) for rate in ("0.01", "0.01000")]

    assert [t.amount for t in compute_totals(lines, currency="USD").taxes] == [D("0.01")]


def test_keeps_the_printed_line_apart_from_its_net_when_prices_include_tax() -> None:
    (row,) = compute_totals(
        [line("2", "11.90", "0.19", discount_percent=D(50))], currency="EUR", prices_include_tax=True
    ).lines

    assert (row.amount, row.discount, row.total) == (D("23.80"), D("11.90"), D("11.90"))
    assert (row.net, row.tax, row.gross) == (D("10.00"), D("1.90"), D("11.90"))


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "EUR", "0.01"),
        ("-0.005", "EUR", "-0.01"),
        ("2.675", "EUR", "2.68"),
        ("1.004999999999999999999999999999", "EUR", "1.00"),
        ("-0.004", "EUR", "0.00"),
        ("0.5", "JPY", "1"),
        ("-2.5", "JPY", "-3"),
        ("1.0005", "KWD", "1.001"),
        ("5e3", "JPY", "5000"),
        ("1000", "USD", "1000.00"),
        ("1.23456", "CLF", "1.2346"),
    ],
)
def test_rounds_half_away_from_zero_to_the_minor_unit(amount: str, currency: str, rounded: str) -> None:
    assert str(round_money(D(amount), currency)) == rounded
    assert format_money(D(amount), currency) == rounded


def test_knows_the_minor_units_of_iso_4217() -> None:
    wanted = {"EUR": 2, "USD": 2, "JPY": 0, "KRW": 0, "XAF": 0, "KWD": 3, "TND": 3, "CLF": 4, "MRU": 2, "XCG": 2}

    assert {code: minor_units(code) for code in wanted} == wanted
    assert [str(quantum(code)) for code in ("JPY", "EUR", "KWD")] == ["1", "0.01", "0.001"]


@pytest.mark.parametrize("currency", ["ZZZ", "eur", "", "EURO", "XXX", "XAU", "DEM", "€"])
def test_refuses_what_is_no_currency(currency: str) -> None:
    with pytest.raises(UnknownCurrency, match="ISO 4217") as refusal:
        compute_totals([line("1", "1")], currency=currency)
    assert refusal.value.code == "unknown_currency"


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [("0.0125", "EUR", "0.0125"), ("5", "EUR", "5.00"), ("5.5000", "EUR", "5.50"), ("120", "JPY", "120")],
)
def test_keeps_the_decimals_that_a_unit_price_has_beyond_its_currency(price: str, currency: str, shown: str) -> None:
    assert format_price(D(price), currency) == shown


@pytest.mark.parametrize("bad", ["NaN", "sNaN", "Infinity", "-Infinity", "1e308", "1e-40", "1e-999999", "0.00005"])
def test_refuses_figures_that_no_document_can_carry(bad: str) -> None:
    for field in ("quantity", "unit_price", "discount", "discount_percent"):
        with pytest.raises(MoneyError):
            Line(**{"quantity": D(1), "unit_price": D(1), field: D(bad)})
    with pytest.raises(MoneyError):
        Tax("VAT", D(bad) / 10 if bad == "0.00005" else D(bad))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quantity", D("0.0001"), "too_many_decimals"),
        ("quantity", D("1000000000"), "out_of_range"),
        ("quantity", 1.5, "not_decimal"),
        ("unit_price", D("0.00001"), "too_many_decimals"),
        ("unit_price", MAX_PRICE + 1, "out_of_range"),
        ("unit_price", "1.00", "not_decimal"),
        ("discount_percent", D("-1"), "out_of_range"),
        ("discount_percent", D("100.01"), "out_of_range"),
        ("taxes", (GST, GST), "duplicate_tax"),
    ],
)
def test_names_what_is_wrong_with_a_line(field: str, value: Any, code: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        Line(**{"quantity": D(1), "unit_price": D(1), field: value})
    assert refusal.value.code == code


def test_refuses_two_discounts_on_one_line() -> None:
    with pytest.raises(MoneyError, match="not both"):
        Line(D(1), D(1), discount=D(0), discount_percent=D(0))


@pytest.mark.parametrize("rate", ["-0.1", "0.000001", "10", "NaN"])
def test_refuses_a_rate_that_is_no_fraction_of_five_decimals(rate: str) -> None:
    with pytest.raises(MoneyError, match="tax rate"):
        Tax("VAT", D(rate))


def test_accepts_trailing_zeros_beyond_the_limit() -> None:
    assert Line(D("1.0000000"), D("2.50000000")).charge("EUR").total == D("2.50")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e308", "1e16"])
def test_refuses_to_round_what_no_column_holds(amount: str) -> None:
    with pytest.raises(MoneyError):
        round_money(D(amount), "EUR")


def test_refuses_a_product_or_sum_that_no_column_holds() -> None:
    with pytest.raises(MoneyError, match=str(MAX_AMOUNT)):
        compute_totals([Line(MAX_QUANTITY, MAX_PRICE)], currency="EUR")
    with pytest.raises(MoneyError, match=str(MAX_AMOUNT)):
        compute_totals([Line(D(1), D("6e14"))] * 2, currency="EUR")


def test_refuses_a_given_tax_amount_inside_prices() -> None:
    with pytest.raises(MoneyError, match="include tax"):
        compute_totals([line("1", "10")], currency="EUR", prices_include_tax=True, given_tax_amount=D(1))


def test_refuses_an_unknown_tax_mode() -> None:
    with pytest.raises(MoneyError, match="'group' or 'line'"):
        compute_totals([], currency="EUR", tax_mode="global")  # type: ignore[arg-type]


def test_is_exact_whatever_context_the_caller_runs_in() -> None:
    lines = [line("999.999", "123456.7891", "0.09975", discount_percent=D("33.3333"))] * 7
    usual = compute_totals(lines, currency="EUR")

    with localcontext() as context:
        context.prec = 5
        context.rounding = "ROUND_DOWN"
        narrow = compute_totals(lines, currency="EUR")

    assert narrow == usual
