from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import Role, User
from apps.accounts.services import create_built_in_roles, create_user
from apps.core.tenancy import tenant_context
from apps.tenants.actors import SystemActor
from tests.conftest import Api

NEW = {"email": "newuser@example.com", "username": "newuser", "password": "Password123!"}
Colleague = Callable[..., User]


def role_id(user: User, slug: str) -> int:
    with tenant_context(user.tenant_id):
        return int(Role.unscoped.get(tenant_id=user.tenant_id, slug=slug).pk)


@pytest.mark.parametrize("mount", ["/api/users/", "/api/auth/users/"])
def test_keeps_users_on_both_mounts(api: Api, owner: User, mount: str) -> None:
    body = NEW | {"first_name": "John", "last_name": "Doe", "role": role_id(owner, "sales_person"), "is_active": True}
    created = api.post(mount, body)
    assert created.status_code == 201
    user = created.json()
    assert (user["role"], user["role_name"], user["first_name"]) == ("sales_person", "Sales person", "John")
    assert user["role_id"] == role_id(owner, "sales_person")
    assert user["is_active"] is True
    assert "password" not in user

    at = f"{mount}{user['id']}/"
    assert api.get(at).json() == user
    change = {"email": "updated@example.com", "role": role_id(owner, "accountant"), "is_active": False}
    changed = api.put(at, change).json()
    assert (changed["email"], changed["role"], changed["is_active"]) == ("updated@example.com", "accountant", False)
    assert (changed["username"], changed["first_name"]) == ("newuser", "John")
    assert api.patch(at, {"last_name": "Roe"}).json()["last_name"] == "Roe"
    assert api.delete(at).status_code == 204
    assert api.get(at).status_code == 404


def test_takes_a_role_by_its_slug(api: Api) -> None:
    user = api.post("/api/users/", NEW | {"role": "user"}).json()
    assert user["role"] == "user"
    assert api.put(f"/api/users/{user['id']}/", {"first_name": "Updated", "role": "admin"}).json()["role"] == "admin"


def test_lists_users_in_pages_or_as_a_bare_array(api: Api, colleague: Colleague) -> None:
    colleague("staff")
    page = api.get("/api/users/").json()
    assert (page["count"], len(page["results"])) == (2, 2)
    assert [user["role"] for user in api.get("/api/users/?paginate=false&ordering=id").json()] == ["owner", "staff"]


def test_filters_and_searches_users(api: Api, colleague: Colleague) -> None:
    colleague("staff", "zoe")
    api.post("/api/users/", NEW | {"first_name": "Élodie", "is_active": False})

    def names(query: str) -> list[str]:
        return [user["username"] for user in api.get(f"/api/users/?paginate=false&ordering=id&{query}").json()]

    assert names("role=staff") == ["zoe@acme.example"]
    assert names("is_active=false") == ["newuser"]
    assert names("search=elodie") == ["newuser"]
    assert names("search=zo") == ["zoe@acme.example"]
    for query in ("role=pirate", "is_active=perhaps", "ordering=password"):
        assert api.get(f"/api/users/?{query}").status_code == 400


def test_hides_the_users_of_other_tenants(api: Api, charlie: User) -> None:
    for answer in (
        api.get(f"/api/users/{charlie.pk}/"),
        api.put(f"/api/users/{charlie.pk}/", {"first_name": "Mine"}),
        api.delete(f"/api/users/{charlie.pk}/"),
        api.post(f"/api/auth/assign-role/{charlie.pk}/", {"role": "user"}),
        api.post(f"/api/auth/assign-role/{charlie.pk}/", {}),
    ):
        assert answer.status_code == 404
    assert api.get("/api/users/").json()["count"] == 1


def test_refuses_a_role_of_another_tenant(api: Api, charlie: User) -> None:
    foreign, absent = (api.post("/api/users/", NEW | {"role": pk}) for pk in (role_id(charlie, "user"), 10**9))
    assert foreign.status_code == absent.status_code == 400
    assert foreign.json()["details"]["role"][0].replace(str(role_id(charlie, "user")), "ID") == absent.json()[
        "details"
    ]["role"][0].replace(str(10**9), "ID")


@pytest.mark.parametrize("slug", ["manager", "accountant", "staff", "sales_person", "user"])
def test_lets_only_administrators_at_users(colleague: Colleague, slug: str) -> None:
    caller = Api(colleague(slug))
    assert caller.get("/api/users/").status_code == 403
    assert caller.post("/api/users/", NEW).status_code == 403
    assert caller.get("/api/auth/roles/").status_code == 403
    assert caller.get("/api/auth/permissions/").status_code == 403
    assert caller.get("/api/tenants/").status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "owner@acme.example"),
        ("email", "OWNER@ACME.EXAMPLE"),
        ("email", "owner@аcme.example"),  # Cyrillic а
        ("username", "owner@acme.example"),
        ("username", "rоot.person"),  # Cyrillic о
        ("username", "ROOT.PERSON"),
        ("username", "ｒｏｏｔ.person"),
        ("username", "róot.person"),
        ("username", "white space"),
        ("username", "half½"),
        ("username", "someone@else.example"),
        ("email", "no-mail"),
        ("password", "123"),
        ("password", "x" * 5001),
        ("password", ""),
        ("role", "pirate"),
        ("role", 1.5),
        ("role", True),
        ("first_name", "Anna\u202egnp"),
    ],
)
def test_refuses_bad_users(api: Api, field: str, value: Any) -> None:
    api.post("/api/users/", NEW | {"username": "root.person", "email": "root@acme.example"})
    answer = api.post("/api/users/", NEW | {field: value})
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert api.get("/api/users/").json()["count"] == 2


def test_takes_names_of_any_script(api: Api) -> None:
    body = NEW | {"username": "ali_健", "first_name": "আব্দুল", "last_name": "بن  سعيد"}
    user = api.post("/api/users/", body).json()
    assert (user["username"], user["first_name"], user["last_name"]) == ("ali_健", "আব্দুল", "بن سعيد")


def test_logs_in_whatever_the_case_and_width(api: Api, anonymous: Api) -> None:
    api.post("/api/users/", NEW | {"username": "Straße"})
    for identifier in ("straße", "STRASSE", "newuser@example.com", "NewUser@Example.com", "ｎｅｗｕｓｅｒ@example.com"):
        answer = anonymous.post("/api/auth/token/", {"username": identifier, "password": NEW["password"]})
        assert answer.status_code == 200, identifier


def test_keeps_a_username_that_is_the_email_in_step_with_it(api: Api) -> None:
    user = api.post("/api/users/", {"email": "a@acme.example", "password": "Password123!"}).json()
    changed = api.patch(f"/api/users/{user['id']}/", {"email": "b@acme.example"}).json()
    assert changed["username"] == changed["email"] == "b@acme.example"


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"role": "user"}, {"password": "Another-Pass-77"}],
    ids=lambda change: next(iter(change)),
)
def test_ends_sessions_on_the_next_request(api: Api, colleague: Colleague, change: dict[str, Any]) -> None:
    other = colleague("manager")
    theirs = Api(other)
    assert theirs.get("/api/me/").status_code == 200
    assert api.patch(f"/api/users/{other.pk}/", change).status_code == 200
    assert theirs.get("/api/me/").status_code == 401


def test_keeps_sessions_through_a_promotion(api: Api, colleague: Colleague) -> None:
    other = colleague("staff")
    theirs = Api(other)
    assert theirs.get("/api/users/").status_code == 403
    assert api.post(f"/api/auth/assign-role/{other.pk}/", {"role": "admin"}).json() == {"detail": "Role assigned"}
    assert theirs.get("/api/me/").json()["role"] == "admin"
    assert theirs.get("/api/users/").status_code == 200


def test_ends_the_sessions_of_a_user_who_is_deleted(api: Api, colleague: Colleague) -> None:
    other = colleague("manager")
    theirs = Api(other)
    assert theirs.get("/api/me/").status_code == 200
    assert api.delete(f"/api/users/{other.pk}/").status_code == 204
    assert theirs.get("/api/me/").status_code == 401


@pytest.mark.parametrize(
    "change", [{"role": "admin"}, {"is_active": False}, None], ids=["demotion", "deactivation", "removal"]
)
def test_keeps_the_last_owner(api: Api, owner: User, change: Any) -> None:
    at = f"/api/users/{owner.pk}/"
    answer = api.patch(at, change) if change else api.delete(at)
    assert (answer.status_code, answer.json()["error"]) == (409, "last_owner")
    assert api.get("/api/me/").json()["role"] == "owner"


def test_lets_an_owner_go_who_is_not_the_last(api: Api, colleague: Colleague) -> None:
    second = colleague("owner", "second")
    assert api.patch(f"/api/users/{second.pk}/", {"role": "admin"}).status_code == 200


def test_keeps_an_admin_away_from_owners(admin: Api, owner: User, colleague: Colleague) -> None:
    at = f"/api/users/{owner.pk}/"
    assert admin.get(at).status_code == 200
    for answer in (
        admin.patch(at, {"first_name": "Mine"}),
        admin.patch(at, {"password": "Another-Pass-77"}),
        admin.delete(at),
        admin.post(f"/api/auth/assign-role/{owner.pk}/", {"role": "user"}),
        admin.post("/api/users/", NEW | {"role": "owner"}),
        admin.post("/api/auth/register/", NEW | {"role": "owner"}),
        admin.post(f"/api/auth/assign-role/{colleague('staff').pk}/", {"role": "owner"}),
        admin.patch(f"/api/users/{admin.user.pk}/", {"role": "owner"}),
    ):
        assert answer.status_code == 403
    assert admin.post("/api/users/", NEW | {"role": "admin"}).status_code == 201


def test_grants_no_more_than_the_granter_holds(api: Api) -> None:
    rights = ["accounts.view_user", "accounts.add_user", "accounts.change_user", "accounts.delete_user"]
    rights += ["accounts.add_role", "accounts.change_role", "clients.view_client"]
    assert api.post("/api/auth/roles/", {"name": "Personnel", "permissions": rights}).status_code == 201
    person = api.post("/api/users/", NEW | {"role": "personnel"}).json()
    with tenant_context(api.user.tenant_id):
        personnel = Api(User.unscoped.select_related("tenant").get(pk=person["id"]))
    staff = api.post("/api/users/", {"email": "s@acme.example", "password": "Password123!", "role": "staff"}).json()
    for answer in (
        personnel.post("/api/users/", {"email": "x@acme.example", "password": "Password123!", "role": "admin"}),
        personnel.patch(f"/api/users/{staff['id']}/", {"password": "Another-Pass-77"}),
        personnel.delete(f"/api/users/{staff['id']}/"),
        personnel.post("/api/auth/roles/", {"name": "Boss", "permissions": ["invoices.delete_invoice"]}),
        personnel.patch(f"/api/auth/roles/{person['role_id']}/", {"permissions": [*rights, "invoices.add_invoice"]}),
    ):
        assert answer.status_code == 403
    narrow = personnel.post(
        "/api/auth/roles/", {"name": "Reader", "scope": "own", "permissions": ["clients.view_client"]}
    )
    assert narrow.status_code == 201
    body = {"email": "x@acme.example", "password": "Password123!", "role": "reader"}
    assert personnel.post("/api/users/", body).status_code == 201


def test_asks_for_the_old_password_before_changing_the_own(api: Api, owner: User) -> None:
    answer = api.patch(f"/api/users/{owner.pk}/", {"password": "Another-Pass-77"})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["password"])


def test_leaves_superusers_to_superusers(root: Api) -> None:
    tenant = root.user.tenant
    with tenant_context(tenant.pk):
        roles = create_built_in_roles(tenant=tenant)
        body = {"email": "chief@platform.example", "password": "Password123!", "role": roles["owner"]}
        chief = Api(create_user(actor=SystemActor(tenant), **body))
    assert chief.patch(f"/api/users/{root.user.pk}/", {"password": "Another-Pass-77"}).status_code == 403
    assert root.get("/api/me/").json()["role"] == "super_admin"
    assert root.patch(f"/api/users/{chief.user.pk}/", {"password": "Another-Pass-77"}).status_code == 200


def test_registers_a_colleague_as_documented(api: Api, anonymous: Api, colleague: Colleague) -> None:
    body = {"email": "user@example.com", "username": "user", "password": "Password123!"}
    assert anonymous.post("/api/auth/register/", body).status_code == 401
    assert Api(colleague("staff")).post("/api/auth/register/", body).status_code == 403
    registered = api.post("/api/auth/register/", body)
    assert registered.status_code == 201
    assert {"email": "user@example.com", "username": "user", "role": "user"}.items() <= registered.json().items()
    assert "access" not in registered.json()
