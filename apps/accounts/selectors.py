from dataclasses import dataclass

from django.contrib.auth.models import Permission
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


def all_rights() -> list[Right]:
    """Every right that a tenant's role can give, by app and model."""
    rows = Permission.objects.order_by("content_type__app_label", "content_type__model", "codename")
    rights = (
        Right(pk, f"{app}.{codename}", name, app, model)
        for pk, codename, name, app, model in rows.values_list(
            "pk", "codename", "name", "content_type__app_label", "content_type__model"
        )
    )
    return [right for right in rights if right.codename in all_permissions()]


def right_by_id(pk: int) -> str | None:
    """The codename of a right, or None."""
    return next((right.codename for right in all_rights() if right.id == pk), None)
