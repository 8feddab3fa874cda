from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import MULTIPART_CONTENT
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from tests.conftest import Api


def create(api: Api, name: str, email: str = "", door: str = "/api/customers/", **fields: Any) -> dict[str, Any]:
    answer = api.post(door, {"name": name, "email": email} | fields)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "Somebody", "phone": "+1 (555) 111-2222"}, "phone"),
        ({"name": "Somebody", "tax_number": "gb-123 456"}, "tax_number"),
        ({"name": "Acme Trading Limited"}, "name"),
        ({"name": "Trading, ACME"}, "name"),
        ({"name": "Acmee Trading"}, "name"),
        ({"name": "Ácme Tradng"}, "name"),
    ],
)
def test_reports_a_likely_double_with_the_candidates(api: Api, fields: dict[str, str], reason: str) -> None:
    acme = create(api, "Acme Trading Ltd", "a@acme.com", phone="15551112222", tax_number="GB123456")
    assert acme["possible_duplicates"] == []
    (candidate,) = create(api, **fields)["possible_duplicates"]
    assert (candidate["id"], candidate["reasons"]) == (acme["id"], [reason])


def test_reports_no_other_name(api: Api) -> None:
    create(api, "Acme Trading Ltd")
    for name in ("Acme Shipping Ltd", "Beta Trading", "Ltd"):
        assert create(api, name)["possible_duplicates"] == []


def test_reports_doubles_at_every_door_but_of_no_other_tenant(api: Api, charlie: User) -> None:
    create(Api(charlie), "Acme Trading")
    lead = create(api, "Acme Trading", "lead@acme.com", door="/api/clients/")
    assert lead["possible_duplicates"] == []
    prospect = create(api, "Acme Trading", door="/api/customers/prospects/")
    assert [row["id"] for row in prospect["possible_duplicates"]] == [lead["id"]]
    assert [row["id"] for row in api.get(f"/api/clients/{lead['id']}/duplicates/").json()] == [prospect["id"]]


def test_merges_everything_of_one_into_the_other(api: Api, owner: User) -> None:
    kept = create(api, "Acme", "", door="/api/customers/prospects/", phone="555", notes="One.")
    gone = create(api, "Acme Trading", "a@acme.com", phone="666", tax_number="GB1", notes="Two.")
    api.post(
        "/api/interactions/", {"client": gone["id"], "interaction_type": "CALL", "subject": "Hi", "description": "x"}
    )
    with tenant_context(owner.tenant_id):
        invoice = Invoice.unscoped.create(
            tenant_id=owner.tenant_id, client_id=gone["id"], invoice_number="INV-1", issue_date=date(2024, 1, 1),
            due_date=date(2024, 1, 1), currency="USD", subtotal=0, tax_amount=0, total_amount=0, balance=0,
        )  # fmt: skip
    merged = api.post(f"/api/clients/{kept['id']}/merge/", {"duplicate": gone["id"]})
    assert merged.status_code == 200
    body = merged.json()
    expected = {"id": kept["id"], "name": "Acme", "email": "a@acme.com", "phone": "555", "tax_number": "GB1"}
    expected |= {"notes": "One.\n\nTwo.", "stage": "ACTIVE"}
    assert {name: body[name] for name in expected} == expected
    assert [row["subject"] for row in body["interactions"]] == [
        "Stage: LEAD -> ACTIVE",
        "Merged with Acme Trading",
        "Hi",
    ]
    assert api.get(f"/api/clients/{gone['id']}/").status_code == 404
    with tenant_context(owner.tenant_id):
        invoice.refresh_from_db()
        event = AuditLog.unscoped.get(action="merge")
    assert invoice.client_id == kept["id"]
    assert event.resource_id == str(kept["id"])
    assert event.old_values["duplicate"]["name"] == "Acme Trading"
    assert event.new_values["moved"] == {"interaction": 1, "invoice": 1}


def test_refuses_to_merge_a_client_with_itself_or_a_stranger(api: Api, charlie: User) -> None:
    mine, theirs = create(api, "Acme"), create(Api(charlie), "Acme")
    for duplicate in (mine["id"], theirs["id"], 0, "x", None):
        refused = api.post(f"/api/clients/{mine['id']}/merge/", {"duplicate": duplicate})
        assert (refused.status_code, list(refused.json()["details"])) == (400, ["duplicate"])
    assert api.post(f"/api/clients/{theirs['id']}/merge/", {"duplicate": mine["id"]}).status_code == 404
    assert api.get(f"/api/clients/{mine['id']}/").status_code == 200


def import_customers(api: Api, table: str, query: str = "") -> dict[str, Any]:
    file = SimpleUploadedFile("customers.csv", table.encode())
    answer = api.request("post", f"/api/customers/import/{query}", {"file": file}, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_an_import_tells_which_new_rows_may_double_a_client(api: Api, charlie: User) -> None:
    create(Api(charlie), "Acme Trading Ltd", phone="555 1")
    phone = create(api, "Somebody", "s@x.com", phone="+1 555 111")
    tax = create(api, "Taxed", tax_number="GB 123")
    name = create(api, "Acme Trading Ltd", "a@acme.com")
    near = create(api, "Johnson Brothers")
    result = import_customers(
        api,
        "name,email,phone,tax_number\n"
        "Else,e@x.com,1555111,\n"
        "Other,,,gb-123\n"
        "Trading Acme,t@acme.com,,\n"
        "Jonson Brothers,,,\n"
        "Nobody,,555 9,\n",
    )
    told = {
        double["row"]: [(one["id"], one["row"], one["name"], one["reasons"]) for one in double["candidates"]]
        for double in result["possible_duplicates"]
    }
    assert told == {
        2: [(phone["id"], None, "Somebody", ["phone"])],
        3: [(tax["id"], None, "Taxed", ["tax_number"])],
        4: [(name["id"], None, "Acme Trading Ltd", ["name"])],
        5: [(near["id"], None, "Johnson Brothers", ["name"])],
    }
    assert import_customers(api, "name,email,phone\nElse,e@x.com,1555111\n")["possible_duplicates"] == []


def test_an_import_tells_doubles_within_the_file(api: Api) -> None:
    table = "name,email,phone\nAnn,a@x.com,555 1\nBea,b@x.com,5551\nGregory Peck,,\nGregory Pecks,,\n"
    preview = import_customers(api, table, "?dry_run=true")
    assert preview["possible_duplicates"][0] == {
        "row": 3,
        "candidates": [{"id": None, "row": 2, "name": "Ann", "reasons": ["phone"]}],
    }
    by_row = {double["row"]: double["candidates"] for double in import_customers(api, table)["possible_duplicates"]}
    ids = {row["name"]: row["id"] for row in api.get("/api/customers/").json()["results"]}
    assert by_row[3] == [{"id": ids["Ann"], "row": 2, "name": "Ann", "reasons": ["phone"]}]
    assert by_row[5] == [{"id": ids["Gregory Peck"], "row": 4, "name": "Gregory Peck", "reasons": ["name"]}]


def test_an_import_names_no_candidate_that_the_caller_does_not_see(api: Api, colleague: Callable[..., User]) -> None:
    create(api, "Acme Trading", phone="555 1", tax_number="GB1")
    sales = Api(colleague("sales_person"))
    table = "name,phone,tax_number\nAcme Tradin,5551,GB1\n"
    assert import_customers(sales, table)["possible_duplicates"] == []


def test_telling_doubles_costs_the_same_number_of_queries_however_many_there_are(api: Api) -> None:
    def cost(rows: int) -> int:
        table = "name,email,phone\n" + "".join(f"Kim {n},{rows}.{n}@x.com,{rows}\n" for n in range(rows))
        with CaptureQueriesContext(connection) as queries:
            assert len(import_customers(api, table)["possible_duplicates"]) >= rows - 1
        return len(queries)

    cost(2)
    assert cost(5) == cost(50)
