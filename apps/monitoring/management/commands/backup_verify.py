import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from apps.monitoring.management.progress import progress_bar
from apps.monitoring.services.backups import verify_backup


class Command(BaseCommand):
    help = "Restores an archive into a scratch database, compares every table with what was backed up, and drops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", help="a name in DATA_DIR/backups, or the path of a file")
        parser.add_argument("--json", action="store_true", help="write each table with its rows as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["archive"])
        with progress_bar() as tell:
            manifest = verify_backup(filename=path.name, path=path if path.exists() else None, tell=tell)
        if options["json"]:
            rows = {name: table.rows for name, table in manifest.tables.items()}
            self.stdout.write(json.dumps({"filename": manifest.name, "tables": rows}))
            return
        self.stdout.write(
            f"{manifest.name}: {manifest.rows:,} rows in {len(manifest.tables)} tables, all as backed up."
        )
