import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from apps.core.tenancy import tenant_context
from apps.invoices.chain import count_seals, find_faults
from apps.tenants.commands import TenantsCommand
from apps.tenants.models import Tenant


class Command(TenantsCommand):
    help = (
        "Checks that issued documents say what they said when they were issued, and that their chains are whole. "
        "Ends with 1 where anything is at fault."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = [self._check(tenant, quiet=options["json"]) for tenant in self.find_tenants(options["tenant"])]
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
    def _check(tenant: Tenant, *, quiet: bool) -> dict[str, Any]:
        with tenant_context(tenant.pk):
            total = count_seals(tenant.pk)
            with tqdm(total=total, unit="document", desc=tenant.domain, disable=True if quiet else None) as bar:
                faults = [asdict(fault) for fault in find_faults(tenant.pk, seen=bar.update)]
        return {"id": tenant.pk, "domain": tenant.domain, "seals": total, "faults": faults}
