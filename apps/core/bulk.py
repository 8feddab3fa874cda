"""Many rows at once: COPY into a temporary table, from where the app role inserts under row-level security."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def copy_rows(table: str, rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a temporary table, in its columns' order; None is NULL."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NOTNULL if hasattr(csv, "QUOTE_NOTNULL") else csv.QUOTE_MINIMAL).writerows(rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", text)
