"""Tenants, what every row of a tenant has in common, and their document numbers."""

import json
from functools import cached_property
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast

from apps.core.computed import in_sql
from apps.core.fence import FencedManager
from apps.tenants.preferences import Preferences, default_settings

LOGO = (1200, 400)


class TenantQuerySet(models.QuerySet["Tenant"]):
    def visible_to(self, user: Any) -> "TenantQuerySet":
        """All tenants for a platform superuser, the own one for anybody else; not those that are being deleted."""
        there = self.filter(deleted_at=None)
        return there if user.is_superuser else there.filter(pk=user.acting_tenant_id)

    def by_key(self, key: str) -> "Tenant | None":
        """The tenant of this id or domain, unless it is being deleted."""
        is_id = key.isascii() and key.isdigit() and len(key) < 19
        return self.filter(deleted_at=None, **{"pk" if is_id else "domain": key.lower()}).first()


def logo_path(tenant: "Tenant", filename: str) -> str:
    """A random name, so that nobody's file is found by guessing."""
    return f"logos/{tenant.pk}/{uuid4().hex}.png"


class Tenant(models.Model):
    """A company that keeps its books here."""

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253, unique=True)
    is_active = models.BooleanField(default=True)
    settings = models.JSONField(default=dict, blank=True)
    logo = models.FileField(upload_to=logo_path, max_length=200, blank=True, editable=False)
    """A PNG that stands on the tenant's documents, within `LOGO` pixels."""
    deleted_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def preferences(self) -> Preferences:
        """The tenant's settings with the defaults filled in."""
        return Preferences.from_settings(self.settings)

    @property
    def logo_image(self) -> bytes | None:
        """The logo's content, read when asked for."""
        if not self.logo:
            return None
        with self.logo.open() as file:
            content: bytes = file.read()
        return content

    @property
    def language(self) -> str:
        """The language that the tenant chose; empty where it did not."""
        return str(self.settings.get("language") or "")

    @in_sql(
        Func(
            Cast(Value(json.dumps(default_settings())), models.JSONField()),
            F("settings"),
            template="(%(expressions)s)",
            arg_joiner=" || ",
            output_field=models.JSONField(),
        )
    )
    def all_settings(self) -> dict[str, Any]:
        """The settings as stored, with the defaults filled in."""
        return {**default_settings(), **self.settings}


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A reference to another row of the same tenant.

    Its constraint is `(tenant_id, x_id) -> x(tenant_id, id)`, laid by `apps.core.rls`; a plain foreign key would take
    another tenant's row.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)


class TenantOwned(models.Model):
    """A row that belongs to one tenant. Reached through `objects.visible_to(user)`."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)

    own_lookups: ClassVar[tuple[str, ...]] = ("owner",)
    """The fields that make a row the user's own, for roles whose scope is `own`."""

    unscoped = models.Manager[Any]()
    objects = FencedManager()

    class Meta:
        abstract = True
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"


class OwnedRecord(TenantOwned):
    """A tenant's row with an owner (who made it, unless handed on) and its times."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        abstract = True


class NumberSeries(TenantOwned):
    """The last number given out, for each kind of document and year."""

    own_lookups = ()

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "year"], name="one_series_a_kind_and_year")]


class VoidNumber(TenantOwned):
    """A number that was given out and whose document is gone, so that every gap is explained."""

    own_lookups = ("voided_by",)

    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=60)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    voided_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "number"], name="a_number_is_voided_once")]


class Answer(models.Model):
    """The answer to a POST that carried an Idempotency-Key, kept to be given again. Sealed: it may hold a secret."""

    key_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class KeptAnswer(TenantOwned, Answer):
    """An answer to somebody logged in."""

    own_lookups = ("user",)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "user", "key_hash"], name="one_answer_a_key")]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_age")]


class AnonymousAnswer(Answer):
    """An answer to somebody not logged in; the hash is of address, path and key."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_hash"], name="one_anonymous_answer_a_key")]
        indexes = [models.Index(fields=["created_at"], name="anonymous_answer_age")]
