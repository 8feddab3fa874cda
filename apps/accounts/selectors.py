from dataclasses import dataclass
from functools import cache
from zlib import crc32

from django.apps import apps
from django.db import connection

from apps.accounts.identifiers import identifier_key
from apps.accounts.roles import all_permissions


@dataclass(frozen=True)
class Account:
    """Where a user is to be found, before any tenant is bound."""

    user_id: int
    tenant_id: int


def account_of(identifier: str) -> Account | None:
    """The account with this username or e-mail, or one that looks like it, in whichever tenant.

    A username goes before an e-mail.
    """
    return _ask("SELECT id, tenant_id FROM account_by_identifier(%s)", identifier_key(identifier))


def account_by_id(user_id: int) -> Account | None:
    """The account of this id, in whichever tenant."""
    return _ask("SELECT id, tenant_id FROM account_by_id(%s)", user_id)


def _ask(query: str, parameter: str | int) -> Account | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [parameter])
        row = cursor.fetchone()
    return Account(*row) if row else None


@dataclass(frozen=True)
class Right:
    """A right that a role can give; `codename` as `clients.add_client`."""

    id: int
    codename: str
    name: str
    app: str
    model: str


@cache
def all_rights() -> tuple[Right, ...]:
    """Every right that a tenant's role can give, by app and model."""
    return tuple(
        Right(
            # The same in every installation and version.
            id=crc32(right.encode()),
            codename=right,
            name=f"Can {verb} {model._meta.verbose_name}",
            app=model._meta.app_label,
            model=str(model._meta.model_name),
        )
        for model in apps.get_models()
        for verb in model._meta.default_permissions
        if (right := f"{model._meta.app_label}.{verb}_{model._meta.model_name}") in all_permissions()
    )


def right_by_id(pk: int) -> str | None:
    """The codename of a right, or None."""
    return next((right.codename for right in all_rights() if right.id == pk), None)
