"""Demo companies: the one whose log-in everybody knows, and as many small ones beside it as wanted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.accounts.demo import DEMO_OWNER, DEMO_SUPERUSER
from apps.accounts.models import Role, User
from apps.accounts.roles import OWNER
from apps.accounts.selectors import account_of
from apps.accounts.services import create_built_in_roles, create_user, register_tenant
from apps.audit.services import record
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.dashboard.demo.bulk import BulkWriter, ClientKey, prepare_tables
from apps.dashboard.demo.plans import Basket, fill_baskets, plan_invoices, plan_quotes
from apps.invoices.models import Invoice
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant

DEMO_NAME: Final = "Demo Company"
DEMO_DOMAIN: Final = "demo.senangkira.example"
CURRENCY: Final = "MYR"
SETTINGS: Final = {
    "timezone": "Asia/Kuala_Lumpur",
    "currency": CURRENCY,
    "address": "Level 9, 12 Jalan Ampang\n50450 Kuala Lumpur",
    "email": "accounts@demo.senangkira.example",
    "phone": "+60321234567",
    "tax_number": "W10-1808-32000042",
}
COLLEAGUES: Final = (
    ("admin", "Farah", "Aziz"),
    ("manager", "Daniel", "Lim"),
    ("accountant", "Kavitha", "Raman"),
    ("staff", "Rahim", "Osman"),
    ("sales_person", "Mei", "Wong"),
    ("user", "Joseph", "Anak Jimbau"),
)
CHUNK: Final = 5_000
BASKETS: Final = 300
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
    baskets = fill_baskets(Random("baskets"), currency=CURRENCY, count=BASKETS)  # noqa: S311 - demo data
    prepare_tables(baskets)
    known = dict(Tenant.objects.filter(domain__endswith=DEMO_DOMAIN).values_list("domain", "pk"))
    password = make_password(DEMO_OWNER.password)
    for number in range(1, tenants + 1):
        domain = DEMO_DOMAIN if number == 1 else f"{number}.{DEMO_DOMAIN}"
        if domain in known:
            tenant = Tenant.objects.get(pk=known[domain])
        else:
            tenant = _found_demo_company() if number == 1 else _found_company(number, domain, password)
            seeded.tenants += 1
        with tenant_context(tenant.pk):
            _top_up(tenant, baskets, invoices, seeded, advance)
    return seeded


@transaction.atomic
def _found_demo_company() -> Tenant:
    owner = register_tenant(
        name=DEMO_NAME,
        domain=DEMO_DOMAIN,
        email=DEMO_OWNER.username,
        password=DEMO_OWNER.password,
        first_name="Nadia",
        last_name="Hamzah",
    )
    tenant: Tenant = owner.tenant
    with tenant_context(tenant.pk):
        _set_up(tenant)
        roles = {role.slug: role for role in Role.unscoped.filter(tenant=tenant)}
        for role, first_name, last_name in COLLEAGUES:
            create_user(
                actor=owner,
                email=f"{role.replace('_', '.')}@{DEMO_DOMAIN}",
                password=DEMO_OWNER.password,
                role=roles[role],
                first_name=first_name,
                last_name=last_name,
            )
    return tenant


@transaction.atomic
def _found_company(number: int, domain: str, password: str) -> Tenant:
    """As a sign-up does, but for the password, which is hashed once for all: hashing ten thousand takes minutes."""
    tenant = Tenant.objects.create(name=f"{DEMO_NAME} {number}", domain=domain)
    with tenant_context(tenant.pk):
        system, roles = SystemActor(tenant), create_built_in_roles(tenant=tenant)
        record(actor=system, action="create", target=tenant, new={"name": tenant.name, "domain": domain})
        email = f"owner@{domain}"
        user = User.unscoped.create(tenant=tenant, role=roles[OWNER], email=email, username=email, password=password)
        record(actor=system, action="create", target=user, new={"email": email, "role": OWNER})
        _set_up(tenant)
    return tenant


def _set_up(tenant: Tenant) -> None:
    tenant.settings = SETTINGS
    tenant.save(update_fields=["settings", "updated_at"])
    record(actor=SystemActor(tenant), action="update", target=tenant, new={"settings": SETTINGS})


def _top_up(tenant: Tenant, baskets: list[Basket], invoices: int, seeded: Seeded, advance: Advance) -> None:
    present = Invoice.unscoped.filter(tenant=tenant).count()
    advance(min(present, invoices))
    missing = invoices - present
    if missing <= 0:
        return
    random = Random(f"{tenant.domain} from {present}")  # noqa: S311 - demo data
    owners = list(User.unscoped.filter(tenant=tenant).order_by("pk").values_list("pk", flat=True))
    writer = BulkWriter(actor=SystemActor(tenant), owners=owners, baskets=baskets, random=random)
    clients = [ClientKey(*keys) for keys in Client.unscoped.filter(tenant=tenant).values_list("pk", "owner_id")]
    wanted_clients = min(MOST_CLIENTS, max(8, invoices // INVOICES_A_CLIENT))
    if (more := wanted_clients - len(clients)) > 0:
        clients += writer.write_clients(more, first=len(clients) + 1)
        seeded.clients += more
    today = datetime.now(tenant.preferences.zone).date()
    for quotes in _chunks(plan_quotes(random, baskets=baskets, today=today, count=missing // INVOICES_A_QUOTE)):
        writer.write_quotes(quotes, clients)
        seeded.quotes += len(quotes)
    for chunk in _chunks(plan_invoices(random, baskets=baskets, today=today, count=missing)):
        writer.write_invoices(chunk, clients)
        seeded.invoices += len(chunk)
        advance(len(chunk))


def _chunks(plans: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(plans, CHUNK)):
        yield chunk
