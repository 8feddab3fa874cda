import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.monitoring.management.progress import progress_bar
from apps.monitoring.services.portability import import_tenant


class Command(BaseCommand):
    help = "Brings in the tenant of an archive that tenant_export wrote, under new ids: all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--domain", help="the new tenant's domain, by default the archive's")
        parser.add_argument("--name", help="the new tenant's name, by default the archive's")
        parser.add_argument(
            "--rename-users",
            default="",
            metavar="SUFFIX",
            help="put +SUFFIX behind usernames and e-mails, for a copy beside the original",
        )
        parser.add_argument(
            "--as-is",
            action="store_true",
            help="let its schedules, reminders and providers go on, where the original is deactivated",
        )
        parser.add_argument("--json", action="store_true", help="write what came in as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"].absolute()
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with progress_bar() as tell:
            imported = import_tenant(
                path=path,
                tell=tell,
                domain=options["domain"],
                name=options["name"],
                rename_users=options["rename_users"],
                as_is=options["as_is"],
            )
        tenant, unsealed = imported.tenant, imported.unsealed
        if options["json"]:
            came = {"tenant": tenant.pk, "domain": tenant.domain, "rows": imported.rows, "files": imported.files}
            self.stdout.write(json.dumps(came | {"unsealed": unsealed}))
            return
        self.stdout.write(f"{tenant.domain} is tenant {tenant.pk}: {imported.rows:,} rows, {imported.files:,} files.")
        if not options["as_is"]:
            self.stdout.write(
                "Its schedules and reminders wait until `automation_paused` is set to false in the tenant's settings, "
                "its providers until each is switched on."
            )
        if unsealed:
            self.stdout.write(f"Sealed under other ENCRYPTION_KEYS, to be given anew: {', '.join(unsealed)}.")
