import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from tqdm import tqdm

from apps.accounts.demo import DEMO_OWNER, DEMO_SUPERUSER
from apps.core.errors import RuleViolation
from apps.dashboard.demo.companies import seed
from apps.dashboard.demo.story import INVOICES, NAME


class Command(BaseCommand):
    help = f"Brings {NAME}, and small companies beside it, to a number of invoices. What is there stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenants", type=int, default=1, help="companies in all, the demo company included (1)")
        parser.add_argument(
            "--invoices", type=int, default=INVOICES, help=f"invoices each company has at least ({INVOICES})"
        )
        parser.add_argument("--json", action="store_true", help="write what was made as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants, invoices = options["tenants"], options["invoices"]
        if tenants < 1 or invoices < 0:
            raise CommandError("--tenants takes 1 and more, --invoices 0 and more.")
        with tqdm(total=tenants * invoices, unit=" invoices", unit_scale=True, disable=None) as bar:
            try:
                seeded = seed(tenants=tenants, invoices=invoices, advance=bar.update)
            except RuleViolation as exc:
                raise CommandError(exc.message) from exc
        with connections["owner"].cursor() as cursor:
            # Autovacuum would come a minute later, and queries be planned for empty tables until then.
            cursor.execute("ANALYZE")
        if options["json"]:
            self.stdout.write(json.dumps(asdict(seeded)))
            return
        made = ", ".join(f"{count:,} {kind}" for kind, count in asdict(seeded).items() if count)
        self.stdout.write(f"{NAME}: made {made}." if made else f"{NAME}: everything was there.")
        for login in (DEMO_OWNER, DEMO_SUPERUSER):
            self.stdout.write(f"  log in as {login.username} with {login.password}")
