"""Rows are stored as the framework would store them, and those that nobody waits for with the next statement."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models.functions import Now
from django.db.models.sql import InsertQuery
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.inserts import _insert_of, insert_later, insert_row, insert_rows, new_row, next_keys
from apps.core.rls import fenced_models
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice, InvoiceLine

SAMPLES: list[Any] = [
    None, 7, "7", True, "true", 1.5, "a % b 'c' \\ \n é", "", gettext_lazy("This must be a number."),
    Client.Stage.LEAD, Decimal("12.3400"), Decimal("NaN"), "5.10", date(2026, 2, 28), "2026-02-28",
    datetime(2026, 2, 28, 9, 5, tzinfo=UTC), datetime(2026, 2, 28, 9, 5), "2026-02-28T09:05:00Z",
    UUID(int=5), str(UUID(int=5)), {"a": ["%", Decimal(1), None]}, ["x", "%s"], [], b"\0\xff",
]  # fmt: skip


@pytest.fixture
def here(owner: User) -> Iterator[User]:
    with tenant_context(owner.tenant_id):
        yield owner


def client_of(user: User, name: str = "Ada", **fields: Any) -> Client:
    return Client(tenant_id=user.tenant_id, owner_id=user.pk, name=name, **fields)


def names() -> set[str]:
    return set(Client.unscoped.values_list("name", flat=True))


def theirs(row: Any, *, has_key: bool) -> bytes:
    fields = [
        field for field in row._meta.local_concrete_fields
        if not field.generated and (has_key or field is not row._meta.auto_field)
    ]  # fmt: skip
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = None
    [(statement, parameters)] = compiler.as_sql()
    return mogrified(statement, parameters)


def ours(row: Any, *, has_key: bool) -> bytes:
    places, worded, parameters = _insert_of(type(row), has_key).words([row], connection)
    return mogrified(places % tuple(worded), parameters)


def mogrified(statement: str, parameters: Any) -> bytes:
    with connection.cursor() as cursor:
        text: bytes = cursor.mogrify(statement, parameters)
    return text.replace(b"  -", b" -").replace(b"( -", b"(-")  # the driver puts a blank before a sign


def outcome(work: Any, row: Any) -> Any:
    try:
        return work(row, has_key=True)
    except Exception as exc:
        return type(exc)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:DateTimeField .* received a naive datetime")
@time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False)
@pytest.mark.parametrize("model", fenced_models(), ids=lambda model: model.__name__)
def test_words_a_row_as_the_framework_does(model: type[models.Model]) -> None:
    for has_key in (False, True):
        row = model(pk=5 if has_key else None)
        assert ours(row, has_key=has_key) == theirs(row, has_key=has_key)
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    worded = 0
    for field in fields:
        if isinstance(field, models.FileField):
            continue
        for sample in SAMPLES:
            row = model(pk=5)
            setattr(row, field.attname, sample)
            wanted = outcome(theirs, row)
            assert outcome(ours, row) == wanted, (field, sample)
            worded += isinstance(wanted, bytes)
    assert worded > len(fields)


@pytest.mark.django_db
def test_writes_numbers_below_nothing_as_the_framework_does() -> None:
    row = InvoiceLine(pk=-5, position=-1, quantity=Decimal("-1.500"), unit_price=Decimal("-0.00"))
    assert ours(row, has_key=True) == theirs(row, has_key=True)


@time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False)
@pytest.mark.parametrize("model", fenced_models(), ids=lambda model: model.__name__)
def test_a_new_row_begins_as_the_framework_makes_it(model: type[models.Model]) -> None:
    made, wanted = vars(new_row(model)), vars(model())
    by_chance = {field.attname for field in model._meta.concrete_fields if callable(field.default)}
    assert made.keys() == wanted.keys()
    for name in wanted.keys() - by_chance - {"_state"}:
        assert (type(made[name]), str(made[name])) == (type(wanted[name]), str(wanted[name])), name
    for name in by_chance:
        assert type(made.get(name)) is type(wanted.get(name)), name
    assert (made["_state"].adding, made["_state"].db) == (True, None)


def test_new_rows_share_no_list() -> None:
    first, second = new_row(InvoiceLine), new_row(InvoiceLine)
    first.taxes.append({"name": "GST", "rate": "0.07"})
    assert second.taxes == []


def test_a_new_row_takes_rows_and_keys() -> None:
    client = Client(pk=3)
    by_row, by_key = new_row(Invoice, client=client, terms="30 days"), new_row(Invoice, pk=4, client_id=3)
    assert (by_row.client is client, by_row.client_id, by_row.terms) == (True, 3, "30 days")
    assert (by_key.pk, by_key.client_id, by_key.status) == (4, 3, "draft")


def test_refuses_a_value_that_a_row_has_no_place_for() -> None:
    with pytest.raises(TypeError, match="Invoice has no 'colour'"):
        new_row(Invoice, colour="red")
    with pytest.raises(ValueError, match="must be a"):
        new_row(Invoice, client=Invoice())


@pytest.mark.django_db
def test_a_new_row_is_told_what_the_database_made_of_it(here: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client = insert_row(client_of(here, stage="ACTIVE", prospect_status="won"))
        assert (client._state.adding, client.status) == (False, "Active")
    stored = Client.unscoped.get(pk=client.pk)
    assert (stored.name, stored.status, stored.created_at) == ("Ada", "Active", client.created_at)


@pytest.mark.django_db
def test_many_rows_are_one_statement_and_keep_their_order(here: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rows = insert_rows([client_of(here, f"C{n}", email_key=f"{n}") for n in range(30)])
    assert [Client.unscoped.get(pk=row.pk).name for row in rows[::7]] == ["C0", "C7", "C14", "C21", "C28"]
    assert insert_rows([]) == []


def kept_statements() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        number: int = cursor.fetchone()[0]
    return number


@pytest.mark.django_db
def test_a_connection_keeps_planned_what_stores_few_rows(here: User, django_assert_num_queries: Any) -> None:
    insert_rows([client_of(here)])
    before = kept_statements()
    with django_assert_num_queries(2) as queries:
        insert_rows([client_of(here, "Bo", notes="100 % 'B' %s")])
        insert_rows([client_of(here, f"C{n}") for n in range(7)])
    assert [query["sql"].split()[0] for query in queries] == ["EXECUTE", "INSERT"]
    assert kept_statements() == before
    assert Client.unscoped.get(name="Bo").notes == "100 % 'B' %s"


@pytest.mark.django_db
def test_a_kept_statement_refuses_a_foreign_row_each_time(here: User) -> None:
    for n in range(7):  # from the sixth time on PostgreSQL plans no more
        insert_row(client_of(here, f"C{n}"))
    refusal = pytest.raises(DatabaseError, match="row-level security")
    with refusal, tenant_context(here.tenant_id + 1), transaction.atomic():
        insert_row(client_of(here))


@pytest.mark.django_db
def test_nothing_is_kept_behind_a_proxy_that_hands_connections_on(
    here: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with django_assert_num_queries(1) as queries:
        insert_row(client_of(here, "100 % 'A' %s"))
    assert "INSERT" in queries[0]["sql"]
    assert names() == {"100 % 'A' %s"}


@pytest.mark.django_db
def test_takes_the_key_of_a_row_that_was_new_when_it_was_named(here: User) -> None:
    client = client_of(here)
    invoice = Invoice(client=client)
    line = InvoiceLine(invoice=invoice)
    with pytest.raises(ValueError, match="invoice of a new InvoiceLine"):
        insert_row(line)
    client.pk, invoice.pk = 3, 4
    assert b"3" in ours(invoice, has_key=True)
    assert (ours(line, has_key=False) and line.invoice_id, invoice.client_id) == (4, 3)


@pytest.mark.django_db
def test_refuses_an_expression_as_a_value(here: User) -> None:
    with pytest.raises(TypeError, match="unsubscribed_at is an expression"):
        insert_row(client_of(here, unsubscribed_at=Now()))


@pytest.mark.django_db
def test_gives_out_keys_of_several_tables_at_once(here: User) -> None:
    rows = [Invoice(), InvoiceLine(), InvoiceLine()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {next_keys(rows)}, {next_keys([])}")
        (invoice, first, second), none = cursor.fetchone()
        cursor.execute("SELECT currval('invoices_invoice_id_seq'), currval('invoices_invoiceline_id_seq')")
        assert cursor.fetchone() == (invoice, second)
    assert (second, none) == (first + 1, [])


committing = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@committing
def test_what_can_wait_goes_with_the_next_statement(here: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(1):
        insert_later([client_of(here, "100 % 'A' %s")])
        insert_later([client_of(here, "B")])
        assert names() == {"100 % 'A' %s", "B"}


@committing
def test_what_can_wait_goes_with_the_commit(here: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(0):
        insert_later([client_of(here)])
    assert names() == {"Ada"}


@committing
def test_outside_a_transaction_nothing_waits(here: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        insert_later([client_of(here)])
    connection.close()
    assert names() == {"Ada"}


@committing
def test_waits_under_the_tenant_that_was_bound_then(owner: User, charlie: User) -> None:
    with transaction.atomic():
        for user in (owner, charlie, owner):
            with tenant_context(user.tenant_id):
                insert_later([client_of(user, user.username)])
    for user in (owner, charlie):
        with tenant_context(user.tenant_id):
            assert names() == {user.username}


@committing
def test_row_level_security_judges_what_waited(owner: User, charlie: User) -> None:
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        tenant_context(owner.tenant_id),
        transaction.atomic(),
    ):
        insert_later([client_of(charlie)])
    with tenant_context(charlie.tenant_id):
        assert names() == set()


def store_and_fail(client: Client) -> None:
    with transaction.atomic():
        insert_later([client])
        raise ZeroDivisionError


@committing
def test_a_rollback_forgets_what_waits(here: User) -> None:
    with pytest.raises(ZeroDivisionError):
        store_and_fail(client_of(here, "gone"))
    with transaction.atomic():
        insert_later([client_of(here, "first")])
        with pytest.raises(ZeroDivisionError):
            store_and_fail(client_of(here, "gone"))
        insert_later([client_of(here, "last")])
    assert names() == {"first", "last"}


@committing
def test_a_connection_that_is_lost_takes_what_waits_with_it(here: User) -> None:
    with transaction.atomic():
        insert_later([client_of(here)])
        connection.close()
    assert names() == set()


def repeat(user: User, *, asks: bool) -> None:
    with transaction.atomic():
        insert_later([client_of(user, "second", email_key="same")])
        if asks:
            names()
            pytest.fail("not reached")


@committing
@pytest.mark.parametrize("asks", [True, False])
def test_a_refusal_comes_where_the_rows_go(here: User, asks: bool) -> None:
    insert_row(client_of(here, "first", email_key="same"))
    with pytest.raises(IntegrityError, match="client_email_is_unique"):
        repeat(here, asks=asks)
    with transaction.atomic():
        with pytest.raises(IntegrityError, match="client_email_is_unique"):
            repeat(here, asks=asks)
        assert names() == {"first"}


@committing
def test_streams_and_copies_find_what_waited(here: User) -> None:
    with transaction.atomic():
        insert_later([client_of(here, "A")])
        assert [client.name for client in Client.unscoped.iterator(chunk_size=1)] == ["A"]
        insert_later([client_of(here, "B")])
        out = io.StringIO()
        with connection.cursor() as cursor:
            cursor.copy_expert("COPY (SELECT name FROM clients_client ORDER BY name) TO STDOUT", out)
    assert out.getvalue().split() == ["A", "B"]


@committing
def test_the_database_fills_in_what_is_its_own(here: User) -> None:
    with transaction.atomic():
        insert_later([AuditLog(tenant_id=here.tenant_id, action="tested", resource_type="client", resource_id="1")])
    event = AuditLog.unscoped.get(action="tested")
    assert event.txid > 0
    assert event.pk > 0
