"""The rollup against the books: written at random, by many at once, in bulk, and with the relay dying in between."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.client import MULTIPART_CONTENT

from apps.accounts.models import User
from apps.audit import relay
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.dashboard import rollup
from apps.dashboard.models import Rollup
from apps.expenses.models import Expense
from apps.products.models import Product
from tests.conftest import Api
from tests.dashboard.books import roll_up
from tests.documents import add_client, set_rate
from tests.factories import make_product
from tests.parallel import all_at_once
from tests.relaying import relay_all

TODAY = date.today()
BOOKS = """
SELECT 'invoice' AS source, issue_date AS day, client_id AS client, status AS kind, currency,
  CASE WHEN status IN ('draft', 'cancelled') THEN 0 ELSE total_amount END AS billed, 0 AS collected,
  CASE WHEN status IN ('draft', 'cancelled') THEN 0 ELSE base_total_amount END AS worth, 0 AS worth_collected
  FROM invoices_invoice
UNION ALL SELECT 'receivable', due_date, client_id, '', currency, balance, 0, base_balance, 0
  FROM invoices_invoice WHERE status NOT IN ('draft', 'cancelled') AND balance > 0
UNION ALL SELECT 'credit_note', issue_date, client_id, '', currency, -total_amount, 0, -base_total_amount, 0
  FROM invoices_creditnote
UNION ALL SELECT 'credit', entry_date, client_id, entry_kind, currency, amount,
  CASE WHEN entry_kind = 'refunded' THEN amount ELSE 0 END, base_amount,
  CASE WHEN entry_kind = 'refunded' THEN base_amount + exchange_gain ELSE 0 END FROM invoices_creditentry
UNION ALL SELECT 'credit_gain', entry_date, client_id, '', 'USD', exchange_gain, 0, exchange_gain, 0
  FROM invoices_creditentry WHERE exchange_gain <> 0
UNION ALL SELECT 'gain', payment_date, client_id, '', 'USD', exchange_gain, 0, exchange_gain, 0
  FROM payments_payment p JOIN invoices_invoice i ON i.id = p.invoice_id WHERE exchange_gain <> 0
UNION ALL SELECT 'payment', payment_date, client_id, payment_method, p.currency, 0, amount, 0, base_amount
  FROM payments_payment p JOIN invoices_invoice i ON i.id = p.invoice_id
UNION ALL SELECT 'bill', billing_date, customer_id, status, currency, total_bill, total_received, base_total_bill,
  base_total_received FROM bills_bill
UNION ALL SELECT 'expense', expense_date, client_id, category, currency, amount, 0, base_amount, 0
  FROM expenses_expense WHERE status <> 'rejected'
UNION ALL SELECT 'quote', issue_date, client_id, status, currency, total_amount, 0,
  CASE WHEN status <> 'draft' THEN base_total_amount WHEN currency = 'USD' THEN total_amount ELSE 0 END, 0
  FROM quotes_quote
UNION ALL SELECT 'client', (created_at AT TIME ZONE 'UTC')::date, id, '', '', 0, 0, 0, 0 FROM clients_client
UNION ALL SELECT 'customer', joined_on, id, coalesce(left_on::text, ''), '', 0, 0, 0, 0 FROM clients_client
  WHERE stage = 'ACTIVE'
UNION ALL SELECT 'application', doc_date, customer_id, status, '', 0, 0, 0, 0 FROM documents_customerapplication
UNION ALL SELECT 'demand', doc_date, customer_id, product_id::text, '', 0, 0, 0, 0 FROM documents_customerapplication
UNION ALL SELECT 'product', issue_date, client_id, product_id::text, currency, total, 0, NULL, 0
  FROM invoices_invoiceline l JOIN invoices_invoice i ON i.id = l.invoice_id
  WHERE product_id IS NOT NULL AND status NOT IN ('draft', 'cancelled')
UNION ALL SELECT 'returned', n.issue_date, n.client_id, i.product_id::text, n.currency, -l.total, 0, NULL, 0
  FROM invoices_creditnoteline l JOIN invoices_creditnote n ON n.id = l.credit_note_id
  JOIN invoices_invoiceline i ON i.id = l.invoice_line_id WHERE i.product_id IS NOT NULL
"""
"""Plainly what is in the books, for whoever wants to add it up; what products come to in the company's currency is
rounded by the invoice, which `PRODUCTS` asks apart."""
PRODUCTS = """
SELECT kind, sum(worth) FROM (
  SELECT i.id, product_id::text AS kind, round(sum(total) * exchange_rate, 2) AS worth
  FROM invoices_invoiceline l JOIN invoices_invoice i ON i.id = l.invoice_id
  WHERE product_id IS NOT NULL AND status NOT IN ('draft', 'cancelled') GROUP BY i.id, product_id
  UNION ALL SELECT n.id, i.product_id::text, -round(sum(l.total) * n.exchange_rate, 2)
  FROM invoices_creditnoteline l JOIN invoices_creditnote n ON n.id = l.credit_note_id
  JOIN invoices_invoiceline i ON i.id = l.invoice_line_id WHERE i.product_id IS NOT NULL GROUP BY n.id, i.product_id
) lines GROUP BY kind
"""


def asked(owner: User, statement: str) -> list[tuple[Any, ...]]:
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute(statement)
        return sorted(cursor.fetchall(), key=str)


def by_the_books(owner: User, *keys: str) -> list[tuple[Any, ...]]:
    names = ", ".join(("source", "kind", "currency", *keys))
    sums = "sum(billed), sum(collected), sum(worth), sum(worth_collected), count(*)"
    return asked(owner, f"SELECT {names}, {sums} FROM ({BOOKS}) books GROUP BY {names}")


def by_the_rollup(owner: User, grain: str, *keys: str) -> list[tuple[Any, ...]]:
    names = ", ".join(("source", "kind", "currency", *(key.replace("client", "client_id") for key in keys)))
    return asked(
        owner,
        f"SELECT {names}, billed, collected, CASE WHEN source NOT IN ('product', 'returned') THEN base_billed END, "
        f"base_collected, number FROM dashboard_rollup WHERE grain = '{grain}' "
        "AND (number <> 0 OR billed <> 0 OR collected <> 0 OR base_billed <> 0 OR base_collected <> 0)",
    )


def check(owner: User) -> None:
    """Sums and books agree to the cent, in every grain, and a rebuild finds nothing to mend."""
    assert by_the_rollup(owner, "day", "day") == by_the_books(owner, "day")
    assert by_the_rollup(owner, "client", "client") == by_the_books(owner, "client")
    assert by_the_rollup(owner, "client_day", "day", "client") == by_the_books(owner, "day", "client")
    products = "dashboard_rollup WHERE grain = 'day' AND source IN ('product', 'returned')"
    assert asked(owner, f"SELECT kind, sum(base_billed) FROM {products} GROUP BY kind") == asked(owner, PRODUCTS)
    with tenant_context(owner.tenant_id):
        assert rollup.recalculate(owner.tenant) == {"entries": 0, "sums": 0}


def some_day(random: Random) -> str:
    return (TODAY - timedelta(days=random.randrange(60))).isoformat()


def write_something(api: Api, random: Random, clients: list[Client], products: list[Product]) -> None:
    """One change of the books, or one that is refused."""
    product = random.choice(products).pk
    client = random.choice(clients).pk
    price = f"{random.randrange(1, 100_000) / 100:.2f}"
    invoices = api.get("/api/invoices/?page_size=50").json()["results"]
    invoice = random.choice(invoices) if invoices else None
    what = random.randrange(17)
    if what < 3 or invoice is None:
        lines = [{"description": "Work", "quantity": 1, "unit_price": price} | extra
                 for extra in ({}, {"product": product}, {"product": products[0].pk})]  # fmt: skip
        day = some_day(random)
        body = {"client": client, "issue_date": day, "due_date": day, "line_items": random.sample(lines, 2)}
        currency = random.choice(["USD", "EUR", "JPY"])
        for line in lines if currency == "JPY" else ():
            line["unit_price"] = str(random.randrange(1, 100_000))
        api.post("/api/invoices/", body | {"currency": currency, "status": random.choice(["draft", "sent"])})
    elif what < 5 and invoice["status"] != "draft":
        body = {"invoice": invoice["id"], "payment_date": some_day(random), "overpayment": "credit"}
        currency = random.choice([invoice["currency"], invoice["currency"], "USD", "JPY"])
        amount = str(random.randrange(1, 50_000)) if currency == "JPY" else price
        api.post("/api/payments/", body | {"amount": amount, "currency": currency})
    elif what == 5:
        api.patch(f"/api/invoices/{invoice['id']}/", {"client": client, "issue_date": some_day(random)})
    elif what == 6:
        api.post(f"/api/invoices/{invoice['id']}/{random.choice(['send', 'cancel', 'duplicate'])}/")
    elif what == 7:
        if invoice["status"] == "draft":
            api.delete(f"/api/invoices/{invoice['id']}/")
        for payment in invoice["payments"][:1]:
            api.delete(f"/api/payments/{payment['id']}/")
    elif what == 8:
        body = {"description": "Taxi", "amount": price, "expense_date": some_day(random), "client": client}
        body["currency"] = random.choice(["USD", "EUR"])
        expense = api.post("/api/expenses/", body | {"category": random.choice(["travel", "meals"])}).json()
        if random.random() < 0.3:
            api.post(f"/api/expenses/{expense['id']}/reject/")
    elif what == 9:
        bill = {"customer": client, "billing_date": some_day(random), "fna_price": price}
        api.post("/api/bills/", bill | {"currency": random.choice(["USD", "EUR"])})
        bills = api.get(f"/api/bills/?customer={client}").json()["results"]
        api.patch(f"/api/bills/{random.choice(bills)['id']}/", {"total_received": bills[0]["total_bill"]})
    elif what == 10:
        line = {"description": "Work", "quantity": 1, "unit_price": price}
        offer = {"client": client, "issue_date": some_day(random), "line_items": [line]}
        quote = api.post("/api/quotes/", offer | {"currency": random.choice(["USD", "EUR"])}).json()
        api.post(f"/api/quotes/{quote['id']}/send/")
    elif what == 11:
        day = some_day(random)
        body = {"customer": client, "product": product, "doc_date": day, "due_date": TODAY.isoformat()}
        assert api.post("/api/customer-applications/", body).status_code == 201
    elif what < 14 and invoice["status"] != "draft":
        line = random.choice(invoice["line_items"])["id"]
        part = random.choice([{}, {"line_items": [{"invoice_line": line, "amount": "1.00"}]}])
        api.post("/api/credit-notes/", {"invoice": invoice["id"]} | part)
    elif what == 14:
        api.post(f"/api/invoices/{invoice['id']}/apply-credit/")
    elif what == 15:
        for held in api.get(f"/api/clients/{client}/credit/").json():
            if held["amount"].strip("0.") and random.random() < 0.5:
                amount = held["amount"] if random.random() < 0.5 else "1"
                api.post(f"/api/clients/{client}/refund/", {"amount": amount, "currency": held["currency"]})
    else:
        api.patch(f"/api/clients/{client}/", {"stage": random.choice(["LEAD", "ACTIVE"])})


@pytest.fixture
def relaying() -> Iterator[None]:
    """A relay at work beside the test, as in the worker."""
    ended = Event()

    def work() -> None:
        while not ended.wait(0.05):
            relay.relay_events(rollup.SUBSCRIBER)
        connections.close_all()

    worker = Thread(target=work)
    worker.start()
    yield
    ended.set()
    worker.join()


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_follows_random_writes_of_many_at_once(api: Api, owner: User, charlie: User, relaying: None) -> None:
    clients = [add_client(owner, email=f"c{n}@x.example") for n in range(4)]
    with tenant_context(owner.tenant_id):
        products = [make_product(owner) for _ in range(2)]

    def write(caller: Api, n: int) -> None:
        write_something(caller, Random(n), clients, products)

    for currency, before, now in (("EUR", "1.0837", "1.1701"), ("JPY", "0.00667", "0.00741")):
        set_rate(api, currency, before)
        set_rate(api, currency, now, (TODAY - timedelta(days=20)).isoformat())
    api.get("/api/invoices/")  # has the document of the API made before many ask for it at once
    all_at_once(api, write, 160, callers=6)
    line = {"description": "Work", "unit_price": "100.00"}
    before = (TODAY - timedelta(days=40)).isoformat()
    body = {"client": clients[2].pk, "issue_date": before, "currency": "EUR", "status": "sent", "line_items": [line]}
    paid = {"invoice": api.post("/api/invoices/", body).json()["id"], "amount": "60.00"}
    assert api.post("/api/payments/", paid).json()["exchange_gain"] == "5.19"
    relay_all(rollup.SUBSCRIBER)
    check(owner)
    there = {source for source, *_ in by_the_rollup(owner, "day")}
    assert {"credit_note", "credit", "gain", "returned"} <= there
    merged = {"duplicate": clients[1].pk}
    assert api.post(f"/api/clients/{clients[0].pk}/merge/", merged).status_code == 200
    relay_all(rollup.SUBSCRIBER)
    check(owner)
    assert by_the_rollup(charlie, "day", "day") == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_follows_an_import(api: Api, owner: User, relaying: None) -> None:
    rows = "\n".join(f"Customer {n % 300},2025-{1 + n // 300:02d}-10,{n}.50,1.50" for n in range(1_800))
    file = SimpleUploadedFile("bills.csv", f"customer_name,billing_date,fna_price,total_received\n{rows}".encode())
    answer = api.request("post", "/api/bills/import/", {"file": file}, content_type=MULTIPART_CONTENT)
    assert (answer.status_code, answer.json()["failed"]) == (200, 1)
    relay_all(rollup.SUBSCRIBER)
    check(owner)


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_counts_nothing_twice_when_the_relay_dies_in_between(
    api: Api, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = add_client(owner)
    line = {"description": "Work", "quantity": 1, "unit_price": "10.00"}
    for _ in range(3):
        api.post("/api/invoices/", {"client": client.pk, "line_items": [line], "status": "sent"})
    subscriber = relay.subscribers[rollup.SUBSCRIBER]

    def dying(events: Any) -> None:
        subscriber(events)
        raise MemoryError("killed")

    monkeypatch.setitem(relay.subscribers, rollup.SUBSCRIBER, dying)
    for _ in range(2):
        with pytest.raises(MemoryError):
            relay_all(rollup.SUBSCRIBER)
    monkeypatch.setitem(relay.subscribers, rollup.SUBSCRIBER, subscriber)
    relay_all(rollup.SUBSCRIBER)
    with tenant_context(owner.tenant_id):
        Client.unscoped.filter(pk=client.pk).update(stage=Client.Stage.LEAD)  # as `add_client`, past the log
        rollup.recalculate(owner.tenant)
    check(owner)
    with tenant_context(owner.tenant_id):
        assert Rollup.unscoped.get(grain="day", source="invoice", kind="sent").billed == Decimal("30.00")


def test_shows_a_caller_the_own_change_at_once(api: Api, owner: User) -> None:
    client = add_client(owner)
    roll_up(owner)
    line = {"description": "Work", "quantity": 1, "unit_price": "10.00"}
    for number in (1, 2):
        api.post("/api/invoices/", {"client": client.pk, "line_items": [line], "status": "sent"})
        assert api.get("/api/dashboard/overview/").json()["revenue"]["invoiced"] == f"{number}0.00"


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_waits_for_another_reader_who_rolls_up(api: Api, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = add_client(owner)
    roll_up(owner)
    line = {"description": "Work", "quantity": 1, "unit_price": "10.00"}
    api.post("/api/invoices/", {"client": client.pk, "line_items": [line], "status": "sent"})
    with connections["ops"].cursor() as another:
        lock = [rollup._LOCK, owner.tenant_id]
        another.execute("SELECT pg_advisory_lock(%s, %s)", lock)
        monkeypatch.setattr(rollup, "_PATIENCE", 60)
        monkeypatch.setattr(rollup, "sleep", lambda seconds: another.execute("SELECT pg_advisory_unlock(%s, %s)", lock))
        assert api.get("/api/dashboard/overview/").json()["revenue"]["invoiced"] == "10.00"


def test_a_rebuild_mends_what_went_past_the_event_log(api: Api, owner: User) -> None:
    expense = api.post("/api/expenses/", {"description": "Taxi", "amount": "10.00"}).json()
    assert roll_up(owner) != {"entries": 0, "sums": 0}
    with tenant_context(owner.tenant_id):
        Expense.unscoped.filter(pk=expense["id"]).update(expense_date="2024-02-29")
        Rollup.unscoped.filter(source="expense").update(billed=1)
    assert roll_up(owner) == {"entries": 1, "sums": 5}  # two of the old day, two of the new, one of the client
    check(owner)


def test_another_timezone_moves_clients_to_another_day(api: Api, owner: User) -> None:
    api.post("/api/clients/", {"name": "Lim", "email": "lim@x.example"})
    roll_up(owner)
    with tenant_context(owner.tenant_id):
        Client.unscoped.update(created_at="2024-04-30T12:00:00Z")
        rollup.recalculate(owner.tenant)
    assert api.get("/api/dashboard/overview/?from=2024-05-01&to=2024-05-01").json()["clients"]["new"] == 0
    settings = {"settings": {"timezone": "Pacific/Auckland"}}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", settings).status_code == 200
    assert api.get("/api/dashboard/overview/?from=2024-05-01&to=2024-05-01").json()["clients"]["new"] == 1


def test_looks_for_what_is_pending_from_the_position_on(owner: User) -> None:
    with tenant_context(owner.tenant_id), connection.cursor() as cursor:
        # Whatever there is to read, only the index may keep a statement from reading all of it.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        for statement in (rollup.PENDING_NOW, f"SELECT EXISTS (SELECT FROM ({rollup.PENDING_NOW}) pending)"):
            cursor.execute(f"EXPLAIN {statement}", rollup.pending_parameters())
            plan = [line for (line,) in cursor.fetchall()]
            scans = [place for place, line in enumerate(plan) if "Scan" in line and "on audit_auditlog_" in line]
            assert scans
            assert all("Index Cond: " in plan[place + 1] and "ROW(txid, id)" in plan[place + 1] for place in scans), (
                plan
            )
