from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from tests.clients.shapes import CLIENT_FIELDS, LISTED_FIELDS
from tests.conftest import Api

JANE = {
    "first_name": "Jane",
    "last_name": "Smith",
    "email": "jane.smith@example.com",
    "company": "Tech Solutions",
    "stage": "LEAD",
}
ACME = {
    "name": "Client Name",
    "email": "client@example.com",
    "phone": "+1234567890",
    "address": "Client Address",
    "company": "Company Name",
    "tax_number": "TAX123456",
}


def create(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/clients/", fields)
    assert answer.status_code == 201, answer.content
    body = dict(answer.json())
    del body["possible_duplicates"]
    return body


def test_creates_a_client_by_first_and_last_name(api: Api, owner: User) -> None:
    client = create(api, **JANE)
    assert client.keys() >= CLIENT_FIELDS
    assert {key: client[key] for key in JANE} == JANE
    assert client["name"] == "Jane Smith"
    assert (client["created_by"], client["created_by_name"], client["owner"]) == (owner.pk, owner.username, owner.pk)
    assert (client["assigned_to"], client["assigned_to_name"], client["interactions"]) == (None, None, [])


def test_creates_a_client_by_name(api: Api) -> None:
    client = create(api, **ACME)
    assert {key: client[key] for key in ACME} == ACME
    assert (client["first_name"], client["last_name"], client["stage"]) == ("Client", "Name", "LEAD")


def test_shows_and_lists_a_client(api: Api) -> None:
    client = create(api, **JANE)
    assert api.get(f"/api/clients/{client['id']}/").json() == client
    page = api.get("/api/clients/").json()
    assert (page["count"], page["next"], page["previous"]) == (1, None, None)
    assert page["results"][0].keys() >= LISTED_FIELDS
    assert "interactions" not in page["results"][0]


def test_ignores_what_the_server_decides(api: Api, owner: User, charlie: User) -> None:
    client = create(api, **JANE, id=7, owner=charlie.pk, tenant=charlie.tenant_id, created_by=charlie.pk)
    assert (client["owner"], client["created_by"]) == (owner.pk, owner.pk)


def test_changes_some_fields(api: Api) -> None:
    client = create(api, **JANE)
    changed = api.patch(f"/api/clients/{client['id']}/", {"phone": "+9876543210"}).json()
    assert changed["phone"] == "+9876543210"
    assert changed["company"] == "Tech Solutions"


def test_keeps_the_two_forms_of_the_name_together(api: Api) -> None:
    path = f"/api/clients/{create(api, **JANE)['id']}/"
    assert api.patch(path, {"last_name": "van Dam"}).json()["name"] == "Jane van Dam"
    renamed = api.patch(path, {"name": "Maria del Mar"}).json()
    assert (renamed["first_name"], renamed["last_name"]) == ("Maria", "del Mar")


def test_replaces_the_whole_client_by_put(api: Api) -> None:
    path = f"/api/clients/{create(api, **ACME)['id']}/"
    replaced = api.put(path, {"name": "New Name", "email": "new@example.com"})
    assert replaced.status_code == 200
    body = replaced.json()
    assert (body["name"], body["first_name"], body["last_name"]) == ("New Name", "New", "Name")
    assert (body["phone"], body["company"], body["tax_number"]) == ("", "", "")


@pytest.mark.parametrize(
    ("body", "field"), [({"name": "No Mail"}, "email"), ({"email": "nobody@example.com"}, "name"), ({}, "email")]
)
def test_refuses_an_incomplete_put(api: Api, body: dict[str, str], field: str) -> None:
    client = create(api, **ACME)
    refused = api.put(f"/api/clients/{client['id']}/", body)
    assert refused.status_code == 400
    assert field in refused.json()["details"]
    assert api.get(f"/api/clients/{client['id']}/").json() == client


def test_refuses_an_email_twice_whatever_its_case(api: Api) -> None:
    create(api, **JANE)
    refused = api.post("/api/clients/", JANE | {"email": "JANE.Smith@Example.com"})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["email"])
    other = create(api, **ACME)
    refused = api.patch(f"/api/clients/{other['id']}/", {"email": "jane.smith@EXAMPLE.com"})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["email"])


def test_lets_two_tenants_know_the_same_email(api: Api, charlie: User) -> None:
    create(api, **JANE)
    create(Api(charlie), **JANE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": None}, "email"),
        ({"email": "no mailbox"}, "email"),
        ({"email": ["a@example.com"]}, "email"),
        ({"first_name": "x" * 101}, "first_name"),
        ({"last_name": {"a": 1}}, "last_name"),
        ({"phone": "1" * 21}, "phone"),
        ({"company": "x" * 201}, "company"),
        ({"stage": "CUSTOMER"}, "stage"),
        ({"assigned_to": 10**30}, "assigned_to"),
        ({"assigned_to": "nobody"}, "assigned_to"),
        ({"assigned_to": True}, "assigned_to"),
        ({"first_name": " ", "last_name": ""}, "name"),
    ],
)
def test_refuses_a_wrong_value(api: Api, change: dict[str, Any], field: str) -> None:
    refused = api.post("/api/clients/", JANE | change)
    assert refused.status_code == 400
    assert field in refused.json()["details"]
    assert api.get("/api/clients/").json()["count"] == 0


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'{"name": "a\\u0000b", "email": "a@example.com"}', 400),
        (b'{"name": "\\ud800", "email": "a@example.com"}', 400),
        (b'{"name": "' + b"x" * 10_000_000 + b'", "email": "a@example.com"}', 413),
        (b'{"name": "a", "name": "b", "email": "a@example.com"}', 400),
        (b"[]", 400),
        (b'"client"', 400),
        (b"{", 400),
    ],
    ids=["NUL", "half a surrogate", "10 MB", "a key twice", "a list", "a string", "no JSON"],
)
def test_refuses_a_hostile_body(api: Api, raw: bytes, status: int) -> None:
    answer = api.post("/api/clients/", raw)
    assert answer.status_code == status
    assert answer.json().keys() == {"error", "message", "detail", "details", "timestamp", "request_id"}
    assert api.get("/api/clients/").json()["count"] == 0


def test_assigns_a_client_to_a_colleague_but_to_no_stranger(
    api: Api, colleague: Callable[..., User], charlie: User
) -> None:
    sales = colleague("sales_person")
    client = create(api, **JANE, assigned_to=sales.pk)
    assert (client["assigned_to"], client["assigned_to_name"]) == (sales.pk, sales.username)
    refused = api.patch(f"/api/clients/{client['id']}/", {"assigned_to": charlie.pk})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["assigned_to"])


def test_shows_a_sales_person_the_own_clients_only(api: Api, colleague: Callable[..., User]) -> None:
    sales = Api(colleague("sales_person"))
    theirs = create(api, **ACME)
    mine = create(sales, **JANE)
    assert mine["assigned_to"] == sales.user.pk
    assert [row["id"] for row in sales.get("/api/clients/").json()["results"]] == [mine["id"]]
    assert sales.get(f"/api/clients/{theirs['id']}/").status_code == 404
    assert sales.patch(f"/api/clients/{theirs['id']}/update_stage/", {"stage": "ACTIVE"}).status_code == 404
    assert [row["id"] for row in sales.get("/api/clients/by_stage/").json()] == [mine["id"]]
    assert sales.get("/api/statistics/").json()["total_clients"] == 1


def test_leaves_a_client_with_the_sales_person_who_replaces_it(api: Api, colleague: Callable[..., User]) -> None:
    sales = Api(colleague("sales_person"))
    client = create(api, **JANE, assigned_to=sales.user.pk)
    assert sales.put(f"/api/clients/{client['id']}/", JANE).json()["assigned_to"] == sales.user.pk


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_hides_another_tenants_client(api: Api, charlie: User, method: str) -> None:
    theirs = create(Api(charlie), **JANE)
    assert api.request(method, f"/api/clients/{theirs['id']}/", None if method == "get" else {}).status_code == 404
    assert api.get("/api/clients/?search=jane").json()["count"] == 0
    assert Api(charlie).get(f"/api/clients/{theirs['id']}/").json() == theirs


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
@pytest.mark.parametrize("pk", ["0", "9" * 30])
def test_knows_no_client_of_an_absurd_id(api: Api, method: str, pk: str) -> None:
    assert api.request(method, f"/api/clients/{pk}/", None if method == "get" else {}).status_code == 404


def test_deletes_a_client_with_its_interactions(api: Api) -> None:
    client = create(api, **JANE)
    api.patch(f"/api/clients/{client['id']}/update_stage/", {"stage": "ACTIVE"})
    assert api.delete(f"/api/clients/{client['id']}/").status_code == 204
    assert api.get(f"/api/clients/{client['id']}/").status_code == 404
    assert api.get("/api/interactions/").json()["count"] == 0


def test_keeps_a_client_that_has_documents(api: Api, owner: User) -> None:
    client = create(api, **JANE)
    invoice_for(owner, client["id"])
    refused = api.delete(f"/api/clients/{client['id']}/")
    assert refused.status_code == 409
    assert "invoice INV-7" in refused.json()["message"]
    assert api.get(f"/api/clients/{client['id']}/").status_code == 200


def invoice_for(owner: User, client: int) -> None:
    with tenant_context(owner.tenant_id):
        Invoice.unscoped.create(
            tenant_id=owner.tenant_id,
            client_id=client,
            invoice_number="INV-7",
            issue_date="2024-01-01",
            due_date="2024-01-31",
            currency="USD",
            subtotal=0,
            tax_amount=0,
            total_amount=0,
            balance=0,
        )


def test_finds_clients_by_filter_word_and_order(api: Api, colleague: Callable[..., User]) -> None:
    sales = colleague("sales_person")
    create(api, **JANE)
    create(api, **ACME, source="website", assigned_to=sales.pk, stage="ACTIVE")

    def found(query: str) -> list[str]:
        return [row["name"] for row in api.get(f"/api/clients/?{query}").json()["results"]]

    assert found("search=smi+JANE") == ["Jane Smith"]
    assert found("search=tax123") == ["Client Name"]
    assert found("search=mith") == []
    assert found("ordering=name") == ["Client Name", "Jane Smith"]
    assert found("ordering=-name") == ["Jane Smith", "Client Name"]
    assert found("stage=LEAD") == ["Jane Smith"]
    assert found("status=Active") == ["Client Name"]
    assert found("status=new") == ["Jane Smith"]
    assert found("source=website") == ["Client Name"]
    assert found(f"assigned_to={sales.pk}") == ["Client Name"]
    assert found("created_at__gte=2000-01-01&created_at__lte=2000-01-31") == []


@pytest.mark.parametrize("door", ["/api/clients/", "/api/customers/", "/api/customers/prospects/"])
@pytest.mark.parametrize("name", ["assigned_to", "assigned_sales_person", "sales_person"])
def test_finds_whom_somebody_looks_after_by_either_name_at_every_door(
    api: Api, colleague: Callable[..., User], door: str, name: str
) -> None:
    sales = colleague("sales_person")
    stage = "LEAD" if "prospects" in door else "ACTIVE"
    create(api, **JANE | {"stage": stage})
    create(api, **ACME | {"stage": stage, "assigned_to": sales.pk})
    assert [row["name"] for row in api.get(f"{door}?{name}={sales.pk}&stage={stage}").json()["results"]] == [
        "Client Name"
    ]


@pytest.mark.parametrize(
    "query",
    ["stage=CUSTOMER", "status=lukewarm", "assigned_to=x", "created_at__gte=soon", "ordering=search_text"],
)
def test_refuses_an_unknown_filter_value(api: Api, query: str) -> None:
    assert api.get(f"/api/clients/?{query}").status_code == 400


def test_moves_a_client_along_the_pipeline_and_logs_it(api: Api, owner: User) -> None:
    client = create(api, **JANE)
    moved = api.patch(f"/api/clients/{client['id']}/update_stage/", {"stage": "ACTIVE"})
    assert moved.status_code == 200
    body = moved.json()
    assert (body["id"], body["stage"], body["status"]) == (client["id"], "ACTIVE", "Active")
    (note,) = body["interactions"]
    assert (note["interaction_type"], note["subject"], note["created_by"]) == (
        "NOTE",
        "Stage: LEAD -> ACTIVE",
        owner.pk,
    )
    with tenant_context(owner.tenant_id):
        event = AuditLog.unscoped.get(action="update_stage")
    assert (event.old_values, event.new_values) == ({"stage": "LEAD"}, {"stage": "ACTIVE"})


def test_logs_no_move_to_the_same_stage(api: Api) -> None:
    client = create(api, **JANE)
    body = api.patch(f"/api/clients/{client['id']}/update_stage/", {"stage": "LEAD"}).json()
    assert (body["stage"], body["interactions"]) == ("LEAD", [])


@pytest.mark.parametrize("body", [{}, {"stage": "CUSTOMER"}, {"stage": None}, {"stage": ["LEAD"]}])
def test_refuses_an_unknown_stage(api: Api, body: dict[str, Any]) -> None:
    client = create(api, **JANE)
    refused = api.patch(f"/api/clients/{client['id']}/update_stage/", body)
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["stage"])


def test_answers_the_clients_of_a_stage_as_an_array(api: Api) -> None:
    create(api, **JANE)
    create(api, **ACME, stage="ACTIVE")
    leads = api.get("/api/clients/by_stage/?stage=LEAD")
    assert [row["name"] for row in leads.json()] == ["Jane Smith"]
    assert leads.headers["X-Total-Count"] == "1"
    assert len(api.get("/api/clients/by_stage/").json()) == 2
    assert api.get("/api/clients/by_stage/?stage=x").status_code == 400


def test_counts_the_pipeline(api: Api, colleague: Callable[..., User]) -> None:
    sales = colleague("sales_person")
    create(api, **JANE, assigned_to=sales.pk)
    moved = create(api, **ACME)
    api.patch(f"/api/clients/{moved['id']}/update_stage/", {"stage": "ACTIVE"})
    stages = {"lead": 1, "in_progress": 0, "active": 1}
    assert api.get("/api/statistics/").json() == {
        "total_clients": 2,
        "clients_by_stage": stages,
        "recent_clients_30_days": 2,
        "clients_by_staff": {sales.username: 1},
        "total_interactions": 1,
        "recent_interactions_30_days": 1,
        "conversion_rate_percentage": 50.0,
        "funnel": stages,
    }


def test_counts_an_empty_pipeline(api: Api) -> None:
    body = api.get("/api/statistics/").json()
    assert (body["total_clients"], body["conversion_rate_percentage"]) == (0, 0.0)


def test_shows_the_phases_of_one_party(api: Api, owner: User) -> None:
    client = create(api, **JANE | {"stage": "ACTIVE"})
    with tenant_context(owner.tenant_id):
        row: Client = Client.unscoped.get(pk=client["id"])
    assert row.joined_on is not None
    assert (row.prospect_status, row.left_on) == ("won", None)
    api.patch(f"/api/clients/{client['id']}/", {"active": False})
    with tenant_context(owner.tenant_id):
        row.refresh_from_db()
    assert (row.status, row.left_on) == ("Inactive", row.joined_on)
