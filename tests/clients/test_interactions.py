from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from tests.clients.shapes import INTERACTION_FIELDS
from tests.conftest import Api

DEMO = {
    "interaction_type": "MEETING",
    "subject": "Product demo",
    "description": "Demonstrated all product features",
}


def client_of(api: Api, email: str = "john@example.com") -> int:
    body = {"first_name": "John", "last_name": "Doe", "email": email}
    return int(api.post("/api/clients/", body).json()["id"])


def log(api: Api, client: int, **fields: Any) -> dict[str, Any]:
    answer = api.post("/api/interactions/", DEMO | {"client": client} | fields)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_logs_shows_and_lists_an_interaction(api: Api, owner: User) -> None:
    client = client_of(api)
    logged = log(api, client)
    assert logged.keys() >= INTERACTION_FIELDS
    assert {key: logged[key] for key in DEMO} == DEMO
    assert (logged["client"], logged["created_by"], logged["created_by_name"]) == (client, owner.pk, owner.username)
    assert api.get(f"/api/interactions/{logged['id']}/").json() == logged
    assert api.get("/api/interactions/").json()["results"] == [logged]
    assert api.get(f"/api/clients/{client}/").json()["interactions"] == [logged]


def test_lists_the_interactions_of_one_client(api: Api) -> None:
    first, second = client_of(api), client_of(api, "other@example.com")
    logged = log(api, first)
    log(api, second)
    assert api.get(f"/api/interactions/?client={first}").json()["results"] == [logged]


@pytest.mark.parametrize("query", ["client=x", "client=0", "interaction_type=FAX"])
def test_refuses_an_unknown_filter_value(api: Api, query: str) -> None:
    assert api.get(f"/api/interactions/?{query}").status_code == 400


def test_changes_and_deletes_an_interaction(api: Api) -> None:
    client = client_of(api)
    path = f"/api/interactions/{log(api, client)['id']}/"
    assert api.patch(path, {"subject": "Demo, postponed"}).json()["subject"] == "Demo, postponed"
    replaced = api.put(path, {"client": client, "interaction_type": "CALL", "subject": "a", "description": "b"})
    assert (replaced.status_code, replaced.json()["interaction_type"]) == (200, "CALL")
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


@pytest.mark.parametrize("field", ["client", "interaction_type", "subject", "description"])
def test_needs_every_field(api: Api, field: str) -> None:
    body = {**DEMO, "client": client_of(api)}
    del body[field]
    refused = api.post("/api/interactions/", body)
    assert (refused.status_code, list(refused.json()["details"])) == (400, [field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"interaction_type": "FAX"}, "interaction_type"),
        ({"subject": "x" * 201}, "subject"),
        ({"subject": None}, "subject"),
        ({"description": []}, "description"),
        ({"client": 0}, "client"),
        ({"client": 1.5}, "client"),
        ({"client": "10" * 20}, "client"),
    ],
)
def test_refuses_a_wrong_value(api: Api, change: dict[str, Any], field: str) -> None:
    refused = api.post("/api/interactions/", DEMO | {"client": client_of(api)} | change)
    assert (refused.status_code, list(refused.json()["details"])) == (400, [field])


def test_takes_no_client_of_another_tenant(api: Api, charlie: User) -> None:
    theirs = client_of(Api(charlie))
    refused = api.post("/api/interactions/", DEMO | {"client": theirs})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["client"])
    assert api.get(f"/api/interactions/?client={theirs}").status_code == 400


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_hides_another_tenants_interaction(api: Api, charlie: User, method: str) -> None:
    other = Api(charlie)
    theirs = log(other, client_of(other))
    assert api.request(method, f"/api/interactions/{theirs['id']}/", None if method == "get" else {}).status_code == 404
    assert other.get(f"/api/interactions/{theirs['id']}/").json() == theirs


def test_shows_a_sales_person_the_interactions_of_the_own_clients(api: Api, colleague: Callable[..., User]) -> None:
    sales = Api(colleague("sales_person"))
    hidden, assigned = client_of(api), client_of(api, "other@example.com")
    api.patch(f"/api/clients/{assigned}/", {"assigned_to": sales.user.pk})
    log(api, hidden)
    logged = log(api, assigned)
    assert sales.get("/api/interactions/").json()["results"] == [logged]
    assert sales.post("/api/interactions/", DEMO | {"client": hidden}).status_code == 400
