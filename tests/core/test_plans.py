"""The hot queries of lists can be answered from an index, in its order: how many rows there are does not matter."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.audit.views import AuditLogViewSet
from apps.clients.models import Client
from apps.core.cursors import Cursor
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice

NEWEST, BY_NAME = ("-id",), ("name", "-id")


@pytest.fixture
def bound(owner: User) -> Iterator[User]:
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        # Copies that nobody has counted yet: what earlier tests left, and its last vacuum, would change the plan.
        for model in (Client, Invoice, AuditLog):
            table = model._meta.db_table
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
        # Of a table this small PostgreSQL would read all, whatever else it could do.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        yield owner


def plan_of(rows: Any) -> str:
    return str(rows.values("pk")[:21].explain())


@pytest.mark.parametrize("model", [Client, Invoice])
def test_a_list_is_read_backwards_from_its_key(bound: User, model: Any) -> None:
    plan = plan_of(model.objects.visible_to(bound).order_by(*NEWEST))
    assert "Index Only Scan Backward" in plan
    assert "_tenant_id_id_key" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(("is_backward", "bound_by"), [(False, "(id < 500)"), (True, "(id > 500)")])
def test_a_cursor_begins_in_the_index_where_its_row_stands(bound: User, is_backward: bool, bound_by: str) -> None:
    rows = Client.objects.visible_to(bound).order_by(*NEWEST)
    plan = plan_of(Cursor(NEWEST, (500,), is_backward).rows_beside(rows))
    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert bound_by in condition
    assert "tenant_id" in condition
    assert "Sort" not in plan


def test_a_cursor_of_another_order_begins_in_that_orders_index(bound: User) -> None:
    rows = Client.objects.visible_to(bound).order_by(*BY_NAME)
    plan = plan_of(Cursor(BY_NAME, ("Kim", 500)).rows_beside(rows))
    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "Index Only Scan using clients_client_tenant_id_name_id_idx" in plan
    assert "'Kim'" in condition
    assert "Sort" not in plan


@pytest.mark.parametrize("given", [{"stage": "ACTIVE"}, {"assigned_to_id": 7}], ids=str)
def test_a_filter_of_clients_has_them_in_their_order(bound: User, given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:  # of no rows the index of all is as good
        cursor.execute("ALTER TABLE pg_temp.clients_client DROP CONSTRAINT clients_client_tenant_id_id_key")
    plan = plan_of(Client.objects.visible_to(bound).filter(**given).order_by(*NEWEST))
    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "Index Only Scan Backward" in plan
    assert next(iter(given)) in condition
    assert "tenant_id" in condition
    assert not {"Sort", "Filter"} & set(plan.replace(":", " ").split())


def test_the_event_log_is_read_backwards_from_its_key(bound: User) -> None:
    plan = plan_of(AuditLog.objects.visible_to(bound).order_by(*AuditLogViewSet.ordering))
    assert "audit_auditlog_tenant_id_timestamp_id_key" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("given", [{"action": "send"}, {"resource_type": "invoice"}, {"user_id": 7}], ids=str)
def test_a_filter_of_the_event_log_has_its_events_in_their_order(bound: User, given: dict[str, Any]) -> None:
    plan = plan_of(AuditLog.objects.visible_to(bound).filter(**given).order_by(*AuditLogViewSet.ordering))
    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert next(iter(given)) in condition
    assert "tenant_id" in condition
    assert not {"Sort", "Filter"} & set(plan.replace(":", " ").split())


def test_the_events_of_a_request_are_found_by_it(bound: User) -> None:
    plan = plan_of(AuditLog.objects.visible_to(bound).filter(request_id="r-1").order_by())
    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "request_id" in condition
