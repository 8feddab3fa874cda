"""A tenant's rows in temporary tables, where they are numbered anew: to be stored under those ids, or to be compared.

Numbers follow the old ids' order. So two tenants that hold the same have the same numbers, whatever their ids are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

from django.db import models

from apps.audit.services import SECRET_MARKS
from apps.monitoring.portability.plan import (
    FORGOTTEN,
    INCOMPARABLE,
    SPOKEN_OF,
    carried_models,
    columns_of,
)
from apps.tenants.models import Tenant

_PLACE: Final = "^([^/]+)/[0-9]+/"
"""Files lie in `<kind>/<tenant id>/`."""


class Staging:
    """Temporary tables for one tenant, for the rest of the transaction. `name` tells two of them apart.

    `ids` are the tables' own next ones, or each row's place in its table.
    """

    def __init__(self, cursor: Any, name: str, ids: Literal["next", "places"]) -> None:
        self._cursor, self._name = cursor, name
        for model in carried_models():
            table, staged = model._meta.db_table, self.table(model)
            sequence = f"{table}_id_seq"
            if ids == "places":
                sequence = f"{staged}_place"
                cursor.execute(f"CREATE TEMP SEQUENCE {sequence}")
            cursor.execute(
                f"CREATE TEMP TABLE {staged} ON COMMIT DROP AS "  # noqa: S608
                f"SELECT {_names(model)}, 0::bigint AS new_id FROM {table} WITH NO DATA"
            )
            cursor.execute(f"ALTER TABLE {staged} ALTER new_id SET DEFAULT nextval('{sequence}')")

    def table(self, model: type[Any]) -> str:
        return f"{self._name}_{model._meta.db_table}"

    def copy_rows(self, model: type[Any], tenant_id: int) -> None:
        """Take the rows of a tenant that is there."""
        self._cursor.execute(
            f"INSERT INTO {self.table(model)} ({_names(model)}) "  # noqa: S608
            f"SELECT {_names(model)} FROM {model._meta.db_table} WHERE {key_of(model)} = %s ORDER BY id",
            [tenant_id],
        )

    def read_rows(self, model: type[Any], path: Path) -> None:
        """Take the rows of a file that `write_rows` made."""
        with path.open("rb") as file:
            self._cursor.copy_expert(f"COPY {self.table(model)} ({_names(model)}) FROM STDIN", file)

    def index(self) -> None:
        """To be called when all rows are there and before they are asked for."""
        for model in carried_models():
            self._cursor.execute(f"CREATE INDEX ON {self.table(model)} (id)")
            self._cursor.execute(f"ANALYZE {self.table(model)}")
        of_all = " UNION ALL ".join(
            f"SELECT '{model._meta.model_name}' AS kind, id::text AS old, new_id FROM {self.table(model)}"  # noqa: S608
            for model in carried_models()
        )
        self._cursor.execute(f"CREATE TEMP TABLE {self._name}_ids ON COMMIT DROP AS {of_all}")
        self._cursor.execute(f"CREATE INDEX ON {self._name}_ids (old, kind)")
        self._cursor.execute(f"ANALYZE {self._name}_ids")

    def store(self, model: type[Any]) -> int:
        """Store the rows under their new ids in the new tenant. Answers how many."""
        columns = dict(self._columns(model, tenant=f"(SELECT new_id FROM {self.table(Tenant)})"))  # noqa: S608
        columns |= {c: FORGOTTEN[model._meta.db_table, c] for c in columns if (model._meta.db_table, c) in FORGOTTEN}
        for name in getattr(model, "global_uniques", ()):
            columns[name] = self._not_taken(model, name, columns[name])
        self._cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(map(_quoted, columns))}) "  # noqa: S608
            f"SELECT {', '.join(columns.values())} FROM {self._joined(model)}"
        )
        return int(self._cursor.rowcount)

    def comparable(self, model: type[Any]) -> str:
        """The query of the rows as JSON, with places for ids; what differs between any two tenants is left out.

        Of what is secret there is a hash of the hash.
        """
        skipped = {c for t, c in INCOMPARABLE if t == model._meta.db_table} | set(_drawn(model))
        columns = ((n, value) for n, value in self._columns(model, tenant="0") if n not in skipped)
        pairs = ", ".join(
            f"{f'md5(({value})::text)' if any(mark in name for mark in SECRET_MARKS) else value} AS {_quoted(name)}"
            for name, value in columns
        )
        return f"SELECT to_jsonb(r) AS row FROM (SELECT {pairs} FROM {self._joined(model)}) r"  # noqa: S608

    def _columns(self, model: type[Any], *, tenant: str) -> Iterator[tuple[str, str]]:
        carried = set(carried_models())
        for field in columns_of(model):
            name = str(field.column)
            if field.primary_key:
                yield name, "s.new_id"
            elif field.related_model is Tenant:
                yield name, tenant
            elif field.related_model in carried:
                yield name, f"of_{name}.new_id"
            elif field.is_relation:
                yield name, "NULL"
            elif isinstance(field, models.FileField):
                yield name, f"regexp_replace(s.{name}, '{_PLACE}', '\\1/' || {tenant} || '/')"
            elif (model._meta.db_table, name) in SPOKEN_OF:
                kind = "bigint" if isinstance(field, models.BigIntegerField) else "text"
                yield name, f"coalesce(of_{name}.new_id::{kind}, s.{name})"
            else:
                yield name, f"s.{_quoted(name)}"

    def _joined(self, model: type[Any]) -> str:
        carried = set(carried_models())
        joins = [f"{self.table(model)} s"]
        for field in columns_of(model):
            name = field.column
            if field.related_model in carried and field.related_model is not Tenant:
                joins.append(f"LEFT JOIN {self.table(field.related_model)} of_{name} ON of_{name}.id = s.{name}")
            elif kind := SPOKEN_OF.get((model._meta.db_table, str(name))):
                joins.append(
                    f"LEFT JOIN {self._name}_ids of_{name} ON of_{name}.old = s.{name}::text "
                    f"AND of_{name}.kind = replace(s.{kind}, '_', '')"
                )
        return " ".join(joins)

    def _not_taken(self, model: type[Any], name: str, value: str) -> str:
        """A value that is unique in the whole installation; drawn anew where the installation has it already."""
        field = model._meta.get_field(name)
        if not isinstance(field, models.UUIDField | models.CharField) or name not in _drawn(model):
            return value
        drawn = "gen_random_uuid()" if isinstance(field, models.UUIDField) else "'moved-' || s.new_id"
        taken = f"EXISTS (SELECT FROM {model._meta.db_table} t WHERE t.{name} = s.{name})"
        return f"CASE WHEN {taken} THEN {drawn} ELSE s.{name} END"


def write_rows(cursor: Any, model: type[Any], tenant_id: int, path: Path) -> int:
    """Write a tenant's rows of a table to a file, in the order of their ids. Answers how many."""
    query = f"SELECT {_names(model)} FROM {model._meta.db_table} WHERE {key_of(model)} = {tenant_id:d} ORDER BY id"  # noqa: S608
    with path.open("wb") as file:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT", file)
    return int(cursor.rowcount)


def key_of(model: type[Any]) -> str:
    """The column by which the rows are the tenant's."""
    return "id" if model is Tenant else "tenant_id"


def _drawn(model: type[Any]) -> set[str]:
    """Columns that hold a random value, unique in the installation."""
    names = getattr(model, "global_uniques", ())
    return {n for n in names if n.endswith("_hash") or isinstance(model._meta.get_field(n), models.UUIDField)}


def _names(model: type[Any]) -> str:
    return ", ".join(_quoted(str(field.column)) for field in columns_of(model))


def _quoted(name: str) -> str:
    return f'"{name}"'
