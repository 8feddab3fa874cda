import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.documents.services.holidays import load_public_holidays
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant


class Command(BaseCommand):
    help = "Adds a country's public holidays to the days on which a tenant does not work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("country", help="as ISO 3166 writes it: ID")
        parser.add_argument("--tenant", required=True, help="the tenant's domain or id")
        parser.add_argument("--subdivision", default="", help="a state or province: KUL")
        parser.add_argument("--year", type=int, action="append", default=[], help="this year and the next unless given")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.by_key(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.")
        try:
            with tenant_context(tenant.pk):
                loaded = load_public_holidays(
                    actor=SystemActor(tenant),
                    country=options["country"],
                    years=options["year"],
                    subdivision=options["subdivision"],
                )
        except RuleViolation as exc:
            raise CommandError(str(exc)) from exc
        if options["json"]:
            self.stdout.write(json.dumps(loaded))
        else:
            self.stdout.write(f"{loaded['created']} days added, {loaded['skipped']} were there already.")
