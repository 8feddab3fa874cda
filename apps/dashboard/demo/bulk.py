"""Many rows fast: COPY into temporary tables, then INSERT .. SELECT as the app role with the tenant bound.

COPY into a table under row-level security is refused. Every row passes the constraints and policies that a request's
would; numbers come from the tenant's series, figures from the money engine, and each row has its event.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from apps.clients import matching
from apps.core.search import search_key
from apps.dashboard.demo.catalogue import COMPANIES, PEOPLE, STREETS
from apps.dashboard.demo.plans import DAYS_BACK, Basket, InvoicePlan, QuotePlan
from apps.tenants.actors import SystemActor
from apps.tenants.numbering import take_numbers

_TABLES: Final = """
CREATE TEMPORARY TABLE IF NOT EXISTS demo_basket (
  basket int PRIMARY KEY, currency text, taxes jsonb, subtotal numeric, tax_amount numeric, total_amount numeric);
CREATE TEMPORARY TABLE IF NOT EXISTS demo_line (
  basket int, position int, description text, quantity numeric, unit_price numeric, taxes jsonb, total numeric);
CREATE TEMPORARY TABLE IF NOT EXISTS demo_client (
  id bigint, owner_id bigint, name text, first_name text, last_name text, company text, email text, phone text,
  address text, stage text, prospect_status text, joined_on date, email_key text, phone_key text, name_key text,
  search_text text, created_at timestamptz) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS demo_document (
  id bigint, number text, client_id bigint, owner_id bigint, issue_date date, closing_date date, status text,
  basket int, paid_amount numeric, search_text text, created_at timestamptz) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS demo_payment (
  id bigint, invoice_id bigint, owner_id bigint, amount numeric, payment_date date, payment_method text,
  reference text, created_at timestamptz) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS demo_event (
  user_id bigint, resource_type text, resource_id bigint, new_values jsonb, created_at timestamptz)
  ON COMMIT DELETE ROWS;
TRUNCATE demo_basket, demo_line;
"""
_CLIENTS: Final = """
INSERT INTO clients_client (tenant_id, id, owner_id, assigned_to_id, name, first_name, last_name, company, email, phone,
  address, contact_person, tax_number, notes, source, stage, prospect_status, active, joined_on, passport_number,
  nationality, gender, email_key, phone_key, tax_key, name_key, search_text, created_at, updated_at)
SELECT app_tenant(), id, owner_id, owner_id, name, first_name, last_name, company, email, phone, address, '', '', '',
  '', stage, prospect_status, true, joined_on, '', '', '', email_key, phone_key, '', name_key, search_text, created_at,
  created_at
FROM demo_client
"""
_INVOICES: Final = """
INSERT INTO invoices_invoice (tenant_id, id, owner_id, client_id, invoice_number, issue_date, due_date, status,
  currency, tax_mode, prices_include_tax, taxes, subtotal, tax_amount, total_amount, paid_amount, balance, terms, notes,
  sent_at, search_text, created_at, updated_at)
SELECT app_tenant(), d.id, d.owner_id, d.client_id, d.number, d.issue_date, d.closing_date, d.status, b.currency,
  'group', false, b.taxes, b.subtotal, b.tax_amount, b.total_amount, d.paid_amount, b.total_amount - d.paid_amount,
  '', '', CASE WHEN d.status <> 'draft' THEN d.created_at END, d.search_text, d.created_at, d.created_at
FROM demo_document d JOIN demo_basket b USING (basket) ORDER BY d.id;
INSERT INTO invoices_invoiceline (tenant_id, invoice_id, position, description, quantity, unit_price, discount, taxes,
  total)
SELECT app_tenant(), d.id, l.position, l.description, l.quantity, l.unit_price, 0, l.taxes, l.total
FROM demo_document d JOIN demo_line l USING (basket) ORDER BY d.id, l.position
"""
_PAYMENTS: Final = """
INSERT INTO payments_payment (tenant_id, id, owner_id, invoice_id, amount, payment_date, payment_method, reference,
  notes, created_at, updated_at)
SELECT app_tenant(), id, owner_id, invoice_id, amount, payment_date, payment_method, reference, '', created_at,
  created_at
FROM demo_payment ORDER BY id
"""
_QUOTES: Final = """
INSERT INTO quotes_quote (tenant_id, id, owner_id, client_id, quote_number, issue_date, expiry_date, status, currency,
  tax_mode, prices_include_tax, taxes, subtotal, tax_amount, total_amount, terms, notes, sent_at, search_text,
  created_at, updated_at)
SELECT app_tenant(), d.id, d.owner_id, d.client_id, d.number, d.issue_date, d.closing_date, d.status, b.currency,
  'group', false, b.taxes, b.subtotal, b.tax_amount, b.total_amount, '', '',
  CASE WHEN d.status <> 'draft' THEN d.created_at END, d.search_text, d.created_at, d.created_at
FROM demo_document d JOIN demo_basket b USING (basket) ORDER BY d.id;
INSERT INTO quotes_quoteline (tenant_id, quote_id, position, description, quantity, unit_price, discount, taxes, total)
SELECT app_tenant(), d.id, l.position, l.description, l.quantity, l.unit_price, 0, l.taxes, l.total
FROM demo_document d JOIN demo_line l USING (basket) ORDER BY d.id, l.position
"""
_EVENTS: Final = """
INSERT INTO audit_auditlog (tenant_id, user_id, action, resource_type, resource_id, old_values, new_values, ip_address,
  request_id, timestamp)
SELECT app_tenant(), user_id, 'create', resource_type, resource_id::text, '{}', new_values, '', '', created_at
FROM demo_event
"""
_STAGES: Final = ("ACTIVE", "ACTIVE", "ACTIVE", "IN_PROGRESS", "LEAD")
Row = Sequence[Any]


@dataclass(frozen=True)
class ClientKey:
    """A client as a document refers to it."""

    id: int
    owner_id: int


def prepare_tables(baskets: Sequence[Basket]) -> None:
    """Make this connection's temporary tables and fill in the baskets that documents refer to by position."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        _copy("demo_basket", (_basket_row(position, basket) for position, basket in enumerate(baskets)))
        _copy("demo_line", (row for position, basket in enumerate(baskets) for row in _line_rows(position, basket)))


class BulkWriter:
    """Writes for one tenant, which must be bound; each call is one transaction. Call `prepare_tables` once before."""

    def __init__(self, *, actor: SystemActor, owners: Sequence[int], baskets: Sequence[Basket], random: Random) -> None:
        self.actor, self.owners, self.baskets, self.random = actor, owners, baskets, random
        self.now = timezone.now()

    @transaction.atomic
    def write_clients(self, count: int, *, first: int) -> list[ClientKey]:
        """Clients with e-mails numbered from `first`, made over the last 18 months; nine in ten before any document."""
        ids = _take_ids("clients_client", count)
        rows, events = [], []
        for position, client_id in enumerate(ids):
            person, (company, domain) = self.random.choice(PEOPLE), self.random.choice(COMPANIES)
            name, owner = f"{person.first_name} {person.last_name}", self.random.choice(self.owners)
            email = f"{person.latin}.{first + position}@{domain}.example"
            phone = f"+601{self.random.randrange(10**7, 10**8)}"
            age = self.random.randrange(DAYS_BACK) if self.random.random() < 0.1 else DAYS_BACK
            made = self._moment(self.now.date() - timedelta(days=age), client_id)
            search = matching.search_text(name=name, company=company, email=email, phone=phone, tax_number="")
            keys = matching.email_key(email), matching.phone_key(phone), matching.name_key(name)
            address, stage = self.random.choice(STREETS), self.random.choice(_STAGES)
            status, joined = ("won", made.date()) if stage == "ACTIVE" else ("new", None)
            rows.append(
                (client_id, owner, name, person.first_name, person.last_name, company, email, phone, address, stage,
                 status, joined, *keys, search, made)
            )  # fmt: skip
            events.append((owner, "client", client_id, json.dumps({"name": name, "email": email}), made))
        _copy("demo_client", rows)
        self._insert(_CLIENTS, events)
        return [ClientKey(row[0], row[1]) for row in rows]

    @transaction.atomic
    def write_invoices(self, plans: Sequence[InvoicePlan], clients: Sequence[ClientKey]) -> None:
        """Invoices with lines and payments, their numbers continuing the series."""
        documents, payments, events = [], [], []
        payment_ids = iter(_take_ids("payments_payment", sum(len(plan.payments) for plan in plans)))
        keys = zip(_take_ids("invoices_invoice", len(plans)), self._take_numbers("invoice", plans), plans, strict=True)
        for invoice_id, number, plan in keys:
            client = self.random.choice(clients)
            made = self._moment(plan.issue_date, invoice_id)
            documents.append(
                (invoice_id, number, client.id, client.owner_id, plan.issue_date, plan.due_date, plan.status,
                 plan.basket, plan.paid_amount, search_key(number), made)
            )  # fmt: skip
            events.append(self._document_event("invoice", client, invoice_id, number, plan.basket, made))
            for payment in plan.payments:
                payment_id = next(payment_ids)
                paid = self._moment(payment.paid_on, payment_id)
                payments.append(
                    (payment_id, invoice_id, client.owner_id, payment.amount, payment.paid_on, payment.method,
                     payment.reference, paid)
                )  # fmt: skip
                values = json.dumps({"invoice": invoice_id, "amount": str(payment.amount)})
                events.append((client.owner_id, "payment", payment_id, values, paid))
        _copy("demo_document", documents)
        _copy("demo_payment", payments)
        self._insert(_INVOICES + ";" + _PAYMENTS, events)

    @transaction.atomic
    def write_quotes(self, plans: Sequence[QuotePlan], clients: Sequence[ClientKey]) -> None:
        """Quotes with lines, their numbers continuing the series."""
        documents, events = [], []
        keys = zip(_take_ids("quotes_quote", len(plans)), self._take_numbers("quote", plans), plans, strict=True)
        for quote_id, number, plan in keys:
            client = self.random.choice(clients)
            made = self._moment(plan.issue_date, quote_id)
            documents.append(
                (quote_id, number, client.id, client.owner_id, plan.issue_date, plan.expiry_date, plan.status,
                 plan.basket, 0, search_key(number), made)
            )  # fmt: skip
            events.append(self._document_event("quote", client, quote_id, number, plan.basket, made))
        _copy("demo_document", documents)
        self._insert(_QUOTES, events)

    def _take_numbers(self, kind: str, plans: Sequence[InvoicePlan | QuotePlan]) -> list[str]:
        numbers = []
        for _, months_plans in groupby(plans, key=lambda plan: (plan.issue_date.year, plan.issue_date.month)):
            days = [plan.issue_date for plan in months_plans]
            numbers += take_numbers(actor=self.actor, kind=kind, on=days[0], count=len(days))
        return numbers

    def _document_event(
        self, kind: str, client: ClientKey, document_id: int, number: str, basket: int, made: datetime
    ) -> Row:
        total = str(self.baskets[basket].totals.total_amount)
        values = {f"{kind}_number": number, "client": client.id, "total_amount": total}
        return client.owner_id, kind, document_id, json.dumps(values), made

    def _moment(self, day: date, key: int) -> datetime:
        """Some minute of the day's office hours, never in the future."""
        opening = datetime.combine(day, time(9), tzinfo=self.actor.tenant_timezone)
        return min(self.now, opening + timedelta(minutes=key % 480))

    @staticmethod
    def _insert(statements: str, events: Iterable[Row]) -> None:
        _copy("demo_event", events)
        with connection.cursor() as cursor:
            cursor.execute(statements + ";" + _EVENTS)


def _basket_row(position: int, basket: Basket) -> Row:
    totals = basket.totals
    taxes = [
        {"name": tax.name, "rate": str(tax.rate), "base": str(tax.taxable), "amount": str(tax.amount)}
        for tax in totals.taxes
    ]
    return position, basket.currency, json.dumps(taxes), totals.subtotal, totals.tax_amount, totals.total_amount


def _line_rows(position: int, basket: Basket) -> Iterable[Row]:
    figures = zip(basket.descriptions, basket.lines, basket.totals.lines, strict=True)
    for number, (description, line, total) in enumerate(figures, start=1):
        taxes = json.dumps([{"name": tax.name, "rate": str(tax.rate)} for tax in line.taxes])
        yield position, number, description, line.quantity, line.unit_price, taxes, total.total


def _take_ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [f"{table}_id_seq", count])
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, rows: Iterable[Row]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", text)
