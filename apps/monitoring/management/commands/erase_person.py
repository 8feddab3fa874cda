import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.monitoring.services.erasure import Erasure, erase_client, erase_user
from apps.tenants.actors import SystemActor
from apps.tenants.commands import TenantCommand
from apps.tenants.models import Tenant


class Command(TenantCommand):
    help = (
        "Erases a person: a client is left under a pseudonym with the documents that the law has the company keep, a "
        "user is deleted; files go, and the audit log is masked. Cannot be undone; backups hold the person until they "
        "are deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--client", type=int, metavar="ID")
        whom.add_argument("--user", metavar="EMAIL")
        parser.add_argument("--json", action="store_true", help="write what was done as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = self.find_tenant(options["tenant"])
        with tenant_context(tenant.pk):
            try:
                done = self._erase(tenant, options)
            except RuleViolation as exc:
                raise CommandError(exc.message) from exc
        rows = ", ".join(f"{count} {kind}" for kind, count in done.rows.items())
        text = f"Erased: {rows}; {done.events} events masked."
        self.stdout.write(json.dumps(asdict(done)) if options["json"] else text)

    def _erase(self, tenant: Tenant, options: dict[str, Any]) -> Erasure:
        actor = SystemActor(tenant)
        if options["client"]:
            client = Client.unscoped.filter(tenant=tenant, pk=options["client"]).first()
            if client is None:
                raise CommandError(f"{tenant.domain} has no client {options['client']}.")
            return erase_client(actor=actor, client=client)
        user = User.unscoped.filter(tenant=tenant, email__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"{tenant.domain} has no user {options['user']!r}.")
        return erase_user(actor=actor, user=user)
