"""The tenant's stamp on every statement: never missing, never another's, never left behind."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import bound_tenant, tenant_context
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@pytest.fixture
def tenants() -> list[int]:
    """50 tenants with two clients each."""
    made = Tenant.objects.bulk_create([Tenant(name=f"T{n}", domain=f"t{n}.example") for n in range(50)])
    for tenant in made:
        with tenant_context(tenant.pk):
            Client.unscoped.bulk_create([Client(tenant=tenant, name=f"{tenant.name}-{n}") for n in (1, 2)])
    return [tenant.pk for tenant in made]


def whose() -> set[int]:
    """The tenants of all the clients that a query without any filter finds."""
    return set(Client.unscoped.values_list("tenant_id", flat=True))


def test_nothing_is_bound_by_default() -> None:
    assert bound_tenant() is None
    with pytest.raises(DatabaseError):
        whose()


def test_two_tenants_take_turns_on_one_connection(tenants: list[int]) -> None:
    a, b, *_ = tenants
    for tenant in (a, b, a, a, b):
        with tenant_context(tenant):
            assert whose() == {tenant}


def test_two_tenants_take_turns_in_one_transaction(tenants: list[int]) -> None:
    a, b, *_ = tenants
    with transaction.atomic():
        for tenant in (a, b, a, a, b):
            with tenant_context(tenant):
                assert whose() == {tenant}


def test_unbinding_inside_a_transaction_shuts_the_tables(tenants: list[int]) -> None:
    with transaction.atomic():
        with tenant_context(tenants[0]):
            assert whose() == {tenants[0]}
        with pytest.raises(DatabaseError):
            whose()
        transaction.set_rollback(True)


def read_and_fail(tenant: int) -> None:
    with transaction.atomic():
        assert whose() == {tenant}
        raise ZeroDivisionError


def test_the_stamp_survives_the_rollback_of_a_savepoint(tenants: list[int]) -> None:
    """PostgreSQL puts back the setting of before the savepoint; the backend must not believe it is still the later."""
    a, b, *_ = tenants
    with transaction.atomic():
        with tenant_context(a):
            assert whose() == {a}
        with tenant_context(b):
            with pytest.raises(ZeroDivisionError):
                read_and_fail(b)
            assert whose() == {b}
        with tenant_context(a):
            assert whose() == {a}


def test_an_error_is_taken_back_after_the_tenant_has_changed(tenants: list[int]) -> None:
    """The savepoint is rolled back for whoever is bound by then, and no stamp may come before that."""
    a, b, *_ = tenants
    with transaction.atomic():
        with tenant_context(a):
            assert whose() == {a}
        with pytest.raises(DatabaseError), transaction.atomic(), tenant_context(b):
            Client.unscoped.create(tenant_id=a, name="Smuggled")
        with tenant_context(a):
            assert whose() == {a}


def test_a_rolled_back_transaction_leaves_no_stamp(tenants: list[int]) -> None:
    a, b, *_ = tenants
    with tenant_context(a), pytest.raises(ZeroDivisionError):
        read_and_fail(a)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.tenant', true), '')")
        assert cursor.fetchone() == ("",)
    with tenant_context(b):
        assert whose() == {b}


def test_named_cursors_are_stamped(tenants: list[int]) -> None:
    a, b, *_ = tenants
    for tenant in (a, b):
        with tenant_context(tenant), transaction.atomic():
            assert {client.tenant_id for client in Client.unscoped.iterator(chunk_size=1)} == {tenant}


def test_named_cursors_outside_a_transaction_are_stamped(tenants: list[int]) -> None:
    a, b, *_ = tenants
    for tenant in (a, b):
        with tenant_context(tenant):
            assert {client.tenant_id for client in Client.unscoped.iterator(chunk_size=1)} == {tenant}


@pytest.mark.parametrize("in_transaction", [True, False])
def test_copying_out_is_stamped(tenants: list[int], in_transaction: bool) -> None:
    for tenant in tenants[:2]:
        out = io.StringIO()
        with tenant_context(tenant):
            if in_transaction:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.copy_expert("COPY (SELECT tenant_id FROM clients_client) TO STDOUT", out)
            else:
                with connection.cursor() as cursor:
                    cursor.copy_expert("COPY (SELECT tenant_id FROM clients_client) TO STDOUT", out)
        assert set(out.getvalue().split()) == {str(tenant)}


def prepared_whose() -> set[int]:
    """As `whose`, from a statement that this connection has planned before."""
    with connection.cursor() as cursor:
        cursor.execute(connection.prepared("SELECT tenant_id FROM clients_client WHERE id > %s AND '%%' = '%%'"), [0])
        return {tenant for (tenant,) in cursor.fetchall()}


def test_a_prepared_statement_is_stamped_anew_each_time(tenants: list[int]) -> None:
    a, b, *_ = tenants
    for tenant in (a, b) * 4:  # from the sixth time on PostgreSQL plans no more
        with tenant_context(tenant):
            assert prepared_whose() == {tenant}
    with pytest.raises(DatabaseError):
        prepared_whose()


def test_a_statement_is_prepared_once_in_each_connection(tenants: list[int], django_assert_num_queries: Any) -> None:
    with tenant_context(tenants[0]):
        for _ in range(2):
            with django_assert_num_queries(1) as queries:
                prepared_whose()
            assert "EXECUTE" in queries[0]["sql"]
        connection.close()
        assert prepared_whose() == {tenants[0]}


def test_nothing_is_prepared_behind_a_proxy_that_hands_connections_on(
    tenants: list[int], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with tenant_context(tenants[0]), django_assert_num_queries(1) as queries:
        assert prepared_whose() == {tenants[0]}
    assert "EXECUTE" not in queries[0]["sql"]


def test_many_statements_at_once_are_stamped(tenants: list[int]) -> None:
    with tenant_context(tenants[0]):
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE clients_client SET notes = %s WHERE name = %s", [("x", "T0-1"), ("y", "T0-2"), ("z", "T1-1")]
            )
        assert set(Client.unscoped.values_list("notes", flat=True)) == {"x", "y"}
    with tenant_context(tenants[1]):
        assert set(Client.unscoped.values_list("notes", flat=True)) == {""}


def _ways(tenant: int) -> Iterator[Callable[[], set[int]]]:
    def in_a_transaction() -> set[int]:
        with transaction.atomic():
            return whose()

    def after_a_rollback() -> set[int]:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    Client.unscoped.filter(tenant_id=tenant).update(notes="gone again")
                    raise ZeroDivisionError
            except ZeroDivisionError:
                return whose()

    def streamed() -> set[int]:
        with transaction.atomic():
            return {client.tenant_id for client in Client.unscoped.iterator(chunk_size=1)}

    yield from (whose, prepared_whose, in_a_transaction, after_a_rollback, streamed)


def test_fifty_tenants_on_eight_connections_see_no_foreign_row(tenants: list[int]) -> None:
    def work(seed: int) -> list[tuple[int, set[int]]]:
        random = Random(seed)
        seen = []
        try:
            for _ in range(60):
                tenant = random.choice(tenants)
                with tenant_context(tenant):
                    seen.append((tenant, random.choice(list(_ways(tenant)))()))
        finally:
            connection.close()
        return seen

    with ThreadPoolExecutor(8) as threads:
        for seen in threads.map(work, range(8)):
            assert [pair for pair in seen if pair[1] != {pair[0]}] == []


def test_the_same_statement_costs_no_round_trip_more(owner: User, django_assert_num_queries: Any) -> None:
    with tenant_context(owner.tenant_id), django_assert_num_queries(1):
        whose()


def test_a_connection_that_broke_within_the_last_request_is_made_anew(tenants: list[int]) -> None:
    connection.ensure_connection()
    connection.connection.close()  # as the driver does when a statement meets a server that has gone
    connection.errors_occurred = True
    connection.close_if_unusable_or_obsolete()
    with tenant_context(tenants[0]):
        assert whose() == {tenants[0]}
