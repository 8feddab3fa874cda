"""Scaling out, rehearsed: `make rehearse`, which needs Debian's PostgreSQL, Redis and PgBouncer.

Two web processes and two workers stand behind one PostgreSQL, reached through PgBouncer in transaction mode, with a
replica for reports. Fifty companies read and write over both. Meanwhile a migration is applied, each web process is
replaced, the replica falls behind and dies. At last one company moves to a second database. The tables printed are in
docs/operations.md; whatever was promised and does not hold ends the run with status 1.
"""

import json
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg2

from bench.site import POOL, Site

TENANTS, CALLERS = 50, 8
TRIED_AGAIN = 30
"""Seconds after which a message is tried again that failed once (`apps.notifications.sending`)."""
SECONDS = 15
REHEARSED = "bench.rehearsed.settings"
PASSWORD = "Rehearsal-2024-pass"
LINES = [{"description": "Consulting", "quantity": "2", "unit_price": "90.00"}]
_numbers = count(1)


@dataclass
class Tenant:
    name: str
    token: str
    clients: list[tuple[int, str]] = field(default_factory=list)
    invoices: list[str] = field(default_factory=list)


@dataclass
class Phase:
    """What callers met in a time: the latency of each answer, and what was no answer."""

    latencies: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


class Load:
    """Callers that alternate between the companies and the web processes, as behind a proxy: a request that a process
    does not answer goes to the other one, with the same Idempotency-Key."""

    def __init__(self, site: Site, tenants: list[Tenant], root: str) -> None:
        self.site, self.tenants, self.root = site, tenants, root
        self.phase = Phase()
        self.ended = threading.Event()
        self.foreign: list[str] = []
        self.stale: list[str] = []
        self.alerts: list[str] = []

    def run(self, works: list[Callable[[httpx.Client], None]]) -> None:
        with httpx.Client(timeout=20) as api:
            while not self.ended.is_set():
                random.choice(works)(api)

    def start(self, pool: ThreadPoolExecutor) -> list[Future[None]]:
        mixed = [self.create_client, self.create_invoice, self.list_clients, self.export, self.overview]
        futures = [pool.submit(self.run, mixed) for _ in range(CALLERS)]
        return [*futures, pool.submit(self.run, [self.raise_alert])]

    def ask(self, api: httpx.Client, method: str, path: str, token: str, body: object = None) -> httpx.Response:
        web, key = random.randrange(2), uuid4().hex
        begun = time.monotonic()
        while True:
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
            try:
                answer = api.request(method, self.site.url(web) + path, json=body, headers=headers)
                if answer.is_success:
                    self.phase.latencies.append(time.monotonic() - begun)
                    return answer
                self.phase.failures[str(answer.status_code)] += 1
                if answer.status_code not in (409, 502, 503):
                    raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
            except httpx.TransportError as exc:
                self.phase.failures[type(exc).__name__] += 1
            web = 1 - web
            time.sleep(0.05)

    def create_client(self, api: httpx.Client) -> None:
        tenant = random.choice(self.tenants)
        name = f"{tenant.name} client {next(_numbers)}"
        body = {"name": name, "email": f"{uuid4().hex}@client.example", "stage": "ACTIVE"}
        made = self.ask(api, "POST", "/api/clients/", tenant.token, body).json()
        tenant.clients.append((made["id"], name))
        if self.ask(api, "GET", f"/api/clients/{made['id']}/", tenant.token).json()["name"] != name:
            self.foreign.append(name)

    def create_invoice(self, api: httpx.Client) -> None:
        tenant = random.choice(self.tenants)
        if tenant.clients:
            body = {"client": random.choice(tenant.clients)[0], "line_items": LINES, "status": "sent"}
            tenant.invoices.append(self.ask(api, "POST", "/api/invoices/", tenant.token, body).json()["invoice_number"])

    def list_clients(self, api: httpx.Client) -> None:
        tenant = random.choice(self.tenants)
        for row in self.ask(api, "GET", "/api/clients/?page_size=100", tenant.token).json()["results"]:
            if not row["name"].startswith(f"{tenant.name} "):
                self.foreign.append(row["name"])

    def export(self, api: httpx.Client) -> None:
        """By the replica, while it keeps up: all that was answered before is in it."""
        tenant = random.choice(self.tenants)
        known = [name for _, name in tenant.clients]
        shown = self.ask(api, "GET", "/api/customers/export/", tenant.token).text
        names = [line.split(",")[0] for line in shown.splitlines()[1:]]
        self.foreign += [name for name in names if not name.startswith(f"{tenant.name} ")]
        self.stale += set(known) - set(names)

    def overview(self, api: httpx.Client) -> None:
        tenant = random.choice(self.tenants)
        self.ask(api, "GET", "/api/dashboard/overview/", tenant.token)
        self.ask(api, "GET", "/api/reports/monthly-invoices/", tenant.token)

    def raise_alert(self, api: httpx.Client) -> None:
        title = f"Rehearsal-{next(_numbers)}-end"
        self.ask(api, "POST", "/api/monitoring/api/alerts/", self.root, {"title": title, "severity": "warning"})
        self.alerts.append(title)
        time.sleep(0.2)

    def during(self, name: str, happening: Callable[[], str]) -> None:
        """Print how callers fared while something happened, and for the time that it is given."""
        self.phase = phase = Phase()
        begun = time.monotonic()
        said = happening()
        time.sleep(max(SECONDS - (time.monotonic() - begun), 0))
        took, found = time.monotonic() - begun, sorted(phase.latencies)
        failed = ", ".join(f"{number} {what}" for what, number in sorted(phase.failures.items())) or "none"
        middle, last = found[len(found) // 2], found[int(len(found) * 0.99)]
        print(
            f"| {name} | {len(found) / took:.0f} | {1000 * middle:.0f} ms | {1000 * last:.0f} ms | {found[-1]:.1f} s | "
            f"{failed} | {said} |",
            flush=True,
        )


def main() -> None:
    with ExitStack() as stack:
        site = Site()
        stack.callback(site.close)
        site.prepare()
        site.start_pool()
        site.start_replica()
        site.start_product()
        load = Load(site, _sign_up(site), _superuser(site))
        pool = stack.enter_context(ThreadPoolExecutor(CALLERS + 1))
        futures = load.start(pool)
        stack.callback(load.ended.set)
        print("| while | answers/s | p50 | p99 | longest | not answered at once | |")
        print("|---|---|---|---|---|---|---|")
        load.during("the load alone", lambda: _pooled(site))
        load.during("a migration adds columns", lambda: _migrate(site))
        load.during("each web process is replaced", lambda: _replace(site))
        load.during("the replica stands still", lambda: _hold_replica(site))
        load.during("the replica is killed", lambda: _kill_replica(site))
        load.during("PgBouncer is killed and started", lambda: _restart_pool(site))
        load.ended.set()
        for future in futures:
            future.result()
        print()
        faults = _checked(site, load)
        _tell_live(site, load.tenants[0])
        faults += _move(site, load.tenants[1])
        site.succeeded = not faults
    sys.exit(f"Does not hold: {'; '.join(faults)}" if faults else 0)


def _sign_up(site: Site) -> list[Tenant]:
    def one(number: int) -> Tenant:
        name = f"T{number:02d}"
        body = {"tenant_name": name, "email": f"owner@{name}.example".lower(), "password": PASSWORD}
        answer = httpx.post(f"{site.url(number % 2)}/api/auth/register/", json=body, timeout=60)
        if answer.status_code != 201:
            raise SystemExit(f"{answer.status_code}: {answer.text}")
        return Tenant(name, answer.json()["access"])

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, range(TENANTS)))


def _superuser(site: Site) -> str:
    names = ("--username=root", "--email=root@rehearsal.example")
    site.manage("createsuperuser", "--noinput", *names, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    credentials = {"username": "root", "password": PASSWORD}
    return str(httpx.post(f"{site.url(0)}/api/auth/token/", json=credentials, timeout=60).json()["access"])


def _pooled(site: Site) -> str:
    time.sleep(SECONDS / 2)
    name = urlsplit(site.ops_url).path
    pools = site.ask(site.pooled(site.ops_url).removesuffix(name) + "/pgbouncer", "SHOW POOLS")
    clients = sum(row[2] + row[3] for row in pools if row[0] != "pgbouncer")
    backends = "SELECT count(*) FROM pg_stat_activity WHERE usename IN (%(app)s, %(ops)s)"
    users = {role: urlsplit(url).username for role, url in (("app", site.app_url), ("ops", site.ops_url))}
    return f"{clients} connections share {site.ask_ops(backends, **users)[0][0]} of PostgreSQL's"


def _migrate(site: Site) -> str:
    time.sleep(SECONDS / 5)
    begun = time.monotonic()
    site.manage("migrate", "-v0", DJANGO_SETTINGS_MODULE=REHEARSED)
    columns = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'rehearsed'"
    if site.ask_ops(columns) != [(2,)]:
        raise SystemExit("The migration added no columns.")
    return f"`migrate` took {time.monotonic() - begun:.1f} s"


def _replace(site: Site) -> str:
    for number in (0, 1):
        site.end(f"web-{number}")
        site.start_web(number)
    return "the other process takes over"


def _hold_replica(site: Site) -> str:
    before = _asked_of_replica(site)
    site.ask(site.replicated(site.owner_url), "SELECT pg_wal_replay_pause()")
    time.sleep(SECONDS / 2)
    site.ask(site.replicated(site.owner_url), "SELECT pg_wal_replay_resume()")
    return f"it had answered {before:,} transactions; no export was behind"


def _kill_replica(site: Site) -> str:
    site.end("replica", signal.SIGKILL)
    return "the primary is read"


def _restart_pool(site: Site) -> str:
    site.end("pool", signal.SIGKILL)
    site.start_pool()
    return "connections are made anew"


def _asked_of_replica(site: Site) -> int:
    of_this = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    return int(site.ask(site.replicated(site.owner_url), of_this)[0][0])


def _checked(site: Site, load: Load) -> list[str]:
    """Print what holds and what does not. Answers what does not."""
    numbers = site.ask_ops(
        "SELECT count(*), count(*) FILTER (WHERE n = last AND n = named) FROM (SELECT tenant_id, "
        "count(*) AS n, count(DISTINCT invoice_number) AS named, "
        "max(substring(invoice_number from '[0-9]+$')::int) AS last FROM invoices_invoice GROUP BY tenant_id) t"
    )[0]
    stored = Counter(name for (name,) in site.ask_ops("SELECT name FROM clients_client"))
    answered = [name for tenant in load.tenants for _, name in tenant.clients]
    invoices = site.ask_ops("SELECT count(*) FROM invoices_invoice")[0][0]
    mails = _mailed(site, load.alerts)
    again = site.ask_ops("SELECT count(*) FROM notifications_notification WHERE attempts > 1")[0][0]
    workers = site.ask_ops(
        "SELECT worker, count(*) FROM monitoring_taskexecution WHERE worker LIKE 'worker-%%' GROUP BY 1 ORDER BY 1"
    )
    left = _left_in_pool(site)
    checks = {
        f"rows of another company seen, in {TENANTS} alternating": len(load.foreign),
        f"rows missing in an export, of {len(answered):,} clients": len(load.stale),
        f"clients lost, of {len(answered):,}": sum(stored[name] == 0 for name in answered),
        "clients doubled": sum(number > 1 for number in stored.values()),
        f"invoices lost or doubled, of {invoices:,}": abs(
            invoices - sum(len(tenant.invoices) for tenant in load.tenants)
        ),
        f"companies whose numbers have a gap or a double, of {numbers[0]}": numbers[0] - numbers[1],
        f"jobs lost, of {len(load.alerts)}": mails.count(0),
        "jobs done twice": sum(number > 1 for number in mails),
        "settings, statements, cursors and locks left in pooled connections": left,
    }
    print("| checked afterwards | |")
    print("|---|---|")
    for what, number in checks.items():
        print(f"| {what} | {number} |")
    print(f"| mails that took a second attempt | {again} |")
    print(f"| tasks of each worker | {', '.join(f'{number:,}' for _, number in workers)} |", flush=True)
    faults = [f"{what}: {number}" for what, number in checks.items() if number]
    return faults if len(workers) == 2 else [*faults, "one worker did all"]


def _mailed(site: Site, alerts: list[str]) -> list[int]:
    # Whom the pool's end met at a message has put it back.
    deadline = time.monotonic() + TRIED_AGAIN + 60
    while True:
        text = "".join(mail.read_text() for mail in (site.directory / "data" / "mail").glob("*.log"))
        sent = [text.count(f"] {title}\n") for title in alerts]
        if 0 not in sent or time.monotonic() > deadline:
            return sent
        time.sleep(0.5)


def _left_in_pool(site: Site) -> int:
    """What the pool's connections still hold of those who used them, looked at in all of them at once."""
    with ExitStack() as stack:
        found, seen = 0, set()
        for _ in range(POOL):
            connection = stack.enter_context(closing(psycopg2.connect(site.pooled(site.app_url))))
            cursor = connection.cursor()  # opens a transaction, which keeps the pooled connection
            cursor.execute(
                "SELECT pg_backend_pid(), (coalesce(current_setting('app.tenant', true), '') <> '')::int + "
                "(SELECT count(*) FROM pg_prepared_statements) + (SELECT count(*) FROM pg_cursors) + "
                "(SELECT count(*) FROM pg_listening_channels()) + (SELECT count(*) FROM pg_locks "
                "WHERE locktype = 'advisory' AND pid = pg_backend_pid())"
            )
            pid, left = cursor.fetchone()
            seen.add(pid)
            found += left
        assert len(seen) == POOL
    return found


def _tell_live(site: Site, tenant: Tenant) -> None:
    """How long it takes from an invoice written on one web process to the event on a stream of the other."""
    told: list[float] = []
    headers = {"Authorization": f"Bearer {tenant.token}"}
    with httpx.stream(
        "GET", f"{site.url(0)}/api/dashboard/streaming/aggregate/", headers=headers, timeout=30
    ) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data:"))
        before = json.loads(next(lines)[5:])["revenue"]["invoiced"]
        for _ in range(10):
            body = {"client": tenant.clients[0][0], "line_items": LINES, "status": "sent"}
            httpx.post(f"{site.url(1)}/api/invoices/", json=body, headers=headers, timeout=30).raise_for_status()
            answered = time.monotonic()
            while (now := json.loads(next(lines)[5:])["revenue"]["invoiced"]) == before:
                pass
            told.append(time.monotonic() - answered)
            before = now
    told.sort()
    print(f"\nFrom an answer of one web process to the stream of the other: {told[5]:.2f} s, at most {told[-1]:.2f} s.")


def _move(site: Site, tenant: Tenant) -> list[str]:
    """One company from this database to a second one, as to another shard."""
    domain = site.ask_ops("SELECT domain FROM tenants_tenant WHERE name = %(name)s", name=tenant.name)[0][0]
    name = urlsplit(site.owner_url).path.strip("/")
    second_name = f"{name}_two"
    site.ask(site.owner_url, f"CREATE DATABASE {second_name}")
    second = {
        "DATABASE_URL": urlsplit(site.owner_url)._replace(path=f"/{second_name}").geturl(),
        "DATA_DIR": str(site.directory / "second"), "REDIS_DATABASE": "11",
        "DJANGO_SETTINGS_MODULE": REHEARSED,  # both have to be of the same version
    }  # fmt: skip
    archive = str(site.directory / "moving.tar")
    site.manage("migrate", "-v0", **second)
    begun = time.monotonic()
    moved = json.loads(site.manage("tenant_export", "--tenant", domain, archive, "--json"))
    site.manage("tenant_import", archive, "--as-is", **second)
    took = time.monotonic() - begun
    found = json.loads(site.manage("tenant_diff", archive, domain, "--json", may_differ=True, **second))
    differing = {table: one for table, one in found.items() if one["only_first"] or one["only_second"]}
    same = sum(one["both"] for one in found.values())
    print(
        f"\nA company moved to a second database in {took:.1f} s: {moved['rows']:,} rows; `tenant_diff` finds {same:,} "
        f"equal, {sum(one['only_first'] for one in differing.values())} missing, and the event of the import."
    )
    events = differing.pop("audit_auditlog", {"only_first": 0, "only_second": 0})
    if differing or (events["only_first"], events["only_second"]) != (0, 1):
        return [f"the moved company differs in {', '.join(differing) or 'its log'}"]
    return []


if __name__ == "__main__":
    main()
