"""Many rows at once: COPY into a temporary table, from where the app role inserts under row-level security."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]")


def lines_of(columns: Iterable[Sequence[Any]]) -> list[str]:
    """Rows, given column by column, as `copy_lines` takes them. None and the empty text are both NULL."""
    return list(map("\t".join, zip(*map(_cells, columns), strict=True)))


def _cells(column: Sequence[Any]) -> Sequence[str]:
    """A column's values as COPY reads them, looked at as a whole: most hold nothing that has to be escaped."""
    try:
        text = "".join(column)
    except TypeError:
        column = ["" if value is None else str(value) for value in column]
        text = "".join(column)
    if "\\" not in text and (text.isprintable() or not _SPECIAL.search(text)):
        return column
    return [value.translate(_ESCAPES) for value in column]


def copy_lines(table: str, lines: Iterable[str]) -> None:
    """COPY lines into a temporary table, in its columns' order."""
    text = io.BytesIO("\n".join(lines).encode())
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} FROM STDIN (NULL '')", text, 1 << 18)
