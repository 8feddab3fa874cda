"""The XLSX export of clients beside XlsxWriter's, at 100,000 rows and fewer: `python -m bench.exports [ROWS]`.

Both read the same rows of the database, under row-level security, and take turns; XlsxWriter writes row by row
(`constant_memory`) to a file, after which its first byte can be sent. Each export is a process of its own, whose memory
is its own. Then both write rows that stand in memory already, which is what the writing alone costs.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from tempfile import NamedTemporaryFile
from time import perf_counter
from typing import Any

from bench.clients import MIDDLE, SMALL, company, part, peak_memory
from bench.ground import migrated_servers

ROUNDS = 3
OURS, PEER = "ours", "xlsxwriter"


def write_as_peer(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    from xlsxwriter import Workbook

    with NamedTemporaryFile(suffix=".xlsx") as file:
        book = Workbook(file.name, {"constant_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        book.close()
        while piece := file.read(1 << 16):
            yield piece


def export_once(writer: str, tenant: int) -> dict[str, float]:
    """What a process of its own measures: an export, its memory and its first byte; then the writing alone."""
    from apps.accounts.models import User
    from apps.clients.exports import HEADER, customer_rows
    from apps.clients.models import Client
    from apps.core.tenancy import tenant_context
    from apps.core.transfer.exports import write_xlsx

    write: Any = write_xlsx if writer == OURS else write_as_peer
    with tenant_context(tenant):
        owner = User.unscoped.select_related("tenant", "role").get(tenant_id=tenant)
        customers = Client.objects.visible_to(owner).filter(Client.CUSTOMER)
        number, idle = customers.count(), peak_memory()
        started = perf_counter()
        pieces = write(HEADER, customer_rows(customers, tenant))
        size = len(next(pieces))
        first = perf_counter() - started
        size += sum(map(len, pieces))
        took, memory = perf_counter() - started, peak_memory()
        rows = list(customer_rows(customers, tenant))
        started = perf_counter()
        for _ in write(HEADER, rows):
            pass
        alone = perf_counter() - started
    return {
        "rows/s": number / took,
        "first byte ms": 1000 * first,
        "MB": memory,
        "MB when idle": idle,
        "file's MB": size / 1e6,
        "written rows/s": number / alone,
    }


def export_apart(writer: str, tenant: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.exports", "--part", writer, str(tenant)]
    figures: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return figures


def compare(rows: int) -> None:
    """Print the medians of both at so many rows, and how many times as quick ours are."""
    from django.db import connections

    from apps.core.tenancy import tenant_context

    tenant = company().tenant_id
    part("ours", tenant, rows)
    with tenant_context(None), connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE clients_client")
    found: dict[str, list[dict[str, float]]] = {OURS: [], PEER: []}
    for _ in range(ROUNDS):
        for writer, each in found.items():
            each.append(export_apart(writer, tenant))
    middle = {writer: {name: median(one[name] for one in each) for name in each[0]} for writer, each in found.items()}
    for writer, figures in middle.items():
        print(f"{rows:,} rows, {writer}: {json.dumps({name: round(value, 1) for name, value in figures.items()})}")
    for name in ("rows/s", "written rows/s"):
        print(f"{rows:,} rows, {name}, ours / {PEER}: {middle[OURS][name] / middle[PEER][name]:.2f}")


def main() -> None:
    import django

    if sys.argv[1:2] == ["--part"]:
        django.setup()
        print(json.dumps(export_once(sys.argv[2], int(sys.argv[3]))))
        return
    with migrated_servers():
        for rows in (SMALL, int(sys.argv[1]) if len(sys.argv) > 1 else MIDDLE):
            compare(rows)


if __name__ == "__main__":
    main()
