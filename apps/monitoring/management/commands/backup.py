import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.monitoring.management.progress import progress_bar
from apps.monitoring.services.backups import create_backup, delete_expired_backups


class Command(BaseCommand):
    help = "Writes database and media into one signed archive in DATA_DIR/backups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scheduled", action="store_true", help="only the newest BACKUP_KEEP of these are kept")
        parser.add_argument("--json", action="store_true", help="write what was made as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with progress_bar() as tell:
            backup = create_backup(tell=tell, scheduled=options["scheduled"])
        deleted = delete_expired_backups() if options["scheduled"] else 0
        assert backup.manifest
        if options["json"]:
            made = {"filename": backup.filename, "path": str(backup.path), "size": backup.size, "deleted": deleted}
            self.stdout.write(
                json.dumps(made | {"rows": backup.manifest.rows, "files": len(backup.manifest.files) - 1})
            )
            return
        manifest = backup.manifest
        held = f"{manifest.rows:,} rows in {len(manifest.tables)} tables, {len(manifest.files) - 1:,} files"
        self.stdout.write(f"{backup.path}: {backup.size:,} bytes, {held}.")
