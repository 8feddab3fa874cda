"""What every contender stands on: the same servers, the same company, addresses and tokens."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

DATA_DIR = Path(__file__).resolve().parent.parent / "var" / "bench"
ENVIRONMENT = {
    "DATA_DIR": str(DATA_DIR),
    "MODE": "development",
    "LOG_LEVEL": "ERROR",
    "CONN_MAX_AGE": "3600",
    "ACCESS_TOKEN_MINUTES": "600",
    "WEB_THREADS": "8",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    # The servers are the benchmark's own, and emptied at its start.
    "DATABASE_URL": "",
    "DATABASE_APP_URL": "",
    "DATABASE_OPS_URL": "",
    "REDIS_URL": "",
} | {f"RATE_LIMIT_{who}": "1000000000" for who in ("ANONYMOUS", "USER", "ADMIN", "TENANT")}

# What the floor reads instead of counting.
_ROLL_UP = """
DROP TABLE IF EXISTS bench_count, bench_revenue, bench_open;
CREATE TABLE bench_count AS SELECT count(*) AS invoices FROM invoices_invoice;
CREATE TABLE bench_revenue AS SELECT issue_date AS day, currency, status, count(*), sum(total_amount)::text AS total
  FROM invoices_invoice GROUP BY 1, 2, 3;
CREATE INDEX ON bench_revenue (day);
CREATE TABLE bench_open AS SELECT currency, sum(balance)::text AS outstanding,
  coalesce(sum(balance) FILTER (WHERE due_date < now()), 0)::text AS overdue
  FROM invoices_invoice WHERE balance > 0 GROUP BY 1;
"""


@dataclass(frozen=True)
class Ground:
    """The company that is asked for, and who asks."""

    tenant: int
    database: str
    token: str
    invoices: list[int]
    clients: list[int]
    numbers: list[str]

    def requests(self, scenario: str) -> list[bytes]:
        """The requests of a scenario, to be sent in turn."""
        match scenario:
            case "list":
                return [self._request("GET", "/api/invoices/")]
            case "retrieve":
                return [self._request("GET", f"/api/invoices/{pk}/") for pk in self.invoices]
            case "overview" | "empty":
                path = "dashboard/overview" if scenario == "overview" else scenario
                return [self._request("GET", f"/api/{path}/")]
            case "search":
                return [self._request("GET", f"/api/invoices/?search={number}") for number in self.numbers]
        bodies = [json.dumps({"client": pk, "line_items": _LINES}).encode() for pk in self.clients]
        if scenario == "create":
            return [self._request("POST", "/api/invoices/", body) for body in bodies]
        return [
            self._request("POST", "/api/invoices/", body, f"Idempotency-Key: {uuid4()}\r\n")
            for body in bodies * (_KEYED // len(bodies))
        ]

    def _request(self, method: str, path: str, body: bytes = b"", more: str = "") -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n{more}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body


_KEYED = 10_000
"""More than are sent in a turn, so that no key comes twice."""
_LINES = [
    {"description": "Consulting, per hour", "quantity": "6", "unit_price": "180.00", "tax_rate": "0.08"},
    {"description": "On-site training, per day", "quantity": "1", "unit_price": "1450.00", "tax_rate": "0.08"},
    {"description": "Courier, per parcel", "quantity": "11", "unit_price": "14.20", "tax_rate": "0.08"},
]


@contextmanager
def migrated_servers() -> Iterator[None]:
    """The embedded servers, which do not wait for the disk, with Django set up and the product's tables in them."""
    import django
    from django.core.management import call_command

    from config.embedded import Embedded
    from config.roles import prepare_roles

    with Embedded(durable=False):
        prepare_roles()
        django.setup()
        call_command("migrate", verbosity=0)
        yield


def prepare(invoices: int) -> Ground:
    """Begin with an empty database and seed the company with so many invoices. The servers must answer."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from apps.accounts.demo import DEMO_OWNER
    from apps.accounts.models import User
    from apps.accounts.selectors import account_of
    from apps.accounts.sessions import start_session
    from apps.clients.models import Client
    from apps.core import rls
    from apps.core.tenancy import tenant_context
    from apps.invoices.models import Invoice, InvoiceLine
    from config import addresses

    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed_demo", invoices=invoices, json=True)
    account = account_of(DEMO_OWNER.username)
    assert account is not None
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    with tenant_context(account.tenant_id):
        owner = User.unscoped.select_related("tenant", "role").get(pk=account.user_id)
        token = start_session(actor=owner).access
        numbers = dict(Invoice.unscoped.order_by("pk").values_list("pk", "invoice_number"))
        parties = dict(Client.unscoped.order_by("pk").values_list("pk", "search_text"))
        with connections["owner"].cursor() as cursor:
            cursor.execute(_ROLL_UP)
            _give_columns_defaults(cursor, Invoice, InvoiceLine)
            cursor.execute(f"GRANT SELECT ON bench_count, bench_revenue, bench_open TO {rls.role('ops')}")
    connections.close_all()
    asked = Random(1).sample(list(numbers), min(len(numbers), 500))
    # A client's word would find all invoices of that client, a hundred times as many when the company has grown.
    words = "".join(parties.values())
    finding_one = [number for number in map(numbers.__getitem__, asked) if f" {number.rpartition('-')[2]}" not in words]
    return Ground(account.tenant_id, addresses.database_urls()["ops"], token, asked, list(parties)[:200], finding_one)


def used_by_postgresql() -> float:
    """Seconds of a processor that PostgreSQL's processes have taken, those included that have ended since."""
    import psutil

    postmaster = psutil.Process(int((DATA_DIR / "pg18" / "postmaster.pid").read_text().split()[0]))
    while True:
        ended = postmaster.cpu_times()[2:4]
        try:
            return sum(ended) + sum(sum(process.cpu_times()[:2]) for process in postmaster.children())
        except psutil.NoSuchProcess:  # it is among those that have ended by now
            continue


_MISSING = """
SELECT count(*) FROM tenants_numberseries s, generate_series(1, s.last) n
WHERE s.tenant_id = %s AND s.kind = 'invoice' AND NOT EXISTS (
  SELECT FROM invoices_invoice i WHERE i.tenant_id = s.tenant_id
    AND i.invoice_number = 'INV-' || s.year || '-' || lpad(n::text, greatest(3, length(n::text)), '0'))
"""


def missing_numbers(ground: Ground) -> int:
    """How many numbers of the company's invoices were taken for none. None can come twice: a constraint holds that."""
    import psycopg2

    with closing(psycopg2.connect(ground.database)) as connection, connection.cursor() as cursor:
        cursor.execute(_MISSING, [ground.tenant])
        (missing,) = cursor.fetchone()
    return int(missing)


def grow(ground: Ground, *, invoices: int, neighbours: int) -> float:
    """Let the company have about so many invoices, and put so many small ones beside it. Answers the seconds."""
    import time

    import psycopg2
    from django.core.management import call_command
    from django.db import connections

    from apps.core import rls
    from apps.core.tenancy import tenant_context
    from apps.tenants.models import Tenant
    from bench.growth import multiply_invoices, multiply_tenant, rebuild_figures
    from config import addresses

    call_command("seed_demo", tenants=2, invoices=10, json=True)
    small = Tenant.objects.exclude(pk=ground.tenant).order_by("-pk")[0]
    began = time.perf_counter()
    superuser = addresses.superuser_url(addresses.EMBEDDED_DATABASE)
    with closing(psycopg2.connect(superuser)) as copying, copying, copying.cursor() as cursor:
        # Copies of rows that passed the checks; the triggers and foreign keys would take most of the time.
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        multiply_tenant(cursor, small.pk, neighbours)
        cursor.execute("SELECT count(*) FROM invoices_invoice WHERE tenant_id = %s", [ground.tenant])
        multiply_invoices(cursor, ground.tenant, round(invoices / cursor.fetchone()[0]) - 1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    with tenant_context(ground.tenant):
        rebuild_figures(Tenant.objects.get(pk=ground.tenant))
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        with tenant_context(ground.tenant):
            cursor.execute(_ROLL_UP)
            cursor.execute(f"GRANT SELECT ON bench_count, bench_revenue, bench_open TO {rls.role('ops')}")
    connections.close_all()
    return time.perf_counter() - began


def _give_columns_defaults(cursor: Any, *models: Any) -> None:
    """Let the floor leave out what it does not care about, in PostgreSQL as Django lets one in Python."""
    for model in models:
        for field in model._meta.concrete_fields:
            if field.has_default() and isinstance(default := field.get_default(), int | str):
                cursor.execute(
                    f"ALTER TABLE {model._meta.db_table} ALTER COLUMN {field.column} SET DEFAULT %s", [default]
                )
