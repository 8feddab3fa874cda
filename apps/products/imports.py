"""Products from tables: a row means the product with its code, or makes a new one."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.transfer.columns import CellError, Column, read_amount, read_choice
from apps.core.transfer.imports import ImportRow, RowError
from apps.products.models import DocumentType, Product
from apps.products.services import change_product, code_key, create_product, describe_tasks
from apps.tenants.actors import Actor

_TASK: Final = re.compile(
    r"(?P<name>.+?)\s*\|\s*(?P<duration>[0-9]{1,4}) (?P<business>business )?days?"
    r"(?:\s*\|\s*remind (?P<remind>[0-9]{1,4}) days? before)?(?P<tell>\s*\|\s*tell the customer)?",
    re.IGNORECASE,
)
_LONGEST: Final = 3_650


class ProductWriter:
    """Writes a batch of rows as products. Blank cells change nothing."""

    needed: Sequence[str] = ("code",)
    required: Sequence[str] = ()
    counted: Sequence[str] = ("created", "updated", "unchanged")
    tables: Sequence[str] = ("products_product",)

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.columns: Sequence[Column] = product_columns(actor)

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            row.prepared = code_key(row.values["code"])

    def write(self, rows: Sequence[ImportRow]) -> Mapping[str, int]:
        products = Product.unscoped.filter(
            tenant_id=self.actor.acting_tenant_id, code_key__in={row.prepared for row in rows}
        )
        known = {product.code_key: product for product in products.prefetch_related("tasks", "document_links")}
        counts = dict.fromkeys(self.counted, 0)
        for row in rows:
            try:
                with transaction.atomic():
                    counts[self._write(row, known)] += 1
            except RuleViolation as exc:
                row.error = RowError(row.number, next(iter(exc.details), "").partition(".")[0], exc.message)
        return counts

    def _write(self, row: ImportRow, known: dict[str, Product]) -> str:
        product = known.get(row.prepared)
        if product is None:
            if not row.values.get("name"):
                raise RuleViolation("A new product needs a name.", code="required", field="name")
            known[row.prepared] = create_product(actor=self.actor, **row.values)
            return "created"
        changes = {name: value for name, value in row.values.items() if not _says(product, name, value)}
        if not changes:
            return "unchanged"
        known[row.prepared] = change_product(actor=self.actor, product=product, **changes)
        return "updated"


def product_columns(actor: Actor) -> list[Column]:
    """The columns of products' tables, in the order of exports."""
    rows = DocumentType.objects.visible_to(actor)
    types = {document_type.name.casefold(): document_type for document_type in rows}

    def read_types(cell: str) -> list[DocumentType]:
        names = [" ".join(line.split()) for line in cell.splitlines()]
        if len(names) == 1 and names[0].casefold() not in types:
            names = [" ".join(name.split()) for name in cell.split(";")]
        try:
            return [types[name.casefold()] for name in names if name]
        except KeyError as exc:
            raise CellError(
                say("There is no document type {name}; name one on each line.", name=str(exc)[:60])
            ) from exc

    return [
        Column("code", ("product code", "sku", "article number", "item code"), max_length=50),
        Column("name", ("product", "product name", "title", "item"), max_length=200),
        Column("description", ("details", "text"), max_length=20_000),
        Column(
            "product_type", ("type", "kind", "category"), read_choice(**{kind: kind for kind in Product.Type.values})
        ),
        Column("base_price", ("cost", "cost price", "purchase price"), read_amount),
        Column("retail_price", ("price", "sales price", "selling price", "unit price"), read_amount),
        Column("currency", ("currency code",), str.upper, 3),
        Column("tax_rate", ("tax", "vat rate"), _read_rate),
        Column("validity", ("valid days", "days valid"), _read_days),
        Column("deprecated", ("discontinued",), read_choice(true=True, false=False, yes=True, no=False)),
        Column("required_documents", ("required document types", "documents"), read_types),
        Column("optional_documents", ("optional document types",), read_types),
        Column("tasks", ("steps", "workflow"), _read_tasks),
    ]


def _says(product: Product, name: str, value: Any) -> bool:
    """Whether the product says in this column what the cell says; tasks count by their order, a code whatever
    its case."""
    if name == "code":
        return True
    if name == "tasks":
        tasks = [{field: task[field] for field in task if field != "step"} for task in describe_tasks(product)]
        return bool(tasks == value)
    if name in ("required_documents", "optional_documents"):
        required = name == "required_documents"
        held = {link.document_type_id for link in product.document_links.all() if link.required == required}
        return held == {document_type.pk for document_type in value}
    return bool(getattr(product, name) == value)


def _read_rate(cell: str) -> Decimal:
    """A fraction, or a percentage with its sign: `0.11` and `11%` are the same."""
    rate = read_amount(cell.removesuffix("%").strip())
    return rate / 100 if cell.endswith("%") else rate


def _read_days(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", cell):
        raise CellError(say("{cell!r} is no number of days.", cell=cell[:60]))
    return int(cell)


def _read_tasks(cell: str) -> list[dict[str, Any]]:
    tasks = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        match = _TASK.fullmatch(line)
        if match is None or len(match["name"]) > 200:
            raise CellError(
                say("{line!r} is no task: write one a line, like `Submit | 5 business days`.", line=line[:60])
            )
        days = {"duration": int(match["duration"]), "notify_days_before": int(match["remind"] or 0)}
        if max(days.values()) > _LONGEST:
            raise CellError(say("{line!r} takes more than {most:,} days.", line=line[:60], most=_LONGEST))
        tasks.append(
            {
                "name": " ".join(match["name"].split()),
                "duration_is_business_days": bool(match["business"]),
                "notify_customer": bool(match["tell"]),
                **days,
            }
        )
    return tasks
