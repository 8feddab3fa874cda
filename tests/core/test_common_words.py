"""Searches for words of very many rows: told by statistics, so that nothing that grows with those rows is done."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core import search
from apps.core.counting import count_rows
from apps.core.search import find_rows
from apps.core.tenancy import tenant_context
from tests.factories import make_client

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@pytest.fixture
def bound(owner: User, charlie: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """Acme's owner. Of its 120 clients every second is a Smith, every second of Leeds, ten both, one also a Baker."""
    for user in (charlie, owner):
        with tenant_context(user.tenant_id):
            for number in range(120):
                words = " smith" * (number % 2 or number < 20) + " leeds" * (not number % 2) + " baker" * (number == 6)
                make_client(user, name=f"Client {number}", search_text=f" client{words} {number:03}")
    with tenant_context(None), connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE clients_client")
    monkeypatch.setattr(search, "MOST", 20)
    monkeypatch.setattr("apps.core.counting.EXACT", 20)
    with tenant_context(owner.tenant_id), transaction.atomic():
        yield owner


def found(user: User, text: str) -> Any:
    return find_rows(Client.objects.visible_to(user), text, ["search_text"])


def scans_of(text: str, user: User) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_numscans('clients_client_search'::regclass)")
        (before,) = cursor.fetchone()
        list(found(user, text))
        cursor.execute("SELECT pg_stat_get_xact_numscans('clients_client_search'::regclass)")
        return int(cursor.fetchone()[0]) - before


@pytest.mark.parametrize(
    ("text", "number"), [("smith", 70), ("smi", 70), ("client", 120), ("c", 120), ("client leeds", 60)]
)
def test_does_not_collect_the_rows_of_words_that_very_many_have(bound: User, text: str, number: int) -> None:
    assert scans_of(text, bound) == 0
    assert found(bound, text).count() == number
    count = count_rows(found(bound, text))
    assert count.is_estimate
    assert count.number == pytest.approx(number, rel=0.1)


def test_looks_for_common_words_in_what_a_rare_one_leaves(bound: User) -> None:
    assert scans_of("client baker", bound) == 1
    assert [client.name for client in found(bound, "client smi 007")] == ["Client 7"]
    assert count_rows(found(bound, "smith baker leeds")).number == 1
    assert not found(bound, "smith baker 007")


def test_counts_common_words_that_are_seldom_together(bound: User) -> None:
    assert scans_of("smith leeds", bound) == 1
    count = count_rows(found(bound, "smith leeds"))
    assert (count.number, count.is_estimate) == (10, False)


def test_knows_nothing_of_how_common_a_word_is_elsewhere(bound: User, charlie: User) -> None:
    with tenant_context(charlie.tenant_id):
        Client.unscoped.exclude(name="Client 1").delete()
        assert [client.name for client in found(charlie, "smith")] == ["Client 1"]
    assert found(bound, "smith").count() == 70
