import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from apps.monitoring.management.progress import progress_bar
from apps.monitoring.services.portability import export_tenant
from apps.tenants.commands import TenantCommand


class Command(TenantCommand):
    help = "Writes one tenant, its files included, into a signed archive that tenant_import reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="where to write the archive")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        parser.add_argument("--json", action="store_true", help="write what was made as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path, tenant = options["file"].absolute(), self.find_tenant(options["tenant"])
        if path.exists() and not options["force"]:
            raise CommandError(f"{path} is there already; --force writes over it.")
        if not path.parent.is_dir():
            raise CommandError(f"There is no directory {path.parent}.")
        with progress_bar() as tell:
            manifest = export_tenant(tenant=tenant, path=path, tell=tell)
        files = sum(member.startswith("media/") for member in manifest.files)
        made = {"path": str(path), "size": path.stat().st_size, "rows": manifest.rows, "files": files}
        text = (
            f"{path}: {made['size']:,} bytes, {manifest.rows:,} rows in {len(manifest.tables)} tables, {files:,} files."
        )
        self.stdout.write(json.dumps(made) if options["json"] else text)
