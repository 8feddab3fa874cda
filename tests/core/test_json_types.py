"""A value in a body of JSON has the type that the OpenAPI document names, or is refused by its name."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from rest_framework import serializers as framework

from apps.accounts.models import Role, User
from apps.core import serializers
from apps.core.json import JsonObject
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.documents import LINE, add_client

TEXT = "This must be text, in quotation marks."
WHOLE = "This must be a whole number, without quotation marks."
TRUTH = "This must be true or false, without quotation marks."


def refused(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 400, response.content
    details: dict[str, list[str]] = response.json()["details"]
    return details


def invoice_of(owner: User, **values: Any) -> dict[str, Any]:
    return {"client": add_client(owner).pk, "line_items": [LINE], **values}


@pytest.mark.parametrize("number", [5, 5.5, -1, 1e3])
def test_refuses_a_number_for_text(api: Api, number: float) -> None:
    expense = {"description": number, "amount": "1.00", "date": "2024-02-01", "category": "other"}
    assert refused(api.post("/api/expenses/", expense))["description"] == [TEXT]


def test_refuses_digits_for_the_id_of_a_row_that_is_there(api: Api, owner: User) -> None:
    invoice = invoice_of(owner)
    assert refused(api.post("/api/invoices/", invoice | {"client": str(invoice["client"])})) == {"client": [WHOLE]}
    assert api.post("/api/invoices/", invoice).status_code == 201


def test_refuses_words_and_digits_for_true_and_false(api: Api, owner: User) -> None:
    url = f"/api/clients/{add_client(owner).pk}/"
    for value in ("true", "1", 1, 0):
        assert refused(api.patch(url, {"active": value})) == {"active": [TRUTH]}
    assert api.patch(url, {"active": False}).json()["active"] is False


def test_names_a_value_deep_down_by_its_place(api: Api, owner: User) -> None:
    lines = [LINE, {**LINE, "description": 7}]
    assert refused(api.post("/api/invoices/", invoice_of(owner, line_items=lines))) == {
        "line_items.1.description": [TEXT]
    }
    assert refused(api.post("/api/invoices/bulk-download/", {"ids": [1, "2"]})) == {"ids.1": [WHOLE]}


def test_tells_what_else_is_wrong_too(api: Api, owner: User) -> None:
    wrong = refused(api.post("/api/invoices/", invoice_of(owner, notes=1, due_date="never")))
    assert wrong["notes"] == [TEXT]
    assert "Date has wrong format" in wrong["due_date"][0]


def test_reads_decimals_as_text_and_as_numbers(api: Api, owner: User) -> None:
    lines = [{**LINE, "quantity": quantity, "unit_price": price} for quantity, price in ((2, "1.10"), ("2", 1.1))]
    first, second = (
        api.post("/api/invoices/", invoice_of(owner, line_items=[line])).json()["line_items"][0] for line in lines
    )
    assert (first["quantity"], first["unit_price"]) == (second["quantity"], second["unit_price"]) == (2, "1.10")


@pytest.mark.parametrize("amount", ["", " ", " 1.00", "+1.00", True])
def test_reads_no_decimals_that_the_document_does_not_know(api: Api, owner: User, amount: Any) -> None:
    invoice = invoice_of(owner, line_items=[{**LINE, "unit_price": amount}])
    assert "line_items.0.unit_price" in refused(api.post("/api/invoices/", invoice))


def test_takes_the_name_or_the_id_where_the_document_knows_both(api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        role = Role.unscoped.get(tenant_id=owner.tenant_id, slug="staff")
    for number, given in enumerate((role.pk, "staff")):
        colleague = {"username": f"siti{number}", "email": f"siti{number}@acme.example", "password": "Correct horse 7"}
        assert api.post("/api/users/", colleague | {"role": given}).json()["role"] == "staff"


def test_a_hidden_field_takes_nothing_from_the_body() -> None:
    class Hiding(serializers.Serializer[Any]):
        source = serializers.HiddenField(default="import")

    body = Hiding(data=JsonObject(source="made up"))
    assert body.is_valid()
    assert body.validated_data == {"source": "import"}


def test_takes_forms_as_the_text_that_they_are(api: Api) -> None:
    form = {"file": SimpleUploadedFile("clients.csv", b"name,email\n5,five@example.com\n"), "dry_run": "true"}
    answer = api.request("post", "/api/customers/import/", form, content_type=MULTIPART_CONTENT).json()
    assert (answer["created"], answer["errors"]) == (1, [])


def test_knows_no_role_where_no_company_is_known(anonymous: Api) -> None:
    company = {"email": "siti@acme.example", "password": "Correct horse 7", "tenant_name": "Sign-up", "role": 1}
    assert "does not exist" in refused(anonymous.post("/api/auth/register/", company))["role"][0]
    assert "no role" in refused(anonymous.post("/api/auth/register/", company | {"role": "owner"}))["role"][0]
    del company["role"]
    assert anonymous.post("/api/auth/register/", company).status_code == 201


@pytest.mark.parametrize("raw", [b"1.5", b"[]", b'"files"', b"null"])
def test_refuses_json_that_is_no_object_where_files_are_wanted(api: Api, raw: bytes) -> None:
    assert "files" in refused(api.request("post", "/api/invoices/import/batch/", raw))


def test_says_it_in_the_callers_language(api: Api) -> None:
    answer = api.post("/api/clients/", {"name": 5, "email": "a@example.com"}, **{"Accept-Language": "ms"}).json()
    assert answer["details"]["name"] == ["Ini mesti teks, dalam tanda petik."]


def subclasses(cls: type[Any]) -> set[type[Any]]:
    return {cls}.union(*(subclasses(below) for below in cls.__subclasses__()))


def test_every_shape_of_the_api_is_strict_about_types() -> None:
    ours = {cls for cls in subclasses(framework.Serializer) if cls.__module__.startswith("apps.")}
    assert len(ours) > 200
    assert {cls for cls in ours if not issubclass(cls, serializers.Serializer | serializers.ModelSerializer)} == set()
