from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.db.migrations import operations
from django.db.migrations.state import ModelState, ProjectState

from apps.core.migrating import NarrowState

TEAM, PERSON, BADGE = ("staff", "team"), ("staff", "person"), ("staff", "badge")


@pytest.fixture
def state() -> NarrowState:
    """A badge is a person's, a person is in a team."""
    key = ("id", models.AutoField(primary_key=True))
    of_team = ("team", models.ForeignKey("staff.Team", models.CASCADE))
    of_person = ("person", models.ForeignKey("staff.Person", models.CASCADE))
    state = NarrowState()
    for name, *fields in (("Team", key), ("Person", key, of_team), ("Badge", key, of_person)):
        state.add_model(ModelState("staff", name, fields))
    return state


def rendered_again(state: ProjectState, operation: Any) -> set[tuple[str, str]]:
    before = {name: state.apps.get_model(*name) for name in (TEAM, PERSON, BADGE)}
    operation.state_forwards("staff", state)
    return {name for name, model in before.items() if state.apps.get_model(*name) is not model}


@pytest.mark.parametrize(
    "operation",
    [
        lambda: operations.AddIndex("Person", models.Index(fields=["team"], name="by_team")),
        lambda: operations.AddConstraint("Person", models.UniqueConstraint(fields=["team"], name="one")),
        lambda: operations.AddField("Person", "name", models.TextField(default="")),
        lambda: operations.AddField("Person", "former", models.ForeignKey("staff.Team", models.CASCADE, null=True)),
    ],
)
def test_renders_only_the_model_that_changed(state: NarrowState, operation: Callable[[], Any]) -> None:
    assert rendered_again(state, operation()) == {PERSON}


def test_renders_nothing_else_for_a_new_model(state: NarrowState) -> None:
    fields = [("id", models.AutoField(primary_key=True)), ("team", models.ForeignKey("staff.Team", models.CASCADE))]
    assert rendered_again(state, operations.CreateModel("Desk", fields)) == set()
    assert state.apps.get_model("staff", "desk")._meta.get_field("team").related_model is state.apps.get_model(*TEAM)


def test_renders_what_refers_to_a_key_that_changes(state: NarrowState) -> None:
    to_bigger = operations.AlterField("Team", "id", models.BigAutoField(primary_key=True))
    assert {TEAM, PERSON} <= rendered_again(state, to_bigger)
    person = state.apps.get_model(*PERSON)
    assert isinstance(person._meta.get_field("team").target_field, models.BigAutoField)


def test_renders_all_afresh_for_what_runs_python_code(state: NarrowState) -> None:
    assert state.apps.get_model(*PERSON)
    operations.AddField("Team", "name", models.TextField(default="")).state_forwards("staff", state)
    seen = []

    def look(apps: Any, editor: Any) -> None:
        seen.append(apps.get_model(*PERSON)._meta.get_field("team").related_model is apps.get_model(*TEAM))

    class Editor:
        class connection:
            alias = "owner"

    operations.RunPython(look).database_forwards("staff", Editor(), state.clone(), state)
    assert seen == [True]
