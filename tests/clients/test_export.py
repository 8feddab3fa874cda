import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import MULTIPART_CONTENT
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from apps.accounts.models import User
from apps.clients.exports import HEADER, customer_rows
from apps.clients.imports import CustomerWriter
from apps.clients.models import Client
from apps.clients.services import create_customer
from apps.core.tenancy import tenant_context
from apps.core.transfer.columns import Column, neutral_row
from apps.core.transfer.exports import WRITERS
from apps.core.transfer.imports import TableImport
from apps.core.transfer.tables import read_rows
from tests.conftest import Api

ACME = {
    "name": "Acme Inc",
    "company_name": "Acme",
    "email": "c@acme.com",
    "phone": "+1 555 333 4444",
    "address": "123 Main St\nNew York, NY",
    "monthly_revenue": "5000.00",
    "notes": "=HYPERLINK(1)",
}


def download(api: Api, query: str) -> bytes:
    answer = api.get(f"/api/customers/export/{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    return b"".join(answer.streaming_content)


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_exports_one_plain_cell_a_field(api: Api, owner: User) -> None:
    api.post("/api/customers/", ACME | {"assigned_sales_person": owner.pk})
    (line,) = lines(download(api, "?format=csv"))
    assert line == ACME | {
        "potential_revenue": "", "status": "Active", "assigned_sales_person": owner.username, "contact_person": "",
        "tax_number": "", "source": "", "phone": "'+1 555 333 4444", "notes": "'=HYPERLINK(1)",
    }  # fmt: skip
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(download(api, "?format=excel"))).get_sheet_by_index(0).to_python()
    assert dict(zip(*sheet, strict=True)) == line


def test_applies_the_lists_filters_and_the_callers_scope(
    api: Api, charlie: User, colleague: Callable[..., User]
) -> None:
    sales = Api(colleague("sales_person"))
    api.post("/api/customers/", ACME)
    sales.post("/api/customers/", {"name": "Mine"})
    api.post("/api/customers/", {"name": "Gone", "status": "Inactive"})
    api.post("/api/clients/", {"name": "A Lead", "email": "lead@example.com"})

    def names(caller: Api, query: str = "") -> list[str]:
        return [line["name"] for line in lines(download(caller, query))]

    assert names(api) == ["Acme Inc", "Mine", "Gone"]
    assert names(api, "?status=Inactive&format=csv") == ["Gone"]
    assert names(api, "?search=acme") == ["Acme Inc"]
    assert names(sales) == ["Mine"]
    assert names(Api(charlie)) == []


@pytest.mark.parametrize("query", ["?format=pdf", "?status=Sleeping", "?ordering=search_text"])
def test_refuses_an_unknown_format_or_filter(api: Api, query: str) -> None:
    assert api.get(f"/api/customers/export/{query}").status_code == 400


@pytest.mark.parametrize("file_format", ["csv", "excel"])
def test_changes_nothing_when_its_export_is_imported(api: Api, file_format: str) -> None:
    api.post("/api/customers/", ACME)
    api.post("/api/customers/", {"name": "Kim"})
    api.post("/api/customers/", {"name": "Kim", "address": "Seoul"})
    before = api.get("/api/customers/").json()
    file = SimpleUploadedFile("customers", download(api, f"?format={file_format}"))
    result = api.request("post", "/api/customers/import/", {"file": file}, content_type=MULTIPART_CONTENT).json()
    assert (result["created"], result["updated"], result["unchanged"], result["errors"]) == (0, 0, 3, [])
    assert api.get("/api/customers/").json() == before


def test_reads_piece_by_piece(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.transfer.exports.CHUNK", 2)
    for number in range(5):
        api.post("/api/customers/", {"name": f"Client {number}"})
    assert [line["name"] for line in lines(download(api, ""))] == [f"Client {number}" for number in range(5)]


plain: Any = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
awkward: Any = st.text("'=+-@\t\n,;\"\\\\&<>1aé", max_size=8)
cells: Any = st.one_of(plain, awkward).map(str.strip)


@settings(max_examples=200)
@given(
    table=st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), max_size=5), kind=st.sampled_from(list(WRITERS))
)
def test_reads_back_whatever_was_written(table: list[list[str]], kind: str) -> None:
    content = b"".join(WRITERS[kind](["a", "b", "c"], table))
    _, *rows = [row for _, row in read_rows(io.BytesIO(content))]
    columns = [Column("any").values(cells) for cells in zip(*rows, strict=True)]
    assert [faults for _, faults in columns if faults] == []
    read = [[value or "" for value in row] for row in zip(*(values for values, _ in columns), strict=True)]
    assert read == table


customer: Any = st.fixed_dictionaries(
    {"name": st.one_of(plain, awkward).map(str.strip).filter(bool)}
    | dict.fromkeys(("company", "address", "contact_person", "notes", "source"), cells)
    | {
        "active": st.booleans(),
        "monthly_revenue": st.none() | st.decimals(0, 10**9, places=2),
        "phone": st.text("+0123456789 -()", max_size=20).map(str.strip),
    }
)


@settings(max_examples=30)
@given(rows=st.lists(customer, max_size=4), kind=st.sampled_from(list(WRITERS)))
def test_customers_that_are_exported_import_to_the_same_rows(
    owner: User, rows: list[dict[str, Any]], kind: str
) -> None:
    def table() -> list[Any]:
        return list(customer_rows(Client.unscoped.filter(tenant=owner.tenant), owner.tenant_id))

    def import_table(content: bytes) -> dict[str, int]:
        result = TableImport(io.BytesIO(content), CustomerWriter(owner)).run()
        assert result.errors == []
        return result.counts

    with tenant_context(owner.tenant_id), transaction.atomic():
        for number, fields in enumerate(rows):
            create_customer(actor=owner, email=f"c{number}@x.com", **fields)
        exported = table()
        content = b"".join(WRITERS[kind](HEADER, exported))
        assert import_table(content).get("unchanged", 0) == len(rows)
        Client.unscoped.filter(tenant=owner.tenant).delete()
        assert import_table(content).get("created", 0) == len(rows)
        assert table() == exported
        transaction.set_rollback(True)


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM", "\tx", "\rx", "'=1", "+1 555", "-1-1"])
def test_neutralises_what_a_spreadsheet_would_run(text: str) -> None:
    assert neutral_row([text, "plain"]) == [f"'{text}", "plain"]
    assert Column("any").value(*neutral_row([text])) == text


@pytest.mark.parametrize("text", ["-1.5", "+60123", "12", "plain", "'quoted'", ""])
def test_leaves_numbers_and_plain_text_alone(text: str) -> None:
    assert neutral_row([text]) == [text]
