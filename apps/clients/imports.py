"""Customers from tables: which columns there are, which row means which party, and what is stored."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from apps.accounts.models import User
from apps.clients import matching
from apps.clients.bulk import FIELDS, lock_parties, new_line, write_customers
from apps.clients.models import Client
from apps.clients.services import settle_name, update_client
from apps.core.errors import RuleViolation
from apps.core.money import round_money
from apps.core.transfer.columns import CellError, Column, read_amount, read_choice, read_email
from apps.core.transfer.imports import ImportRow, RowError
from apps.tenants.actors import Actor

Record = dict[str, Any]
"""A party's columns by name, with its `id`; without one it is new."""


@dataclass(slots=True)
class _Prepared:
    """A row as it is compared, and the party that it makes when it means none."""

    values: Record
    made: Record
    email: str
    phone: str
    name: str
    name_key: str


class CustomerWriter:
    """Writes a batch of rows as customers.

    A row means the party with its e-mail; else the one with its telephone, else the one with its name, unless their
    e-mails (for the name, also their telephones) differ. Blank cells change nothing. A prospect that a row means
    becomes a customer.
    """

    needed: Sequence[str] = ("name", "first_name")
    required: Sequence[str] = ()
    counted: Sequence[str] = ("created", "updated", "unchanged")

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.columns: Sequence[Column] = customer_columns(actor)
        self._blank: Any = Client()
        self._today = datetime.now(actor.tenant_timezone).date()
        self._defaults: Record = dict.fromkeys(FIELDS, "") | {
            "stage": Client.Stage.ACTIVE,
            "owner_id": actor.pk,
            "monthly_revenue": None,
            "potential_revenue": None,
            "active": True,
            "joined_on": self._today,
            "left_on": None,
            "assigned_to_id": actor.pk if actor.scope == "own" else None,
        }

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            row.prepared = self._prepared(row)

    def write(self, rows: Sequence[ImportRow]) -> Mapping[str, int]:
        known = KnownParties(self.candidates(rows), self.is_visible)
        before: dict[int, Record] = {}
        new: list[Record] = []
        converted: dict[int, Record] = {}
        counts = dict.fromkeys(self.counted, 0)
        for row in rows:
            prepared: _Prepared = row.prepared
            values = prepared.values
            try:
                record = known.find(prepared)
                if record is None:
                    record = prepared.made.copy()  # the batch may have to be written again
                    new.append(record)
                    known.add(record)
                    counts["created"] += 1
                    continue
                if not self.is_visible(record):
                    raise RuleViolation("Another client has this e-mail.", code="taken", field="email")
                changes = {name: value for name, value in values.items() if record[name] != value}
                if not changes and record["stage"] == Client.Stage.ACTIVE:
                    counts["unchanged"] += 1
                    continue
                if "id" in record:
                    before.setdefault(record["id"], dict(record))
                    if record["stage"] != Client.Stage.ACTIVE:
                        converted[record["id"]] = record
                self._change(record, changes)
                known.add(record)
                counts["updated"] += 1
            except CellError as exc:
                row.error = RowError(row.number, "name", str(exc))
            except RuleViolation as exc:
                row.error = RowError(row.number, next(iter(exc.details), ""), exc.message)
        self._store(new, before, known.by_id, converted)
        return counts

    def candidates(self, rows: Sequence[ImportRow]) -> Iterable[Record]:
        """The parties that any of the rows may mean, locked."""
        return lock_parties(
            emails={row.prepared.email for row in rows} - {""},
            phones={row.prepared.phone for row in rows} - {""},
            names={row.prepared.name_key for row in rows},
        )

    def _prepared(self, row: ImportRow) -> _Prepared:
        values = {_SOURCES.get(name, name): value for name, value in row.values.items()}
        made = self._defaults | values
        settled = values.copy()
        settle_name(self._blank, settled)
        made.update(settled)
        if not made["active"]:
            made["left_on"] = self._today
        _index(made)
        made["line"] = new_line(made)
        name = _name_of(values)
        name_key = made["name_key"] if made["name"] == name else matching.name_key(name)
        return _Prepared(values, made, made["email_key"], made["phone_key"], name, name_key)

    def _change(self, record: Record, changes: Record) -> None:
        settle_name(SimpleNamespace(**record), changes)  # type: ignore[arg-type]
        record.update(changes)
        if "active" in changes:
            record["left_on"] = None if record["active"] else self._today
        record["stage"] = Client.Stage.ACTIVE
        record.pop("line", None)
        _index(record)

    def is_visible(self, record: Record) -> bool:
        return self.actor.scope == "all" or self.actor.pk in (record["owner_id"], record["assigned_to_id"])

    def _store(
        self, new: list[Record], before: dict[int, Record], now: dict[int, Record], converted: dict[int, Record]
    ) -> None:
        changed = []
        for pk, old in before.items():
            differing = [name for name in FIELDS if name not in _DERIVED and old[name] != now[pk][name]]
            after = {name: now[pk][name] for name in differing}
            if pk in converted:
                update_client(actor=self.actor, client=Client(pk=pk), **after, stage=Client.Stage.ACTIVE)
            elif differing:
                changed.append((now[pk], {name: old[name] for name in differing}, after))
        if new or changed:
            lines = [record.get("line") or new_line(record) for record in new]
            write_customers(actor=self.actor, new=lines, changed=changed)


class KnownParties:
    """The parties that a batch may mean, those it has just made among them. One that the actor does not see is only
    known by its e-mail, which is taken."""

    def __init__(self, records: Iterable[Record], is_visible: Callable[[Record], bool]) -> None:
        self._is_visible = is_visible
        self.by_id: dict[int, Record] = {}
        self._by_email: dict[str, Record] = {}
        self._by_phone: dict[str, list[Record]] = defaultdict(list)
        self._by_name: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self.by_id[record["id"]] = record
            self.add(record)

    def add(self, record: Record) -> None:
        """Know a party by its keys as they are now."""
        if record["email_key"]:
            self._by_email[record["email_key"]] = record
        if not self._is_visible(record):
            return
        for index, key in ((self._by_phone, record["phone_key"]), (self._by_name, record["name_key"])):
            if key and not any(other is record for other in index.get(key, ())):
                index[key].append(record)

    def find(self, row: _Prepared, *, any_equal: bool = True) -> Record | None:
        """The party that a row means, or None. CellError where it may be any of several; with `any_equal`, one of them
        that is already what the row says will do."""
        email, phone, values = row.email, row.phone, row.values
        if email in self._by_email:
            return self._by_email[email]
        for record in self._by_phone.get(phone, ()):
            if _agree(record["email_key"], email):
                return record
        if row.name_key not in self._by_name:
            return None
        name = row.name.casefold()
        namesakes = [
            record
            for record in self._by_name[row.name_key]
            if record["name"].casefold() == name
            and _agree(record["email_key"], email)
            and _agree(record["phone_key"], phone)
        ]
        if len(namesakes) > 1:
            namesakes = [r for r in namesakes if all(r[field] == value for field, value in values.items())][
                : int(any_equal)
            ]
            if not namesakes:
                raise CellError("is the name of several clients: give an e-mail or a telephone number.")
        return namesakes[0] if namesakes else None


_SOURCES = {"company_name": "company", "status": "active", "assigned_sales_person": "assigned_to_id"}
_DERIVED = frozenset({"email_key", "phone_key", "tax_key", "name_key", "search_text", "joined_on", "left_on"})


def customer_columns(actor: Actor) -> list[Column]:
    """The columns of customers' tables; the first ones are those of exports."""
    users: dict[str, int] = {}
    for pk, username, email in User.objects.visible_to(actor).values_list("pk", "username", "email"):
        users |= {username.casefold(): pk, email.casefold(): pk}
    currency = actor.acting_tenant.preferences.currency

    def read_user(cell: str) -> int:
        try:
            return users[cell.casefold()]
        except KeyError as exc:
            raise CellError(f"There is no user {cell[:60]!r}: give a user name or an e-mail.") from exc

    @lru_cache(maxsize=10_000)
    def read_money(cell: str) -> Decimal:
        return round_money(read_amount(cell), currency)

    return [
        Column("name", ("customer", "customer name", "client", "client name", "full name", "party"), max_length=201),
        Column("company_name", ("company", "organisation", "organization", "business", "firm"), max_length=200),
        Column("email", ("e-mail", "mail", "email address", "e-mail address", "customer email"), read_email, 254),
        Column(
            "phone", ("telephone", "tel", "mobile", "phone number", "mobile number", "customer phone"), max_length=20
        ),
        Column("address", ("street", "postal address", "billing address"), max_length=1_000),
        Column("monthly_revenue", ("monthly", "mrr", "revenue per month"), read_money),
        Column("potential_revenue", ("potential",), read_money),
        Column("status", ("state", "active"), read_choice(active=True, inactive=False, true=True, false=False)),
        Column("assigned_sales_person", ("sales person", "assigned to", "kam", "account manager", "owner"), read_user),
        Column("contact_person", ("contact", "contact name", "attention"), max_length=200),
        Column("tax_number", ("tax id", "tax no", "vat", "vat number", "vat id", "gst", "tin"), max_length=50),
        Column("source", ("lead source", "origin"), max_length=100),
        Column("notes", ("note", "remarks", "comment", "comments")),
        Column("first_name", ("given name", "forename"), max_length=100),
        Column("last_name", ("surname", "family name"), max_length=100),
    ]


def _name_of(values: Mapping[str, Any]) -> str:
    name: str = values.get("name") or f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    return name


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _index(record: Record) -> None:
    record["email_key"] = matching.email_key(record["email"])
    record["phone_key"] = matching.phone_key(record["phone"])
    record["tax_key"] = matching.tax_key(record["tax_number"])
    record["name_key"] = matching.name_key(record["name"])
    record["search_text"] = matching.search_text(
        name=record["name"],
        company=record["company"],
        email=record["email"],
        phone=record["phone"],
        tax_number=record["tax_number"],
    )
