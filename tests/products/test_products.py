from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication
from apps.products.models import Product
from tests.conftest import Api
from tests.factories import FACTORY_FOR, make_user
from tests.products.conftest import Add

TASKS = [
    {"name": "Collect the papers", "duration": 3, "notify_days_before": 1, "notify_customer": True},
    {"name": "Submit", "duration": 5, "duration_is_business_days": True},
]


def path_of(product: dict[str, Any], action: str = "") -> str:
    return f"/api/products/{product['id']}/{action}"


def events(owner: User, product: dict[str, Any], action: str) -> list[AuditLog]:
    with tenant_context(owner.tenant_id):
        rows = AuditLog.unscoped.filter(resource_type="product", resource_id=str(product["id"]), action=action)
        return list(rows.order_by("id"))


def test_keeps_a_product_with_its_tasks_and_document_types(api: Api, document_type: Add) -> None:
    passport, photo, ticket = (document_type(name)["id"] for name in ("Passport", "Photo", "Ticket"))
    body = {
        "code": "B211A",
        "name": "Visit visa",
        "description": "Sixty days, once",
        "product_type": "visa",
        "base_price": "120.00",
        "retail_price": 180,
        "tax_rate": "0.11",
        "validity": 60,
        "required_documents": [passport, photo],
        "optional_documents": [ticket],
        "tasks": TASKS,
    }
    made = api.post("/api/products/", body).json()
    shown = api.get(path_of(made)).json()
    assert shown == made
    plain = ("code", "name", "description", "product_type", "base_price", "tax_rate", "validity")
    assert {name: shown[name] for name in plain} == {name: body[name] for name in plain}
    assert (shown["retail_price"], shown["currency"], shown["deprecated"]) == ("180.00", "USD", False)
    assert (shown["required_documents"], shown["optional_documents"]) == ([passport, photo], [ticket])
    assert [{name: task[name] for name in ("step", "name", "duration")} for task in shown["tasks"]] == [
        {"step": 1, "name": "Collect the papers", "duration": 3},
        {"step": 2, "name": "Submit", "duration": 5},
    ]
    assert [task["duration_is_business_days"] for task in shown["tasks"]] == [False, True]
    assert [task["notify_days_before"] for task in shown["tasks"]] == [1, 0]
    assert [task["notify_customer"] for task in shown["tasks"]] == [True, False]


def test_replaces_tasks_and_keeps_the_ids_of_steps_that_stay(api: Api, product: Add, owner: User) -> None:
    before = product(tasks=TASKS)
    after = api.patch(path_of(before), {"tasks": [{"name": "Collect everything", "duration": 4}]}).json()
    assert [(task["id"], task["name"]) for task in after["tasks"]] == [(before["tasks"][0]["id"], "Collect everything")]
    assert after["tasks"][0]["notify_customer"] is False
    (event,) = events(owner, before, "update")
    assert [task["name"] for task in event.old_values["tasks"]] == ["Collect the papers", "Submit"]
    assert [task["name"] for task in event.new_values["tasks"]] == ["Collect everything"]


def test_leaves_alone_what_a_change_does_not_name(api: Api, product: Add, document_type: Add, owner: User) -> None:
    passport = document_type("Passport")["id"]
    before = product(tasks=TASKS, required_documents=[passport], retail_price="180.00")
    after = api.patch(path_of(before), {"name": "Another name"}).json()
    kept = before.keys() - {"name", "updated_at"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert [event.new_values for event in events(owner, before, "update")] == [{"name": "Another name"}]
    api.patch(path_of(before), {"name": "Another name", "required_documents": [passport], "tasks": TASKS})
    assert len(events(owner, before, "update")) == 1


def test_moves_a_document_type_from_required_to_optional(api: Api, product: Add, document_type: Add) -> None:
    passport = document_type("Passport")["id"]
    made = product(required_documents=[passport])
    moved = api.patch(path_of(made), {"required_documents": [], "optional_documents": [passport]}).json()
    assert (moved["required_documents"], moved["optional_documents"]) == ([], [passport])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": " b211a "}, "code"),
        ({"code": "X", "retail_price": "-1"}, "retail_price"),
        ({"code": "X", "base_price": "1.001"}, "base_price"),
        ({"code": "X", "retail_price": "0.5", "currency": "JPY"}, "retail_price"),
        ({"code": "X", "currency": "XYZ"}, "currency"),
        ({"code": "X", "tax_rate": "11"}, "tax_rate"),
        ({"code": "X", "product_type": "cruise"}, "product_type"),
        ({"code": "X", "tasks": [{"name": "A", "step": 2}, {"name": "B"}]}, "tasks.1.step"),
        ({"code": "X", "tasks": [{"duration": 2}]}, "tasks.0.name"),
        ({"code": "X", "tasks": [{"name": "A", "duration": -1}]}, "tasks.0.duration"),
        ({"code": "X", "tasks": [{"name": f"Task {n}"} for n in range(101)]}, "tasks"),
    ],
)
def test_refuses_what_makes_no_sense(api: Api, product: Add, fields: dict[str, Any], field: str) -> None:
    product("B211A")
    refusal = api.post("/api/products/", {"name": "Visit visa", **fields})
    assert refusal.status_code == 400
    assert list(refusal.json()["details"]) == [field]
    assert api.get("/api/products/").json()["count"] == 1


def test_refuses_a_document_type_twice_over_or_deprecated(api: Api, product: Add, document_type: Add) -> None:
    passport, old = document_type("Passport")["id"], document_type("Old form", deprecated=True)["id"]
    both = {"code": "X", "name": "X", "required_documents": [passport], "optional_documents": [passport]}
    assert "optional_documents" in api.post("/api/products/", both).json()["details"]
    dead = {"code": "X", "name": "X", "required_documents": [old]}
    assert "deprecated" in api.post("/api/products/", dead).json()["message"]


def test_keeps_a_document_type_that_was_deprecated_later(api: Api, product: Add, document_type: Add) -> None:
    form = document_type("Form")["id"]
    made = product(required_documents=[form])
    api.patch(f"/api/document-types/{form}/", {"deprecated": True})
    answer = api.patch(path_of(made), {"required_documents": [form], "name": "Renamed"})
    assert (answer.status_code, answer.json()["required_documents"]) == (200, [form])


def test_finds_products_by_words_type_and_id(api: Api, product: Add) -> None:
    visa, goods = product("B211A", product_type="visa"), product("BAG", name="Travel bag", product_type="goods")
    assert [row["id"] for row in api.get("/api/products/?search=trav").json()["results"]] == [goods["id"]]
    assert [row["id"] for row in api.get("/api/products/?product_type=visa").json()["results"]] == [visa["id"]]
    by_type = api.get("/api/products/get_products_by_product_type/goods/").json()
    assert (by_type["count"], by_type["results"]) == (1, [goods])
    assert api.get("/api/products/get_products_by_product_type/cruise/").status_code == 404
    assert api.get(f"/api/products/get_product_by_id/{goods['id']}/").json() == goods
    assert api.get("/api/products/?product_type=cruise").status_code == 400
    api.patch(path_of(goods), {"deprecated": True})
    assert [row["id"] for row in api.get("/api/products/?deprecated=false").json()["results"]] == [visa["id"]]


def test_makes_a_product_of_a_name_alone(api: Api) -> None:
    first, second = (api.post("/api/products/quick-create/", {"name": "Visa extension"}).json() for _ in range(2))
    assert (first["code"], second["code"]) == ("VISA-EXTENSION", "VISA-EXTENSION-2")
    assert first["retail_price"] == "0.00"


def test_tells_what_keeps_a_product_from_being_deleted(api: Api, product: Add, owner: User) -> None:
    made = product()
    free = api.get(path_of(made, "can-delete/")).json()
    assert free == {"can_delete": True, "reason": "", "references": []}
    with tenant_context(owner.tenant_id):
        row = Product.unscoped.get(pk=made["id"])
        applications = [FACTORY_FOR[CustomerApplication](owner, product=row) for _ in range(2)]
    held = api.get(path_of(made, "can-delete/")).json()
    assert held["can_delete"] is False
    (reference,) = held["references"]
    assert (reference["type"], reference["count"]) == ("customer application", 2)
    assert [named["id"] for named in reference["rows"]] == [application.pk for application in applications]
    assert "2 customer applications" in held["reason"]
    refusal = api.delete(path_of(made))
    assert (refusal.status_code, refusal.json()["error"]) == (409, "in_use")
    assert f"#{applications[0].pk}" in refusal.json()["message"]


def test_deletes_what_nothing_refers_to(api: Api, product: Add, document_type: Add, owner: User) -> None:
    made = product(tasks=TASKS, required_documents=[document_type("Passport")["id"]])
    assert api.delete(path_of(made)).status_code == 204
    assert api.get(path_of(made)).status_code == 404
    assert len(events(owner, made, "delete")) == 1


def test_deletes_many_and_says_why_others_stay(api: Api, product: Add, owner: User) -> None:
    gone, held = product("GONE"), product("HELD")
    with tenant_context(owner.tenant_id):
        FACTORY_FOR[CustomerApplication](owner, product=Product.unscoped.get(pk=held["id"]))
        platform = Api(make_user(owner, is_superuser=True))
    body = {"ids": [gone["id"], held["id"], 2_000_000_000]}
    assert api.post("/api/products/bulk-delete/", body).status_code == 403
    deleted = platform.post("/api/products/bulk-delete/", body).json()
    assert (deleted["deleted"], deleted["skipped"]) == (1, 2)
    assert {reason["id"] for reason in deleted["reasons"]} == {held["id"], 2_000_000_000}
    assert [row["code"] for row in api.get("/api/products/").json()["results"]] == ["HELD"]


def test_is_seen_by_those_who_otherwise_see_only_their_own(
    api: Api, product: Add, colleague: Callable[..., User]
) -> None:
    made = product()
    seller = Api(colleague("sales_person"))
    assert [row["id"] for row in seller.get("/api/products/").json()["results"]] == [made["id"]]
    assert seller.delete(path_of(made)).status_code == 403


def test_names_only_references_that_the_caller_sees(
    api: Api, product: Add, owner: User, colleague: Callable[..., User]
) -> None:
    made = product()
    seller = colleague("sales_person")
    with tenant_context(owner.tenant_id):
        row = Product.unscoped.get(pk=made["id"])
        FACTORY_FOR[CustomerApplication](owner, product=row)
        customer = FACTORY_FOR[Client](owner, assigned_to=seller)
        own = FACTORY_FOR[CustomerApplication](make_user(owner), product=row, customer=customer)
    (reference,) = Api(seller).get(path_of(made, "can-delete/")).json()["references"]
    assert reference == {
        "type": "customer application",
        "count": 2,
        "rows": [{"id": own.pk, "name": f"#{own.pk}"}],
    }
