"""Many rows at once: COPY into a temporary table, from where the app role inserts under row-level security."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_line(row: Sequence[Any]) -> str:
    """A row as `copy_lines` takes it. None and the empty text are both NULL."""
    cells = ["" if cell is None else cell if type(cell) is str else str(cell) for cell in row]
    line = "\t".join(cells)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(cells):
        line = "\t".join([cell.translate(_ESCAPES) for cell in cells])
    return line


def copy_lines(table: str, lines: Iterable[str]) -> None:
    """COPY lines into a temporary table, in its columns' order."""
    text = io.BytesIO("\n".join(lines).encode())
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} FROM STDIN (NULL '')", text, 1 << 16)
