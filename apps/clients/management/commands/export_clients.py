from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.clients.exports import HEADER, customer_rows
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.core.transfer.exports import WRITERS
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant


class Command(BaseCommand):
    help = "Writes a tenant's customers to a CSV or XLSX file, told by its ending, that can be imported again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--tenant", required=True, help="the tenant's domain or id")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.by_key(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.")
        write = WRITERS["excel" if options["file"].suffix.lower() == ".xlsx" else "csv"]
        with tenant_context(tenant.pk):
            customers = Client.objects.visible_to(SystemActor(tenant)).filter(Client.CUSTOMER)
            total = customers.count()
        rows = tqdm(customer_rows(customers, tenant.pk), total=total, unit="row", disable=None)
        try:
            with options["file"].open("wb") as file:
                for piece in write(HEADER, rows):
                    file.write(piece)
        except OSError as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"{total:,} customers written to {options['file']}.")
