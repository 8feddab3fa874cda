"""Invoices' files made as jobs: one invoice, or many in one archive."""

import io
from collections.abc import Iterator, Sequence
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from apps.core.errors import RuleViolation
from apps.invoices.models import Invoice
from apps.invoices.rendering import file_name, render_invoice
from apps.invoices.selectors import invoice_of_job
from apps.jobs.models import Job
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import Actor

ONE, MANY = "invoices.render_invoice", "invoices.render_invoices"
KINDS = (ONE, MANY)
MAX_INVOICES = 1000
BATCH = 50


def start_download(*, actor: Actor, invoice: Invoice, file_format: str) -> Job:
    """Start the job that makes an invoice's file."""
    return start_job(actor=actor, kind=ONE, invoice_id=invoice.pk, file_format=file_format)


def start_bulk_download(*, actor: Actor, ids: Sequence[int], file_format: str) -> Job:
    """Start the job that makes an archive of invoices' files. 400 naming the ids that the actor cannot see."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MAX_INVOICES:
        raise RuleViolation(f"At most {MAX_INVOICES} invoices at once.", code="too_many", field="ids")
    seen = set(Invoice.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := [pk for pk in wanted if pk not in seen]:
        raise RuleViolation(
            f"These invoices do not exist: {', '.join(map(str, missing[:20]))}.", code="does_not_exist", field="ids"
        )
    return start_job(actor=actor, kind=MANY, invoice_ids=wanted, file_format=file_format)


@handles(ONE)
def render_one(run: JobRun) -> dict[str, Any]:
    """Make the file of the invoice that the job names."""
    invoice, file_format = invoice_of_job(run.job), run.arguments["file_format"]
    name = file_name(invoice, file_format)
    run.attach(name, render_invoice(invoice, run.actor.acting_tenant, file_format))
    return {"invoice": invoice.pk, "file_name": name}


@handles(MANY)
def render_many(run: JobRun) -> dict[str, Any]:
    """Make the archive of the invoices that the job names; those deleted meanwhile are left out."""
    ids, file_format = run.arguments["invoice_ids"], run.arguments["file_format"]
    archive = io.BytesIO()
    made = 0
    # The files are compressed in themselves.
    with ZipFile(archive, "w", ZIP_STORED) as files:
        for invoice in _in_batches(run.job.tenant_id, ids):
            name = f"{invoice.pk}-{file_name(invoice, file_format)}"
            files.writestr(name, render_invoice(invoice, run.actor.acting_tenant, file_format))
            made += 1
            run.report(made * 100 // len(ids), f"{made} of {len(ids)}")
    run.attach("invoices.zip", archive.getvalue())
    return {"invoices": made, "file_name": "invoices.zip"}


def _in_batches(tenant_id: int, ids: Sequence[int]) -> Iterator[Invoice]:
    rows = Invoice.unscoped.select_related("client").prefetch_related("line_items").order_by("pk")
    for start in range(0, len(ids), BATCH):
        yield from rows.filter(tenant_id=tenant_id, pk__in=ids[start : start + BATCH])
