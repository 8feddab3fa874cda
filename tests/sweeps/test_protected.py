"""What a body may not set stays as it is, whatever the body says: ids, tenants, owners, sums, states, rights, times."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from rest_framework import serializers

from apps.accounts.models import Role, User
from apps.core.tenancy import tenant_context
from apps.tenants.models import Tenant
from tests.reading.conftest import done
from tests.sweeps.bodies import NOT_BY_ONE_CALL, call_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import Route
from tests.sweeps.test_bodies import WITH_A_BODY, undone
from tests.sweeps.uploads import FORMS_ONLY, encoded_form, good_form

PLANTED = {
    "text": "planted-0a1b2c",
    "uuid": str(UUID(int=0xDEADBEEF0A1B2C)),
    "int": 987_654_321,
    "decimal": "98765.4321",
    "date": "1987-06-05",
    "datetime": "1987-06-05T04:03:02Z",
}
"""Values that stand nowhere unless a body has put them there."""
PROTECTED = {
    "id": "int",
    "pk": "int",
    "created_at": "datetime",
    "updated_at": "datetime",
    "total": "decimal",
    "total_amount": "decimal",
    "paid_amount": "decimal",
    "balance": "decimal",
    "number": "text",
    "content_hash": "text",
    "password_hash": "text",
}
RIGHTS = {
    "is_superuser": True,
    "is_staff": True,
    "is_active": False,
    "scope": "all",
    "permissions": ["accounts.change_role"],
    "user_permissions": [1],
    "groups": [1],
}
WATCHED = (User, Role, Tenant)
"""Models whose rows no other resource's body may touch."""


def plain(field: models.Field[Any, Any], ground: Ground) -> Any:
    """A value that the column would take, and does not have."""
    if isinstance(field, models.ForeignKey):
        return ground.stranger.tenant_id if field.related_model is Tenant else ground.platform.user.pk
    if field.choices:
        return list(dict(field.flatchoices))[-1]
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.BooleanField, not field.get_default()),
        (models.IntegerField, PLANTED["int"]),
        (models.DecimalField, PLANTED["decimal"]),
        (models.DateTimeField, PLANTED["datetime"]),
        (models.DateField, PLANTED["date"]),
        (models.UUIDField, PLANTED["uuid"]),
        (models.JSONField, {"planted": PLANTED["text"]}),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), PLANTED["text"])


def protected_of(serializer: serializers.Serializer[Any], model: Any, ground: Ground) -> dict[str, Any]:
    """Every column that the serializer does not take, by each name that a body could call it by."""
    planted = {name: PLANTED[kind] for name, kind in PROTECTED.items()} | RIGHTS
    planted |= {"tenant": ground.stranger.tenant_id, "owner": ground.stranger.pk, "role": ground.platform.user.role_id}
    for field in model._meta.concrete_fields if model else ():
        planted[field.name] = plain(field, ground)
    for name, field in serializer.fields.items():
        if field.read_only and name not in planted:
            planted[name] = PLANTED["text"]
    planted |= {f"{name}_id": value for name, value in planted.items() if name in ("tenant", "owner", "role")}
    writable = {name for name, field in serializer.fields.items() if not field.read_only}
    taken = writable | {field.source for name, field in serializer.fields.items() if name in writable}
    return {
        name: value for name, value in planted.items() if not {name, name.removesuffix("_id")} & (taken | {"password"})
    }


def with_protected(serializer: Any, model: Any, body: dict[str, Any], ground: Ground) -> dict[str, Any]:
    """The body, with all that is protected added to it and to the objects in it."""
    more = dict(body)
    for name, value in body.items():
        field = serializer.fields.get(name)
        child = getattr(field, "child", field)
        if isinstance(child, serializers.Serializer):
            of = getattr(getattr(child, "Meta", None), "model", None)
            nested = [
                with_protected(child, of, item, ground) for item in (value if isinstance(value, list) else [value])
            ]
            more[name] = nested if isinstance(value, list) else nested[0]
    return protected_of(serializer, model, ground) | more


def rows_of(found: list[Any], ground: Ground) -> dict[tuple[str, Any], dict[str, Any]]:
    rows = {}
    for user in (ground.owner, ground.stranger):
        with tenant_context(user.tenant_id):
            for model in found:
                for values in model._base_manager.values():
                    rows[model.__name__, values[model._meta.pk.attname]] = values
    return rows


def changes_of(before: Any, after: Any) -> list[dict[str, Any]]:
    """What each new or changed row says, in their order."""
    return [
        {"model": key[0], **values}
        for key, values in sorted(after.items(), key=lambda row: (row[0][0], str(row[0][1]).zfill(40)))
        if before.get(key) != values
    ]


def planted_rows() -> Iterator[str]:
    """The rows of the bound company, or of none, that hold a planted value, told as they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
            "AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        any_of = "|".join(str(value).rstrip("Z").replace("T", ".") for value in PLANTED.values())
        whole = " UNION ALL ".join(f"SELECT '{name}', t::text FROM {name} t WHERE t::text ~ %s" for name in tables)
        cursor.execute(whole, [any_of] * len(tables))
        yield from (f"{table}: {row}" for table, row in cursor.fetchall())


KEEPS_WHAT_IT_IS_SENT = ("integrations_webhookevent",)
"""What is kept as it came, for people to read."""


def deviations(route: Route, model: Any, ground: Ground, send: Callable[[bool], Any]) -> list[str]:
    """What differs for the planted values: columns of the rows that were made or changed, rows that hold such a value.

    `send` asks plainly or, with True, with all that is protected.
    """
    watched = list({model, *WATCHED} - {None})
    before = rows_of(watched, ground)
    told = []
    for planted in (False, False, True):
        with undone():
            answer = send(planted)
            assert 200 <= answer.status_code < 300, answer.content
            told.append(changes_of(before, rows_of(watched, ground)))
            with tenant_context(ground.owner.tenant_id):
                found = [row for row in planted_rows() if planted and not row.startswith(KEEPS_WHAT_IT_IS_SENT)]
    plainly, again, protected = told
    assert len(protected) == len(plainly) == len(again)
    return found + [
        f"{first['model']}.{name}: {first[name]!r} -> {third[name]!r}"
        for first, second, third in zip(plainly, again, protected, strict=True)
        for name in first
        if first[name] == second[name] != third[name]
    ]


@pytest.mark.parametrize("route", [route for route in WITH_A_BODY if str(route) not in NOT_BY_ONE_CALL], ids=str)
def test_a_body_sets_nothing_that_is_protected(route: Route, ground: Ground) -> None:
    url, good = call_of(route, ground)
    model = route.model or getattr(getattr(route.serializer, "Meta", None), "model", None)

    def send(planted: bool) -> Any:
        body = with_protected(route.serializer, model, good, ground) if planted else good
        return ground.caller(route).request(route.method, url, body)

    assert deviations(route, model, ground, send) == []


def with_columns(value: Any, ground: Ground) -> Any:
    """A table with columns for all that is protected in whatever it may be a table of; anything else as it is."""
    if not (isinstance(value, SimpleUploadedFile) and str(value.name).endswith(".csv")):
        return value
    more = {name: PLANTED[kind] for name, kind in PROTECTED.items()} | {"tenant_id": ground.stranger.tenant_id}
    more |= {name: given for name, given in RIGHTS.items() if not isinstance(given, list)}
    head, row = value.read().decode().splitlines()
    lines = [",".join([head, *more]), ",".join([row, *map(str, more.values())])]
    return SimpleUploadedFile(str(value.name), "\n".join(lines).encode())


@pytest.mark.parametrize("route", [route for route in FORMS_ONLY if str(route) not in NOT_BY_ONE_CALL], ids=str)
def test_a_form_sets_nothing_that_is_protected(route: Route, ground: Ground, settings: Any, tmp_path: Path) -> None:
    """Neither by its fields nor, where the file is a table, by its columns."""
    settings.MEDIA_ROOT = str(tmp_path)
    url, _ = call_of(route, ground)
    model = route.model

    def send(planted: bool) -> Any:
        # A file can be read once.
        form = good_form(route, ground)
        if planted:
            more = protected_of(serializers.Serializer(), model, ground)
            form = more | {name: with_columns(value, ground) for name, value in form.items()}
        answer = ground.caller(route).request(route.method, url, *encoded_form(form))
        if answer.status_code == 202 and "/import/" in url:
            assert done(ground.caller(route), answer.json())["status"] == "succeeded"
        return answer

    assert deviations(route, model, ground, send) == []
