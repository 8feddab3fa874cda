"""Statements that find one visible row by its key, put into words once for each scope of viewers.

Composing and compiling the same fenced query again is a fifth of what a small request costs. So the fence is asked with
a `Stencil` in the viewer's place; later only ids are filled in. PostgreSQL's row-level security stands behind it as
behind any other statement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.base import ModelState

from apps.core.actors import Scope, Viewer
from apps.core.fence import FencedManager, SharedManager

KEY = -7_000_000_000_000_000_003
"""Where the row's key goes."""


@dataclass(frozen=True)
class Stencil:
    """A viewer of whom only the scope is known; its ids are the places where a viewer's own ones go."""

    scope: Scope
    acting_tenant_id: int = -7_000_000_000_000_000_001
    pk: int = -7_000_000_000_000_000_002

    @staticmethod
    def fits(model: type[Model]) -> bool:
        """Whether the model's fence asks nothing but these: what is personal or platform-wide may look at more."""
        plain = (FencedManager.visible_to, SharedManager.visible_to)
        return getattr(type(getattr(model, "objects", None)), "visible_to", None) in plain


class Wording:
    """A statement by key for each scope. `write` answers its text and parameters for a stencil, with `KEY` for the key;
    it may raise EmptyResultSet where the scope sees no row."""

    def __init__(self, write: Callable[[Viewer], tuple[str, Sequence[Any]]]) -> None:
        self._write = write
        self._statements: dict[Scope, tuple[str, list[Any]]] = {}

    def of(self, viewer: Viewer, key: int) -> tuple[str, list[Any]] | None:
        """Text and parameters for this viewer and row; None where there can be none."""
        return None if key.bit_length() > 63 else self.filled(viewer, key)

    def filled(self, viewer: Viewer, key: int | None = None) -> tuple[str, list[Any]] | None:
        """Text and parameters for this viewer; None where there can be no row."""
        scope = viewer.scope
        if scope not in self._statements:
            try:
                text, parameters = self._write(Stencil(scope))
            except EmptyResultSet:
                return None
            self._statements[scope] = text, list(parameters)
        text, places = self._statements[scope]
        ids = {Stencil.acting_tenant_id: viewer.acting_tenant_id, Stencil.pk: viewer.pk, KEY: key}
        return text, [ids.get(place, place) for place in places]


class _Reader:
    """How one row of a model is found by its key, and made of what the database answers."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._wording = Wording(
            lambda stencil: model.objects.visible_to(stencil).filter(pk=KEY).query.sql_with_params()
        )
        columns = model._meta.concrete_fields
        self._names = [column.attname for column in columns]
        compiler = model.unscoped.all().query.get_compiler(DEFAULT_DB_ALIAS)
        self._conversions = compiler.get_converters([column.get_col(model._meta.db_table) for column in columns])

    def read(self, viewer: Viewer, key: int) -> Any | None:
        worded = self._wording.of(viewer, key)
        if worded is None:
            return None
        database: Any = connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            cursor.execute(database.prepared(worded[0]), worded[1])
            found = cursor.fetchone()
        if found is None:
            return None
        values = list(found)
        for place, (converters, expression) in self._conversions.items():
            for convert in converters:
                values[place] = convert(values[place], expression, database)
        row = self._model.__new__(self._model)
        vars(row).update(zip(self._names, values, strict=True), _state=ModelState())
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return row


_readers: dict[type[Any], _Reader] = {}


def visible_row(model: type[Any], viewer: Viewer, key: int) -> Any | None:
    """The row with this key, None where the viewer sees none. Of a model that a stencil fits."""
    if model not in _readers:
        _readers[model] = _Reader(model)
    return _readers[model].read(viewer, key)
