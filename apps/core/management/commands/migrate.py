from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from apps.core.migrating import NarrowExecutor
from apps.core.rls import lay_fence

migrate.MigrationExecutor = NarrowExecutor  # type: ignore[attr-defined]  # the command offers no other way to choose it


class Command(migrate.Command):
    help = "Updates the schema as the owner role, then lays row-level security on every tenant table."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        partial = options["app_label"] or options["plan"] or options["check_unapplied"]
        if options["database"] == "owner" and not partial:
            mended = lay_fence()
            if options["verbosity"] and mended:
                self.stdout.write(f"Laid {len(mended)} parts of the tenant fence.")
