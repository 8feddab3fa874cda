"""Imports and exports from the command line, for every model that has a writer or columns."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.core.transfer.exports import WRITERS
from apps.core.transfer.imports import ImportResult, RowError, TableImport, Writer, count_rows, reject_file
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.commands import TenantCommand


class ImportCommand(TenantCommand):
    """Imports a file through a model's writer; a subclass makes it."""

    def make_writer(self, actor: Actor) -> Writer:
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")
        parser.add_argument("--columns", type=json.loads, help='which column means what: {"Firm": "company_name"}')
        parser.add_argument("--rejected", type=Path, help="where to write the bad rows as CSV")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = self.find_tenant(options["tenant"])
        rejected: dict[int, tuple[RowError, list[str]]] = {}
        try:
            with options["file"].open("rb") as file, tenant_context(tenant.pk):
                bar = tqdm(total=count_rows(file), unit="row", disable=options["json"])
                table = TableImport(file, self.make_writer(SystemActor(tenant)), options["columns"])

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
        if result.ignored_columns:
            self.stdout.write(f"Left out: {', '.join(result.ignored_columns)}. Say with --columns what they mean.")
        for error in result.errors[:20]:
            self.stdout.write(f"row {error.row}, {error.field or 'all'}: {error.message}")
        for double in result.possible_duplicates[:20]:
            names = ", ".join(candidate["name"] for candidate in double["candidates"])
            self.stdout.write(f"row {double['row']} may double {names}")
        counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in result.counts.items())
        tried = " Nothing was stored." if options["dry_run"] else ""
        self.stdout.write(f"{result.processed:,} rows: {counts}, {result.failed:,} refused.{tried}")


class ExportCommand(TenantCommand):
    """Writes rows to a file whose ending tells its kind; a subclass says which rows, and how they look."""

    header: ClassVar[Sequence[str]]
    noun: ClassVar[str]

    def rows_of(self, actor: Actor) -> QuerySet[Any]:
        """The rows to write, of the actor's tenant."""
        raise NotImplementedError

    def as_text(self, rows: QuerySet[Any], tenant_id: int) -> Iterator[Sequence[str]]:
        """The rows as they stand under the header."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = self.find_tenant(options["tenant"])
        write = WRITERS["excel" if options["file"].suffix.lower() == ".xlsx" else "csv"]
        with tenant_context(tenant.pk):
            rows = self.rows_of(SystemActor(tenant))
            total = rows.count()
        shown = tqdm(self.as_text(rows, tenant.pk), total=total, unit="row", disable=None)
        try:
            with options["file"].open("wb") as file:
                for piece in write(self.header, shown):
                    file.write(piece)
        except OSError as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"{total:,} {self.noun} written to {options['file']}.")
