from collections.abc import Iterator

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.clients.models import Client
from apps.clients.services import create_client
from apps.core import search
from apps.core.search import find_rows, search_key, search_words
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from tests.conftest import Api


@pytest.fixture
def bound(owner: User) -> Iterator[User]:
    with tenant_context(owner.tenant_id):
        yield owner


def found(user: User, text: str) -> list[str]:
    return [client.name for client in find_rows(Client.objects.visible_to(user), text, ["search_text"]).order_by("pk")]


def test_compares_words_without_case_accents_and_punctuation() -> None:
    assert search_words("Çağlar-O'Neill, Łódź STRASSE straße") == ["caglar", "o", "neill", "lodz", "strasse", "strasse"]


@pytest.mark.parametrize(
    "text",
    [
        "jose",
        "JOSÉ",
        "mart jo",
        "jo mart",
        "müll",
        "j.martinez@ex",
        "martinez example com",
        "gb123",
        "GB-123 4",
        "1234",
    ],
)
def test_finds_by_the_beginnings_of_words_in_any_order(bound: User, text: str) -> None:
    create_client(
        actor=bound,
        name="José Martínez",
        company="Mueller & Müller",
        email="j.martinez@example.com",
        tax_number="GB 123 4",
    )
    create_client(actor=bound, name="Somebody Else", company="Nothing")
    assert found(bound, text) == ["José Martínez"]


@pytest.mark.parametrize(
    "written", ["+60 12-345 6789", "012-345 6789", "0123456789", "60123456789", "(012) 345", "12 345 67", "+6012"]
)
def test_finds_a_telephone_however_written(bound: User, written: str) -> None:
    create_client(actor=bound, name="Aminah", phone="+60123456789")
    create_client(actor=bound, name="Badrul", phone="+60129999999")
    assert found(bound, written)[:1] == ["Aminah"]
    assert found(bound, "999-8888") == []
    create_client(actor=bound, name="Chen", phone="+1 555 555 1234")
    assert found(bound, "(555) 555-1234") == found(bound, "1 555 555 12") == found(bound, "5551234") == ["Chen"]


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("+44 20 7946 0018", "020 7946 0018"),
        ("0044 20 7946 0018", "020 79460018"),
        ("442079460018", "02079460018"),
        ("020 7946 0018", "20 7946"),
        ("+353 1 679 6000", "01 6796000"),
        ("+49 30 901820", "030/90 18 20"),
    ],
)
def test_finds_a_telephone_as_it_is_dialled_at_home(bound: User, stored: str, written: str) -> None:
    create_client(actor=bound, name="Aminah", phone=stored)
    assert found(bound, written) == ["Aminah"]


@pytest.mark.parametrize("text", ["artinez", "jose nobody", "'", "\\", "a:*|b", "!!!", "jose:*", "%", "_"])
def test_finds_nothing_where_no_word_begins_so(bound: User, text: str) -> None:
    create_client(actor=bound, name="José Martínez")
    assert found(bound, text) in ([], ["José Martínez"]) if text == "jose:*" else found(bound, text) == []


def test_searches_row_by_row_what_fits_too_many_rows(bound: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        create_client(actor=bound, name=f"Smith {number}")
    monkeypatch.setattr(search, "MOST", 3)
    assert found(bound, "smi") == [f"Smith {number}" for number in range(4)]
    assert found(bound, "smi 2") == ["Smith 2"]


@pytest.mark.parametrize("few", [0, 1, 500])
def test_finds_documents_by_their_own_words_and_their_clients(
    bound: User, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    client = create_client(actor=bound, name="Jane Smith")
    Invoice.unscoped.create(
        tenant_id=bound.tenant_id, client=client, invoice_number="INV-2024-007", issue_date="2024-01-01",
        due_date="2024-01-31", currency="USD", subtotal=0, tax_amount=0, total_amount=0, balance=0,
        search_text=search_key("INV-2024-007"),
    )  # fmt: skip

    def invoices(text: str) -> int:
        lookups = ["search_text", "client__search_text"]
        return find_rows(Invoice.objects.visible_to(bound), text, lookups).count()

    for text in ("smith", "inv-2024-007", "2024 jane", "2024 007", "007 jane inv smith"):
        assert invoices(text) == 1
    for text in ("INV2024007", "smith 2025", "jane 2024 2025", "inv 2024 nobody"):
        assert invoices(text) == 0


def test_finds_no_row_of_another_tenant(api: Api, charlie: User) -> None:
    Api(charlie).post("/api/clients/", {"name": "Jane Smith", "email": "jane@example.com"})
    assert api.get("/api/clients/?search=jane").json()["count"] == 0
    assert Api(charlie).get("/api/clients/?search=jane").json()["count"] == 1


def test_asks_the_index_under_row_level_security(bound: User) -> None:
    create_client(actor=bound, name="Jane Smith")
    with connection.cursor() as cursor:
        scans = "SELECT pg_stat_get_xact_numscans('clients_client_search'::regclass)"
        cursor.execute(scans)
        (before,) = cursor.fetchone()
        cursor.execute("SELECT search_ids('clients_client', ARRAY['jane'], ARRAY[0], 10)")
        assert len(cursor.fetchone()[0]) == 1
        cursor.execute(scans)
        assert cursor.fetchone() == (before + 1,)
