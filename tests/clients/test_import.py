import csv
import gc
import io
import os
import zipfile
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
import xlsxwriter
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.imports import CustomerWriter
from apps.core.bodies import UNKNOWN_LENGTH
from apps.core.tenancy import tenant_context
from apps.core.transfer import imports, tables
from apps.core.transfer.tables import read_rows
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.conftest import Api

HEADER = "name,company_name,email,phone,address,monthly_revenue,potential_revenue,status,assigned_sales_person"
ROWS = [
    "Acme Inc,Acme,c@acme.com,+1 555 333 4444,123 Main St,5000.00,10000.00,Active,",
    "Beta Ltd,Beta,b@beta.com,,,100,,Inactive,owner@acme.example",
    "Gamma GmbH,,,+49 30 123456,,,,,",
]


def upload(api: Api, content: str | bytes, query: str = "", name: str = "customers.csv", **form: str) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return post(api, query, {"file": SimpleUploadedFile(name, raw), **form})


def post(api: Api, query: str, form: dict[str, Any]) -> Any:
    return api.request("post", f"/api/customers/import/{query}", form, content_type=MULTIPART_CONTENT)


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def imported(api: Api, content: str | bytes, **options: Any) -> dict[str, Any]:
    answer = upload(api, content, **options)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def customers(api: Api) -> list[dict[str, Any]]:
    return list(api.get("/api/customers/?ordering=id").json()["results"])


def workbook(*rows: list[Any]) -> bytes:
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return sink.getvalue()


def test_imports_customers(api: Api, owner: User) -> None:
    result = imported(api, table(*ROWS))
    assert (result["success"], result["processed"], result["created"], result["updated"]) == (True, 3, 3, 0)
    assert result["errors"] == []
    acme, beta, gamma = customers(api)
    assert (acme["name"], acme["company_name"], acme["monthly_revenue"], acme["status"]) == (
        "Acme Inc", "Acme", "5000.00", "Active",
    )  # fmt: skip
    assert (beta["status"], beta["monthly_revenue"], beta["assigned_sales_person"]) == ("Inactive", "100.00", owner.pk)
    assert (gamma["email"], gamma["phone"], gamma["owner"]) == ("", "+49 30 123456", owner.pk)
    assert api.get("/api/customers/?search=gam").json()["count"] == 1
    with tenant_context(owner.tenant_id):
        events = AuditLog.unscoped.filter(resource_type="client", action="create", user=owner)
        assert sorted(event.new_values["name"] for event in events) == ["Acme Inc", "Beta Ltd", "Gamma GmbH"]


def test_changes_nothing_the_second_time(api: Api) -> None:
    imported(api, table(*ROWS))
    before = customers(api)
    result = imported(api, table(*ROWS))
    assert (result["created"], result["updated"], result["unchanged"]) == (0, 0, 3)
    assert customers(api) == before


def test_matches_by_email_then_phone_then_name(api: Api) -> None:
    imported(api, table(*ROWS))
    result = imported(
        api,
        table(
            "Acme Incorporated,,C@ACME.com,,,,,,",
            "Gamma Holding,,g@gamma.de,+49 (30) 12-34-56,,,,,",
            "beta ltd,,,,1 Beta Street,,,,",
        ),
    )
    assert (result["created"], result["updated"]) == (0, 3)
    acme, beta, gamma = customers(api)
    assert (acme["name"], acme["address"]) == ("Acme Incorporated", "123 Main St")
    assert (beta["address"], beta["email"]) == ("1 Beta Street", "b@beta.com")
    assert (gamma["name"], gamma["email"]) == ("Gamma Holding", "g@gamma.de")


def test_takes_no_row_for_somebody_with_another_email(api: Api) -> None:
    imported(api, table("John Smith,,john@a.com,555 1234,,,,,"))
    result = imported(api, table("John Smith,,john@b.com,555 1234,,,,,"))
    assert (result["created"], result["updated"]) == (1, 0)


def test_joins_rows_of_one_file_that_mean_the_same(api: Api) -> None:
    result = imported(api, table("Acme,,a@acme.com,,,,,,", "Acme,,A@acme.com,555,,,,,", "Acme,,,,Main St,,,,"))
    assert (result["created"], result["updated"]) == (1, 2)
    (acme,) = customers(api)
    assert (acme["phone"], acme["address"]) == ("555", "Main St")


def test_stores_rows_in_the_order_of_the_file(api: Api) -> None:
    imported(api, "name,email\nJane,j@x.com\nKim,k@x.com\nLee,l@x.com\nKim,kk@x.com\nMia,m@x.com\n")
    stored = api.get("/api/customers/?ordering=id").json()["results"]
    assert [row["email"] for row in stored] == ["j@x.com", "k@x.com", "l@x.com", "kk@x.com", "m@x.com"]


def test_lets_statistics_know_a_large_import(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(imports, "refresh_statistics", lambda *tables: looked_at.extend(tables))
    for most in (3, 2):
        monkeypatch.setattr(imports, "LOOK_AFTER", most)
        imported(api, "name\nJane\nKim\n", query="?dry_run=true")
        imported(api, "name\nJane\nKim\n")
    assert looked_at == ["clients_client"]


def test_lets_go_of_no_memory_that_was_settled_before(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web process has what it loaded frozen for good, and a worker may do two imports at once."""
    gc.unfreeze()  # another test may have loaded the web process' entrance
    frozen_within = []

    def write(self: CustomerWriter, rows: Any) -> Any:
        frozen_within.append(gc.get_freeze_count())
        return dict.fromkeys(self.counted, 0)

    monkeypatch.setattr(CustomerWriter, "write", write)
    upload(api, table("Kim,,,,,,,,"))
    assert (frozen_within.pop() > 0, gc.get_freeze_count()) == (True, 0)
    gc.freeze()
    try:
        upload(api, table("Kim,,,,,,,,"))
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_asks_which_of_several_namesakes_is_meant(api: Api) -> None:
    imported(api, table("Kim,,k1@x.com,,,,,,", "Kim,,k2@x.com,,,,,,"))
    result = imported(api, table("Kim,,,,Seoul,,,,"))
    assert [(error["row"], error["field"]) for error in result["errors"]] == [(2, "name")]


def test_makes_a_customer_of_a_prospect(api: Api) -> None:
    lead = api.post("/api/clients/", {"name": "Acme Inc", "email": "c@acme.com"}).json()
    result = imported(api, table(ROWS[0]))
    assert (result["created"], result["updated"]) == (0, 1)
    assert [row["id"] for row in customers(api)] == [lead["id"]]
    (note,) = api.get(f"/api/clients/{lead['id']}/").json()["interactions"]
    assert note["subject"] == "Stage: LEAD -> ACTIVE"


@pytest.mark.parametrize("held", ["\\", "\\N", "C:\\new", "\\.", "a\tb", "a\nb", "a\rb", 'C:\\new\tdir\n\\.\n"1", \\N'])
def test_keeps_what_a_cell_holds(api: Api, held: str) -> None:
    quoted = held.replace('"', '""')
    imported(api, table(f'"Back""slash",,,,"{quoted}",,,,', "Plain,,,,,,,,"))
    first, plain = customers(api)
    assert (first["name"], first["address"]) == ('Back"slash', held)
    assert (plain["address"], plain["monthly_revenue"]) == ("", None)


def test_tells_bad_rows_and_keeps_good_ones(api: Api) -> None:
    result = imported(
        api,
        table(
            ROWS[0],
            "No Mail,,not an address,,,,,,",
            "Much Money,,,,,1e5,,,",
            "",
            "Odd Status,,,,,,,Sleeping,",
            "No User,,,,,,,,nobody",
            ",,x@y.com,,,,,,",
            "Ragged,row",
            f"{'x' * 202},,,,,,,,",
            ROWS[1],
        ),
    )
    assert (result["processed"], result["created"], result["failed"]) == (9, 2, 7)
    assert [(error["row"], error["field"]) for error in result["errors"]] == [
        (3, "email"), (4, "monthly_revenue"), (6, "status"), (7, "assigned_sales_person"), (8, "name"), (9, ""),
        (10, "name"),
    ]  # fmt: skip
    rejected = api.get(result["errors_url"].removeprefix("http://testserver"))
    lines = list(csv.DictReader(io.StringIO(b"".join(rejected.streaming_content).decode("utf-8-sig"))))
    assert (lines[0]["name"], lines[0]["import_row"]) == ("No Mail", "3")
    assert "no e-mail address" in lines[0]["import_reason"]
    assert len(lines) == 7


def test_takes_no_user_of_another_tenant(api: Api, charlie: User) -> None:
    result = imported(api, table(f"Acme,,,,,,,,{charlie.email}"))
    assert [error["field"] for error in result["errors"]] == ["assigned_sales_person"]


def test_previews_without_storing(api: Api) -> None:
    result = imported(api, table(*ROWS, "Bad,,x,,,,,,"), query="?dry_run=true")
    assert (result["created"], result["failed"]) == (3, 1)
    assert imported(api, table(*ROWS), dry_run="true")["created"] == 3
    assert customers(api) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_reads_any_usual_delimiter_and_encoding(api: Api, delimiter: str, encoding: str) -> None:
    content = f'Name{delimiter}E-Mail{delimiter}Tel\r\n"Müller{delimiter} Jörg"{delimiter}j@m.de{delimiter}030 1\r\n'
    assert imported(api, content.encode(encoding))["created"] == 1
    (customer,) = customers(api)
    assert (customer["name"], customer["email"], customer["phone"]) == (
        f"Müller{delimiter} Jörg".strip(),
        "j@m.de",
        "030 1",
    )


def test_reads_workbooks(api: Api) -> None:
    content = workbook(
        [],
        ["Customer Name", "Phone", "Monthly_Revenue", "Status"],
        ["Acme", 15551112222, 1234.5, "ACTIVE"],
        [],
        ["Beta"],
    )
    result = imported(api, content, name="customers.xlsx")
    assert (result["processed"], result["created"], result["errors"]) == (2, 2, [])
    acme, _ = customers(api)
    assert (acme["phone"], acme["monthly_revenue"]) == ("15551112222", "1234.50")
    bad = imported(api, workbook([], ["Name", "Email"], [], ["Acme", "nonsense"]), name="customers.xlsx")
    assert bad["errors"][0]["row"] == 4


def test_reads_whatever_a_workbook_writes_a_cell_with(api: Api) -> None:
    strings = b"""<sst xmlns="m"><si><t> Acme </t></si>
        <si><r><t>Ac</t></r><r><t>me 2</t></r><rPh><t>spoken</t></rPh></si></sst>"""
    styles = b"""<styleSheet xmlns="m"><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm"/>
        <numFmt numFmtId="171" formatCode="[h]:mm"/><numFmt numFmtId="172" formatCode="&quot;day&quot;0"/></numFmts>
        <cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/></cellXfs>
        </styleSheet>"""
    titles = b"".join(_text(title) for title in (b"name", b"phone", b"notes", b"address", b"source", b"status"))
    rows = [
        b'<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"><v>45322</v></c><c r="D2" s="2"><v>45322.5</v></c>'
        b'<c r="E2" s="3"><v>1.5</v></c><c r="F2" t="b"><v>1</v></c><c r="Z2"><v>9</v></c></row>',
        b'<row r="5"><c r="A5" t="s"><v>1</v></c><c t="str"><f>1+1</f><v>555</v></c><c s="4"><v>7.0</v></c></row>',
    ]
    parts = {"xl/strings.xml": strings, "xl/styles.xml": styles}
    content = _sheet(b"<row>%s</row>" % titles + b"".join(rows), parts=parts)
    result = imported(api, content, name="customers.xlsx")
    assert (result["processed"], result["created"], result["errors"]) == (2, 2, [])
    first, second = customers(api)
    assert [first[name] for name in ("name", "phone", "notes", "address", "source", "status")] == [
        "Acme", "", "2024-01-31", "2024-01-31T12:00:00", "1 day, 12:00:00", "Active",
    ]  # fmt: skip
    assert [second[name] for name in ("name", "phone", "notes")] == ["Acme 2", "555", "7"]


def test_reads_a_workbook_piece_by_piece() -> None:
    rows = [["name"], *([os.urandom(100).hex()] for _ in range(20_000))]
    file = io.BytesIO(workbook(*rows))
    inline = io.BytesIO(_sheet(b"".join(b"<row>%s</row>" % _text(row[0].encode()) for row in rows)))
    assert len(list(read_rows(file))) == len(list(read_rows(inline))) == 20_001
    read: list[int] = []
    size, take = len(inline.getvalue()), inline.read
    inline.read = lambda n=-1: read.append(n) or take(n)  # type: ignore[method-assign, assignment]
    for _ in islice(read_rows(inline), 1_000):
        pass
    assert sum(read) < size / 2


def test_takes_a_column_map(api: Api) -> None:
    content = "Firma;Ort;Wer\nAcme;Berlin;Jane\n"
    assert upload(api, content).status_code == 400
    result = imported(api, content, columns='{"Firma": "name", "Ort": "address"}')
    assert (result["created"], result["ignored_columns"]) == (1, ["Wer"])
    assert customers(api)[0]["address"] == "Berlin"
    for wrong in ('{"Firma": "id"}', '{"Nope": "name"}', "[]", "{", '{"Firma": 1}'):
        assert upload(api, content, columns=wrong).status_code == 400


def _zip(parts: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return sink.getvalue()


NAMED = {
    "xl/workbook.xml": b"""<workbook xmlns="m" xmlns:r="o"><sheets><sheet r:id="a"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": b"""<Relationships xmlns="p"><Relationship Id="a" Type="x/worksheet"
        Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="/xl/strings.xml"/>
        <Relationship Id="c" Type="x/styles" Target="styles.xml"/></Relationships>""",
}
ENTITIES = b"""<!DOCTYPE w [<!ENTITY a "x">%s]>""" % b"".join(
    b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 12)
)


def _sheet(rows: bytes, doctype: bytes = b"", parts: dict[str, bytes] | None = None) -> bytes:
    sheet = doctype + b'<worksheet xmlns="m"><sheetData>' + rows + b"</sheetData></worksheet>"
    return _zip(NAMED | {"xl/worksheets/sheet1.xml": sheet} | (parts or {}))


def _text(text: bytes, attributes: bytes = b"") -> bytes:
    return b'<c t="inlineStr"%s><is><t>%s</t></is></c>' % (attributes, text)


NAME = b"<row>%s</row>" % _text(b"name")


UNREADABLE = {
    "empty": b"",
    "blank": b"\n\n",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a header twice": b"name,name\na,b\n",
    "synonyms": b"name,customer\na,b\n",
    "no known column": b"colour,size\nred,1\n",
    "an endless cell": b"name\n" + b'"' + b"x" * 200_000,
    "odd UTF-16": b"\xff\xfename",
    "no text": b"\x81\x8d\x8f",
    "a broken archive": b"PK\x03\x04broken",
    "an archive": _zip({"readme": b"hello"}),
    "no workbook": _zip({"xl/workbook.xml": b"<nonsense/>"}),
    "a bomb": _zip(NAMED | {"xl/worksheets/sheet1.xml": b" " * 50_000_000}),
    "a row too far": _sheet(NAME + b'<row r="1000002"/>'),
    "a column too far": _sheet(NAME + b'<row><c r="GS2"/></row>'),
    "too many cells": _sheet(NAME + b"<row>" + b"<c/>" * 201 + b"</row>"),
    "an endless row": _sheet(NAME + b"<row>" + os.urandom(2_200_000).hex().encode() + b"</row>"),
    "entities": _sheet(NAME + b"<row>%s</row>" % _text(b"&l;"), ENTITIES),
    "a text that is not there": _sheet(NAME + b'<row><c t="s"><v>7</v></c></row>'),
    "rows out of order": _sheet(NAME + b'<row r="1"/>'),
    "broken XML": _sheet(NAME + b"<row><c><v>1</c></row>"),
    "no number": _sheet(NAME + b"<row><c><v>one</v></c></row>"),
    "cut off": _sheet(NAME + NAME)[:-400],
    "too many columns": b",".join([b"name"] * 201),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_refuses_what_cannot_be_read(api: Api, content: bytes) -> None:
    refused = upload(api, content)
    assert refused.status_code == 400
    assert refused.json()["message"]
    assert customers(api) == []


def test_takes_as_many_rows_as_it_says_and_not_one_more(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert imported(api, table(*ROWS) + "\n\n")["created"] == 3
    refused = upload(api, table(*ROWS, "One more,,,,,,,,"))
    assert (refused.status_code, "more than 3 rows" in refused.json()["message"]) == (400, True)


def test_needs_a_file(api: Api) -> None:
    assert post(api, "", {}).status_code == 400
    assert api.post("/api/customers/import/", {"file": "text"}).status_code == 400


def test_refuses_too_large_an_upload(api: Api, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000
    assert upload(api, table(*ROWS) + "x" * 2_000).status_code == 413
    assert upload(api, b"x" * 200_000).status_code == 413


def test_refuses_a_large_upload_of_unknown_length_and_says_so(api: Api) -> None:
    form = {"file": SimpleUploadedFile("customers.csv", table(*ROWS).encode())}
    unknown = {"Content-Length": str(UNKNOWN_LENGTH)}
    refused = api.request("post", "/api/customers/import/", form, content_type=MULTIPART_CONTENT, **unknown)
    assert (refused.status_code, refused.json()["error"]) == (413, "length_required")
    assert "more than 2,000,000 bytes must name its length" in refused.json()["message"]


def test_neither_takes_nor_shows_formulas_as_such(api: Api) -> None:
    imported(api, table("'=1+1,,,,'@home,,,,", "=cmd,,,+60123,,,,,"))
    names = [customer["name"] for customer in customers(api)]
    assert names == ["=1+1", "=cmd"]


def test_imports_many_rows_as_a_job(api: Api, owner: User) -> None:
    rows = [f"Client {number},,c{number}@example.com,,,,,," for number in range(4_500)]
    rows[4_100] = "Bad,,nonsense,,,,,,"
    started = upload(api, table(*rows))
    assert started.status_code == 202
    job = started.json()
    assert job["status"] in ("queued", "succeeded")
    with tenant_context(owner.tenant_id):
        row = Job.unscoped.get(job_id=job["job_id"])
    run_job(owner.tenant_id, row.pk)
    done = api.get(job["status_url"].removeprefix("http://testserver")).json()
    assert (done["status"], done["result"]["created"], done["result"]["failed"]) == ("succeeded", 4_499, 1)
    assert done["result"]["errors"][0]["row"] == 4_102
    assert done["file_url"]
    assert api.get("/api/customers/").json()["count"] == 4_499


def test_goes_on_where_a_killed_worker_stopped(api: Api, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 2_000)
    rows = [f"Client {number},,,,,,,," for number in range(4_500)]
    rows[10] = "Bad,,nonsense,,,,,,"
    started = upload(api, table(*rows)).json()
    with tenant_context(owner.tenant_id):
        row = Job.unscoped.get(job_id=started["job_id"])
    calls = 0
    write = CustomerWriter.write

    def dying(self: CustomerWriter, batch: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            write(self, batch)
            raise MemoryError("killed")
        return write(self, batch)

    monkeypatch.setattr(CustomerWriter, "write", dying)
    run_job(owner.tenant_id, row.pk)
    assert api.get("/api/customers/").json()["count"] == 1_999
    run_job(owner.tenant_id, row.pk)
    with tenant_context(owner.tenant_id):
        row.refresh_from_db()
    assert (row.status, row.result["processed"], row.result["created"], row.result["failed"]) == (
        "succeeded",
        4_500,
        4_499,
        1,
    )
    assert calls == 4
    with row.file.open() as file:
        assert file.read().decode("utf-8-sig").count("nonsense") == 2
    assert api.get("/api/customers/").json()["count"] == 4_499


@pytest.mark.parametrize("end", ["succeeded", "failed", "cancelled"])
def test_removes_the_uploaded_file_once_the_job_has_ended(
    api: Api, owner: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, end: str
) -> None:
    started = upload(api, table(*(f"Client {number},,,,,,,," for number in range(2_001)))).json()
    with tenant_context(owner.tenant_id):
        row = Job.unscoped.get(job_id=started["job_id"])
    assert default_storage.exists(row.arguments["path"])
    if end == "cancelled":
        assert api.post(f"/api/async-jobs/{started['job_id']}/cancel/").status_code == 200
    else:
        if end == "failed":
            monkeypatch.setattr(CustomerWriter, "write", lambda self, rows: 1 / 0)
            for _ in range(2):
                run_job(owner.tenant_id, row.pk)
                assert default_storage.exists(row.arguments["path"])
        with django_capture_on_commit_callbacks(execute=True):
            run_job(owner.tenant_id, row.pk)
    with tenant_context(owner.tenant_id):
        row.refresh_from_db()
    assert row.status == end
    assert not default_storage.exists(row.arguments["path"])
    assert not default_storage.exists(f"{row.arguments['path']}.rejected")


def test_gives_a_sales_person_what_they_import(api: Api, colleague: Callable[..., User]) -> None:
    imported(api, table(ROWS[0]))
    sales = Api(colleague("sales_person"))
    result = imported(sales, table(ROWS[0], "Acme Inc,,,+1 555 333 4444,,,,,"))
    assert [error["field"] for error in result["errors"]] == ["email"]
    assert result["created"] == 1
    assert [row["assigned_sales_person"] for row in customers(sales)] == [sales.user.pk]
    assert "123 Main St" not in str(result)
