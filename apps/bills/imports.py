"""Bills from tables: which columns there are, which row means which bill, and what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import connection

from apps.bills.advances import Advances
from apps.bills.bulk import insert_bills
from apps.bills.figures import AMOUNTS, refuse_early_advance, settle_figures, value_bill
from apps.bills.models import BANDWIDTH, Bill
from apps.bills.services import change_bill, index_words
from apps.clients.finding import CustomerFinder
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.money import ZERO, UnknownCurrency, minor_units
from apps.core.texts import say
from apps.core.transfer.columns import CellError, Column, read_amount, read_choice, read_date, read_email
from apps.core.transfer.imports import ImportRow, RowError
from apps.currencies.rates import Rates
from apps.tenants.actors import Actor
from apps.tenants.days import check_day

Record = dict[str, Any]
Key = tuple[int, date]
"""What a bill is known by: its customer and its date."""
CREATED, UPDATED, UNCHANGED, CUSTOMERS = "bills_created", "bills_updated", "bills_unchanged", "customers_created"
_WHOSE = {"customer_name": "name", "customer_email": "email", "customer_phone": "phone"}
MOST_REMEMBERED = 10_000
"""How many customers' rows are kept, so that a person in many rows is prepared once."""
_COPIED = ("billing_date", "currency", "status", "nttn_cap", "nttn_com", "remarks", *BANDWIDTH, *AMOUNTS)
_FOUND = ("id", "customer_id", "month", "advance_used", *_COPIED)
_FIND = f"""
SELECT {", ".join(_FOUND)} FROM bills_bill WHERE tenant_id = app_tenant() AND customer_id = ANY (%s::bigint[])
  AND (billing_date = ANY (%s::date[]) OR month = ANY (%s::date[])) ORDER BY id
"""  # noqa: S608 - names of columns


@dataclass(slots=True)
class _Prepared:
    """A row's columns of the bill, the row that finds its customer, and the bill that it makes when it means none."""

    values: Record
    customer: ImportRow | None
    made: Record
    refusal: RuleViolation | None
    """Why no bill can be made of it."""


@dataclass(slots=True)
class _Batch:
    """What is known of the bills that a batch may mean, those it has just made among them."""

    customers: list[int]
    stored: dict[Key, Record]
    taken: set[Key]
    """The customers' months that have a regular bill."""
    advances: Advances
    new: dict[Key, Record] = field(default_factory=dict)


class BillWriter:
    """Writes a batch of rows as bills.

    A row means the bill of its customer and date; blank cells change nothing. Its customer is the one with the id
    `customer`, else whom name, e-mail and telephone mean as in customers' own tables, else a new one.
    """

    needed: Sequence[str] = (*_WHOSE, "customer")
    required: Sequence[str] = ("billing_date",)
    counted: Sequence[str] = (CUSTOMERS, CREATED, UPDATED, UNCHANGED)
    tables: Sequence[str] = ("bills_bill", "clients_client")

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._finder = CustomerFinder(actor)
        self._rates = Rates(actor)
        self._currency = actor.acting_tenant.preferences.currency
        self.columns: Sequence[Column] = bill_columns()
        self._customer_rows: dict[tuple[tuple[str, Any], ...], ImportRow] = {}
        self._numbers = count()
        self._defaults: Record = {
            "owner_id": actor.pk,
            "currency": self._currency,
            "status": Bill.Status.ACTIVE,
            "advance_used": ZERO,
            **dict.fromkeys(("nttn_cap", "nttn_com", "remarks", "search_text"), ""),
            **dict.fromkeys((*BANDWIDTH, *AMOUNTS), ZERO),
        }

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        if len(self._customer_rows) > MOST_REMEMBERED:
            self._customer_rows.clear()
        unseen: list[ImportRow] = []
        for row in rows:
            values = {name: row.values[name] for name in _COPIED if name in row.values}
            made, refusal = self._settled(values)
            row.prepared = _Prepared(values, self._customer_row(row.values, unseen), made, refusal)
        self._finder.prepare(unseen)

    def write(self, rows: Sequence[ImportRow]) -> Mapping[str, int]:
        counts = dict.fromkeys(self.counted, 0)
        owners, counts[CUSTOMERS] = self._customers(rows)
        keyed = [(owners[row.number], row) for row in rows if row.number in owners]
        batch = self._load([(customer, row.prepared.values["billing_date"]) for customer, row in keyed])
        for customer, row in keyed:
            try:
                counts[self._place(batch, customer, row.prepared)] += 1
            except RuleViolation as exc:
                row.error = _error(row, exc)
        insert_bills(actor=self.actor, bills=list(batch.new.values()))
        batch.advances.store()
        return counts

    def _customer_row(self, values: Mapping[str, Any], unseen: list[ImportRow]) -> ImportRow | None:
        """The row that finds a bill's customer, the same for the same person; None where the customer's id is given."""
        if "customer" in values:
            return None
        whose = {_WHOSE[name]: values[name] for name in _WHOSE if name in values}
        whose = {"name": whose.get("email") or whose.get("phone")} | whose
        key = tuple(whose.items())
        if key not in self._customer_rows:
            unseen.append(ImportRow(next(self._numbers), [], whose))
            self._customer_rows[key] = unseen[-1]
        return self._customer_rows[key]

    def _settled(self, values: Record) -> tuple[Record, RuleViolation | None]:
        """The bill that columns make, but for its customer, or why they make none."""
        made = self._defaults | values
        try:
            check_day(made["billing_date"], field="billing_date")
            settle_figures(made)
            refuse_early_advance(made)
        except RuleViolation as exc:
            return made, exc
        made["search_text"] = index_words(made["nttn_cap"], made["nttn_com"], made["remarks"])
        return made, None

    def _customers(self, rows: Sequence[ImportRow]) -> tuple[dict[int, int], int]:
        """Each row's customer, by row number, locked, and how many were made: none for a row that is no bill."""
        asked: dict[int, ImportRow] = {}
        wanted: set[int] = set()
        for row in rows:
            if customer := row.prepared.customer:
                customer.error = None  # the batch may be written again
                asked[customer.number] = customer
                if row.prepared.refusal is None:
                    wanted.add(customer.number)
        found, made = self._finder.find(list(asked.values()), make=wanted)
        ids = {row.values["customer"] for row in rows if row.prepared.customer is None}
        visible = Client.objects.visible_to(self.actor).filter(pk__in=ids).order_by("pk")
        there = set(visible.select_for_update(of=("self",)).values_list("pk", flat=True)) if ids else set()
        owners: dict[int, int] = {}
        for row in rows:
            customer = row.prepared.customer
            if customer is None:
                if (pk := row.values["customer"]) in there:
                    owners[row.number] = pk
                else:
                    row.error = RowError(row.number, "customer", f"There is no customer {pk}.")
            elif customer.error:
                row.error = RowError(row.number, f"customer_{customer.error.field}", customer.error.message)
            elif customer.number in found:
                owners[row.number] = found[customer.number]
            else:
                row.error = _error(row, row.prepared.refusal)
        return owners, made

    def _load(self, keys: Sequence[Key]) -> _Batch:
        customers = sorted({customer for customer, _ in keys})
        days = {day for _, day in keys}
        stored: dict[Key, Record] = {}
        taken: set[Key] = set()
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [customers, list(days), list({day.replace(day=1) for day in days})])
            for row in cursor.fetchall():
                bill = dict(zip(_FOUND, row, strict=True))
                stored.setdefault((bill["customer_id"], bill["billing_date"]), bill)
                taken.add((bill["customer_id"], bill["month"]))
        return _Batch(customers, stored, taken, Advances(actor=self.actor, customers=customers))

    def _place(self, batch: _Batch, customer: int, prepared: _Prepared) -> str:
        """Make the bill that a row means, or change it. Answers what to count."""
        values, made, refusal = prepared.values, prepared.made.copy(), prepared.refusal
        key = customer, values["billing_date"]
        if bill := batch.stored.get(key):
            return self._correct(batch, bill, values)
        if before := batch.new.get(key):
            given = before["given"] | values
            if before["given"] == given:
                return UNCHANGED
            made, refusal = self._settled(given)
            values = given
        if refusal:
            raise refusal
        self._rates.get(made["currency"], made["billing_date"])
        month = values["billing_date"].replace(day=1)
        made |= {"customer_id": customer, "given": values}
        if before:
            made["month"] = before["month"]
            batch.advances.move(customer, before["currency"], before["advance_used"] - before["advance"])
        else:
            made["month"] = None if (customer, month) in batch.taken else month
        if made["advance"]:
            batch.advances.move(customer, made["currency"], made["advance"])
        batch.advances.use_for(made)
        value_bill(made, self._rates)
        batch.taken.add((customer, month))
        batch.new[key] = made
        return UPDATED if before else CREATED

    def _correct(self, batch: _Batch, bill: Record, values: Record) -> str:
        """Change a stored bill where the row says otherwise."""
        changes = {name: value for name, value in values.items() if _differs(bill, name, value)}
        if not changes:
            return UNCHANGED
        batch.advances.store()
        row = Bill(pk=bill["id"], customer_id=bill["customer_id"])
        changed = change_bill(actor=self.actor, bill=row, **changes)
        bill |= {name: getattr(changed, name) for name in _FOUND}
        batch.advances = Advances(actor=self.actor, customers=batch.customers)
        return UPDATED


def _differs(bill: Record, name: str, value: Any) -> bool:
    # What a bill used of an advance came beside what the table says.
    return bill[name] != value and not (name == "total_received" and bill[name] - bill["advance_used"] == value)


def _error(row: ImportRow, refusal: RuleViolation) -> RowError:
    return RowError(row.number, next(iter(refusal.details), ""), refusal.message)


def bill_columns() -> list[Column]:
    """The columns of bills' tables."""
    read_price = lru_cache(maxsize=10_000)(read_amount)
    read_size = lru_cache(maxsize=10_000)(_read_quantity)
    return [
        Column("customer", ("customer id", "client id"), _read_id),
        Column("customer_name", ("name", "client", "client name", "party", "company"), max_length=201),
        Column("customer_email", ("email", "e-mail", "mail", "client email"), read_email, 254),
        Column("customer_phone", ("phone", "telephone", "mobile", "client phone"), max_length=20),
        Column("billing_date", ("date", "bill date", "billing day", "invoice date"), read_date),
        Column("status", ("state",), read_choice(active=Bill.Status.ACTIVE, inactive=Bill.Status.INACTIVE)),
        Column("currency", (), _read_currency, 3),
        Column("nttn_cap", ("nttn capacity", "cap"), max_length=100),
        Column("nttn_com", ("nttn company", "com"), max_length=100),
        *(
            column
            for line in BANDWIDTH
            for column in (
                Column(line, (f"{line} quantity", *_SYNONYMS.get(line, ())), read_size),
                Column(f"{line}_price", (f"{line} amount",), read_price),
            )
        ),
        Column("discount", ("rebate",), read_price),
        Column("total_received", ("received", "paid", "collected"), read_price),
        Column("advance", ("paid ahead", "overpaid"), read_price),
        Column("remarks", ("remark", "notes", "note", "comment")),
    ]


_SYNONYMS = {"iig_qt": ("iig", "iig quantity")}


def _read_id(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) < 19):
        raise CellError(say("{cell!r} is no customer's id; names belong under customer_name.", cell=cell[:60]))
    return int(cell)


def _read_quantity(cell: str) -> Decimal:
    quantity = read_amount(cell)
    if quantity != round(quantity, 2) or quantity >= 10**10:
        raise CellError(say("{cell!r} is no quantity: at most 10 digits and two decimals.", cell=cell[:60]))
    return quantity


def _read_currency(cell: str) -> str:
    try:
        minor_units(cell.upper())
    except UnknownCurrency as exc:
        raise CellError(exc.message) from exc
    return cell.upper()
