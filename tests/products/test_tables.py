"""Products to and from tables, as jobs."""

import csv
import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.test.client import MULTIPART_CONTENT

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.conftest import Api
from tests.products.conftest import Add

TASKS = [
    {"name": "Collect | the papers", "duration": 1, "notify_days_before": 2, "notify_customer": True},
    {"name": "Submit", "duration": 5, "duration_is_business_days": True},
]


def work(owner: User, started: Any) -> dict[str, Any]:
    """Do the job as a worker would; answers it as it then stands."""
    assert started.status_code == 202, started.content
    with tenant_context(owner.tenant_id):
        job = Job.unscoped.get(job_id=started.json()["job_id"])
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_job(owner.tenant_id, job.pk)
    return dict(Api(owner).get(f"/api/async-jobs/{job.job_id}/").json())


def exported(api: Api, owner: User, query: str = "", **body: str) -> bytes:
    job = work(owner, api.post(f"/api/products/export/start/{query}", body))
    assert job["status"] == "succeeded", job["error"]
    return b"".join(api.get(f"/api/products/export/download/{job['job_id']}/").streaming_content)


def start_import(api: Api, content: bytes, **form: str) -> Any:
    upload = {"file": SimpleUploadedFile("products.csv", content), **form}
    return api.request("post", "/api/products/import/start/", upload, content_type=MULTIPART_CONTENT)


def imported(api: Api, owner: User, content: bytes | str, **form: str) -> dict[str, Any]:
    raw = content.encode() if isinstance(content, str) else content
    job = work(owner, start_import(api, raw, **form))
    assert job["status"] == "succeeded", job["error"]
    return dict(job["result"])


@pytest.fixture
def catalogue(document_type: Add, product: Add) -> None:
    passport, photo, ticket = (document_type(name)["id"] for name in ("Passport", "Photo; 4x6", "Ticket"))
    product(
        "B211A",
        description="=SUM(1)",
        product_type="visa",
        base_price="120.00",
        retail_price="180.00",
        tax_rate="0.11",
        validity=60,
        required_documents=[passport, photo],
        optional_documents=[ticket],
        tasks=TASKS,
    )
    product("BAG", name="Travel bag", product_type="goods", deprecated=True)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("file_format", ["csv", "excel"])
def test_what_was_exported_changes_nothing_when_imported(api: Api, owner: User, file_format: str) -> None:
    before = api.get("/api/products/").json()
    result = imported(api, owner, exported(api, owner, format=file_format))
    assert (result["processed"], result["created"], result["updated"], result["unchanged"]) == (2, 0, 0, 2)
    assert (result["failed"], result["ignored_columns"]) == (0, [])
    assert api.get("/api/products/").json() == before


@pytest.mark.usefixtures("catalogue")
def test_what_was_exported_makes_the_same_products_elsewhere(api: Api, owner: User, charlie: User) -> None:
    content = exported(api, owner)
    there = Api(charlie)
    for name in ("Passport", "Photo; 4x6", "Ticket"):
        there.post("/api/document-types/", {"name": name})
    assert imported(there, charlie, content)["created"] == 2
    ours, theirs = (
        [
            {name: row[name] for name in row.keys() - _OWN}
            | {"tasks": [{**task, "id": 0} for task in row["tasks"]], "types": len(row["required_documents"])}
            for row in caller.get("/api/products/?ordering=code").json()["results"]
        ]
        for caller in (api, there)
    )
    assert ours == theirs


_OWN = {"id", "owner", "created_at", "updated_at", "required_documents", "optional_documents"}


@pytest.mark.usefixtures("catalogue")
def test_exports_what_the_filters_leave_in_cells_that_people_read(api: Api, owner: User) -> None:
    (row,) = csv.DictReader(io.StringIO(exported(api, owner, "?product_type=visa&search=vis").decode("utf-8-sig")))
    assert (row["code"], row["retail_price"], row["tax_rate"], row["deprecated"]) == (
        "B211A",
        "180.00",
        "0.11",
        "false",
    )
    assert row["description"] == "'=SUM(1)"
    assert row["required_documents"].split("\n") == ["Passport", "Photo; 4x6"]
    assert row["tasks"].split("\n") == [
        "Collect | the papers | 1 day | remind 2 days before | tell the customer",
        "Submit | 5 business days",
    ]


def test_refuses_an_unknown_filter_value_before_the_export_starts(api: Api) -> None:
    assert api.post("/api/products/export/start/?product_type=cruise").status_code == 400
    assert api.post("/api/products/export/start/?format=pdf").status_code == 400
    assert api.get("/api/async-jobs/").json()["count"] == 0


@pytest.mark.usefixtures("catalogue")
def test_serves_the_file_to_its_own_company_only(api: Api, owner: User, charlie: User) -> None:
    job = work(owner, api.post("/api/products/export/start/"))
    path = f"/api/products/export/download/{job['job_id']}/"
    assert api.get(path).status_code == 200
    assert Api(charlie).get(path).status_code == 404


def test_imports_by_code_and_tells_the_bad_rows(api: Api, owner: User, product: Add) -> None:
    product("OLD", name="Old name", retail_price="10.00")
    table = (
        "SKU,Title,Price,VAT rate,Type,Documents,Steps,Colour\n"
        "old,New name,,,,,,red\n"
        'NEW,Something,12.50,11%,Visa,,"Begin | 2 days\nEnd | 1 business day",blue\n'
        ",Nameless,1,,,,,\n"
        "P1,Wrong price,-1,,,,,\n"
        "P2,Wrong type,1,,cruise,,,\n"
        "P3,Wrong document,1,,,Passport,,\n"
        "P4,Wrong steps,1,,,,Begin soon,\n"
        "P5,,1,,,,,\n"
        "P6,Too fine,1.005,,,,,\n"
    )
    result = imported(api, owner, table)
    assert (result["processed"], result["created"], result["updated"], result["failed"]) == (9, 1, 1, 7)
    assert [(error["row"], error["field"]) for error in result["errors"]] == [
        (4, "code"), (5, "retail_price"), (6, "product_type"), (7, "required_documents"), (8, "tasks"), (9, "name"),
        (10, "retail_price"),
    ]  # fmt: skip
    assert result["ignored_columns"] == ["Colour"]
    old, new = api.get("/api/products/?ordering=id").json()["results"]
    assert (old["code"], old["name"], old["retail_price"]) == ("OLD", "New name", "10.00")
    assert (new["retail_price"], new["tax_rate"], new["product_type"]) == ("12.50", "0.11", "visa")
    assert [(task["name"], task["duration"], task["duration_is_business_days"]) for task in new["tasks"]] == [
        ("Begin", 2, False), ("End", 1, True),
    ]  # fmt: skip


def test_a_dry_run_stores_nothing(api: Api, owner: User) -> None:
    assert imported(api, owner, "code,name\nA,Apple\n", dry_run="true")["created"] == 1
    assert api.get("/api/products/").json()["count"] == 0


@pytest.mark.parametrize("content", [b"", b"name\nApple\n", b"\x00\x01\x02\x03" * 100, b"%PDF-1.7"])
def test_refuses_a_file_that_cannot_be_read_at_once(api: Api, content: bytes) -> None:
    assert start_import(api, content).status_code == 400
    assert api.get("/api/async-jobs/").json()["count"] == 0


def test_leaves_no_upload_behind(api: Api, owner: User) -> None:
    imported(api, owner, "code,name\nA,Apple\n")
    folder = f"imports/{owner.tenant_id}"
    assert not default_storage.exists(folder) or default_storage.listdir(folder)[1] == []
