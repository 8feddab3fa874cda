"""Reads compiled from serializers: PostgreSQL writes the JSON that the serializer describes.

A read serializer is turned, once, into one SELECT whose rows are finished JSON: plain columns, columns of related rows,
nested lists as sub-selects, properties and addresses that say what they are in SQL (`core/computed.py`). The view's
fenced and filtered query gives the keys, the compiled SELECT gives their JSON; planning it takes longer than running
it, so each connection plans it once. A serializer with a field that cannot be compiled (a method, another property) is
read by the framework as a whole, with the same answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connection, models
from django.db.models import F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Case, Combinable, RawSQL, When
from django.db.models.functions import Cast, Coalesce
from orjson import Fragment
from rest_framework import serializers

from apps.core.computed import AddressField, expression_of
from apps.core.fields import AmountField, LinkedIdsField, QuantityField
from apps.core.serializers import Serializer

# The parts that are put in are ours: a type, and queries that Django wrote. `asked` is what depends on the request.
_ROWS = (
    "CROSS JOIN (SELECT %s::text AS origin) asked "
    "CROSS JOIN LATERAL (SELECT row_to_json(r) AS json FROM ({select}) r) line"
)
_LIST = (
    "SELECT json_agg(line.json ORDER BY page.n)::text FROM unnest(%s::{key}[]) WITH ORDINALITY page (id, n) " + _ROWS  # noqa: S608
)
_ONE = "WITH page (id) AS MATERIALIZED ({ids}) SELECT line.json::text FROM page " + _ROWS  # noqa: S608
_MOST_ARGUMENTS = 100  # of a function in PostgreSQL


class NotCompilable(Exception):
    """The serializer has a field that SQL cannot answer."""


@dataclass(frozen=True, eq=False)
class CompiledRead:
    """A serializer as SQL. Its statements find rows by their keys, so that one plan is good for all of them."""

    key: str
    """The type of the model's primary key."""
    select: str
    parameters: tuple[Any, ...]

    def page(self, keys: Sequence[Any], *, origin: str) -> Fragment:
        """The rows with these keys, in their order, as a JSON array, with addresses below the origin. One statement."""
        statement = _LIST.format(key=self.key, select=self._literal)
        return Fragment((self._answer(statement, [list(keys), origin]) if keys else None) or "[]")

    def one(self, rows: QuerySet[Any], *, origin: str) -> Fragment | None:
        """The only row as JSON; None where there is none. One statement."""
        try:
            statement, parameters = self.single(rows)
        except EmptyResultSet:  # the filters contradict each other
            return None
        return self.answer_one(statement, [*parameters, origin])

    def single(self, rows: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
        """The statement that reads the only row, and its parameters but for the origin."""
        ids, parameters = rows.values("pk").query.sql_with_params()
        return _ONE.format(ids=ids, select=self._literal), parameters

    def answer_one(self, statement: str, parameters: Sequence[Any]) -> Fragment | None:
        """What a statement of `single` answers."""
        answer = self._answer(statement, parameters)
        return None if answer is None else Fragment(answer)

    @cached_property
    def _literal(self) -> str:
        """The SELECT with its constants written out: a statement that is prepared could not tell their types."""
        with connection.cursor() as cursor:
            text: str = cursor.mogrify(self.select, self.parameters).decode()
        return text.replace("%", "%%")

    def _answer(self, statement: str, parameters: Sequence[Any]) -> str | None:
        with connection.cursor() as cursor:
            cursor.execute(connection.prepared(statement), parameters)  # type: ignore[attr-defined]
            found = cursor.fetchone()
        return found[0] if found else None


_compiled: dict[type[Any], CompiledRead | None] = {}


def compiled_read(serializer_class: type[Any]) -> CompiledRead | None:
    """The serializer as SQL, or None where it has to be read by the framework."""
    if serializer_class not in _compiled:
        _compiled[serializer_class] = _compile(serializer_class)
    return _compiled[serializer_class]


def _compile(serializer_class: type[Any]) -> CompiledRead | None:
    try:
        serializer = serializer_class()
        model = _model_of(serializer)
        row = model._default_manager.filter(pk=RawSQL("page.id", ())).order_by()
        members = dict(_members(serializer, model))
        # The limit keeps the planner from joining everything first where its statistics are stale.
        select, parameters = row.values_list(*members.values())[:1].query.sql_with_params()
    except (NotCompilable, FieldDoesNotExist):
        return None
    aliases = ", ".join(connection.ops.quote_name(name).replace("%", "%%") for name in members)
    # Both parts are Django's own: its query, and names that it quoted.
    return CompiledRead(
        str(model._meta.pk.rel_db_type(connection)),
        f"SELECT * FROM ({select}) AS named ({aliases})",  # noqa: S608
        tuple(parameters),
    )


def _members(
    serializer: serializers.BaseSerializer[Any], model: type[models.Model], prefix: str = ""
) -> Iterator[tuple[str, Combinable]]:
    """The shown fields of a serializer with what they are in SQL; `prefix` leads from the queried row to the model."""
    if not isinstance(serializer, serializers.Serializer) or _is_customized(serializer):
        raise NotCompilable
    for name, field in serializer.fields.items():
        if not field.write_only:
            yield name, _value(field, model, prefix)


def _is_customized(serializer: serializers.Serializer[Any]) -> bool:
    standard = (serializers.Serializer.to_representation, Serializer.to_representation)
    return type(serializer).to_representation not in standard


def _value(field: Any, model: type[models.Model], prefix: str) -> Combinable:
    if isinstance(field, serializers.ListSerializer):
        return _nested_list(field, model, prefix)
    if isinstance(field, serializers.Serializer):
        return _nested_row(field, model, prefix)
    if isinstance(field, LinkedIdsField):
        return _linked_ids(field, model, prefix)
    address = field if isinstance(field, AddressField) else getattr(field, "read_as", None)
    if isinstance(address, AddressField):
        return address.in_sql(model, prefix)
    path = getattr(field, "read_from", field.source).replace(".", "__")
    if not prefix and (expression := expression_of(model, path)):
        return expression
    column, may_be_absent = _column(model, path)
    value = _formatted(field, column, f"{prefix}{path}")
    if not may_be_absent:
        return value
    if field.default is not serializers.empty and not callable(field.default):
        return Coalesce(value, Value(field.default, output_field=models.TextField()))
    if not field.allow_null:
        raise NotCompilable  # the framework would leave the field out
    return value


def _column(model: type[models.Model], path: str) -> tuple[models.Field[Any, Any], bool]:
    """The column a path leads to, and whether a reference on the way may be empty."""
    *relations, last = path.split("__")
    may_be_absent = False
    for relation in relations:
        reference = model._meta.get_field(relation)
        if not isinstance(reference, models.ForeignKey):
            raise NotCompilable
        may_be_absent = may_be_absent or reference.null
        model = reference.related_model
    for column in model._meta.concrete_fields:
        if last in (column.name, column.attname) or (last == "pk" and column.primary_key):
            return column, may_be_absent
    raise NotCompilable


def _formatted(field: Any, column: models.Field[Any, Any], path: str) -> Combinable:
    """A column as the serializer field shows it."""
    if isinstance(column, models.GeneratedField) and column.output_field:
        column = column.output_field
    match field:
        case QuantityField():
            return Func(F(path), function="trim_scale")
        case AmountField():
            return Cast(F(path), models.TextField())
        case serializers.DateTimeField() if isinstance(column, models.DateTimeField):
            # As isoformat does: microseconds only where there are any.
            text = Func(
                F(path),
                template="""to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
                output_field=models.TextField(),
            )
            return Func(text, Value(".000000Z"), Value("Z"), function="replace", output_field=models.TextField())
        case serializers.PrimaryKeyRelatedField() if isinstance(column, models.ForeignKey):
            return F(f"{path}_id")
        case serializers.ListField() if isinstance(column, ArrayField):
            return F(path)
        case serializers.FloatField() if isinstance(column, models.FloatField):
            return F(path)
        case (
            serializers.CharField()
            | serializers.ChoiceField()
            | serializers.IntegerField()
            | serializers.BooleanField()
            | serializers.DateField()
            | serializers.UUIDField()
            | serializers.JSONField()
        ) if not isinstance(field, serializers.MultipleChoiceField) and not isinstance(column, models.FileField):
            return F(path)
    raise NotCompilable


def _nested_row(field: serializers.Serializer[Any], model: type[models.Model], prefix: str) -> Combinable:
    reference = model._meta.get_field(str(field.source))
    if not isinstance(reference, models.ForeignKey):
        raise NotCompilable
    path = f"{prefix}{field.source}"
    members = _json_object(field, reference.related_model, f"{path}__")
    if not reference.null:
        return members
    return Case(When(**{f"{path}__isnull": False}, then=members), default=None)


def _nested_list(field: Any, model: type[models.Model], prefix: str) -> Combinable:
    """Rows that refer to this one, in their model's order, as a JSON array."""
    rows = _referring_rows(model, field.source, prefix)
    return _json_array(rows.values_list(_json_object(field.child, rows.model)))


def _linked_ids(field: LinkedIdsField, model: type[models.Model], prefix: str) -> Combinable:
    rows = _referring_rows(model, field.links, prefix).filter(**field.where)
    return _json_array(rows.values_list(f"{field.target}_id"))


def _referring_rows(model: type[models.Model], name: str, prefix: str) -> QuerySet[Any]:
    relation = model._meta.get_field(name)
    if not isinstance(relation, models.ManyToOneRel) or prefix:
        raise NotCompilable
    child = relation.related_model
    rows = child._default_manager.filter(**{relation.field.name: OuterRef("pk")})
    return rows.order_by(*(child._meta.ordering or ["pk"]))


def _json_array(rows: QuerySet[Any]) -> Combinable:
    return Subquery(rows, template="array_to_json(ARRAY(%(subquery)s))", output_field=models.JSONField())


def _json_object(
    serializer: serializers.BaseSerializer[Any], model: type[models.Model], prefix: str = ""
) -> Combinable:
    parts: list[Any] = []
    for name, value in _members(serializer, model, prefix):
        parts += [Value(name), value]
    if len(parts) > _MOST_ARGUMENTS:
        raise NotCompilable
    return Func(*parts, function="json_build_object", output_field=models.JSONField())


def _model_of(serializer: Any) -> type[models.Model]:
    try:
        model: type[models.Model] = serializer.Meta.model
    except AttributeError:
        raise NotCompilable from None
    return model
