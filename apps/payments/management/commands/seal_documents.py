import json
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from apps.core.tenancy import tenant_context
from apps.payments.upgrading import count_outdated, upgrade_documents
from apps.tenants.actors import SystemActor
from apps.tenants.commands import TenantsCommand
from apps.tenants.models import Tenant


class Command(TenantsCommand):
    help = (
        "Seals documents that were issued before there were seals, in the order of their numbers, and notes the "
        "exchange rate of their day on those without. To be run once after an upgrade; again, it does what is left. "
        "Ends with 1 where a rate is missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = [self._upgrade(tenant, quiet=options["json"]) for tenant in self.find_tenants(options["tenant"])]
        sealed, valued = (sum(tenant[name] for tenant in report) for name in ("sealed", "valued"))
        waiting = sum(len(tenant["waiting"]) for tenant in report)
        if options["json"]:
            self.stdout.write(json.dumps({"sealed": sealed, "valued": valued, "tenants": report}, ensure_ascii=False))
        else:
            for tenant in report:
                for number, currency, day in tenant["waiting"]:
                    self.stdout.write(f"{tenant['domain']}: {number} waits for a rate of {currency} on {day}.")
            self.stdout.write(f"{sealed:,} documents sealed, {valued:,} valued.")
        if waiting:
            raise CommandError(f"{waiting:,} documents wait for an exchange rate.", returncode=1)

    @staticmethod
    def _upgrade(tenant: Tenant, *, quiet: bool) -> dict[str, Any]:
        with tenant_context(tenant.pk):
            total = count_outdated(tenant.pk)
            with tqdm(total=total, unit="document", desc=tenant.domain, disable=True if quiet else None) as bar:
                upgrade = upgrade_documents(actor=SystemActor(tenant), seen=bar.update)
        return {"id": tenant.pk, "domain": tenant.domain} | vars(upgrade)
