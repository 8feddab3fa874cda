import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.monitoring.management.progress import progress_bar
from apps.monitoring.services.backups import restore_backup, undo_restore


class Command(BaseCommand):
    help = (
        "Replaces database and media by those of an archive, as a whole or not at all. The database as it was is kept "
        "for --undo."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", nargs="?", help="a name in DATA_DIR/backups, or the path of a file")
        parser.add_argument("--undo", action="store_true", help="bring back the database from before the last restore")
        parser.add_argument("--json", action="store_true", help="write what was restored as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["archive"]) == options["undo"]:
            raise CommandError("Name an archive, or say --undo.")
        with progress_bar() as tell:
            if options["undo"]:
                self.stdout.write(f"{undo_restore()} is the live database again.")
                return
            path = Path(options["archive"])
            restored = restore_backup(filename=path.name, path=path if path.exists() else None, tell=tell)
        if options["json"]:
            self.stdout.write(json.dumps(vars(restored)))
            return
        self.stdout.write(
            f"{restored.filename}: {restored.rows:,} rows and {restored.files:,} files restored, all sessions ended. "
            f"The database as it was is kept as {restored.kept}: `restore --undo`."
        )
