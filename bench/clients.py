"""Import, export and search of clients, at 10,000 and at 1,000,000 of them: `python -m bench.clients [ROWS]`.

Everything runs on servers of its own under `var/bench`, as the application's role, under row-level security.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "bench")
os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", LOG_LEVEL="CRITICAL")

from config.embedded import Embedded
from config.roles import prepare_roles

SMALL, LARGE = 10_000, int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = 15
FIRST = ("Aminah", "Badrul", "Chen", "Devi", "Eva", "Farid", "Grace", "Hans", "Indra", "José")
LAST = ("Abdullah", "Bakri", "Chua", "Das", "Eng", "Fernandez", "Gomez", "Hashim", "Ibrahim", "Jones")


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
    return file


def _word(n: int) -> str:
    letters = ""
    while n or not letters:
        n, rest = divmod(n, 20)
        letters += "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5]
    return letters


SEARCHES = (
    *(f"aminah {_word(70)}", "+60 1000 004 321", "abdullah.4300@example", f"company {_word(99)}", "zzz", "aminah"),
)


def timed(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work(*arguments)
    return time.perf_counter() - started, answer


def measure(rows: int) -> dict[str, float]:
    """The figures of a tenant with so many clients."""
    from django.db import connections

    from apps.accounts.services import register_tenant
    from apps.clients.exports import HEADER, customer_rows
    from apps.clients.imports import CustomerWriter
    from apps.clients.models import Client
    from apps.core.search import find_rows
    from apps.core.tenancy import tenant_context
    from apps.core.transfer.exports import WRITERS
    from apps.core.transfer.imports import ImportResult, TableImport
    from apps.tenants.actors import SystemActor

    def import_table() -> ImportResult:
        return TableImport(file, CustomerWriter(SystemActor(owner.tenant))).run()

    def export(kind: str) -> int:
        return sum(len(piece) for piece in WRITERS[kind](HEADER, customer_rows(customers, owner.tenant_id)))

    def search(text: str) -> list[Any]:
        found = find_rows(clients, text, ["search_text"])
        return [found.count(), *found.order_by("-id")[:20]]

    key = str(time.time_ns())
    owner = register_tenant(name="Bench", domain=key, email=f"{key}@bench.example", password="Password123!")
    clients = Client.objects.visible_to(owner)
    customers = clients.filter(Client.CUSTOMER)
    figures: dict[str, float] = {}
    with table(rows) as file, tenant_context(owner.tenant_id):
        seconds, result = timed(import_table)
        assert result.counts["created"] == rows, result.errors[:3]
        figures["import rows/s"] = rows / seconds
        seconds, result = timed(import_table)
        assert result.counts["unchanged"] == rows, result.counts
        figures["import again rows/s"] = rows / seconds
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE clients_client")
    for kind in WRITERS:
        seconds, _ = timed(export, kind)
        figures[f"export {kind} rows/s"] = rows / seconds
    figures["peak memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with tenant_context(owner.tenant_id):
        for text in SEARCHES:
            times = [timed(search, text) for _ in range(ROUNDS)]
            figures[f"search {text!r} ms"] = 1000 * median(seconds for seconds, _ in times)
            figures[f"search {text!r} found"] = times[0][1][0]
    return figures


def main() -> None:
    import django
    from django.core.management import call_command

    servers = Embedded(durable=False)
    servers.start()
    try:
        prepare_roles()
        django.setup()
        call_command("migrate", verbosity=0)
        small, large = measure(SMALL), measure(LARGE)
    finally:
        servers.stop()
    for name in small:
        ratio = round(large[name] / small[name], 2) if small[name] else None
        figure = {f"{SMALL:,}": round(small[name], 1), f"{LARGE:,}": round(large[name], 1), "ratio": ratio}
        sys.stdout.write(f"{name}: {json.dumps(figure)}\n")


if __name__ == "__main__":
    main()
