import pytest

from apps.accounts.models import User
from tests.accounts.test_users import Colleague, role_id
from tests.conftest import Api


def test_lists_the_rights_that_a_role_can_give(api: Api) -> None:
    rights = {right["codename"]: right for right in api.get("/api/auth/permissions/").json()}
    assert rights["clients.add_client"]["model"] == "client"
    assert len({right["id"] for right in rights.values()}) == len(rights)
    assert not any(name.startswith(("auth.", "admin.", "sessions.")) for name in rights)


def test_has_the_built_in_roles(api: Api) -> None:
    roles = {role["slug"]: role for role in api.get("/api/auth/roles/").json()["results"]}
    assert list(roles) == ["owner", "admin", "manager", "accountant", "staff", "sales_person", "user"]
    assert {slug for slug, role in roles.items() if role["scope"] == "own"} == {"sales_person", "user"}
    assert "invoices.delete_invoice" in roles["owner"]["permissions"]
    assert "accounts.add_user" not in roles["manager"]["permissions"]


def test_keeps_a_tenants_own_roles(api: Api) -> None:
    by_id = next(
        right["id"] for right in api.get("/api/auth/permissions/").json() if right["codename"] == "quotes.add_quote"
    )
    body = {"slug": "seller", "name": "Seller", "scope": "own", "permissions": ["clients.view_client", by_id]}
    created = api.post("/api/auth/roles/", body)
    assert created.status_code == 201
    role = created.json()
    assert role["permissions"] == ["clients.view_client", "quotes.add_quote"]
    at = f"/api/auth/roles/{role['id']}/"
    assert api.get(at).json() == role
    assert api.patch(at, {"name": "Vendor"}).json()["name"] == "Vendor"
    assert api.put(at, {"name": "Seller", "permissions": []}).json()["permissions"] == []
    assert api.delete(at).status_code == 204
    assert api.get(at).status_code == 404


def test_gives_a_changed_role_its_effect_at_once(api: Api, colleague: Colleague, owner: User) -> None:
    theirs = Api(colleague("staff"))
    assert theirs.get("/api/auth/roles/").status_code == 403
    at = f"/api/auth/roles/{role_id(owner, 'staff')}/"
    assert api.patch(at, {"permissions": ["accounts.view_role"]}).status_code == 200
    assert theirs.get("/api/auth/roles/").status_code == 200
    assert api.patch(at, {"permissions": []}).status_code == 200
    assert theirs.get("/api/auth/roles/").status_code == 403


@pytest.mark.parametrize("slug", ["owner", "user"])
def test_keeps_the_built_in_roles(api: Api, owner: User, slug: str) -> None:
    at = f"/api/auth/roles/{role_id(owner, slug)}/"
    assert api.delete(at).status_code == 409
    assert api.patch(at, {"slug": "mine"}).status_code == 409
    assert api.patch(at, {"name": "Chief"}).json()["name"] == "Chief"


def test_keeps_the_rights_of_an_owner(api: Api, owner: User) -> None:
    assert api.patch(f"/api/auth/roles/{role_id(owner, 'owner')}/", {"permissions": []}).status_code == 409


def test_keeps_a_role_that_somebody_has(api: Api) -> None:
    role = api.post("/api/auth/roles/", {"name": "Temp"}).json()
    api.post("/api/users/", {"email": "t@acme.example", "password": "Password123!", "role": "temp"})
    answer = api.delete(f"/api/auth/roles/{role['id']}/")
    assert (answer.status_code, answer.json()["error"]) == (409, "role_in_use")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "X", "slug": "owner"}, "slug"),
        ({"name": "X", "slug": "super_admin"}, "slug"),
        ({"name": "X", "slug": "Not a slug"}, "slug"),
        ({"name": "!!"}, "slug"),
        ({"slug": "x"}, "name"),
        ({"name": "X", "scope": "galaxy"}, "scope"),
        ({"name": "X", "permissions": ["auth.add_permission"]}, "permissions.0"),
        ({"name": "X", "permissions": [10**9]}, "permissions.0"),
        ({"name": "X", "permissions": "all"}, "permissions"),
    ],
)
def test_refuses_bad_roles(api: Api, body: dict[str, object], field: str) -> None:
    answer = api.post("/api/auth/roles/", body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_hides_the_roles_of_other_tenants(api: Api, charlie: User) -> None:
    at = f"/api/auth/roles/{role_id(charlie, 'user')}/"
    assert api.get(at).status_code == api.patch(at, {"name": "X"}).status_code == api.delete(at).status_code == 404
