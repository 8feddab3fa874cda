import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from apps.core.rls import fenced_models, find_gaps


class Command(BaseCommand):
    help = "Lists every tenant table and fails on whatever its fence lacks: policy, key, grant, or a bypassing role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with connections["owner"].cursor() as cursor:
            gaps = find_gaps(cursor)
        tables = sorted(model._meta.db_table for model in fenced_models())
        if options["json"]:
            problems = [{"table": gap.table, "problem": gap.problem} for gap in gaps]
            self.stdout.write(json.dumps({"tables": tables, "gaps": problems}))
        else:
            for table in tables:
                problems_here = [gap.problem for gap in gaps if gap.table == table]
                self.stdout.write(f"{table}: {'; '.join(problems_here) or 'fenced'}")
        if gaps:
            raise CommandError(f"{len(gaps)} gaps: " + "; ".join(f"{gap.table}: {gap.problem}" for gap in gaps))
        self.stdout.write(f"{len(tables)} tenant tables, no gap.") if not options["json"] else None
