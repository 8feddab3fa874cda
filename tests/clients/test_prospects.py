from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from tests.conftest import Api

PROSPECT = {
    "name": "Acme Prospect",
    "company_name": "Acme",
    "email": "p@acme.com",
    "phone": "+1 555 111 2222",
    "address": "456 Prospect Ave",
    "potential_revenue": 1000.00,
    "contact_person": "Jane Smith",
    "source": "website",
    "follow_up_date": "2025-12-01",
    "notes": "Interested in premium package",
}


def create(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/customers/prospects/", PROSPECT | fields)
    assert answer.status_code == 201, answer.content
    body = dict(answer.json())
    del body["possible_duplicates"]
    return body


def test_creates_a_prospect_for_its_creator(api: Api, owner: User) -> None:
    prospect = create(api)
    assert {key: prospect[key] for key in PROSPECT} == PROSPECT | {"potential_revenue": "1000.00"}
    assert (prospect["status"], prospect["stage"], prospect["sales_person"]) == ("new", "LEAD", owner.pk)
    assert api.get(f"/api/customers/prospects/{prospect['id']}/").json() == prospect
    assert api.get("/api/customers/prospects/").json()["results"] == [prospect]


def test_takes_a_prospect_without_an_email(api: Api) -> None:
    assert api.post("/api/customers/prospects/", {"name": "Walk In"}).status_code == 201
    assert api.post("/api/customers/prospects/", {"name": "Another"}).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"status": "lukewarm"}, "status"),
        ({"potential_revenue": "-1"}, "potential_revenue"),
        ({"potential_revenue": "1e5"}, "potential_revenue"),
        ({"potential_revenue": "10" * 20}, "potential_revenue"),
        ({"follow_up_date": "2025-02-30"}, "follow_up_date"),
        ({"sales_person": 0}, "sales_person"),
        ({"email": "p@"}, "email"),
    ],
)
def test_refuses_a_wrong_value(api: Api, change: dict[str, Any], field: str) -> None:
    refused = api.post("/api/customers/prospects/", PROSPECT | change)
    assert (refused.status_code, list(refused.json()["details"])) == (400, [field])
    assert api.get("/api/customers/prospects/").json()["count"] == 0


@pytest.mark.parametrize("change", [{"status": "won"}, {"stage": "ACTIVE"}])
def test_converts_a_prospect_that_keeps_its_id_and_history(api: Api, change: dict[str, str]) -> None:
    prospect = create(api)
    converted = api.patch(f"/api/customers/prospects/{prospect['id']}/", change).json()
    assert (converted["id"], converted["stage"]) == (prospect["id"], "ACTIVE")
    assert api.get(f"/api/customers/prospects/{prospect['id']}/").status_code == 404
    customer = api.get(f"/api/customers/{prospect['id']}/").json()
    assert (customer["name"], customer["status"], customer["created_at"]) == (
        "Acme Prospect", "Active", prospect["created_at"],
    )  # fmt: skip
    assert customer["join_date"] is not None
    (note,) = api.get(f"/api/clients/{prospect['id']}/").json()["interactions"]
    assert note["subject"] == "Stage: LEAD -> ACTIVE"


def test_takes_a_customer_back_to_the_prospects(api: Api) -> None:
    prospect = create(api, status="won")
    api.patch(f"/api/clients/{prospect['id']}/update_stage/", {"stage": "IN_PROGRESS"})
    assert api.get(f"/api/customers/prospects/{prospect['id']}/").json()["status"] == "contacted"
    assert api.get(f"/api/customers/{prospect['id']}/").status_code == 404


def test_shows_a_party_without_an_email_at_every_door(api: Api) -> None:
    walk_in = api.post("/api/customers/prospects/", {"name": "Walk In"}).json()
    assert api.get(f"/api/clients/{walk_in['id']}/").json()["email"] == ""
    assert api.get("/api/clients/").json()["results"][0]["email"] == ""
    assert api.patch(f"/api/clients/{walk_in['id']}/", {"email": ""}).status_code == 400


def test_replaces_changes_and_deletes_a_prospect(api: Api) -> None:
    path = f"/api/customers/prospects/{create(api)['id']}/"
    assert api.patch(path, {"status": "qualified"}).json()["status"] == "qualified"
    replaced = api.put(path, {"name": "Other Name", "status": "proposal"}).json()
    assert (replaced["name"], replaced["status"], replaced["source"]) == ("Other Name", "proposal", "")
    assert api.put(path, {"source": "website"}).status_code == 400
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_filters_orders_and_searches_prospects(api: Api) -> None:
    create(api)
    create(api, name="Beta Prospect", email="b@beta.com", company_name="Beta", source="fair", status="lost", phone="")

    def found(query: str) -> list[str]:
        return [row["name"] for row in api.get(f"/api/customers/prospects/?{query}").json()["results"]]

    assert found("status=lost") == ["Beta Prospect"]
    assert found("source=website") == ["Acme Prospect"]
    assert found("search=5551112222") == ["Acme Prospect"]
    assert found("ordering=-name") == ["Beta Prospect", "Acme Prospect"]
    assert api.get("/api/customers/prospects/?status=Active").status_code == 400


def test_shows_a_sales_person_the_own_prospects_only(api: Api, colleague: Callable[..., User]) -> None:
    sales = Api(colleague("sales_person"))
    theirs = create(api)
    mine = create(sales, email="mine@acme.com")
    assert [row["id"] for row in sales.get("/api/customers/prospects/").json()["results"]] == [mine["id"]]
    assert sales.get(f"/api/customers/prospects/{theirs['id']}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_hides_another_tenants_prospect(api: Api, charlie: User, method: str) -> None:
    theirs = create(Api(charlie))
    path = f"/api/customers/prospects/{theirs['id']}/"
    assert api.request(method, path, None if method == "get" else {}).status_code == 404
    assert Api(charlie).get(path).json() == theirs
