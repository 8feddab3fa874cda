from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication, Document
from apps.products.models import DocumentType
from tests.conftest import Api
from tests.factories import FACTORY_FOR
from tests.products.conftest import Add


def test_keeps_a_document_type(api: Api) -> None:
    body: dict[str, Any] = {
        "name": "Passport",
        "description": "All pages",
        "has_expiration_date": True,
        "has_doc_number": True,
        "keywords": ["passport", "paspor"],
        "deprecated": False,
    }
    made = api.post("/api/document-types/", body).json()
    assert {name: made[name] for name in body} == body
    assert api.get("/api/document-types/?search=pasp").json()["results"] == [made]
    changed = api.patch(f"/api/document-types/{made['id']}/", {"keywords": ["a", " a ", "b  c"]}).json()
    assert changed["keywords"] == ["a", "b c"]


@pytest.mark.parametrize("twin", ["Passport", " PASSPORT ", "pässport!"])
def test_refuses_a_name_that_another_has(api: Api, document_type: Add, twin: str) -> None:
    document_type("Passport")
    refusal = api.post("/api/document-types/", {"name": twin})
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, ["name"])


def test_takes_the_name_that_another_company_has(api: Api, document_type: Add, charlie: User) -> None:
    document_type("Passport")
    assert Api(charlie).post("/api/document-types/", {"name": "Passport"}).status_code == 201


def test_cannot_go_while_a_product_or_a_document_names_it(
    api: Api, document_type: Add, product: Add, owner: User
) -> None:
    passport = document_type("Passport")
    path = f"/api/document-types/{passport['id']}/"
    visa = product(required_documents=[passport["id"]])
    with tenant_context(owner.tenant_id):
        row = DocumentType.unscoped.get(pk=passport["id"])
        document = FACTORY_FOR[Document](owner, doc_type=row)
    told = api.get(f"{path}can-delete/").json()
    assert told["can_delete"] is False
    assert {(one["type"], one["count"], one["rows"][0]["id"]) for one in told["references"]} == {
        ("product", 1, visa["id"]),
        ("document", 1, document.pk),
    }
    refusal = api.delete(path)
    assert (refusal.status_code, refusal.json()["error"]) == (409, "in_use")
    assert "B211A Visit visa" in refusal.json()["message"]
    api.patch(f"/api/products/{visa['id']}/", {"required_documents": []})
    with tenant_context(owner.tenant_id):
        document.delete()
    assert api.get(f"{path}can-delete/").json() == {"can_delete": True, "reason": "", "references": []}
    assert api.delete(path).status_code == 204


def test_tells_what_deprecating_it_would_touch(api: Api, document_type: Add, product: Add, owner: User) -> None:
    passport = document_type("Passport")
    first = product("A", required_documents=[passport["id"]])
    second = product("B", optional_documents=[passport["id"]])
    with tenant_context(owner.tenant_id):
        row = DocumentType.unscoped.get(pk=passport["id"])
        waiting = FACTORY_FOR[CustomerApplication](owner)
        for values in (
            {"customer_application": waiting},
            {"customer_application": waiting},
            {"customer_application": waiting, "completed": True},
            {"customer_application": FACTORY_FOR[CustomerApplication](owner, status="closed")},
        ):
            FACTORY_FOR[Document](owner, doc_type=row, **values)
    impact = api.get(f"/api/document-types/{passport['id']}/deprecation-impact/").json()
    assert impact["products"] == [
        {"id": first["id"], "code": "A", "name": "Visit visa", "required": True},
        {"id": second["id"], "code": "B", "name": "Visit visa", "required": False},
    ]
    assert (impact["products_count"], impact["open_documents"], impact["open_applications"]) == (2, 2, 1)
    assert {one["type"]: one["count"] for one in impact["references"]} == {"product": 2, "document": 4}
