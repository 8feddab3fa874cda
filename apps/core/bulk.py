"""Many rows at once: COPY into a temporary table, from where the app role inserts under row-level security."""

import io
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Self

from django.db import DatabaseError, connection, transaction

IDS_WITH_KEYS = """
CREATE OR REPLACE FUNCTION ids_with_keys(relation text, key text, wanted text[]) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
  found bigint[];
BEGIN
  EXECUTE format(
    'SELECT array_agg(fitting.id) FROM (SELECT app_tenant() AS tenant, unnest($1) AS key) AS given CROSS JOIN LATERAL '
    '(SELECT id FROM public.%1$I WHERE tenant_id = given.tenant AND %2$I BETWEEN given.key AND given.key '
    'AND %2$I <> %3$L ORDER BY %2$I OFFSET 0) AS fitting', relation, key, ''
  ) INTO found USING wanted;
  RETURN coalesce(found, ARRAY[]::bigint[]);
END $$
"""
"""The ids of the bound tenant's rows whose column `key` holds one of many texts, each looked up in that column's index.

In the middle of an import the statistics know nothing of the tenant, in that of the first one nothing at all:
PostgreSQL expects one row, and may then read all of them for each text, by whichever index begins with the tenant. So
the tenant is handed on as a value that is not known when the statement is planned, and the rows are asked for in the
order of `key`, which only its index gives without sorting. Row-level security would tell the tenant; the function runs
as the owner, and asks for the bound tenant itself. It is volatile because PostgreSQL calls any other twice: once to
guess how many rows its answer has.
"""

IDS_BESIDE_KEYS = """
CREATE OR REPLACE FUNCTION ids_beside_keys(relation text, key text, wanted text[], most int)
RETURNS TABLE (place bigint, id bigint, beside text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT given.place, other.id, other.%2$I::text FROM (SELECT app_tenant() AS tenant, key, place '
    'FROM unnest($1) WITH ORDINALITY AS each (key, place) OFFSET 0) AS given CROSS JOIN LATERAL ('
    '(SELECT id, %2$I FROM public.%1$I WHERE tenant_id = given.tenant AND %2$I > given.key ORDER BY %2$I LIMIT $2) '
    'UNION ALL (SELECT id, %2$I FROM public.%1$I WHERE tenant_id = given.tenant AND %2$I < given.key '
    'ORDER BY %2$I DESC LIMIT $2)) AS other', relation, key) USING wanted, most;
END $$
"""
"""For each of many texts, by its place among them, the bound tenant's rows that stand next to it in the order of `key`:
up to `most` on either side, with their id and their own text. As quick as `ids_with_keys`, for the same reason."""

REFRESH_STATISTICS = """
CREATE OR REPLACE FUNCTION refresh_statistics(relation text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  EXECUTE format('ANALYZE public.%I', relation);
END $$
"""
"""ANALYZE, which only a table's owner may: reads a sample of 30,000 rows."""

MERGE_WORDS = """
CREATE OR REPLACE FUNCTION merge_words(relation text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  words regclass := to_regclass(format('public.%I', relation || '_search'));
BEGIN
  IF words IS NOT NULL THEN
    PERFORM gin_clean_pending_list(words);
  END IF;
END $$
"""
"""Merges the new words of a table that can be searched into their index, which only a table's owner may. Until then
they stand in a list that every search reads."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]")
_MOST_WORDS_LEFT = "16MB"
_MERGE = "SELECT merge_words(%s)"


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
    text = "\n".join(lines).encode()
    with connection.cursor() as cursor:
        # In one piece: between pieces other threads would have their turn.
        cursor.copy_expert(f"COPY {table} FROM STDIN (NULL '')", io.BytesIO(text), len(text) + 1)


def refresh_statistics(*tables: str) -> None:
    """Let PostgreSQL look at tables that have grown much, as it does by itself some minutes later."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT refresh_statistics(%s)", [table])


class WordMerger:
    """Merges the words of new rows into the index of searches on a connection of its own, while more are stored.

    PostgreSQL does so by itself within the statement that makes the list of new words too long, a sixth of what a row
    costs there. Where this one is late or fails it still does, for a longer list.
    """

    def __init__(self, tables: Sequence[str]) -> None:
        self._tables = tables
        self._pool = ThreadPoolExecutor(1, "words")
        self._merging: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Wait until what committed transactions have left is merged."""
        if self._merging:
            self._pool.submit(self._merge)
            self._pool.submit(lambda: connection.close())  # that thread's, which is found there only
        self._pool.shutdown()

    def leave_words(self) -> None:
        """Leave the words of this transaction's rows to be merged later."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('gin_pending_list_limit', %s, true)", [_MOST_WORDS_LEFT])

    def merge(self) -> None:
        """Begin to merge what committed transactions have left, unless that is going on."""
        if self._merging is None or self._merging.done():
            self._merging = self._pool.submit(self._merge)

    def _merge(self) -> None:
        # Another one may be merging, as autovacuum does, for longer than a transaction waits for a lock.
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            for table in self._tables:
                cursor.execute(_MERGE, [table])
