import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.clients.imports import CustomerWriter
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.core.transfer.imports import ImportResult, RowError, TableImport, count_rows, reject_file
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant


class Command(BaseCommand):
    help = "Imports customers from a CSV or XLSX file; a file that is imported again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--tenant", required=True, help="the tenant's domain or id")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")
        parser.add_argument("--columns", type=json.loads, help='which column means what: {"Firm": "company_name"}')
        parser.add_argument("--rejected", type=Path, help="where to write the bad rows as CSV")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.by_key(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.")
        rejected: dict[int, tuple[RowError, list[str]]] = {}
        try:
            with options["file"].open("rb") as file, tenant_context(tenant.pk):
                bar = tqdm(total=count_rows(file), unit="row", disable=options["json"])
                table = TableImport(file, CustomerWriter(SystemActor(tenant)), options["columns"])

                def show(result: ImportResult) -> None:
                    bar.update(result.processed - bar.n)

                result = table.run(
                    reject=lambda error, cells: rejected.__setitem__(error.row, (error, cells)),
                    keep=show,
                    dry_run=options["dry_run"],
                )
                bar.close()
        except (OSError, RuleViolation) as exc:
            raise CommandError(str(exc)) from exc
        if options["rejected"] and rejected:
            options["rejected"].write_bytes(reject_file(table.header, rejected.values()))
        if options["json"]:
            self.stdout.write(json.dumps(result.body()))
            return
        for error in result.errors[:20]:
            self.stdout.write(f"row {error.row}, {error.field or 'all'}: {error.message}")
        for double in result.possible_duplicates[:20]:
            names = ", ".join(candidate["name"] for candidate in double["candidates"])
            self.stdout.write(f"row {double['row']} may double {names}")
        counts = ", ".join(f"{count:,} {name}" for name, count in result.counts.items())
        self.stdout.write(f"{result.processed:,} rows: {counts or 'none'}, {result.failed:,} refused.")
