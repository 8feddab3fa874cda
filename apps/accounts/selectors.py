from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Account:
    """Where a user is to be found, before any tenant is bound."""

    user_id: int
    tenant_id: int


def account_of(identifier: str) -> Account | None:
    """The account with this username or e-mail, in whichever tenant; a username goes before an e-mail."""
    return _ask("SELECT id, tenant_id FROM account_by_identifier(%s)", identifier)


def account_by_id(user_id: int) -> Account | None:
    """The account of this id, in whichever tenant."""
    return _ask("SELECT id, tenant_id FROM account_by_id(%s)", user_id)


def _ask(query: str, parameter: str | int) -> Account | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [parameter])
        row = cursor.fetchone()
    return Account(*row) if row else None
