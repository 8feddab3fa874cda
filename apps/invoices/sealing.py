"""Issued documents are frozen: parties as they were, and a hash of the content chained to the document before it."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from apps.clients.models import Client
from apps.core.inserts import insert_later
from apps.core.money import EXACT, format_money, format_price
from apps.currencies.rates import Rates
from apps.invoices.documents import BASE_TOTALS, Document, DocumentLine
from apps.invoices.models import Seal
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant
from apps.tenants.numbering import advance_series

SEALED = ("seller", "buyer", "content_hash")
"""The fields of a document that `seal_documents` sets, besides its `value_fields`."""
VERSION = 2
"""Of the canonical content; each seal says its own, the first none."""
PARTY = ("name", "address", "email", "phone", "tax_number")


def seal_documents(*, actor: Actor, documents: Iterable[Document]) -> None:
    """Set `SEALED` and the value fields of documents that are being issued, and store their seals; the caller saves.

    400 for a currency without an exchange rate on the day of issue; a document that has its rate keeps it.
    Each seal's hash is SHA-256 over the hash before it in the series (kind and year of issue), a line feed and the
    canonical content. Whoever issues in the same series waits until this transaction ends.
    """
    seller, rates = seller_of(actor.acting_tenant), Rates(actor)
    for (kind, year), group in groupby(documents, key=_series):
        sealed = list(group)
        last = advance_series(actor=actor, kind=f"{kind}_seal", year=year, count=len(sealed))
        first = last - len(sealed) + 1
        series = Seal.unscoped.filter(tenant_id=actor.acting_tenant_id, kind=kind, year=year)
        before = series.filter(position=first - 1).values_list("hash", flat=True).first() or ""
        seals = []
        for position, document in enumerate(sealed, start=first):
            document.seller, document.buyer = seller, buyer_of(document.client)
            if document.exchange_rate is None:
                document.freeze_value(rates)
            content = canonical_content(document)
            before = chain_hash(before, content)
            document.content_hash = before
            seals.append(
                Seal(
                    tenant_id=document.tenant_id,
                    kind=kind,
                    year=year,
                    position=position,
                    document_id=document.pk,
                    number=str(document),
                    content=content,
                    hash=before,
                )
            )
        insert_later(seals)


def seal_stored(*, actor: Actor, documents: Sequence[Document]) -> None:
    """Seal issued documents of one kind that were stored without, and save them in one statement."""
    if not documents:
        return
    seal_documents(actor=actor, documents=sorted(documents, key=_series))
    columns = documents[0].value_fields
    rows = [
        [
            document.pk,
            json.dumps(document.seller),
            json.dumps(document.buyer),
            document.content_hash,
            *(getattr(document, name) for name in columns),
        ]
        for document in documents
    ]
    values = ", ".join(f"{name} = v.{name}" for name in columns)
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            f"UPDATE {documents[0]._meta.db_table} AS t SET seller = v.seller::jsonb, buyer = v.buyer::jsonb, "  # noqa: S608
            f"content_hash = v.hash, {values} FROM (VALUES %s) AS v (id, seller, buyer, hash, {', '.join(columns)}) "
            "WHERE t.tenant_id = app_tenant() AND t.id = v.id",
            rows,
        )


def seller_of(tenant: Tenant) -> dict[str, str]:
    """The tenant as its documents name it."""
    preferences = tenant.preferences
    return {"name": tenant.name} | {name: getattr(preferences, name) for name in PARTY[1:]}


def buyer_of(client: Client) -> dict[str, str]:
    """The client as documents name it: a company before the person in it."""
    buyer = {name: getattr(client, name) for name in PARTY}
    if client.company:
        buyer |= {"name": client.company, "address": f"{client.name}\n{client.address}".strip()}
    return buyer


def canonical_content(document: Document, version: int = VERSION) -> str:
    """What a document says, as JSON with sorted keys: equal documents make equal texts, whatever stored them.

    Status, payments and notes on sending are no part of it. `version` is that of the seal it is compared with: the
    first said nothing of exchange rates.
    """
    currency = document.currency
    content = {
        **(_value_content(document) if version > 1 else {}),
        "kind": document.kind,
        "number": str(document),
        "issue_date": document.issue_date,
        document.last_day_name: document.last_day,
        "currency": currency,
        "tax_mode": document.tax_mode,
        "prices_include_tax": document.prices_include_tax,
        "seller": document.seller,
        "buyer": document.buyer,
        "line_items": [_line_content(line, currency) for line in document.line_items.all()],
        "taxes": document.taxes,
        **{
            name: format_money(getattr(document, name), currency) for name in ("subtotal", "tax_amount", "total_amount")
        },
        "terms": document.terms,
        "notes": document.notes,
        **document.further_content(),
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def version_of(content: str) -> int:
    """The version of a canonical content."""
    return int(json.loads(content).get("version", 1))


def chain_hash(before: str, content: str) -> str:
    """The hash of a content whose predecessor in the series has the hash `before`, empty for the first."""
    return sha256(f"{before}\n{content}".encode()).hexdigest()


def _series(document: Document) -> tuple[str, int]:
    return document.kind, document.issue_date.year


def _line_content(line: DocumentLine, currency: str) -> dict[str, Any]:
    return {
        "position": line.position,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": format_price(line.unit_price, currency),
        "discount": format_money(line.discount, currency),
        "discount_percent": line.discount_percent,
        "taxes": line.taxes,
        "total": format_money(line.total, currency),
    }


def _value_content(document: Document) -> dict[str, Any]:
    """What the document is worth in the company's currency, and by which rate."""
    figures = {name: getattr(document, name) for name in BASE_TOTALS}
    return {
        "version": VERSION,
        "base_currency": document.base_currency,
        "exchange_rate": document.exchange_rate,
        **{name: None if figure is None else format(figure, "f") for name, figure in figures.items()},
    }


def _plain(value: object) -> str:
    match value:
        case Decimal():
            return format(value.normalize(EXACT), "f")
        case date():
            return value.isoformat()
    raise TypeError(f"A document does not say a {type(value).__name__}.")
