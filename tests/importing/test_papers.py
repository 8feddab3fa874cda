"""Invoices made for people become drafts, with how sure each field is; printed sums are compared."""

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Api
from tests.importing.conftest import draft_of, import_file
from tests.importing.measuring import READERS, expected, judged, read_sample
from tests.importing.papers import (
    LAYOUTS,
    TONGUES,
    Paper,
    Tongue,
    csv_of,
    flat_rows,
    paper_docx,
    paper_pdf,
    paper_scan,
    sheet_rows,
    xlsx_of,
)
from tests.importing.specimens import sample

WRITERS: dict[str, Any] = {
    "invoice.pdf": paper_pdf,
    "invoice.docx": paper_docx,
    "invoice.csv": lambda paper: csv_of(flat_rows(paper)),
    "invoice.xlsx": lambda paper: xlsx_of(sheet_rows(paper)),
}


def paper_of(number: int, tongue: Tongue, layout: str = "classic") -> Paper:
    return Paper(sample(number, currency=tongue.currency, plain=True), tongue, layout)


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
@pytest.mark.parametrize("name", WRITERS)
def test_a_draft_comes_to_the_total_on_the_paper(api: Api, media: Path, name: str, tongue: Tongue) -> None:
    paper = paper_of(TONGUES.index(tongue), tongue)
    job = import_file(api, name, WRITERS[name](paper))
    draft = draft_of(api, job)
    invoice = paper.sample
    assert (draft["total_amount"], draft["currency"]) == (invoice.shown(invoice.total), tongue.currency)
    assert draft["tax_amount"] == invoice.shown(invoice.tax)
    assert (draft["client_name"], job["result"]["document_number"]) == (invoice.buyer, invoice.number)
    assert [line["description"] for line in draft["line_items"]] == [row.description for row in invoice.rows]
    readings = job["result"]["readings"]
    assert all(0 < reading["confidence"] <= 1 for reading in readings.values())
    assert readings["total_amount"]["value"] == invoice.shown(invoice.total)
    assert job["result"]["confidence"] == min(reading["confidence"] for reading in readings.values()) < 1


@pytest.mark.parametrize("name", WRITERS)
def test_takes_each_kind_of_file_from_a_caller_of_another_language(api: Api, media: Path, name: str) -> None:
    api.patch("/api/user-settings/me/", {"language": "ms"})
    draft_of(api, import_file(api, name, WRITERS[name](paper_of(1, TONGUES[0]))))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
def test_reads_the_fields_of_a_pdf(tongue: Tongue, layout: str) -> None:
    paper = paper_of(300 + TONGUES.index(tongue), tongue, layout)
    verdicts = list(judged(read_sample(paper, "pdf"), expected(paper, "pdf")))
    right = sum(fits for _, fits, _ in verdicts)
    assert right >= 0.95 * len(verdicts), [path for path, fits, _ in verdicts if not fits]


def test_a_scan_becomes_a_draft_and_its_page_is_counted(api: Api, media: Path) -> None:
    paper = paper_of(7, TONGUES[2])
    job = import_file(api, "scan.jpg", paper_scan(paper, seed=7))
    draft = draft_of(api, job)
    assert (draft["total_amount"], draft["client_name"]) == (
        paper.sample.shown(paper.sample.total),
        paper.sample.buyer,
    )
    assert 0 < job["result"]["confidence"] < 1


def test_reports_a_total_that_is_not_the_sum(api: Api, media: Path) -> None:
    for name, write in WRITERS.items():
        paper = paper_of(11, TONGUES[0])
        wrong = replace(paper, sample=replace(paper.sample, totals_off=Decimal("10.00")))
        job = import_file(api, name, write(wrong))
        draft, printed = draft_of(api, job), wrong.sample.total + Decimal(10)
        assert draft["total_amount"] == paper.sample.shown(paper.sample.total)
        told = {"field": "total_amount", "printed": f"{printed:.2f}", "computed": draft["total_amount"]}
        assert job["result"]["differences"] == [told]
        sure = import_file(api, name, write(paper))["result"]["readings"]["total_amount"]["confidence"]
        assert job["result"]["readings"]["total_amount"]["confidence"] < sure


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind != "scan"])
def test_what_is_told_to_be_sure_is_right(kind: str) -> None:
    """Of the fields with a confidence of 0.95 and more hardly one is wrong, over samples by chance."""
    chance = random.Random(kind)
    verdicts = []
    for _ in range(6):
        paper = paper_of(chance.randrange(10_000), chance.choice(TONGUES), chance.choice(LAYOUTS))
        verdicts += judged(read_sample(paper, kind), expected(paper, kind))
    sure = [fits for _, fits, confidence in verdicts if confidence >= 0.95]
    assert len(sure) > 20
    assert sum(sure) >= 0.98 * len(sure)
    assert sum(fits for _, fits, _ in verdicts) >= 0.9 * len(verdicts)
