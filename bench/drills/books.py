"""What is in a product's database after a drill, asked past the product."""

import json
import time
from contextlib import closing
from typing import Any

import psycopg2

from bench.drills.load import Load
from config import addresses
from tests.config.test_up import Product

PATIENCE = 240
_DOUBLED = """
SELECT (SELECT count(*) FROM (
      SELECT FROM clients_client WHERE name LIKE 'Client %' GROUP BY name HAVING count(*) > 1) a)
  + (SELECT count(*) FROM (SELECT FROM invoices_invoice GROUP BY client_id HAVING count(*) > 1) b)
  + (SELECT count(*) FROM (SELECT FROM payments_payment GROUP BY invoice_id HAVING count(*) > 1) c)
  + (SELECT count(*) FROM (
      SELECT FROM monitoring_alert WHERE title LIKE 'Drill-%' GROUP BY title HAVING count(*) > 1) d)
"""
_OPEN = "SELECT count(*) FROM jobs_job WHERE status IN ('queued', 'running')"
_RECOMPUTE = """
import json
from apps.core.tenancy import tenant_context
from apps.dashboard.rollup import count_pending, recalculate
from apps.tenants.models import Tenant
found = {"pending": 0, "entries": 0, "sums": 0}
for tenant in Tenant.objects.using("ops"):
    with tenant_context(tenant.pk):
        found["pending"] += count_pending()
        if not found["pending"]:
            found = {name: value + recalculate(tenant).get(name, 0) for name, value in found.items()}
print(json.dumps(found))
"""


def ask(product: Product, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query by the superuser of the product's server."""
    host = str(product.data_dir / "run")
    with closing(psycopg2.connect(host=host, user="postgres", dbname=addresses.EMBEDDED_DATABASE)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall())


def missing(product: Product, load: Load) -> int:
    """How many acknowledged writes are not there."""
    clients = ask(
        product, "SELECT count(*) FROM unnest(%s) n WHERE n NOT IN (SELECT name FROM clients_client)", load.clients
    )
    payments = ask(
        product,
        "SELECT count(*) FROM unnest(%s::bigint[]) n WHERE n NOT IN (SELECT id FROM payments_payment)",
        load.payments,
    )
    alerts = ask(
        product, "SELECT count(*) FROM unnest(%s) n WHERE n NOT IN (SELECT title FROM monitoring_alert)", load.alerts
    )
    return sum(int(rows[0][0]) for rows in (clients, payments, alerts))


def doubled(product: Product) -> int:
    """How many clients, invoices, payments and alerts are there twice: each request is to make one."""
    ((found,),) = ask(product, _DOUBLED)
    return int(found)


def unended(product: Product, load: Load) -> tuple[int, int, int]:
    """Jobs that did not end within `PATIENCE`, alerts that were never mailed, and alerts that were mailed twice."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (_open_jobs(product) or 0 in _mails(product, load)):
        time.sleep(1)
    mails = _mails(product, load)
    return _open_jobs(product), mails.count(0), sum(times > 1 for times in mails)


def _open_jobs(product: Product) -> int:
    ((found,),) = ask(product, _OPEN)
    return int(found)


def _mails(product: Product, load: Load) -> list[int]:
    text = "".join(mail.read_text() for mail in (product.data_dir / "mail").glob("*.log"))
    return [text.count(f"] {title}\n") for title in load.alerts]


def deviations(product: Product) -> int:
    """How many figures of the dashboards differ from those that the books give when they are summed up anew."""
    deadline = time.monotonic() + PATIENCE
    while True:
        done = product.manage("shell", "--no-imports", "-c", _RECOMPUTE)
        if done.returncode != 0:
            raise SystemExit(done.stderr)
        found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
        if not found["pending"] or time.monotonic() > deadline:
            return sum(found.values())
        time.sleep(1)
