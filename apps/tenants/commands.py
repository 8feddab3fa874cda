"""What commands that work for one tenant share."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from apps.tenants.models import Tenant


class TenantCommand(BaseCommand):
    """A command with `--tenant`."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, help="the tenant's domain or id")

    def find_tenant(self, key: str) -> Tenant:
        """The tenant of this domain or id; ends the command when there is none."""
        tenant = Tenant.objects.by_key(key)
        if tenant is None:
            raise CommandError(f"There is no tenant {key!r}.")
        return tenant


class TenantsCommand(BaseCommand):
    """A command with `--tenant` and `--json`, for all tenants unless one is named."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", help="the tenant's domain or id (all tenants unless given)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def find_tenants(self, key: str | None) -> list[Tenant]:
        """The tenant of this domain or id, or all; ends the command when there is none."""
        if key is None:
            return list(Tenant.objects.filter(deleted_at=None).order_by("pk"))
        tenant = Tenant.objects.by_key(key)
        if tenant is None:
            raise CommandError(f"There is no tenant {key!r}.")
        return [tenant]
