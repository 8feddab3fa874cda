"""Bills in and out as tables, and as files for people."""

import io
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test.client import MULTIPART_CONTENT

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.bills.imports import BillWriter
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.bills.bodies import add_bill, add_customer
from tests.conftest import Api

HEADER = (
    "customer_name,customer_email,customer_phone,billing_date,iig_qt,iig_qt_price,fna,fna_price,discount,"
    "total_received,status,remarks"
)
ROWS = [
    "Acme Inc,c@acme.com,,2025-11-30,10,100.00,1,10.00,0,100.00,Active,Monthly",
    "Acme Inc,C@Acme.com,,2025-12-31,10,100.00,1,10.00,10.00,0,Active,",
    "Beta Cable,b@beta.com,+880 17 1234,2025-11-30,2.50,25.5,,,,,inactive,",
    "Gamma Net,,,2025-11-15,1,7,,,,,,",
]


def upload(api: Api, content: str | bytes, query: str = "", name: str = "bills.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    form = {"file": SimpleUploadedFile(name, raw)}
    return api.request("post", f"/api/bills/import/{query}", form, content_type=MULTIPART_CONTENT)


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def imported(api: Api, content: str | bytes, **options: Any) -> dict[str, Any]:
    answer = upload(api, content, **options)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def bills(api: Api, query: str = "") -> list[dict[str, Any]]:
    return list(api.get(f"/api/bills/?ordering=id{query}").json()["results"])


def counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(
        result[name] for name in ("processed", "customers_created", "bills_created", "bills_updated", "failed")
    )


def test_imports_bills_with_the_customers_that_are_new(api: Api, owner: User, customer: Client) -> None:
    result = imported(api, table(*ROWS))
    assert (result["success"], result["errors"]) == (True, [])
    assert counts(result) == (4, 2, 4, 0, 0)
    first, second, beta, gamma = bills(api)
    assert (first["customer"], first["total_bill"], first["total_due"], first["remarks"]) == (
        customer.pk, "110.00", "10.00", "Monthly",
    )  # fmt: skip
    assert (second["customer"], second["total_bill"], second["discount"]) == (customer.pk, "100.00", "10.00")
    assert (beta["status"], beta["iig_qt"], beta["total_bill"]) == ("Inactive", "2.50", "25.50")
    assert (gamma["customer_details"]["name"], gamma["month"]) == ("Gamma Net", "2025-11-01")
    shown = api.get(f"/api/customers/{beta['customer']}/").json()
    assert (shown["name"], shown["email"], shown["phone"], shown["status"]) == (
        "Beta Cable", "b@beta.com", "+880 17 1234", "Active",
    )  # fmt: skip
    assert api.get("/api/bills/?search=monthly").json()["count"] == 1
    with tenant_context(owner.tenant_id):
        events = AuditLog.unscoped.filter(resource_type="bill", action="create", user=owner)
        assert {event.resource_id for event in events} == {str(bill["id"]) for bill in (first, second, beta, gamma)}


def test_makes_nothing_the_second_time(api: Api) -> None:
    assert counts(imported(api, table(*ROWS))) == (4, 3, 4, 0, 0)
    before = bills(api)
    again = imported(api, table(*ROWS))
    assert counts(again) == (4, 0, 0, 0, 0)
    assert again["bills_unchanged"] == 4
    assert bills(api) == before


def test_corrects_the_bill_of_a_customer_and_date(api: Api) -> None:
    imported(api, table(*ROWS))
    result = imported(
        api, table("Acme,c@acme.com,,2025-11-30,,,,,,110.00,,", "Acme,c@acme.com,,2025-11-30,,,,,,,,Paid")
    )
    assert counts(result) == (2, 0, 0, 2, 0)
    first = bills(api)[0]
    assert (first["total_bill"], first["total_due"], first["remarks"]) == ("110.00", "0.00", "Paid")
    assert first["customer_details"]["name"] == "Acme Inc"


def test_joins_rows_of_one_file_that_mean_the_same(api: Api) -> None:
    rows = (
        "New,n@x.com,,2025-11-30,1,10,,,,,,",
        "New,N@x.com,,2025-11-30,,,1,5,,,,",
        "New,n@x.com,,2025-11-02,1,1,,,,,,",
    )
    result = imported(api, table(*rows))
    assert counts(result) == (3, 1, 2, 1, 0)
    assert [(bill["total_bill"], bill["month"]) for bill in bills(api)] == [("15.00", "2025-11-01"), ("1.00", None)]


def test_takes_a_customers_id(api: Api, owner: User, charlie: User, customer: Client) -> None:
    theirs = add_customer(charlie)
    header = "customer,billing_date,fna_price"
    result = imported(
        api, table(f"{customer.pk},2025-11-30,5", f"{theirs.pk},2025-11-30,5", "x,2025-11-30,5", header=header)
    )
    assert counts(result) == (3, 0, 1, 0, 2)
    assert [(error["row"], error["field"]) for error in result["errors"]] == [(3, "customer"), (4, "customer")]


def test_uses_and_books_advances(api: Api) -> None:
    header = "customer_name,billing_date,fna_price,total_received,advance"
    content = table("Acme,2025-10-31,100,100,130", "Acme,2025-11-30,100,0,", "Acme,2025-12-31,100,20,", header=header)
    assert counts(imported(api, content)) == (3, 1, 3, 0, 0)
    shown = [(bill["total_received"], bill["advance_used"], bill["total_due"]) for bill in bills(api)]
    assert shown == [("100.00", "0.00", "0.00"), ("100.00", "100.00", "0.00"), ("50.00", "30.00", "50.00")]
    assert imported(api, content)["bills_unchanged"] == 3
    assert [row["balance"] for row in api.get("/api/bills/advances/").json()["results"]] == ["0.00"]


def test_tells_bad_rows_and_keeps_good_ones(api: Api) -> None:
    result = imported(
        api,
        table(
            ROWS[0],
            "Bad Day,,,2025-02-30,1,1,,,,,,",
            "No Day,,,,1,1,,,,,,",
            "Negative,,,2025-11-30,1,-5.00,,,,,,",
            "Fine Cents,,,2025-11-30,1,1.001,,,,,,",
            "Much Received,,,2025-11-30,1,5,,,,6,,",
            "Large Discount,,,2025-11-30,1,5,,,6,,,",
            "Odd Status,,,2025-11-30,1,5,,,,,Sleeping,",
            ",,,2025-11-30,1,5,,,,,,",
            "Bad Mail,nonsense,,2025-11-30,1,5,,,,,,",
            "Half Bits,,,2025-11-30,1.001,5,,,,,,",
            "Early,,,1600-01-01,1,5,,,,,,",
            "Ragged,row",
            ROWS[3],
        ),
    )
    assert [(error["row"], error["field"]) for error in result["errors"]] == [
        (3, "billing_date"), (4, "billing_date"), (5, "iig_qt_price"), (6, "iig_qt_price"), (7, "total_received"),
        (8, "discount"), (9, "status"), (10, "customer_name"), (11, "customer_email"), (12, "iig_qt"),
        (13, "billing_date"), (14, ""),
    ] or sorted((error["row"], error["field"]) for error in result["errors"])  # fmt: skip
    assert (result["failed"], result["bills_created"]) == (12, 2)
    assert result["errors_url"]


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("customer_name,iig_qt_price", "billing_date"),
        ("billing_date,iig_qt_price", "customer_name"),
        ("colour,size", "customer_name"),
    ],
)
def test_wants_the_columns_without_which_no_bill_can_be(api: Api, header: str, named: str) -> None:
    answer = upload(api, f"{header}\na,b\n")
    assert answer.status_code == 400
    assert named in answer.json()["message"]
    assert api.request("post", "/api/bills/import/", {}, content_type=MULTIPART_CONTENT).status_code == 400


def test_counts_nothing_in_a_file_without_rows(api: Api) -> None:
    assert counts(imported(api, HEADER)) == (0, 0, 0, 0, 0)


def test_asks_which_of_several_namesakes_is_meant(api: Api, owner: User) -> None:
    for number in (1, 2):
        add_customer(owner, name="Kim", email=f"k{number}@x.com")
    result = imported(api, table("Kim,,,2025-11-30,1,5,,,,,,"))
    assert [(error["row"], error["field"]) for error in result["errors"]] == [(2, "customer_name")]


def test_previews_without_storing(api: Api) -> None:
    assert counts(imported(api, table(*ROWS), query="?dry_run=true")) == (4, 3, 4, 0, 0)
    assert (bills(api), api.get("/api/customers/").json()["count"]) == ([], 0)


def test_reads_workbooks(api: Api) -> None:
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Customer Name", "Billing Date", "IIG QT", "IIG_QT Price", "Status"])
    sheet.write_row(1, 0, ["Acme", "2025-11-30", 10, 100.5, "ACTIVE"])
    book.close()
    assert counts(imported(api, sink.getvalue(), name="bills.xlsx")) == (1, 1, 1, 0, 0)
    assert bills(api)[0]["total_bill"] == "100.50"


def run_started(api: Api, owner: User, started: dict[str, Any]) -> Job:
    with tenant_context(owner.tenant_id):
        job: Job = Job.unscoped.get(job_id=started["job_id"])
    run_job(owner.tenant_id, job.pk)
    with tenant_context(owner.tenant_id):
        job.refresh_from_db()
    return job


def test_goes_on_where_a_killed_worker_stopped(api: Api, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.transfer.imports.BATCH", 2_000)
    rows = [f"Customer {n % 900},c{n % 900}@x.com,,2025-{1 + n // 900:02d}-28,1,{n}.25,,,,,," for n in range(4_500)]
    started = upload(api, table(*rows))
    assert started.status_code == 202
    calls = 0
    write = BillWriter.write

    def dying(self: BillWriter, batch: Any) -> Any:
        nonlocal calls
        calls += 1
        counted = write(self, batch)
        if calls == 2:
            raise MemoryError("killed")
        return counted

    monkeypatch.setattr(BillWriter, "write", dying)
    assert run_started(api, owner, started.json()).status == "queued"
    assert api.get("/api/bills/").json()["count"] == 2_000
    job = run_started(api, owner, started.json())
    assert (job.status, job.result["bills_created"], job.result["customers_created"]) == ("succeeded", 4_500, 900)
    assert api.get("/api/bills/").json()["count"] == 4_500
    again = run_started(api, owner, upload(api, table(*rows)).json())
    assert (again.result["bills_created"], again.result["bills_unchanged"]) == (0, 4_500)


def exported(api: Api, query: str) -> Any:
    answer = api.get(f"/api/bills/export/?{query}")
    assert answer.status_code == 200
    return answer, b"".join(answer.streaming_content)


def test_exports_bills_with_their_totals(api: Api, customer: Client) -> None:
    add_bill(api, customer, remarks="=1+1")
    add_bill(api, customer, billing_date="2025-12-31")
    answer, content = exported(api, "format=csv&billing_date=2025-11-30")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bills.csv"'
    header, row = content.decode("utf-8-sig").splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert (cells["customer_name"], cells["customer_email"]) == ("Acme Inc", "c@acme.com")
    assert (cells["total_bill"], cells["total_received"], cells["total_due"]) == ("130.00", "100.00", "30.00")
    assert cells["remarks"] == "'=1+1"
    _, workbook = exported(api, "format=excel&ordering=billing_date")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 3
    assert sheet[2][sheet[0].index("billing_date")] == "2025-12-31"
    assert api.get("/api/bills/export/?format=pdf").status_code == 400


@pytest.mark.parametrize("kind", ["csv", "excel"])
def test_what_was_exported_can_be_imported_again(api: Api, customer: Client, kind: str) -> None:
    add_bill(api, customer, total_received="130.00", advance="30.00", remarks="=1+1")
    add_bill(api, customer, billing_date="2025-12-31", nttn_cap="-5", total_received="7")
    before = bills(api)
    _, content = exported(api, f"format={kind}")
    result = imported(api, content)
    assert (result["bills_unchanged"], result["failed"]) == (2, 0)
    assert sorted(result["ignored_columns"]) == ["total_bill", "total_due"]
    assert bills(api) == before


def test_imports_and_exports_on_the_command_line(api: Api, owner: User, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "bills.csv"
    file.write_text(table(*ROWS))
    call_command("import_bills", str(file), tenant=owner.tenant.domain)
    assert "4 rows: 3 customers created, 4 bills created" in capsys.readouterr().out
    target = tmp_path / "out.xlsx"
    call_command("export_bills", str(target), tenant=owner.tenant.domain)
    assert imported(api, target.read_bytes())["bills_unchanged"] == 4


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_makes_a_bills_file(api: Api, customer: Client, kind: str, start: bytes) -> None:
    bill = add_bill(api, customer)
    answer = api.get(f"/api/bills/{bill['id']}/download/?file_format={kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="BILL-2025-11-{bill["id"]}.{kind}"'
    assert answer.content.startswith(start)
    assert api.get(f"/api/bills/{bill['id']}/download/?file_format=gif").status_code == 400
