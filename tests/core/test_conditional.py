import io
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.client import MULTIPART_CONTENT
from PIL import Image

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


PROFILES = ["me", "users/me", "auth/users/me", "auth/profile", "user-profile/me", "user-profile/update_profile"]


@pytest.mark.parametrize("address", PROFILES)
def test_changes_the_own_profile_only_in_the_version_that_the_caller_knows(api: Api, address: str) -> None:
    at = f"/api/{address}/"
    read = api.get(at)
    assert api.get(at, **{"If-None-Match": read["ETag"]}).status_code == 304
    changed = api.patch(at, {"first_name": "Ann"}, **{"If-Match": read["ETag"]})
    assert (changed.status_code, changed["ETag"]) == (200, api.get(at)["ETag"])
    for stale in (
        api.patch(at, {"first_name": "Bob"}, **{"If-Match": read["ETag"]}),
        api.put(at, {"first_name": "Bob"}, **{"If-Match": read["ETag"]}),
    ):
        assert (stale.status_code, stale.json()["error"]) == (412, "precondition_failed")
    assert api.get("/api/me/").json()["first_name"] == "Ann"


def test_changes_the_own_settings_only_in_the_version_that_the_caller_knows(api: Api) -> None:
    read = api.get("/api/user-settings/me/")
    known = {"If-Match": read["ETag"]}
    assert api.patch("/api/user-settings/me/", {"theme": "dark"}, **known).status_code == 200
    assert api.patch("/api/user-settings/me/", {"theme": "light"}, **known).status_code == 412
    assert api.get("/api/user-settings/me/", **{"If-None-Match": read["ETag"]}).json()["theme"] == "dark"


def test_changes_the_tenants_settings_only_in_the_version_that_the_caller_knows(api: Api, owner: User) -> None:
    at = f"/api/tenants/{owner.tenant_id}/"
    known = {"If-Match": api.get(at)["ETag"]}
    assert api.patch(at, {"settings": {"currency": "MYR"}}, **known).status_code == 200
    assert api.patch(at, {"settings": {"currency": "IDR"}}, **known).status_code == 412


def test_knows_a_log_in_elsewhere_as_a_new_version(api: Api, owner: User) -> None:
    read = api.get("/api/me/")
    Api().post("/api/auth/login/", {"email": owner.email, "password": "Password123!"})
    assert api.patch("/api/me/", {"first_name": "Ann"}, **{"If-Match": read["ETag"]}).status_code == 412
    known = {"If-Match": api.get("/api/me/")["ETag"]}
    assert api.patch("/api/me/", {"first_name": "Ann"}, **known).status_code == 200


def test_shows_a_key_and_compares_the_same_profile(api: Api) -> None:
    made = api.post("/api/auth/api-keys/", {"name": "Sync", "permissions": ["clients.view_client"]}).json()
    program = Api()
    program.headers["Authorization"] = f"Api-Key {made['key']}"
    read = program.get("/api/me/")
    changed = program.patch("/api/me/", {"first_name": "Ann"}, **{"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["role"]) == (200, read.json()["role"])


def test_sets_a_picture_only_in_the_version_that_the_caller_knows(api: Api) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")

    def upload(tag: str) -> Any:
        body = {"avatar": SimpleUploadedFile("me.png", picture.getvalue(), "image/png")}
        return api.request("post", "/api/user-profile/upload_avatar/", body, MULTIPART_CONTENT, **{"If-Match": tag})

    read = api.get("/api/me/")
    assert upload(read["ETag"]).status_code == 200
    assert upload(read["ETag"]).status_code == 412
