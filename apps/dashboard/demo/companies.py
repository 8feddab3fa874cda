"""Demo companies: the one whose log-in everybody knows, and as many small ones beside it as wanted."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.accounts.demo import DEMO_OWNER, DEMO_SUPERUSER
from apps.accounts.models import User
from apps.accounts.roles import OWNER
from apps.accounts.selectors import account_of
from apps.accounts.services import create_built_in_roles
from apps.accounts.services.companies import update_tenant
from apps.audit.services import record
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.dashboard.demo.bulk import BulkWriter, ClientKey, Templates, load_templates
from apps.dashboard.demo.exchange import enter_rates
from apps.dashboard.demo.plans import plan_invoices, plan_quotes
from apps.dashboard.demo.story import DOMAIN, NAME, SETTINGS, found_demo_company
from apps.invoices.models import Invoice
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant

CHUNK: Final = 5_000
INVOICES_A_CLIENT: Final = 12
MOST_CLIENTS: Final = 2_000
INVOICES_A_QUOTE: Final = 4
Advance = Callable[[int], object]


@dataclass
class Seeded:
    """What was written, by kind; nothing when everything was there already."""

    tenants: int = 0
    clients: int = 0
    quotes: int = 0
    invoices: int = 0


def seed(*, tenants: int, invoices: int, advance: Advance) -> Seeded:
    """Bring the demo company, and `tenants - 1` small ones beside it, to at least `invoices` invoices each.

    What is there stays and counts. `advance` is told of invoices as they are reached. Makes the superuser too.
    """
    seeded = Seeded()
    if account_of(DEMO_SUPERUSER.username) is None:
        User.unscoped.create_superuser(
            username=DEMO_SUPERUSER.username, email="admin@senangkira.example", password=DEMO_SUPERUSER.password
        )
    known = {tenant.domain: tenant for tenant in Tenant.objects.filter(domain__endswith=DOMAIN)}
    if DOMAIN not in known:
        known[DOMAIN] = found_demo_company()
        seeded.tenants += 1
    with tenant_context(known[DOMAIN].pk):
        templates = load_templates()
        _top_up(known[DOMAIN], templates, invoices, seeded, advance)
    password = make_password(DEMO_OWNER.password)
    for number in range(2, tenants + 1):
        domain = f"{number}.{DOMAIN}"
        # A small company is one commit, a large one a commit for each chunk.
        with transaction.atomic() if invoices <= CHUNK else nullcontext():
            if domain not in known:
                known[domain] = _found_company(number, domain, password)
                seeded.tenants += 1
            with tenant_context(known[domain].pk):
                _top_up(known[domain], templates, invoices, seeded, advance)
    return seeded


@transaction.atomic
def _found_company(number: int, domain: str, password: str) -> Tenant:
    """As a sign-up does, but for the password, which is hashed once for all: hashing ten thousand takes minutes."""
    tenant = Tenant.objects.create(name=f"{NAME} {number}", domain=domain)
    with tenant_context(tenant.pk):
        system, roles = SystemActor(tenant), create_built_in_roles(tenant=tenant)
        record(actor=system, action="create", target=tenant, new={"name": tenant.name, "domain": domain})
        email = f"owner@{domain}"
        user = User(tenant=tenant, role=roles[OWNER], email=email, username=email, password=password)
        user.set_keys()
        user.save(force_insert=True)
        record(actor=system, action="create", target=user, new={"email": email, "role": OWNER})
        return update_tenant(actor=user, tenant=tenant, all_settings=SETTINGS)


def _top_up(tenant: Tenant, templates: Templates, invoices: int, seeded: Seeded, advance: Advance) -> None:
    present = Invoice.unscoped.filter(tenant=tenant).count()
    advance(min(present, invoices))
    missing = invoices - present
    if missing <= 0:
        return
    if not (templates.clients and templates.invoices and templates.quotes):
        raise RuleViolation(
            say("{name} has no clients, quotes or invoices left to copy; remove it to have it made anew.", name=NAME),
            code="no_template",
        )
    random = Random(f"{tenant.domain} from {present}")  # noqa: S311 - demo data
    owners = list(User.unscoped.filter(tenant=tenant).order_by("pk").values_list("pk", flat=True))
    writer = BulkWriter(tenant=tenant, owners=owners, templates=templates, random=random)
    today = datetime.now(tenant.preferences.zone).date()
    enter_rates(SystemActor(tenant), today)
    clients = [
        ClientKey(pk, owner or owners[0])
        for pk, owner in Client.unscoped.filter(tenant=tenant).values_list("pk", "owner_id")
    ]
    wanted = min(MOST_CLIENTS, max(8, invoices // INVOICES_A_CLIENT))
    if (more := wanted - len(clients)) > 0:
        clients += writer.write_clients(more, first=len(clients) + 1, today=today)
        seeded.clients += more
    quotes = plan_quotes(random, contents=templates.quotes, today=today, count=missing // INVOICES_A_QUOTE)
    for some_quotes in _chunks(quotes):
        writer.write_quotes(some_quotes, clients)
        seeded.quotes += len(some_quotes)
    for some in _chunks(plan_invoices(random, contents=templates.invoices, today=today, count=missing)):
        writer.write_invoices(some, clients)
        seeded.invoices += len(some)
        advance(len(some))


def _chunks(plans: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(plans, CHUNK)):
        yield chunk
