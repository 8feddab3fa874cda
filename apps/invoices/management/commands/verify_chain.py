import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.core.tenancy import tenant_context
from apps.invoices.chain import count_seals, find_faults
from apps.tenants.models import Tenant


class Command(BaseCommand):
    help = (
        "Checks that issued documents say what they said when they were issued, and that their chains are whole. "
        "Ends with 1 where anything is at fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", help="the tenant's domain or id (all tenants unless given)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = [self._check(tenant, quiet=options["json"]) for tenant in self._tenants(options["tenant"])]
        seals = sum(tenant["seals"] for tenant in report)
        faults = sum(len(tenant["faults"]) for tenant in report)
        if options["json"]:
            self.stdout.write(json.dumps({"seals": seals, "faults": faults, "tenants": report}, ensure_ascii=False))
        for tenant in () if options["json"] else report:
            for fault in tenant["faults"]:
                where = fault["number"] or f"series of {fault['year']}"
                self.stdout.write(f"{tenant['domain']}: {fault['kind']} {where}: {fault['problem']}.")
        if faults:
            raise CommandError(f"{faults} faults in {seals:,} sealed documents.", returncode=1)
        if not options["json"]:
            self.stdout.write(f"{seals:,} sealed documents say what they said when they were issued.")

    @staticmethod
    def _tenants(key: str | None) -> list[Tenant]:
        if key is None:
            return list(Tenant.objects.filter(deleted_at=None).order_by("pk"))
        tenant = Tenant.objects.by_key(key)
        if tenant is None:
            raise CommandError(f"There is no tenant {key!r}.")
        return [tenant]

    @staticmethod
    def _check(tenant: Tenant, *, quiet: bool) -> dict[str, Any]:
        with tenant_context(tenant.pk):
            total = count_seals(tenant.pk)
            with tqdm(total=total, unit="document", desc=tenant.domain, disable=True if quiet else None) as bar:
                faults = [asdict(fault) for fault in find_faults(tenant.pk, seen=bar.update)]
        return {"id": tenant.pk, "domain": tenant.domain, "seals": total, "faults": faults}
