"""Either fence holds by itself: each is broken on purpose here, and the other one keeps the tenants apart."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.clients.models import Client
from apps.clients.views import ClientViewSet
from apps.core import fence, stencils
from apps.core.tenancy import tenant_context
from tests.conftest import Api

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@pytest.fixture
def theirs(charlie: User, own: Callable[..., Any]) -> Client:
    """A client of another company."""
    client: Client = own(charlie, Client, name="Their secret")
    return client


@pytest.fixture
def no_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application forgets whose rows it reads, also where it has put that into words before."""
    monkeypatch.setattr(ClientViewSet, "_wordings", {})
    monkeypatch.setattr(ClientViewSet, "_collections", {})
    monkeypatch.setattr(stencils, "_readers", {})
    monkeypatch.setattr(fence, "visible_rows", lambda rows, user, own_lookups: rows)


def assert_hidden(api: Api, theirs: Client) -> None:
    path = f"/api/clients/{theirs.pk}/"
    assert api.get("/api/clients/").json()["results"] == []
    assert api.get("/api/clients/?search=secret").json()["count"] == 0
    assert api.get(path).status_code == 404
    assert api.patch(path, {"name": "Mine now"}).status_code == 404
    assert api.delete(path).status_code == 404
    line = {"description": "Work", "quantity": 1, "unit_price": "1.00"}
    invoice = api.post("/api/invoices/", {"client": theirs.pk, "line_items": [line]})
    assert (invoice.status_code, list(invoice.json()["details"])) == (400, ["client"])
    with tenant_context(theirs.tenant_id):
        assert Client.unscoped.get(pk=theirs.pk).name == "Their secret"


def test_row_level_security_holds_where_the_application_forgets_its_scope(
    api: Api, theirs: Client, no_scope: None
) -> None:
    assert_hidden(api, theirs)


def test_the_scope_holds_where_row_level_security_is_off(
    api: Api, theirs: Client, without_row_level_security: Callable[[str], Any]
) -> None:
    with without_row_level_security("clients_client"):
        assert_hidden(api, theirs)


def test_nothing_holds_where_both_are_off(
    api: Api, theirs: Client, no_scope: None, without_row_level_security: Callable[[str], Any]
) -> None:
    """The two tests above would prove nothing if a fence were broken that was never there."""
    with without_row_level_security("clients_client"):
        assert [row["id"] for row in api.get("/api/clients/").json()["results"]] == [theirs.pk]
        assert api.get(f"/api/clients/{theirs.pk}/").status_code == 200


def test_a_composite_key_refuses_a_reference_to_another_tenants_row(owner: User, theirs: Client) -> None:
    """Even by raw SQL, where neither fence looks."""
    with (
        tenant_context(owner.tenant_id),
        connection.cursor() as cursor,
        pytest.raises(Exception, match="foreign key constraint"),
    ):
        cursor.execute(
            "INSERT INTO quotes_quote (tenant_id, client_id, quote_number, issue_date, expiry_date, currency, "
            "tax_mode, prices_include_tax, taxes, subtotal, tax_amount, total_amount, terms, notes, search_text, "
            "status, created_at, updated_at) VALUES (%s, %s, 'Q', '2024-01-01', '2024-01-01', 'USD', "
            "'group', false, '[]', 0, 0, 0, '', '', '', 'draft', now(), now())",
            [owner.tenant_id, theirs.pk],
        )


def test_raw_sql_without_a_tenant_is_refused_and_not_empty(theirs: Client) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match=r"app\.tenant|bigint"):
        cursor.execute("SELECT count(*) FROM clients_client")


def test_a_row_cannot_be_written_into_another_tenant(owner: User, theirs: Client) -> None:
    with tenant_context(owner.tenant_id), pytest.raises(Exception, match="row-level security"):
        Client.unscoped.create(tenant_id=theirs.tenant_id, name="Smuggled")


def test_a_row_cannot_be_moved_into_another_tenant(owner: User, theirs: Client, own: Callable[..., Any]) -> None:
    mine = own(owner, Client)
    with tenant_context(owner.tenant_id), pytest.raises(Exception, match="row-level security"):
        Client.unscoped.filter(pk=mine.pk).update(tenant_id=theirs.tenant_id)


def test_asking_for_rows_without_saying_for_whom_is_an_error() -> None:
    for ask in (Client.objects.all, Client.objects.filter, Client.objects.count, Client.objects.first):
        with pytest.raises(fence.FenceError, match="visible_to"):
            ask()
    assert list(Client.objects.none()) == []
