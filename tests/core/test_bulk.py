"""Looking many keys up at once, in the middle of an import: by index, whatever PostgreSQL knows of the tenant."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.backends.signals import connection_created

from apps.accounts.models import User
from apps.clients.bulk import lock_parties
from apps.clients.imports import CustomerWriter
from apps.clients.models import Client
from apps.core import bulk
from apps.core.bulk import refresh_statistics
from apps.core.tenancy import tenant_context
from apps.core.transfer import imports

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def scans(cursor: Any, index: str) -> int:
    cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [f"public.{index}"])
    return int(cursor.fetchone()[0])


_CLIENTS = """
INSERT INTO public.clients_client (tenant_id, owner_id, stage, prospect_status, active, created_at, updated_at, name,
  first_name, last_name, email, phone, address, company, contact_person, tax_number, notes, source, passport_number,
  nationality, gender, preferred_channel, email_key, phone_key, tax_key, name_key, search_text)
SELECT app_tenant(), %s, 'ACTIVE', 'won', true, now(), now(), 'Client ' || n, '', '', '', '', '', '', '', '', '', '',
  '', '', '', '', n || '@example.com', 6010000000 + n, 'tax' || n, 'client ' || n, '' FROM generate_series(1, 5000) AS n
"""


@pytest.fixture
def bound(charlie: User, owner: User) -> Iterator[User]:
    """Acme's owner, 5,000 of whose clients PostgreSQL has not looked at since it has seen 5,000 of another company."""
    with tenant_context(charlie.tenant_id), connection.cursor() as cursor:
        cursor.execute(_CLIENTS, [charlie.pk])
    with tenant_context(None), connections["owner"].cursor() as cursor:
        # Without the dead rows of earlier tests: it is statistics that know nothing, not a table that is full of them.
        cursor.execute("VACUUM ANALYZE clients_client")
    with tenant_context(owner.tenant_id), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLIENTS, [owner.pk])
        yield owner


@pytest.mark.parametrize(
    ("key", "index", "form"),
    [
        ("email_key", "client_email_is_unique", "{}@example.com"),
        ("phone_key", "client_by_phone", "601000{:04}"),
        ("tax_key", "client_by_tax_number", "tax{}"),
        ("name_key", "client_by_name_key", "client {}"),
    ],
)
def test_looks_each_key_up_in_its_index_though_statistics_know_nothing_of_the_tenant(
    bound: User, key: str, index: str, form: str
) -> None:
    wanted = [form.format(n) for n in range(1, 41)] + ["nobody", ""]
    with connection.cursor() as cursor:
        before = scans(cursor, index), scans(cursor, "clients_client_tenant_id_id_key")
        cursor.execute("SELECT cardinality(ids_with_keys('clients_client', %s, %s))", [key, wanted])
        assert cursor.fetchone() == (40,)
        assert (scans(cursor, index), scans(cursor, "clients_client_tenant_id_id_key")) == (before[0] + 42, before[1])


def test_looks_names_up_in_their_index_though_postgresql_has_never_looked_at_the_table(owner: User) -> None:
    with tenant_context(owner.tenant_id), transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE public.unseen (LIKE public.clients_client INCLUDING ALL)")
        cursor.execute(_CLIENTS.replace("clients_client", "unseen"), [owner.pk])
        cursor.execute("SELECT cardinality(ids_with_keys('unseen', 'name_key', ARRAY['client 7', 'client 9', 'x']))")
        assert cursor.fetchone() == (2,)
        assert scans(cursor, "unseen_tenant_id_name_key_idx") == 3
        transaction.set_rollback(True, using="owner")


def test_looks_the_keys_of_a_batch_up_once(bound: User) -> None:
    with connection.cursor() as cursor:
        before = scans(cursor, "client_by_name_key")
        lock_parties([], [], [], ["client 8", "client 50"])
        assert scans(cursor, "client_by_name_key") == before + 2


def test_looks_beside_a_name_in_its_index(bound: User) -> None:
    with connection.cursor() as cursor:
        before = scans(cursor, "client_by_name_key")
        cursor.execute("SELECT * FROM ids_beside_keys('clients_client', 'name_key', ARRAY['client 20', 'a', 'z'], 2)")
        found = [(place, text) for place, _, text in cursor.fetchall()]
        assert scans(cursor, "client_by_name_key") == before + 6
    assert sorted(found) == [
        (1, "client 1999"), (1, "client 2"), (1, "client 200"), (1, "client 2000"), (2, "client 1"), (2, "client 10"),
        (3, "client 998"), (3, "client 999"),
    ]  # fmt: skip


def test_an_import_reads_the_parties_it_means_by_their_ids(bound: User) -> None:
    with connection.cursor() as cursor:
        before = scans(cursor, "clients_client_pkey"), scans(cursor, "clients_client_tenant_id_id_key")
        found = lock_parties([f"{n}@example.com" for n in range(1, 41)], ["6010000007"], [], ["client 8", "client 50"])
        after = scans(cursor, "clients_client_pkey"), scans(cursor, "clients_client_tenant_id_id_key")
    assert [party["name"] for party in found] == [f"Client {n}" for n in (*range(1, 41), 50)]
    assert sum(after) - sum(before) == 41


def test_finds_no_key_of_another_tenant(bound: User, charlie: User) -> None:
    ids = "SELECT ids_with_keys('clients_client', 'name_key', ARRAY['client 20'])"
    beside = "SELECT id FROM ids_beside_keys('clients_client', 'name_key', ARRAY['client 20'], 2)"
    found = []
    for user in (bound, charlie):
        with tenant_context(user.tenant_id), connection.cursor() as cursor:
            cursor.execute(ids)
            found += cursor.fetchone()[0]
            cursor.execute(beside)
            found += [pk for (pk,) in cursor.fetchall()]
    with tenant_context(bound.tenant_id):
        own = set(Client.unscoped.values_list("pk", flat=True))
    assert (len(found), [pk in own for pk in found]) == (10, [True] * 5 + [False] * 5)


def test_lets_statistics_know_a_table_that_has_grown(owner: User) -> None:
    asked = "SELECT reltuples FROM pg_class WHERE relname = 'clients_client'"
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        refresh_statistics("clients_client")
        cursor.execute(_CLIENTS, [owner.pk])
        refresh_statistics("clients_client")
        cursor.execute(asked)
        assert cursor.fetchone()[0] >= 5000


def import_in_twos(owner: User, monkeypatch: pytest.MonkeyPatch) -> int:
    """Import four clients, two at a time. Answers how many were created."""
    monkeypatch.setattr(imports, "BATCH", 2)
    table = b"name\nAda Lovelace\nBo Yin\nCal Tan\nDee Roy\n"
    with tenant_context(owner.tenant_id):
        return imports.TableImport(BytesIO(table), CustomerWriter(owner)).run().counts["created"]


def unmerged_pages() -> int:
    """How many pages of words PostgreSQL had still to merge into the index of clients."""
    with tenant_context(None), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('clients_client_search')")
        return int(cursor.fetchone()[0])


def test_a_long_import_merges_the_words_of_its_rows(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert import_in_twos(owner, monkeypatch) == 4
    assert unmerged_pages() == 0


def test_a_long_import_leaves_no_connection_open(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def note(connection: Any, **kwargs: Any) -> None:
        opened.append(connection)

    connection.ensure_connection()
    connection_created.connect(note)
    try:
        import_in_twos(owner, monkeypatch)
    finally:
        connection_created.disconnect(note)
    assert opened
    assert [one.connection for one in opened] == [None] * len(opened)


def test_an_import_does_not_fail_where_words_cannot_be_merged(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_MERGE", "SELECT no_such_function(%s)")
    unmerged_pages()
    assert import_in_twos(owner, monkeypatch) == 4
    assert unmerged_pages() > 0
    with tenant_context(owner.tenant_id):
        assert Client.unscoped.filter(search_text__has=" lovelace").count() == 1
