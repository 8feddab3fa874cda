"""New rows as services store them: a statement of each model put into words once, and sent when it has to be.

The framework words an INSERT anew for each row: for an invoice with three lines and its event a quarter of what the
request costs Python. Columns, `auto_now` and the conversion of values are the fields' own, as there; row-level security
judges the rows as it does all others. Signals are not sent, and a value that is an expression is refused.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import DatabaseDefault
from psycopg2.extensions import AsIs

Row = TypeVar("Row", bound=models.Model)

_DEFAULT: Final = AsIs("DEFAULT")
_AS_GIVEN: Final[dict[type[Any], type]] = {
    models.AutoField: int,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.BooleanField: bool,
    models.CharField: str,
    models.DateField: date,
    models.EmailField: str,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.SmallIntegerField: int,
    models.TextField: str,
    models.URLField: str,
    models.UUIDField: UUID,
}
"""The types whose values a field hands to the driver as they are. Subclasses of these fields may do more."""


class _Column(NamedTuple):
    attname: str
    read: Callable[[Any, bool], Any] | None
    """What the field does before it is stored; None where it takes the attribute."""
    as_given: type | None
    prepare: Callable[[Any, Any], Any]


class _Insert(NamedTuple):
    columns: tuple[_Column, ...]
    head: str
    row: str
    returning: tuple[models.Field[Any, Any], ...]

    def words(self, rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
        """The statement for these rows, but for what it returns, and its parameters."""
        database, parameters = connections[DEFAULT_DB_ALIAS], []
        for row in rows:
            for attname, read, as_given, prepare in self.columns:
                value = read(row, True) if read else getattr(row, attname)
                parameters.append(value if value is None or type(value) is as_given else prepare(value, database))
        return self.head + ", ".join([self.row] * len(rows)), parameters


def insert_row(row: Row) -> Row:
    """Store a new row; it is told its key and what else the database makes of it."""
    insert_rows([row])
    return row


def insert_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """Store new rows of one model by one statement, in their order, as `insert_row` does."""
    if not rows:
        return rows
    insert = _insert_of(type(rows[0]), rows[0].pk is not None)
    statement, parameters = insert.words(rows)
    with connection.cursor() as cursor:
        if insert.returning:
            names = ", ".join(connection.ops.quote_name(str(field.column)) for field in insert.returning)
            cursor.execute(f"{statement} RETURNING {names}", parameters)
            for row, values in zip(rows, cursor.fetchall(), strict=True):
                for field, value in zip(insert.returning, values, strict=True):
                    setattr(row, field.attname, value)
        else:
            cursor.execute(statement, parameters)
    _note_stored(rows)
    return rows


def insert_later(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model with the next statement, or with the commit: a round trip less.

    Nothing is read back. So this is for rows whose keys are known (`next_keys`) or asked for by nobody; what the
    database refuses it refuses there, at the end of the innermost atomic block at the latest.
    """
    if rows:
        insert = _insert_of(type(rows[0]), rows[0].pk is not None)
        connection.send_later(*insert.words(rows))  # type: ignore[attr-defined]
        _note_stored(rows)


def next_keys(rows: Sequence[models.Model]) -> str:
    """An expression for a statement that is sent anyway: an array of new keys for these rows, in their order."""
    calls = (f"nextval('{row._meta.db_table}_id_seq')" for row in rows)
    return f"ARRAY[{', '.join(calls)}]::bigint[]"


def _note_stored(rows: Sequence[models.Model]) -> None:
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insert_of(model: type[models.Model], has_key: bool) -> _Insert:
    meta, quote = model._meta, connection.ops.quote_name
    fields = [
        field
        for field in meta.local_concrete_fields
        if not field.generated and (has_key or field is not meta.auto_field)
    ]
    names = ", ".join(quote(str(field.column)) for field in fields)
    return _Insert(
        tuple(map(_column_of, fields)),
        f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ",  # noqa: S608 - names of our own
        f"({', '.join(map(_placeholder_of, fields))})",
        tuple(field for field in meta.db_returning_fields if not (has_key and field is meta.pk)),
    )


def _column_of(field: Any) -> _Column:
    kind: Any = field
    while isinstance(kind, models.ForeignKey):
        kind = kind.target_field
    read = None if type(field).pre_save is models.Field.pre_save else field.pre_save
    if isinstance(field, models.ForeignKey):
        read = _reference(field)
    return _Column(field.attname, read, _AS_GIVEN.get(type(kind)), _preparation(field))


def _reference(field: Any) -> Callable[[Any, bool], Any]:
    def read(row: Any, add: bool) -> Any:
        key = getattr(row, field.attname)
        if key is None and field.is_cached(row) and (target := getattr(row, field.name)) is not None:
            # It was new when it was set, and has its key since.
            key = target.pk
            if key is None:
                raise ValueError(f"{field.name} of a new {row._meta.object_name} is not stored itself.")
            setattr(row, field.attname, key)
        return key

    return read


def _preparation(field: Any) -> Callable[[Any, Any], Any]:
    def prepare(value: Any, database: Any) -> Any:
        if isinstance(value, DatabaseDefault):
            return _DEFAULT
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{field.name} is an expression; a new row takes values.")
        return field.get_db_prep_save(value, database)

    def prepare_decimal(value: Any, database: Any) -> Any:
        return value if type(value) is Decimal and value.is_finite() else prepare(value, database)

    return prepare_decimal if isinstance(field, models.DecimalField) else prepare


def _placeholder_of(field: Any) -> str:
    placeholder: Any = getattr(field, "get_placeholder", None)
    return placeholder(None, None, connection) if placeholder else "%s"
