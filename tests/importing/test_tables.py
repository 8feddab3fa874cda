"""Tables that hold several invoices: a draft of each, all or none, each with its sums compared."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from tests.conftest import Api
from tests.importing.conftest import BATCH, import_file
from tests.importing.papers import TONGUES, Paper, csv_of, flat_rows, xlsx_of
from tests.importing.specimens import Sample, sample, ubl
from tests.reading.conftest import done, files_below, upload

SAMPLES = [sample(number, plain=True) for number in (1, 2, 3)]


def table_of(samples: list[Sample]) -> list[list[str]]:
    """A row for each line of them all under one head."""
    tables = [flat_rows(Paper(one, TONGUES[0])) for one in samples]
    return [tables[0][0], *(row for table in tables for row in table[1:])]


def drafts(api: Api) -> dict[str, dict[str, Any]]:
    """By the number that the table gives each."""
    rows = api.get("/api/invoice-imports/?status=imported").json()["results"]
    return {
        row["document_number"]: api.get(f"/api/invoices/{row['invoice']}/").json() for row in rows if row["invoice"]
    }


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_each_number_of_a_table_becomes_a_draft_with_its_sums(api: Api, media: Path, write: Any) -> None:
    job = import_file(api, "invoices", write(table_of(SAMPLES)))
    assert job["status"] == "succeeded", job["error"]
    assert (job["result"]["imported"], job["result"]["failed"]) == (3, 0)
    found = drafts(api)
    assert {number: draft["total_amount"] for number, draft in found.items()} == {
        one.number: one.shown(one.total) for one in SAMPLES
    }
    for one, told in zip(SAMPLES, job["result"]["files"], strict=True):
        assert (told["document_number"], told["client_name"], told["differences"]) == (one.number, one.buyer, [])
        assert len(found[one.number]["line_items"]) == len(one.rows)
    assert {draft["status"] for draft in found.values()} == {"draft"}


def test_lines_of_an_invoice_need_not_stand_together_nor_repeat_its_number(api: Api, media: Path) -> None:
    head, *rows = table_of(SAMPLES[:1])
    line = rows[0]
    other = ["B-2", *line[1:]]
    bare = ["", *line[1:]]
    import_file(api, "invoices.csv", csv_of([head, line, other, bare, line]))
    assert {number: len(draft["line_items"]) for number, draft in drafts(api).items()} == {line[0]: 2, "B-2": 2}


def test_sums_below_the_whole_table_are_no_invoices(api: Api, media: Path) -> None:
    rows = table_of(SAMPLES)
    total = ["Total", *[""] * (len(rows[0]) - 2), "99,999.00"]
    job = import_file(api, "invoices.csv", csv_of([*rows, total]))
    assert [told["differences"] for told in job["result"]["files"]] == [[], [], []]
    assert set(drafts(api)) == {one.number for one in SAMPLES}


def test_reports_the_one_whose_printed_total_is_wrong(api: Api, media: Path) -> None:
    wrong = replace(SAMPLES[1], totals_off=Decimal(5))
    job = import_file(api, "invoices.csv", csv_of(table_of([SAMPLES[0], wrong, SAMPLES[2]])))
    (first, second, third) = (told["differences"] for told in job["result"]["files"])
    assert (first, third) == ([], [])
    assert second == [
        {
            "field": "total_amount",
            "printed": wrong.shown(wrong.total + 5),
            "computed": wrong.shown(wrong.total),
        }
    ]


def test_all_of_a_table_become_drafts_or_none_with_the_reason_for_each(api: Api, owner: User, media: Path) -> None:
    rows = table_of(SAMPLES)
    nobodys = [[*row[:3], "", "", *row[5:]] if row[0] == SAMPLES[1].number else row for row in rows]
    job = import_file(api, "invoices.csv", csv_of(nobodys))
    assert job["status"] == "failed"
    assert job["error"].startswith(f"{SAMPLES[1].number}: Whom the invoice")
    with tenant_context(owner.tenant_id):
        assert not Invoice.unscoped.exists()
    assert files_below(media) == []
    (row,) = api.get("/api/invoice-imports/").json()["results"]
    assert (row["status"], row["invoice"]) == ("failed", None)


def test_the_table_in_a_batch_does_not_hold_up_other_files(api: Api, media: Path) -> None:
    rows = table_of(SAMPLES)
    nobodys = [[*row[:3], "", "", *row[5:]] if row[0] == SAMPLES[1].number else row for row in rows]
    files = [("bad.csv", csv_of(nobodys)), ("good.xlsx", xlsx_of(rows)), ("one.xml", ubl(sample(4)))]
    result = done(api, upload(api, BATCH, *files, field="files").json())["result"]
    assert (result["imported"], result["failed"]) == (4, 1)
    told = {(file["filename"], file["document_number"]): file["total_amount"] for file in result["files"]}
    assert told == {
        ("bad.csv", ""): None,
        **{("good.xlsx", one.number): one.shown(one.total) for one in SAMPLES},
        ("one.xml", sample(4).number): sample(4).shown(sample(4).total),
    }


def test_the_same_table_again_brings_back_only_what_is_gone(api: Api, media: Path) -> None:
    content = csv_of(table_of(SAMPLES))
    import_file(api, "a.csv", content)
    first = drafts(api)
    again = import_file(api, "b.csv", content)["result"]
    assert (again["imported"], again["duplicates"]) == (0, 3)
    assert {file["invoice"] for file in again["files"]} == {draft["id"] for draft in first.values()}
    assert len(files_below(media)) == 1
    gone = first.pop(SAMPLES[1].number)
    assert api.delete(f"/api/invoices/{gone['id']}/").status_code == 204
    assert len(files_below(media)) == 1
    again = import_file(api, "c.csv", content)["result"]
    assert (again["imported"], again["duplicates"]) == (1, 2)
    assert set(drafts(api)) == {one.number for one in SAMPLES}
    row = api.get(f"/api/invoice-imports/?invoice={first[SAMPLES[0].number]['id']}&status=imported").json()["results"][
        0
    ]
    for draft in drafts(api).values():
        assert api.get(f"/api/invoice-imports/{row['id']}/file/").status_code == 200
        assert files_below(media)
        api.delete(f"/api/invoices/{draft['id']}/")
        if draft["id"] == row["invoice"]:
            break
    for draft in drafts(api).values():
        api.delete(f"/api/invoices/{draft['id']}/")
    assert files_below(media) == []
