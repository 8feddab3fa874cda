import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from apps.monitoring.management.progress import progress_bar
from apps.monitoring.services.portability import compare_tenants
from apps.tenants.commands import TenantCommand
from apps.tenants.models import Tenant


class Command(TenantCommand):
    help = "Compares two tenants, or archives of such, table by table. Ends with status 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("first", "second"):
            parser.add_argument(name, help="a tenant's domain or id, or the path of an archive")
        parser.add_argument("--examples", type=int, default=3, help="how many differing rows of each table are shown")
        parser.add_argument("--json", action="store_true", help="write the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        first, second = (self._side(options[name]) for name in ("first", "second"))
        with progress_bar() as tell:
            found = compare_tenants(first=first, second=second, tell=tell, examples=options["examples"])
        differing = {table: one for table, one in found.items() if one.only_first or one.only_second}
        if options["json"]:
            self.stdout.write(json.dumps({table: asdict(one) for table, one in found.items()}))
        for table, one in {} if options["json"] else differing.items():
            self.stdout.write(
                f"{table}: {one.both:,} in both, {one.only_first:,} in the first alone, "
                f"{one.only_second:,} in the second alone"
            )
            for example in one.examples:
                self.stdout.write(f"  {json.dumps(example, ensure_ascii=False)}")
        if differing:
            raise CommandError(f"{len(differing)} of {len(found)} tables differ.")
        if not options["json"]:
            self.stdout.write(f"The same: {sum(one.both for one in found.values()):,} rows in {len(found)} tables.")

    def _side(self, given: str) -> Tenant | Path:
        path = Path(given).absolute()
        return path if path.is_file() else self.find_tenant(given)
