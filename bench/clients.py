"""Import, export, search and pages of clients, at 10,000 and at 1,000,000 of them: `python -m bench.clients [ROWS]`.

Everything runs on servers of its own under `var/bench`, as the application's role, under row-level security. The import
takes turns with a floor (checked in Python, COPY, one upsert, on the same table) and with a stock peer (a serializer a
row, `bulk_create`). Each import and export is a process of its own, whose memory is its own.
"""

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "bench")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "CRITICAL", "MODE": "development"}
os.environ |= {f"RATE_LIMIT_{who}": "1000000000" for who in ("ANONYMOUS", "USER", "ADMIN", "TENANT")}
os.environ |= dict.fromkeys(("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL", "REDIS_URL"), "")

from bench.ground import migrated_servers

SMALL, MIDDLE, LARGE, STOCK = 10_000, 100_000, 1_000_000, 5_000
ROUNDS, IMPORT_ROUNDS = 15, 3
FIRST = ("Aminah", "Badrul", "Chen", "Devi", "Eva", "Farid", "Grace", "Hans", "Indra", "José")
LAST = ("Abdullah", "Bakri", "Chua", "Das", "Eng", "Fernandez", "Gomez", "Hashim", "Ibrahim", "Jones")
FLOOR_CHUNK = 20_000

_TEXTS = ("name", "company", "email", "phone", "address", "email_key", "phone_key", "name_key", "search_text")
_BLANK = ("first_name", "last_name", "contact_person", "tax_number", "source", "notes", "tax_key")
_SPARE = ("passport_number", "nationality", "gender", "preferred_channel")
_FLOOR_TABLE = f"""
CREATE TEMPORARY TABLE floor_client ({", ".join(f"{name} text" for name in _TEXTS)}, monthly_revenue numeric)
"""
_FLOOR = f"""
WITH stored AS (
  INSERT INTO clients_client (tenant_id, owner_id, stage, prospect_status, active, created_at, updated_at,
    {", ".join((*_TEXTS, *_BLANK, *_SPARE))}, monthly_revenue)
  SELECT app_tenant(), %s, 'ACTIVE', 'won', true, now(), now(), {", ".join(_TEXTS)},
    {", ".join(["''"] * (len(_BLANK) + len(_SPARE)))}, monthly_revenue FROM floor_client
  ON CONFLICT (tenant_id, email_key) WHERE email_key <> '' DO UPDATE SET
    ({", ".join(_TEXTS)}) = ROW({", ".join(f"excluded.{name}" for name in _TEXTS)})
  RETURNING id, name, email, xmax = 0 AS is_new)
INSERT INTO audit_auditlog (tenant_id, action, resource_type, resource_id, old_values, new_values, ip_address,
  request_id, timestamp)
SELECT app_tenant(), CASE WHEN is_new THEN 'create' ELSE 'update' END, 'client', id::text, '{{}}',
  jsonb_build_object('name', name, 'email', email), '', '', now() FROM stored
"""


def table(rows: int) -> Any:
    """A CSV file of clients whose names come from a growing stock, so that a name finds as many however large it is."""
    file = TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(b"name,company_name,email,phone,address,monthly_revenue,status\n")
    for n in range(rows):
        first, last = FIRST[n % 10], LAST[n // 10 % 10]
        file.write(
            f"{first} {last} {_word(n // 100)},Company {_word(n // 50)},{last}.{n}@example.com,+601{n:09d},"
            f'"{n} Jalan Merdeka, Kuala Lumpur",{n % 5000}.50,Active\n'.encode()
        )
    file.seek(0)
    return file


def _word(n: int) -> str:
    letters = ""
    while n or not letters:
        n, rest = divmod(n, 20)
        letters += "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5]
    return letters


SEARCHES = (
    *(f"aminah {_word(70)}", "+60 1000 004 321", "abdullah.4300@example", f"company {_word(99)}", "zzz"),
    *("aminah", "example", "aminah badrul", "aminah abdullah"),
)


def timed(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work(*arguments)
    return time.perf_counter() - started, answer


def peak_memory() -> int:
    """The most memory that this process has had, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def import_ours(owner: Any, rows: int, file: Any) -> None:
    from apps.clients.imports import CustomerWriter
    from apps.core.transfer.imports import TableImport
    from apps.tenants.actors import SystemActor

    result = TableImport(file, CustomerWriter(SystemActor(owner.tenant))).run()
    assert sum(result.counts.values()) == rows, result.errors[:3]


def import_floor(owner: Any, rows: int, file: Any) -> None:
    from django.db import connection, transaction

    from apps.core.bulk import copy_lines

    usual_email = re.compile(r"[\w.+-]+@(?:\w+\.)+\w+")

    def checked(cells: list[str]) -> str:
        name, company, email, phone, address, revenue, _ = cells
        if not name or len(name) > 201 or len(phone) > 20 or not usual_email.fullmatch(email) or Decimal(revenue) < 0:
            raise ValueError(cells)
        lower = name.lower()
        digits = "".join(c for c in phone if c.isdigit())
        words = f" {lower} {company.lower()} {email.lower().replace('@', ' ').replace('.', ' ')} {digits}"
        return "\t".join((name, company, email, phone, address, email.lower(), digits, lower, words, revenue))

    reader = csv.reader(map(bytes.decode, file))
    next(reader)
    lines = list(map(checked, reader))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FLOOR_TABLE)
        for start in range(0, rows, FLOOR_CHUNK):
            copy_lines("floor_client", lines[start : start + FLOOR_CHUNK])
        cursor.execute(_FLOOR, [owner.pk])


def import_stock(owner: Any, rows: int, file: Any) -> None:
    from rest_framework import serializers

    from apps.clients.models import Client

    class Row(serializers.ModelSerializer[Client]):
        class Meta:
            model = Client
            fields = ["name", "company", "email", "phone", "address", "monthly_revenue"]

    made = []
    for line in csv.DictReader(map(bytes.decode, file)):
        serializer = Row(data=line | {"company": line["company_name"]})
        serializer.is_valid(raise_exception=True)
        made.append(Client(tenant_id=owner.tenant_id, owner_id=owner.pk, **serializer.validated_data))
    Client.unscoped.bulk_create(made, batch_size=1_000)


def export(owner: Any, kind: str) -> int:
    from apps.clients.exports import HEADER, customer_rows
    from apps.clients.models import Client
    from apps.core.transfer.exports import WRITERS

    customers = Client.objects.visible_to(owner).filter(Client.CUSTOMER)
    return sum(len(piece) for piece in WRITERS[kind](HEADER, customer_rows(customers, owner.tenant_id)))


IMPORTS = {"ours": import_ours, "floor": import_floor, "stock": import_stock}


def run_part(part: str, tenant: int, rows: int) -> None:
    """What a process of its own does: one import or export. Prints seconds and memory."""
    from apps.accounts.models import User
    from apps.core.tenancy import tenant_context

    with tenant_context(tenant):
        owner = User.unscoped.select_related("tenant", "role").get(tenant_id=tenant)
        idle = peak_memory()
        if part in IMPORTS:
            with table(rows) as file:
                seconds, _ = timed(IMPORTS[part], owner, rows, file)
        else:
            seconds, _ = timed(export, owner, part)
    print(json.dumps({"rows/s": rows / seconds, "MB": peak_memory(), "MB when idle": idle}))


def part(name: str, tenant: int, rows: int) -> dict[str, float]:
    """Have a process of its own do a part. Answers its figures."""
    command = [sys.executable, "-m", "bench.clients", "--part", name, str(tenant), str(rows)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout)
    return figures


def company() -> Any:
    from apps.accounts.services.companies import register_tenant

    key = str(time.time_ns())
    return register_tenant(name="Bench", domain=key, email=f"{key}@bench.example", password="Password123!")


def compare_imports() -> dict[str, dict[str, float]]:
    """The import of 100,000 rows beside the floor's, and the stock peer's of 5,000, turn by turn."""
    rates: dict[str, list[float]] = {name: [] for name in IMPORTS}
    memory: dict[str, float] = {}
    for _ in range(IMPORT_ROUNDS):
        for name in IMPORTS:
            figures = part(name, company().tenant_id, STOCK if name == "stock" else MIDDLE)
            rates[name].append(figures["rows/s"])
            memory[name] = max(memory.get(name, 0), figures["MB"])
    return {
        name: {"rows/s": round(median(found)), "min": round(min(found)), "max": round(max(found)), "MB": memory[name]}
        for name, found in rates.items()
    }


def measure(rows: int) -> dict[str, float]:
    """The figures of a tenant with so many clients."""
    from django.db import connections
    from django.test import Client as Browser

    from apps.accounts.sessions import start_session
    from apps.core import places
    from apps.core.filters import MOST_SORTED
    from apps.core.tenancy import tenant_context

    owner = company()
    figures: dict[str, float] = {}
    for name in ("import", "import again"):
        found = part("ours", owner.tenant_id, rows)
        figures |= {f"{name} rows/s": found["rows/s"], f"{name} MB": found["MB"]}
    with tenant_context(None), connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE clients_client")
    for kind in ("csv", "excel"):
        found = part(kind, owner.tenant_id, rows)
        figures |= {f"export {kind} rows/s": found["rows/s"], f"export {kind} MB": found["MB"]}
    with tenant_context(owner.tenant_id):
        token = start_session(actor=owner).access
    browser = Browser(headers={"Authorization": f"Bearer {token}"})

    def ask(query: str, status: int = 200) -> Any:
        with tenant_context(None):
            answer = browser.get(f"/api/clients/{query}")
        assert answer.status_code == status, answer.content
        return answer.json()

    def note(name: str, query: str, *, before: Callable[[], Any] = lambda: None, status: int = 200) -> Any:
        times = []
        for _ in range(ROUNDS):
            before()
            times.append(timed(ask, query, status))
        figures[f"{name} ms"] = 1000 * median(seconds for seconds, _ in times)
        return times[0][1]

    last = -(-rows // 20)
    figures["count of the list"] = note("page 1", "")["count"]
    for place, number in (("page in the middle", last // 2), ("last page", last)):
        note(f"{place}, nowhere near remembered", f"?page={number}", before=places._lists.clear)
        deep = note(place, f"?page={number}")
        assert len(deep["results"]) in (20, rows % 20)
    note("page 1,000,000,000", "?page=1000000000", status=404)
    note("page of 1,000,000,000 rows", "?page_size=1000000000")
    beside = ask(f"?page={last // 2}")["next"]
    note("cursor in the middle", "?" + beside.partition("?")[2])
    note("page 1 by name", "?ordering=name")
    note("page 1 by name, backwards", "?ordering=-name")
    note("last page by name, nowhere near remembered", f"?ordering=name&page={last}", before=places._lists.clear)
    note("last page by name", f"?ordering=name&page={last}")
    note("page 1 by an address, which has no index", "?ordering=address", status=400 if rows > MOST_SORTED else 200)
    note("search of 10,000 characters", f"?search={'word%20' * 1_430}")
    for text in SEARCHES:
        body = note(f"search {text!r}", f"?search={text.replace('+', '%2B').replace(' ', '%20')}")
        figures[f"search {text!r} found"] = body["count"]
    return figures


def main() -> None:
    import django

    if sys.argv[1:2] == ["--part"]:
        django.setup()
        run_part(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    with migrated_servers():
        imports = compare_imports()
        for name, figures in imports.items():
            ratio = "" if name == "ours" else f"  ours / {name} {imports['ours']['rows/s'] / figures['rows/s']:.2f}"
            print(f"import, {name}: {json.dumps(figures)}{ratio}")
        few, many = measure(SMALL), measure(large)
    memory = many["import MB"] / imports["ours"]["MB"]
    print(f"import: memory at {large:,} / at {MIDDLE:,}: {memory:.2f}")
    for name in few:
        ratio = round(many[name] / few[name], 2) if few[name] else None
        figures = {f"{SMALL:,}": round(few[name], 1), f"{large:,}": round(many[name], 1), "ratio": ratio}
        print(f"{name}: {json.dumps(figures)}")


if __name__ == "__main__":
    main()
