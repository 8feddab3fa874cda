"""Many rows fast, by statements over sets: a company's invoices multiplied, and the company itself with small books.

Copies follow each other's references: a copied line belongs to the copied invoice. They have no events and no seals;
the figures are computed from the books afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from apps.dashboard.rollup import recalculate
from apps.invoices.models import Invoice, InvoiceLine, Seal
from apps.monitoring.portability.plan import carried_models, columns_of
from apps.monitoring.portability.staging import key_of
from apps.payments.models import Payment
from apps.tenants.models import Tenant

_UNLIKE = {
    ("tenants_tenant", "domain"): "k || '.' || s.domain",
    ("accounts_user", "username"): "k || '.' || s.username",
    ("accounts_user", "username_key"): "k || '.' || s.username_key",
    ("accounts_user", "email"): "k || '.' || s.email",
    ("accounts_user", "email_key"): "k || '.' || s.email_key",
}
"""What two tenants cannot share, with the copy's number before it."""


def multiply_invoices(cursor: Any, tenant: int, copies: int) -> None:
    """Add so many copies of the tenant's invoices, with their lines and payments, of the same clients.

    INV-2026-0001 becomes INV-2026-7x0001: who searches for a number finds as many as before.
    """
    _copy(
        cursor,
        [InvoiceLine, Payment, Invoice],
        tenant,
        copies,
        {
            ("invoices_invoice", "invoice_number"): r"regexp_replace(s.invoice_number, '[^-]+$', k || 'x\&')",
            ("invoices_invoice", "search_text"): r"regexp_replace(s.search_text, '^( \S+ \S+ )', '\1' || k || 'x')",
        },
    )


def multiply_tenant(cursor: Any, tenant: int, copies: int) -> None:
    """Add so many tenants with the same small books and the same people under other names."""
    left_out = {"audit_auditlog", Seal._meta.db_table}
    models = [model for model in carried_models() if model._meta.db_table not in left_out]
    _copy(cursor, models, tenant, copies, _UNLIKE)


def _copy(
    cursor: Any, models: Sequence[type[Any]], tenant: int, copies: int, unlike: Mapping[tuple[str, str], str]
) -> None:
    moved = {model: _numbering(cursor, model, tenant) for model in models}
    for model in models:  # lines before the documents that guard them; keys are checked at the commit
        table, values = model._meta.db_table, {}
        for field in columns_of(model):
            name = str(field.column)
            target = model if field.primary_key else field.related_model
            values[f'"{name}"'] = unlike.get(
                (table, name), moved[target].format(f"s.{name}") if target in moved else f's."{name}"'
            )
        with _indexed_afterwards(cursor, table):
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
                f"FROM {table} s CROSS JOIN generate_series(1, %s) k WHERE s.{key_of(model)} = %s",
                [copies, tenant],
            )
    with connections["owner"].cursor() as owner:
        for model in models:
            cursor.execute(f"SELECT max(id) FROM {model._meta.db_table}")
            owner.execute("SELECT setval(%s, %s)", [f"{model._meta.db_table}_id_seq", cursor.fetchone()[0]])


@contextmanager
def _indexed_afterwards(cursor: Any, table: str) -> Iterator[None]:
    """Do without the table's indexes that hold no constraint, and build them at the end: sorted, not row by row."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)


def _numbering(cursor: Any, model: type[Any], tenant: int) -> str:
    """The expression of a copied row's id, with a place for the original's."""
    table = model._meta.db_table
    cursor.execute(
        f"SELECT coalesce(min(id), 0), coalesce(max(id), 0), (SELECT coalesce(max(id), 0) FROM {table}) "
        f"FROM {table} WHERE {key_of(model)} = %s",
        [tenant],
    )
    first, last, taken = cursor.fetchone()
    return f"{{}} + {taken - first + 1} + (k - 1)::bigint * {last - first + 1}"


def rebuild_figures(tenant: Tenant) -> None:
    """Compute the tenant's figures from its books. The tenant is bound."""
    with transaction.atomic():
        recalculate(tenant)
