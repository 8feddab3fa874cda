"""New rows as services store them: a statement of each model put into words once, and sent when it has to be.

The framework words an INSERT anew for each row: for an invoice with three lines and its event a quarter of what the
request costs Python. Columns, `auto_now` and the conversion of values are the fields' own, as there; row-level security
judges the rows as it does all others. Signals are not sent, and a value that is an expression is refused.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.postgresql.operations import get_json_dumps
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute

from apps.core.plans import Plans

Row = TypeVar("Row", bound=models.Model)

FEW: Final = 6
"""For how many rows a connection keeps statements planned: one for each number of them."""
_AS_GIVEN: Final[dict[type[Any], type]] = {
    models.AutoField: int,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.BooleanField: bool,
    models.CharField: str,
    models.DateField: date,
    models.DateTimeField: datetime,
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


_WRITE: Final[dict[type, Callable[[Any], str | None]]] = {
    bool: lambda truth: "true" if truth else "false",
    date: lambda day: f"'{day.isoformat()}'::date",
    datetime: lambda moment: f"'{moment.isoformat()}'::timestamptz" if moment.utcoffset() is not None else None,
    Decimal: lambda number: str(number) if number.is_finite() else None,
    int: str,
}
"""What the driver makes of values that are as given, without its ten steps; None of one that the field has to see."""
_EMPTY: Final[dict[type, Callable[[Any], str | None]]] = {
    list: lambda members: None if members else "'[]'::jsonb",
    dict: lambda members: None if members else "'{}'::jsonb",
}
"""Likewise of JSON, which in new rows is mostly empty."""


class _Column(NamedTuple):
    attname: str
    read: Callable[[Any, bool], Any] | None
    """What the field does before it is stored; None where it takes the attribute."""
    refers: Callable[[Any], Any] | None
    """For a reference, how its key is found where the attribute has none."""
    name: str
    as_given: type | None
    placeholder: str
    prepare: Callable[[Any, Any], Any]
    writers: dict[type, Callable[[Any], str | None]]
    """How values of a type are written into the statement; the others are its parameters."""


class _Plan(NamedTuple):
    """How a row is worded whose values have certain types. Columns are named by their places."""

    row: str
    """The row within its statement: a place for each value, but for those that the database gives."""
    stated: list[int]
    """What has a place."""
    texts: list[str]
    """What stands for each column: a placeholder, unless all values of the type are worded the same."""
    written: list[tuple[int, Callable[[Any], str | None]]]
    prepared: list[int]
    open: list[int]
    """Where there is a placeholder."""


class _Insert:
    def __init__(self, columns: Sequence[_Column], head: str, returning: Sequence[Any]) -> None:
        self._columns, self._head, self.returning = columns, head, returning
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in returning)
        self.telling = f" RETURNING {names}" if names else ""
        """What the statement ends with for its rows to be told what the database made of them."""
        self._names = [column.attname for column in columns]
        self._reads = [(place, column.read) for place, column in enumerate(columns) if column.read]
        self._references = [
            (place, column.name, column.refers) for place, column in enumerate(columns) if column.refers
        ]
        self._plans = Plans(self._make_plan)

    def statement(self, rows: Sequence[models.Model], database: Any, end: str = "") -> tuple[str, list[Any]]:
        """What to execute to store these rows, with its parameters; for few of them the connection has it planned."""
        places, worded, parameters = self.words(rows, database)
        if len(rows) <= FEW:
            return database.prepared(places + end, worded), parameters
        return places % tuple(worded) + end, parameters

    def words(self, rows: Sequence[models.Model], database: Any) -> tuple[str, list[str], list[Any]]:
        """The statement for these rows, but for what it returns, with a `%s` for each value; the values as they are
        worded; and the parameters of their words."""
        columns, places, worded, parameters = self._columns, list[str](), list[str](), list[Any]()
        for row in rows:
            values = self._values_of(row)
            plan = self._plans[tuple(map(type, values))]
            texts = plan.texts.copy()
            for place, write in plan.written:
                text = write(values[place])
                if text is None:
                    values[place] = columns[place].prepare(values[place], database)
                else:
                    texts[place] = text
            for place in plan.prepared:
                values[place] = columns[place].prepare(values[place], database)
            places.append(plan.row)
            worded += [texts[place] for place in plan.stated]
            parameters += [values[place] for place in plan.open if "%" in texts[place]]
        return self._head + ", ".join(places), worded, parameters

    def _values_of(self, row: models.Model) -> list[Any]:
        attributes, known = row.__dict__, row._state.fields_cache
        values = [attributes[name] for name in self._names]
        for place, read in self._reads:
            values[place] = read(row, True)
        for place, name, refers in self._references:
            if values[place] is None and name in known:
                values[place] = refers(row)
        return values

    def _make_plan(self, types: tuple[type, ...]) -> _Plan:
        row = ", ".join("DEFAULT" if kind is DatabaseDefault else "%s" for kind in types)
        stated = [place for place, kind in enumerate(types) if kind is not DatabaseDefault]
        plan = _Plan(f"({row})", stated, [column.placeholder for column in self._columns], [], [], [])
        for place in stated:
            column, kind = self._columns[place], types[place]
            if kind is NoneType and column.placeholder == "%s":
                plan.texts[place] = "NULL"
                continue
            plan.open.append(place)
            if kind in column.writers:
                if kind in _EMPTY:
                    plan.texts[place] = "%s::jsonb"
                plan.written.append((place, column.writers[kind]))
            elif not (kind in (NoneType, column.as_given) or _is_text(column, kind)):
                plan.prepared.append(place)
        return plan


class _Shape(NamedTuple):
    """What a new row of a model begins with."""

    values: dict[str, Any]
    """The defaults that are the same for every row."""
    made: list[tuple[str, Callable[[], Any]]]
    """How the others are made."""
    plain: frozenset[str]
    """The columns that are attributes and nothing else."""
    references: dict[str, tuple[str, Any, str]]
    """The column of a reference, the model that it refers to, and that one's key."""


def new_row(model: type[Row], **values: Any) -> Row:
    """A row as `model(**values)` makes it, which is not stored yet: what is not named has its default.

    The framework goes through all columns for that, which took a create longer than its prices.
    """
    row = model.__new__(model)
    state, attributes = ModelState(), row.__dict__
    shape = _shape_of(model)
    attributes.update(shape.values)
    for name, make in shape.made:
        if name not in values:
            attributes[name] = make()
    row._state = state
    for name, value in values.items():
        if name in shape.plain:
            attributes[name] = value
        elif name in shape.references and isinstance(value, shape.references[name][1]):
            column, _, key = shape.references[name]
            attributes[column] = getattr(value, key)
            state.fields_cache[name] = value
        elif hasattr(model, name):
            setattr(row, name, value)
        else:
            raise TypeError(f"{model.__name__} has no {name!r}.")
    return row


def insert_row(row: Row) -> Row:
    """Store a new row; it is told its key and what else the database makes of it."""
    insert_rows([row])
    return row


def insert_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """Store new rows of one model by one statement, in their order, as `insert_row` does."""
    if not rows:
        return rows
    insert = _insert_of(type(rows[0]), rows[0].pk is not None)
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        cursor.execute(*insert.statement(rows, database, insert.telling))
        if insert.returning:
            for row, values in zip(rows, cursor.fetchall(), strict=True):
                for field, value in zip(insert.returning, values, strict=True):
                    setattr(row, field.attname, value)
    _note_stored(rows)
    return rows


def insert_later(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model with the next statement, or with the commit: a round trip less.

    Nothing is read back. So this is for rows whose keys are known (`next_keys`) or asked for by nobody; what the
    database refuses it refuses there, at the end of the innermost atomic block at the latest.
    """
    if rows:
        insert = _insert_of(type(rows[0]), rows[0].pk is not None)
        database: Any = connections[DEFAULT_DB_ALIAS]
        database.send_later(*insert.statement(rows, database))
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
        [_column_of(field) for field in fields],
        f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ",  # noqa: S608 - names of our own
        [field for field in meta.db_returning_fields if not (has_key and field is meta.pk)],
    )


@cache
def _shape_of(model: type[models.Model]) -> _Shape:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.generated]
    made = {field.attname: field.default for field in fields if field.has_default() and callable(field.default)}
    plain = [field for field in fields if field.descriptor_class in (DeferredAttribute, ForeignKeyDeferredAttribute)]
    return _Shape(
        {field.attname: field.get_default() for field in fields if field.attname not in made},
        list(made.items()),
        frozenset(field.attname for field in plain),
        {
            field.name: (field.attname, field.related_model, field.target_field.attname)
            for field in plain
            if field.many_to_one and field.target_field.primary_key
        },
    )


def _column_of(field: Any) -> _Column:
    kind: Any = field
    while isinstance(kind, models.ForeignKey):
        kind = kind.target_field
    refers = _reference(field) if isinstance(field, models.ForeignKey) else None
    read = field.pre_save if refers is None and _makes_its_value(field) else None
    as_given = Decimal if isinstance(kind, models.DecimalField) else _AS_GIVEN.get(type(kind))
    placeholder = _placeholder_of(field)
    writers = {}
    if placeholder == "%s":
        writers = _EMPTY if type(kind) is models.JSONField else {of: _WRITE[of] for of in _WRITE if of is as_given}
    return _Column(field.attname, read, refers, field.name, as_given, placeholder, _preparation(field), writers)


def _makes_its_value(field: Any) -> bool:
    """Whether the field does more before it is stored than to take the attribute."""
    if type(field).pre_save in (models.DateField.pre_save, models.DateTimeField.pre_save):
        return bool(field.auto_now or field.auto_now_add)
    return type(field).pre_save is not models.Field.pre_save


def _is_text(column: _Column, kind: type) -> bool:
    """Whether the value is a member of choices, which to the driver is a text."""
    return column.as_given is str and issubclass(kind, models.TextChoices)


def _reference(field: Any) -> Callable[[Any], Any]:
    def refers(row: Any) -> Any:
        target = row._state.fields_cache[field.name]
        if target is None:
            return None
        # It was new when it was set, and has its key since.
        key = target.pk
        if key is None:
            raise ValueError(f"{field.name} of a new {row._meta.object_name} is not stored itself.")
        vars(row)[field.attname] = key
        return key

    return refers


def _preparation(field: Any) -> Callable[[Any, Any], Any]:
    dumps = get_json_dumps(field.encoder) if type(field) is models.JSONField else None

    def prepare(value: Any, database: Any) -> Any:
        if dumps and type(value) in _EMPTY:
            return dumps(value)
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{field.name} is an expression; a new row takes values.")
        return field.get_db_prep_save(value, database)

    return prepare


def _placeholder_of(field: Any) -> str:
    placeholder: Any = getattr(field, "get_placeholder", None)
    return placeholder(None, None, connection) if placeholder else "%s"
