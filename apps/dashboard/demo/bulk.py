"""Many rows fast: COPY into temporary tables, then INSERT .. SELECT as the app role with the tenant bound.

COPY into a table under row-level security is refused. Documents are copies of the demo company's, which the services
made, under numbers of the tenant's series and with dates, clients and payments of their own. So their figures are the
money engine's; every row passes the constraints and policies that a request's would, and has its event.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from random import Random
from typing import Any, Final

from django.db import connection, transaction
from psycopg2 import sql

from apps.clients.models import Client
from apps.clients.services import index_client
from apps.core.search import search_key
from apps.currencies.rates import Rates
from apps.dashboard.demo.catalogue import COMPANIES, PEOPLE
from apps.dashboard.demo.plans import DAYS_BACK, InvoicePlan, QuotePlan
from apps.dashboard.demo.story import moment_of
from apps.invoices.documents import Document
from apps.invoices.models import Invoice, InvoiceLine
from apps.invoices.sealing import seal_stored
from apps.invoices.selectors import documents_to_print
from apps.payments.models import Payment
from apps.quotes.models import Quote, QuoteLine
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant
from apps.tenants.numbering import take_numbers

TEMPLATES: Final = 60
Row = tuple[Any, ...]

# `demo_x` holds the rows that are copied, `new_x` in what each copy differs.
_TABLES: Final = """
DROP TABLE IF EXISTS demo_client, demo_invoice, demo_invoiceline, demo_quote, demo_quoteline, demo_payment;
CREATE TEMPORARY TABLE demo_client AS SELECT * FROM clients_client ORDER BY id LIMIT %(limit)s;
CREATE TEMPORARY TABLE demo_invoice AS SELECT * FROM invoices_invoice ORDER BY id LIMIT %(limit)s;
CREATE TEMPORARY TABLE demo_quote AS SELECT * FROM quotes_quote ORDER BY id LIMIT %(limit)s;
CREATE TEMPORARY TABLE demo_payment AS SELECT * FROM payments_payment ORDER BY id LIMIT 1;
CREATE TEMPORARY TABLE demo_invoiceline AS
  SELECT * FROM invoices_invoiceline WHERE invoice_id IN (SELECT id FROM demo_invoice);
CREATE TEMPORARY TABLE demo_quoteline AS
  SELECT * FROM quotes_quoteline WHERE quote_id IN (SELECT id FROM demo_quote);
CREATE TEMPORARY TABLE IF NOT EXISTS new_client (
  id bigint, copy_of bigint, owner_id bigint, name text, first_name text, last_name text, company text, email text,
  email_key text, phone text, phone_key text, name_key text, search_text text, created_at timestamptz);
CREATE TEMPORARY TABLE IF NOT EXISTS new_document (
  id bigint, copy_of bigint, number text, client_id bigint, owner_id bigint, issue_date date, last_day date,
  status text, paid_amount numeric, search_text text, created_at timestamptz);
CREATE TEMPORARY TABLE IF NOT EXISTS new_payment (
  id bigint, invoice_id bigint, owner_id bigint, amount numeric, payment_date date, payment_method text,
  reference text, created_at timestamptz, currency text, invoice_amount numeric, base_currency text,
  exchange_rate numeric, base_amount numeric, exchange_gain numeric);
CREATE TEMPORARY TABLE IF NOT EXISTS new_event (
  user_id bigint, resource_type text, resource_id bigint, new_values jsonb, created_at timestamptz)
 ;
ANALYZE demo_client, demo_invoice, demo_invoiceline, demo_quote, demo_quoteline, demo_payment;
"""
_EVENTS: Final = """
INSERT INTO audit_auditlog (tenant_id, user_id, action, resource_type, resource_id, old_values, new_values, ip_address,
  request_id, timestamp)
SELECT app_tenant(), user_id, 'create', resource_type, resource_id::text, '{}', new_values, '', '', created_at
FROM new_event
"""
_OWN: Final = {
    "tenant_id": "app_tenant()",
    "id": "n.id",
    "owner_id": "n.owner_id",
    "created_at": "n.created_at",
    "updated_at": "n.created_at",
}
_DOCUMENT: Final = _OWN | {
    "client_id": "n.client_id",
    "issue_date": "n.issue_date",
    "status": "n.status",
    "search_text": "n.search_text",
    "seller": "NULL",
    "buyer": "NULL",
    "content_hash": "''",
    "base_currency": "''",
    **dict.fromkeys(("exchange_rate", "base_subtotal", "base_tax_amount", "base_total_amount"), "NULL"),
    "sent_at": "CASE WHEN n.status <> 'draft' THEN n.created_at END",
}
_INVOICE: Final = _DOCUMENT | {
    "invoice_number": "n.number",
    "due_date": "n.last_day",
    "paid_amount": "n.paid_amount",
    "balance": "t.total_amount - n.paid_amount",
    "emailed_at": "NULL",
    **dict.fromkeys(("base_paid_amount", "base_credited_amount", "base_balance"), "NULL"),
}
_QUOTE: Final = _DOCUMENT | {"quote_number": "n.number", "expiry_date": "n.last_day", "invoice_id": "NULL"}
_CLIENT: Final = _OWN | {
    name: f"n.{name}"
    for name in (
        "name", "first_name", "last_name", "company", "email", "email_key", "phone", "phone_key", "name_key",
        "search_text",
    )
} | {"assigned_to_id": "n.owner_id"}  # fmt: skip
_PAYMENT: Final = _OWN | {
    name: f"n.{name}"
    for name in (
        "invoice_id",
        "amount",
        "payment_date",
        "payment_method",
        "reference",
        "currency",
        "invoice_amount",
        "base_currency",
        "exchange_rate",
        "base_amount",
        "exchange_gain",
    )
}


@dataclass(frozen=True)
class Template:
    """A document that others are copies of."""

    id: int
    currency: str
    total: Decimal
    words: str
    """The part of its search text that is not its number."""


@dataclass(frozen=True)
class Templates:
    clients: list[int]
    invoices: list[Template]
    quotes: list[Template]


@dataclass(frozen=True)
class ClientKey:
    """A client as a document refers to it."""

    id: int
    owner_id: int


def load_templates() -> Templates:
    """Keep the bound tenant's first clients and documents on this connection, for whatever tenant is bound next."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, {"limit": TEMPLATES})
        cursor.execute("SELECT id FROM demo_client")
        clients = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT id, currency, total_amount, search_text, invoice_number FROM demo_invoice")
        invoices = list(_read_templates(cursor.fetchall()))
        cursor.execute("SELECT id, currency, total_amount, search_text, quote_number FROM demo_quote")
        return Templates(clients, invoices, list(_read_templates(cursor.fetchall())))


class BulkWriter:
    """Writes for one tenant, which must be bound. Each call is one transaction."""

    def __init__(self, *, tenant: Tenant, owners: Sequence[int], templates: Templates, random: Random) -> None:
        self.tenant, self.owners, self.templates, self.random = tenant, owners, templates, random
        self._rates = Rates(SystemActor(tenant))

    @transaction.atomic
    def write_clients(self, count: int, *, first: int, today: date) -> list[ClientKey]:
        """Clients with e-mails numbered from `first`; nine in ten were there before any document."""
        rows: list[Row] = []
        events: list[Row] = []
        for position, client_id in enumerate(_take_ids(Client, count)):
            client = self._person(first + position)
            age = self.random.randrange(DAYS_BACK) if self.random.random() < 0.1 else DAYS_BACK
            made = moment_of(date.fromordinal(today.toordinal() - age), client_id, self.tenant)
            owner = self.random.choice(self.owners)
            rows.append(
                (client_id, self.random.choice(self.templates.clients), owner, client.name, client.first_name,
                 client.last_name, client.company, client.email, client.email_key, client.phone, client.phone_key,
                 client.name_key, client.search_text, made)
            )  # fmt: skip
            events.append((owner, "client", client_id, json.dumps({"name": client.name, "email": client.email}), made))
        _fill("new_client", rows)
        _insert(_copies(Client, _CLIENT, "new_client n JOIN demo_client t ON t.id = n.copy_of"), events=events)
        return [ClientKey(row[0], row[2]) for row in rows]

    @transaction.atomic
    def write_invoices(self, plans: Sequence[InvoicePlan[Template]], clients: Sequence[ClientKey]) -> None:
        """Invoices with lines and payments, their numbers continuing the series."""
        documents: list[Row] = []
        payments: list[Row] = []
        events: list[Row] = []
        payment_ids = iter(_take_ids(Payment, sum(len(plan.payments) for plan in plans)))
        keys = zip(_take_ids(Invoice, len(plans)), self._take_numbers("invoice", plans), plans, strict=True)
        for invoice_id, number, plan in keys:
            client, paid = self.random.choice(clients), Decimal(0)
            for part in plan.payments:
                amount = part.amount_of(plan.content.total, paid, plan.content.currency)
                paid += amount
                payment_id = next(payment_ids)
                taken = moment_of(part.paid_on, payment_id, self.tenant)
                payments.append(
                    (payment_id, invoice_id, client.owner_id, amount, part.paid_on, part.method, part.reference, taken,
                     *self._values(plan.content.currency, plan.issue_date, part.paid_on, paid - amount, amount))
                )  # fmt: skip
                values = json.dumps({"invoice": invoice_id, "amount": str(amount)})
                events.append((client.owner_id, "payment", payment_id, values, taken))
            made = moment_of(plan.issue_date, invoice_id, self.tenant)
            documents.append(_document(invoice_id, number, client, plan, plan.due_date, paid, made))
            events.append(_document_event("invoice", invoice_id, number, client, plan.content, made))
        _fill("new_document", documents)
        _fill("new_payment", payments)
        _insert(
            _copies(Invoice, _INVOICE, "new_document n JOIN demo_invoice t ON t.id = n.copy_of"),
            _copies(
                InvoiceLine, _line("invoice_id"), "new_document n JOIN demo_invoiceline t ON t.invoice_id = n.copy_of"
            ),
            _copies(Payment, _PAYMENT, "new_payment n CROSS JOIN demo_payment t"),
            events=events,
        )
        self._seal(Invoice, documents)

    @transaction.atomic
    def write_quotes(self, plans: Sequence[QuotePlan[Template]], clients: Sequence[ClientKey]) -> None:
        """Quotes with lines, their numbers continuing the series."""
        documents: list[Row] = []
        events: list[Row] = []
        keys = zip(_take_ids(Quote, len(plans)), self._take_numbers("quote", plans), plans, strict=True)
        for quote_id, number, plan in keys:
            client, made = self.random.choice(clients), moment_of(plan.issue_date, quote_id, self.tenant)
            documents.append(_document(quote_id, number, client, plan, plan.expiry_date, Decimal(0), made))
            events.append(_document_event("quote", quote_id, number, client, plan.content, made))
        _fill("new_document", documents)
        _insert(
            _copies(Quote, _QUOTE, "new_document n JOIN demo_quote t ON t.id = n.copy_of"),
            _copies(QuoteLine, _line("quote_id"), "new_document n JOIN demo_quoteline t ON t.quote_id = n.copy_of"),
            events=events,
        )
        self._seal(Quote, documents)

    def _seal(self, model: type[Document], documents: Sequence[Row]) -> None:
        rows = documents_to_print(model, self.tenant.pk).filter(pk__in=[document[0] for document in documents])
        seal_stored(actor=SystemActor(self.tenant), documents=list(rows.exclude(status="draft")))

    def _values(self, currency: str, issued: date, paid_on: date, before: Decimal, amount: Decimal) -> Row:
        """What a payment says of its worth; what it covers is worth what `value_settlement` would say."""
        rate, invoice_rate = self._rates.get(currency, paid_on), self._rates.get(currency, issued)
        base = self._rates.value(amount, rate)
        cost = self._rates.value(before + amount, invoice_rate) - self._rates.value(before, invoice_rate)
        return currency, amount, self._rates.base, rate, base, base - cost

    def _person(self, number: int) -> Client:
        person, (company, mailbox) = self.random.choice(PEOPLE), self.random.choice(COMPANIES)
        client = Client(
            name=f"{person.first_name} {person.last_name}",
            first_name=person.first_name,
            last_name=person.last_name,
            company=company,
            email=f"{person.latin}.{number}@{mailbox}.example",
            phone=f"+601{self.random.randrange(10**7, 10**8)}",
        )
        index_client(client)
        return client

    def _take_numbers(self, kind: str, plans: Sequence[InvoicePlan[Template] | QuotePlan[Template]]) -> list[str]:
        actor, numbers = SystemActor(self.tenant), []
        for _, month in groupby(plans, key=lambda plan: (plan.issue_date.year, plan.issue_date.month)):
            days = [plan.issue_date for plan in month]
            numbers += take_numbers(actor=actor, kind=kind, on=days[0], count=len(days))
        return numbers


def _read_templates(rows: Iterable[Row]) -> Iterator[Template]:
    for template_id, currency, total, search_text, number in rows:
        yield Template(template_id, currency, total, search_text.removeprefix(search_key(number)))


def _document(
    document_id: int,
    number: str,
    client: ClientKey,
    plan: InvoicePlan[Template] | QuotePlan[Template],
    last_day: date,
    paid: Decimal,
    made: datetime,
) -> Row:
    search_text = search_key(number) + plan.content.words
    return (
        document_id, plan.content.id, number, client.id, client.owner_id, plan.issue_date, last_day, plan.status, paid,
        search_text, made,
    )  # fmt: skip


def _document_event(
    kind: str, document_id: int, number: str, client: ClientKey, template: Template, made: datetime
) -> Row:
    values = {
        f"{kind}_number": number,
        "client": client.id,
        "currency": template.currency,
        "total_amount": str(template.total),
    }
    return client.owner_id, kind, document_id, json.dumps(values), made


def _line(parent: str) -> dict[str, str]:
    return {"tenant_id": "app_tenant()", parent: "n.id"}


def _copies(model: type[Any], differing: Mapping[str, str], source: str) -> sql.Composed:
    """INSERT rows `t` of the source with the columns that differ; an id that is not given is the sequence's next."""
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if not field.generated and (field.column != "id" or "id" in differing)
    ]
    values = [sql.SQL(differing[column]) if column in differing else sql.Identifier("t", column) for column in columns]
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ORDER BY n.id").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(values),
        sql.SQL(source),
    )


def _insert(*statements: sql.Composed, events: Iterable[Row]) -> None:
    _fill("new_event", events)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("; ").join([*statements, sql.SQL(_EVENTS)]))


def _take_ids(model: type[Any], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [f"{model._meta.db_table}_id_seq", count])
        return [row[0] for row in cursor.fetchall()]


def _fill(table: str, rows: Iterable[Row]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
        cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", text)
