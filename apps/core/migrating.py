"""Migrations whose cost follows what they change instead of the number of models.

With each operation Django renders anew whatever is related to the changed model, however indirectly. Here every model
refers to a tenant and to users, so that each of some hundred operations rendered nearly all of them: nine tenths of the
time of a first `migrate`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class NarrowState(ProjectState):
    """Renders only the changed model, unless other models' columns follow from the change.

    The others go on referring to its class of before, of the same table and key. As with Django's own delayed
    renderings, what runs Python code (`RunPython`, `post_migrate`) gets all models rendered afresh.
    """

    _adding = False

    def add_model(self, model_state: ModelState) -> None:
        with self._only_adding():
            super().add_model(model_state)

    def add_field(self, *args: Any, **kwargs: Any) -> None:
        with self._only_adding():
            super().add_field(*args, **kwargs)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        if not (delay or self._adding):
            super().reload_model(app_label, model_name, delay)
        elif "apps" in self.__dict__:
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]

    @contextmanager
    def _only_adding(self) -> Iterator[None]:
        self._adding = True
        try:
            yield
        finally:
            self._adding = False


class NarrowExecutor(MigrationExecutor):
    """Runs migrations forwards over a `NarrowState`; backwards as Django does."""

    def _migrate_all_forwards(self, state: ProjectState, *args: Any, **kwargs: Any) -> ProjectState:
        narrow = NarrowState()
        vars(narrow).update(vars(state))
        state = super()._migrate_all_forwards(narrow, *args, **kwargs)  # type: ignore[misc]
        assert isinstance(state, ProjectState)
        return state
