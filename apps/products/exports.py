"""Products as tables: how a product is written in cells, and the job that writes a file of them."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Final

from django.db.models import QuerySet

from apps.core.replica import read_from_replica
from apps.core.search import find_rows
from apps.core.transfer.exports import WRITERS, read_in_pieces
from apps.jobs.models import Job
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.products.filters import ProductFilter
from apps.products.models import Product, ProductTask
from apps.tenants.actors import Actor

EXPORT_PRODUCTS: Final = "products.export_products"
SUFFIXES: Final = {"csv": "csv", "excel": "xlsx"}
REPORTED: Final = 500
PLAIN: Final = (
    *("code", "name", "description", "product_type", "base_price", "retail_price", "currency", "tax_rate", "validity"),
    "deprecated",
)
HEADER: Final = (*PLAIN, "required_documents", "optional_documents", "tasks")


def start_product_export(*, actor: Actor, file_format: str, filters: Mapping[str, str]) -> Job:
    """Start the job that writes the products which the list's filters leave; what else is named is not kept."""
    known = {name: value for name, value in filters.items() if name in (*ProductFilter.base_filters, "search")}
    return start_job(actor=actor, kind=EXPORT_PRODUCTS, file_format=file_format, filters=known)


@handles(EXPORT_PRODUCTS)
def export_products(run: JobRun) -> dict[str, Any]:
    """Write the products that the job's filters leave, as a file that can be imported again."""
    file_format, filters = run.arguments["file_format"], run.arguments["filters"]
    asker: Any = SimpleNamespace(user=run.actor)
    rows = ProductFilter(filters, queryset=Product.objects.visible_to(run.actor), request=asker).qs
    rows = find_rows(rows, filters.get("search", ""), ("search_text",))
    total = read_from_replica(rows.count)
    name = f"products.{SUFFIXES[file_format]}"
    run.attach(
        name, b"".join(WRITERS[file_format](HEADER, _reporting(run, product_rows(rows, run.job.tenant_id), total)))
    )
    return {"products": total, "file_name": name}


def product_rows(rows: QuerySet[Any], tenant_id: int) -> Iterator[Sequence[str]]:
    """Products as cells of text, the oldest first."""
    whole = rows.prefetch_related("tasks", "document_links__document_type")
    for product in read_in_pieces(whole, tenant_id, attrgetter("pk")):
        yield [
            *(_cell(getattr(product, name)) for name in PLAIN),
            "\n".join(document_type.name for document_type in product.required_documents),
            "\n".join(document_type.name for document_type in product.optional_documents),
            "\n".join(describe_task(task) for task in product.tasks.all()),
        ]


def describe_task(task: ProductTask) -> str:
    """A task as a line of a cell: `Submit | 5 business days | remind 2 days before | tell the customer`."""
    parts = [task.name, _days(task.duration, "business " if task.duration_is_business_days else "")]
    if task.notify_days_before:
        parts.append(f"remind {_days(task.notify_days_before)} before")
    if task.notify_customer:
        parts.append("tell the customer")
    return " | ".join(parts)


def _days(count: int, kind: str = "") -> str:
    return f"{count} {kind}day{'' if count == 1 else 's'}"


def _cell(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _reporting(run: JobRun, rows: Iterator[Sequence[str]], total: int) -> Iterator[Sequence[str]]:
    for written, row in enumerate(rows, start=1):
        if written % REPORTED == 0:
            run.report(100 * written // total, f"{written:,} of {total:,} products")
        yield row
