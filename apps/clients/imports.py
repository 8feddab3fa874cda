"""Customers from tables: which columns there are, which row means which party, and what is stored."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import compress
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from apps.accounts.models import User
from apps.clients import matching
from apps.clients.bulk import FIELDS, KEYS, lock_parties, new_ids, new_lines, write_customers
from apps.clients.doubles import MOST, near_names
from apps.clients.models import Client
from apps.clients.services import settle_name, update_client
from apps.core.errors import RuleViolation
from apps.core.money import round_money
from apps.core.texts import say
from apps.core.transfer.columns import CellError, Column, read_amount, read_choice, read_email
from apps.core.transfer.imports import Double, ImportRow, RowError
from apps.tenants.actors import Actor

Record = dict[str, Any]
"""A party's columns by name, with its `id`; without one it is new."""


@dataclass(slots=True)
class _Prepared:
    """A row as it is compared, and the party that it makes when it means none."""

    values: Record
    made: Sequence[Any]
    """The new party's `FIELDS`."""
    keys: tuple[str, str, str, str]
    """What it is compared by: the keys of e-mail, telephone, tax number and name."""
    name: str
    line: str = ""


class CustomerWriter:
    """Writes a batch of rows as customers.

    A row means the party with its e-mail; else the one with its telephone, else the one with its name, unless their
    e-mails (for the name, also their telephones) differ. Blank cells change nothing. A prospect that a row means
    becomes a customer.
    """

    needed: Sequence[str] = ("name", "first_name")
    required: Sequence[str] = ()
    counted: Sequence[str] = ("created", "updated", "unchanged")
    tables: Sequence[str] = ("clients_client",)

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.columns: Sequence[Column] = customer_columns(actor)
        self._blank: Any = Client()
        self._today = datetime.now(actor.tenant_timezone).date()
        self._defaults: Record = dict.fromkeys(FIELDS, "") | {
            "monthly_revenue": None,
            "potential_revenue": None,
            "active": True,
            "joined_on": self._today,
            "left_on": None,
            "assigned_to_id": actor.pk if actor.scope == "own" else None,
        }

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        prepared = [self._prepared(row.values) for row in rows]
        lines = new_lines([one.made for one in prepared])
        for row, one, line in zip(rows, prepared, lines, strict=True):
            one.line = line
            row.prepared = one
            row.claims = (*one.keys, one.made[_NAME_KEY])

    def write(self, rows: Sequence[ImportRow]) -> Mapping[str, int]:
        keys = list(zip(*(row.prepared.keys for row in rows), strict=True))
        known = KnownParties(lock_parties(*keys) if keys else (), self.is_visible)
        shared = _shared(keys, known)
        new = [_New(row) for row, is_shared in zip(rows, shared, strict=True) if not is_shared]
        before: dict[int, Record] = {}
        counts = dict.fromkeys(self.counted, 0)
        for row in compress(rows, shared):
            try:
                record = known.find(row.prepared)
                if record is None:
                    new.append(self._made(row, known))
                else:
                    row.meant = record.get("id")
                    counts[self._write_known(row.prepared, record, known, before)] += 1
                    if not set(row.claims or ()).issuperset(_keys_of(record)):
                        row.known_by = _keys_of(record)
            except CellError as exc:
                row.error = RowError(row.number, "name", str(exc))
            except RuleViolation as exc:
                row.error = RowError(row.number, next(iter(exc.details), ""), exc.message)
        if any(shared):
            new.sort(key=lambda one: one.row.number)
        self._store(new, before, known.by_id)
        self._tell_doubles(new)
        return counts | {"created": len(new)}

    def _made(self, row: ImportRow, known: "KnownParties") -> "_New":
        """The new party of a row that shares a key with others, which the next rows may mean."""
        record: Record = dict(zip(FIELDS, row.prepared.made, strict=True))
        record |= {"owner_id": self.actor.pk, "stage": Client.Stage.ACTIVE}
        new = record["new"] = _New(row, record, known.like(row.prepared.keys))
        known.add(record)
        return new

    def _write_known(self, row: _Prepared, record: Record, known: "KnownParties", before: dict[int, Record]) -> str:
        """Change the party that a row means. Answers whether it is `updated` or `unchanged`."""
        if not self.is_visible(record):
            raise RuleViolation("Another client has this e-mail.", code="taken", field="email")
        changes = {name: value for name, value in row.values.items() if record[name] != value}
        if not changes and record["stage"] == Client.Stage.ACTIVE:
            return "unchanged"
        if "id" in record:
            before.setdefault(record["id"], dict(record))
        self._change(record, changes)
        known.add(record)
        return "updated"

    def _prepared(self, values: Record) -> _Prepared:
        made = self._defaults | values
        if "first_name" in values or "last_name" in values:
            settled = values.copy()
            settle_name(self._blank, settled)
            made |= settled
        else:
            made["first_name"], _, made["last_name"] = values["name"].partition(" ")
        if not made["active"]:
            made["left_on"] = self._today
        made |= matching.derived_columns(*_compared_of(made))
        name = _name_of(values)
        name_key = made["name_key"] if made["name"] == name else matching.name_key(name)
        return _Prepared(
            values, _fields_of(made), (made["email_key"], made["phone_key"], made["tax_key"], name_key), name
        )

    def _change(self, record: Record, changes: Record) -> None:
        settle_name(SimpleNamespace(**record), changes)  # type: ignore[arg-type]
        record.update(changes)
        if "active" in changes:
            record["left_on"] = None if record["active"] else self._today
        record["stage"] = Client.Stage.ACTIVE
        record |= matching.derived_columns(*_compared_of(record))

    def is_visible(self, record: Record) -> bool:
        return self.actor.scope == "all" or self.actor.pk in (record["owner_id"], record["assigned_to_id"])

    def _store(self, new: Sequence["_New"], before: Mapping[int, Record], now: Mapping[int, Record]) -> None:
        changed = []
        for pk, old in before.items():
            differing = [name for name in FIELDS if name not in _DERIVED and old[name] != now[pk][name]]
            after = {name: now[pk][name] for name in differing}
            if old["stage"] != Client.Stage.ACTIVE:
                update_client(actor=self.actor, client=Client(pk=pk), **after, stage=Client.Stage.ACTIVE)
            elif differing:
                changed.append((now[pk], {name: old[name] for name in differing}, after))
        if new or changed:
            lines = [new_lines([_fields_of(one.record)])[0] if one.record else one.row.prepared.line for one in new]
            write_customers(actor=self.actor, new=lines, changed=changed)
        if any(one.like or one.row.number <= NEAR_UP_TO for one in new):
            for one, pk in zip(new, new_ids(), strict=True):
                one.id = pk

    def _tell_doubles(self, new: Sequence["_New"]) -> None:
        """Note on the new rows which parties share a key with them; of a file's first rows also near names."""
        for one in new:
            if one.like:
                one.row.doubles = [one.double(record) for record in one.like]
        first = {one.id: one.row for one in new if one.row.number <= NEAR_UP_TO and one.row.prepared.keys[-1]}
        if not first:
            return
        for pk, other, name in near_names(self.actor, {pk: row.prepared.keys[-1] for pk, row in first.items()}):
            row = first[pk]
            if len(row.doubles) < MOST and all(double.id != other for double in row.doubles):
                by = first[other].number if other in first else None
                row.doubles = [*row.doubles, Double(other, by, name, ["name"])]


@dataclass(slots=True)
class _New:
    """A row that makes a new party: its record where other rows may mean it, the parties that are like it, its id."""

    row: ImportRow
    record: Record | None = None
    like: Sequence[Record] = ()
    id: int = 0

    def double(self, record: Record) -> Double:
        by: _New | None = record.get("new")
        reasons = [
            reason
            for reason, name, key in zip(_REASONS, KEYS, self.row.prepared.keys, strict=True)
            if key and record[name] == key
        ]
        return Double(by.id if by else record["id"], by.row.number if by else None, record["name"], reasons)


def _shared(keys: Sequence[Sequence[str]], known: "KnownParties") -> list[bool]:
    """For each row whether it has a key that another row or a known party has, too; if not, it makes a new party."""
    found = [False] * len(keys[0]) if keys else []
    for column, held in zip(keys, known.keys, strict=False):
        often = {key for key, count in Counter(column).items() if count > 1} | held.intersection(column)
        if often - {""}:
            often.discard("")
            found = [is_shared or key in often for is_shared, key in zip(found, column, strict=True)]
    return found


class KnownParties:
    """The parties that a batch may mean, those it has just made among them. One that the actor does not see is only
    known by its e-mail, which is taken."""

    def __init__(self, records: Iterable[Record], is_visible: Callable[[Record], bool]) -> None:
        self._is_visible = is_visible
        self.by_id: dict[int, Record] = {}
        self._by_email: dict[str, Record] = {}
        self._by_phone: dict[str, list[Record]] = defaultdict(list)
        self._by_tax: dict[str, list[Record]] = defaultdict(list)
        self._by_name: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self.by_id[record["id"]] = record
            self.add(record)
        self.keys = [{record[key] for record in self.by_id.values()} for key in KEYS]

    def add(self, record: Record) -> None:
        """Know a party by its keys as they are now."""
        if record["email_key"]:
            self._by_email[record["email_key"]] = record
        if not self._is_visible(record):
            return
        for index, name in ((self._by_phone, "phone_key"), (self._by_tax, "tax_key"), (self._by_name, "name_key")):
            key = record[name]
            if key and not any(other is record for other in index.get(key, ())):
                index[key].append(record)

    def like(self, keys: Sequence[str]) -> list[Record]:
        """The visible parties that share telephone, tax number or name; at most ten."""
        _, phone, tax, name = keys
        found = [*self._by_phone.get(phone, ()), *self._by_tax.get(tax, ()), *self._by_name.get(name, ())]
        alike: list[Record] = []
        for record in found:
            if len(alike) < MOST and not any(other is record for other in alike):
                alike.append(record)
        return alike

    def find(self, row: _Prepared, *, any_equal: bool = True) -> Record | None:
        """The party that a row means, or None. CellError where it may be any of several; with `any_equal`, one of them
        that is already what the row says will do."""
        email, phone, _, name_key = row.keys
        if email in self._by_email:
            return self._by_email[email]
        for record in self._by_phone.get(phone, ()):
            if _agree(record["email_key"], email):
                return record
        if name_key not in self._by_name:
            return None
        name = row.name.casefold()
        namesakes = [
            record
            for record in self._by_name[name_key]
            if record["name"].casefold() == name
            and _agree(record["email_key"], email)
            and _agree(record["phone_key"], phone)
        ]
        if len(namesakes) > 1:
            namesakes = [r for r in namesakes if all(r[field] == value for field, value in row.values.items())][:1]
            if not namesakes or not any_equal:
                raise CellError("is the name of several clients: give an e-mail or a telephone number.")
        return namesakes[0] if namesakes else None


NEAR_UP_TO = 2_001
"""The last row of a file whose name is compared with near ones: as many as are imported within a request, all of which
stand in the first batch."""
_REASONS = ("email", "phone", "tax_number", "name")
_NAME_KEY = FIELDS.index("name_key")
_fields_of = itemgetter(*FIELDS)
_keys_of = itemgetter(*KEYS)
_compared_of = itemgetter(*matching.COMPARED)
_DERIVED = frozenset({*matching.DERIVED, "joined_on", "left_on"})


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
            raise CellError(say("There is no user {name!r}: give a user name or an e-mail.", name=cell[:60])) from exc

    @lru_cache(maxsize=10_000)
    def read_money(cell: str) -> Decimal:
        return round_money(read_amount(cell), currency)

    return [
        Column("name", ("customer", "customer name", "client", "client name", "full name", "party"), max_length=201),
        Column(
            "company_name",
            ("company", "organisation", "organization", "business", "firm"),
            max_length=200,
            field="company",
        ),
        Column("email", ("e-mail", "mail", "email address", "e-mail address", "customer email"), read_email, 254),
        Column(
            "phone", ("telephone", "tel", "mobile", "phone number", "mobile number", "customer phone"), max_length=20
        ),
        Column("address", ("street", "postal address", "billing address"), max_length=1_000),
        Column("monthly_revenue", ("monthly", "mrr", "revenue per month"), read_money),
        Column("potential_revenue", ("potential",), read_money),
        Column(
            "status",
            ("state", "active"),
            read_choice(active=True, inactive=False, true=True, false=False),
            field="active",
        ),
        Column(
            "assigned_sales_person",
            ("sales person", "assigned to", "kam", "account manager", "owner"),
            read_user,
            field="assigned_to_id",
        ),
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
