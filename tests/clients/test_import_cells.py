"""Cells as spreadsheets of any country write them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from apps.core.transfer.columns import CellError, read_amount
from tests.clients.test_import import imported
from tests.conftest import Api

ONE_MEANING = {
    "1234.50": "1234.50",
    "1,234.50": "1234.50",
    "1.234,50": "1234.50",
    "1 234,50": "1234.50",
    "1\u00a0234,5": "1234.50",
    "1'234.50": "1234.50",
    "12,50": "12.50",
    "1234,5": "1234.50",
    "1,234,567": "1234567.00",
    "1.234.567": "1234567.00",
}
NO_AMOUNT = (
    "1,234",
    "12,345",
    "1,23,456",
    "1,234,56",
    "1.234.5",
    "12,50,",
    "12,50 EUR",
    "1,234.5.6",
    "1 234 56",
    "-1,5",
)


def test_reads_an_amount_in_any_writing_that_has_one_meaning(api: Api) -> None:
    cells = [*ONE_MEANING, *NO_AMOUNT]
    lines = "".join(f"Client {number};{cell}\n" for number, cell in enumerate(cells, 1))
    result = imported(api, f"Name;Monthly\n{lines}")
    stored = {row["name"]: row["monthly_revenue"] for row in api.get("/api/customers/?page_size=50").json()["results"]}
    assert stored == {f"Client {number}": amount for number, amount in enumerate(ONE_MEANING.values(), 1)}
    first = len(ONE_MEANING) + 2
    assert [(error["row"], error["field"]) for error in result["errors"]] == [
        (row, "monthly_revenue") for row in range(first, first + len(NO_AMOUNT))
    ]
    assert result["errors"][0]["message"] == "'1,234' may mean two amounts: write it like 1234.50."


@given(st.decimals(0, Decimal("1e12"), places=2), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]))
def test_a_written_amount_is_never_read_as_another(amount: Decimal, marks: tuple[str, str]) -> None:
    group, point = marks
    written = f"{amount:,}".translate(str.maketrans({",": group, ".": point}))
    try:
        read = read_amount(written)
    except CellError:
        raise AssertionError(written) from None
    assert read == amount
