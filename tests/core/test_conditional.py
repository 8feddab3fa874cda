import threading
from typing import Any

import pytest
from django.db import connections

from apps.accounts.models import User
from tests.conftest import Api

ROLE = {"name": "Reader", "permissions": ["clients.view_client"]}


@pytest.mark.parametrize(
    ("path", "body", "change"),
    [
        ("/api/auth/roles/", ROLE, {"name": "Looker"}),
        ("/api/users/", {"email": "a@acme.example", "password": "Password123!"}, {"first_name": "Ann"}),
        ("/api/clients/", {"name": "Bob", "email": "bob@example.com"}, {"name": "Rob"}),
    ],
)
def test_changes_a_resource_only_in_the_version_that_the_caller_knows(
    api: Api, path: str, body: dict[str, Any], change: dict[str, Any]
) -> None:
    created = api.post(path, body)
    at = f"{path}{created.json()['id']}/"
    read = api.get(at)
    # What answers a new client is more than the client, and so carries no tag.
    assert created.get("ETag", read["ETag"]) == read["ETag"]

    unchanged = api.get(at, **{"If-None-Match": read["ETag"]})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", read["ETag"])

    changed = api.patch(at, change, **{"If-Match": read["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] == api.get(at)["ETag"] != read["ETag"]
    assert api.get(at, **{"If-None-Match": read["ETag"]}).status_code == 200

    for stale in (api.patch(at, change, **{"If-Match": read["ETag"]}), api.delete(at, **{"If-Match": read["ETag"]})):
        assert (stale.status_code, stale.json()["error"]) == (412, "precondition_failed")
    assert api.patch(at, change, **{"If-Match": "*"}).status_code == 200
    assert api.delete(at, **{"If-Match": f'"other", {api.get(at)["ETag"]}'}).status_code == 204


def test_hides_another_tenants_resource_whatever_the_tag(api: Api, charlie: User) -> None:
    assert api.patch(f"/api/users/{charlie.pk}/", {}, **{"If-Match": "*"}).status_code == 404


def test_tags_a_page_never(api: Api) -> None:
    assert "ETag" not in api.get("/api/users/")


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_lets_one_of_many_changes_to_the_same_version_through(api: Api) -> None:
    created = api.post("/api/auth/roles/", ROLE)
    at, known = f"/api/auth/roles/{created.json()['id']}/", {"If-Match": created["ETag"]}
    statuses: list[int] = []
    start = threading.Barrier(6)

    def change(number: int) -> None:
        caller = Api()
        caller.headers = api.headers
        start.wait()
        statuses.append(caller.patch(at, {"name": f"Reader {number}"}, **known).status_code)
        connections.close_all()

    threads = [threading.Thread(target=change, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [412] * 5
