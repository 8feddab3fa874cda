"""Files made for programs become drafts to the cent: UBL, CII, and PDFs that carry them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Api
from tests.importing.conftest import draft_of, import_file
from tests.importing.specimens import Sample, cii, sample, ubl
from tests.reading.files import pdf_of

Write = Callable[[Sample], bytes]


def factur_x(invoice: Sample, *, name: str = "factur-x.xml") -> bytes:
    """A PDF for people with the CII in it."""

    def attach(pdf: object) -> None:
        pdf.attachments[name] = cii(invoice)  # type: ignore[attr-defined]

    return pdf_of(f"Invoice {invoice.number}\nTotal 1.00", prepare=attach)


WRITERS: dict[str, tuple[str, Write]] = {
    "ubl": ("invoice.xml", ubl),
    "cii": ("invoice.xml", cii),
    "factur-x": ("invoice.pdf", factur_x),
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("number", range(12))
def test_a_draft_comes_to_the_sums_of_the_file(api: Api, media: Path, kind: str, number: int) -> None:
    name, write = WRITERS[kind]
    invoice = sample(number)
    job = import_file(api, name, write(invoice))
    draft = draft_of(api, job)
    assert job["result"]["differences"] == []
    sums = {"subtotal": invoice.subtotal, "tax_amount": invoice.tax, "total_amount": invoice.total}
    assert {key: draft[key] for key in sums} == {key: invoice.shown(amount) for key, amount in sums.items()}
    days = {"issue_date": str(invoice.issued), "due_date": str(invoice.due), "currency": "EUR", "status": "draft"}
    assert {key: draft[key] for key in days} == days
    groups = {(Decimal(tax["rate"]) * 100, Decimal(tax["taxable"]), Decimal(tax["amount"])) for tax in draft["taxes"]}
    assert groups == {(rate, invoice.nets[rate, code], tax) for (rate, code), tax in invoice.taxes.items()}
    assert draft["client_name"] == invoice.buyer
    assert job["result"]["document_number"] == invoice.number
    assert job["result"]["confidence"] == 1.0


@pytest.mark.parametrize(("currency", "units"), [("JPY", 0), ("KWD", 3), ("MYR", 2)])
@pytest.mark.parametrize("write", [ubl, cii])
def test_keeps_the_currency_of_the_file(api: Api, media: Path, write: Write, currency: str, units: int) -> None:
    for number in range(3):
        invoice = sample(number, currency=currency, units=units)
        job = import_file(api, "invoice.xml", write(invoice))
        draft = draft_of(api, job)
        assert (draft["currency"], draft["total_amount"]) == (currency, invoice.shown(invoice.total))
        assert job["result"]["differences"] == []
