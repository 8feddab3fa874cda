"""Imports of invoices as jobs, each file with a record of what became of it; a table of several invoices has one for
each of them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from apps.audit.services import record
from apps.clients.matching import name_key
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.documents.services.files import forget_file, open_whole, stored
from apps.invoices.importing.parties import find_buyer
from apps.invoices.importing.uploads import MAX_FILES, RECOGNISED, TakenInvoice, take_invoice
from apps.invoices.models import Invoice, InvoiceImport
from apps.invoices.reading.found import ReadInvoice
from apps.invoices.reading.settling import differences, settle
from apps.invoices.services import create_invoice
from apps.jobs.models import Job
from apps.jobs.registry import cleaners, handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import Actor

IMPORT_FILES: Final = "invoices.import_files"
READ_FILES: Final = "invoices.read_files"
"""The same, where a file may have to be recognised: it waits for the worker with the models."""
KINDS: Final = (IMPORT_FILES, READ_FILES)
_MOST_TOLD: Final = 20
Status = InvoiceImport.Status


def start_import(*, actor: Actor, file: Any, client: Client | None = None, create_client: bool = True) -> Job:
    """Start the job that makes a draft of one file; it fails where the file is refused. 400 for what cannot be an
    invoice at all (see `take_invoice`)."""
    return _start(actor, [take_invoice(file)], [], client=client, create_client=create_client, single=True)


def start_imports(
    *, actor: Actor, files: Sequence[Any], client: Client | None = None, create_client: bool = True
) -> Job:
    """Start the job that makes a draft of each file. Those that are refused are told in its result; 400 where all are,
    or for more than MAX_FILES."""
    if len(files) > MAX_FILES:
        raise RuleViolation(
            say("At most {most} files at once, not {count}.", most=MAX_FILES, count=len(files)),
            code="too_many",
            field="files",
        )
    taken: list[TakenInvoice] = []
    refusals: list[tuple[Any, RuleViolation]] = []
    for file in files:
        try:
            taken.append(take_invoice(file, field="files"))
        except RuleViolation as exc:
            refusals.append((file, exc))
    if not taken:
        told = "; ".join(f"{file.name}: {exc.message}" for file, exc in refusals[:5])
        raise RuleViolation(
            say("None of the files can be read. {reasons}", reasons=told), code="unreadable_files", field="files"
        )
    return _start(actor, taken, refusals, client=client, create_client=create_client, single=False)


def _start(
    actor: Actor,
    taken: Sequence[TakenInvoice],
    refusals: Sequence[tuple[Any, RuleViolation]],
    *,
    client: Client | None,
    create_client: bool,
    single: bool,
) -> Job:
    rows = [_row(actor, upload) for upload in taken]
    with ExitStack() as storage, transaction.atomic():
        for row, upload in zip(rows, taken, strict=True):
            storage.enter_context(stored(row.file, upload.file))
        rows += [_refused_row(actor, file, exc) for file, exc in refusals]
        for row in rows:
            insert_row(row)
            record(actor=actor, action="create", target=row, new={"filename": row.filename, "digest": row.digest})
        job = start_job(
            actor=actor,
            kind=READ_FILES if any(upload.content_type in RECOGNISED for upload in taken) else IMPORT_FILES,
            import_ids=[row.pk for row in rows],
            tenant_id=actor.acting_tenant_id,
            client_id=client.pk if client else None,
            create_client=create_client,
            single=single,
        )
        InvoiceImport.unscoped.filter(pk__in=[row.pk for row in rows]).update(job=job)
    return job


def _row(actor: Actor, upload: TakenInvoice) -> InvoiceImport:
    return InvoiceImport(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        filename=upload.filename,
        content_type=upload.content_type,
        size=upload.size,
        digest=upload.digest,
    )


def _refused_row(actor: Actor, file: Any, refusal: RuleViolation) -> InvoiceImport:
    return InvoiceImport(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        filename=str(file.name)[:200],
        content_type="",
        size=file.size,
        status=Status.FAILED,
        error=refusal.message,
    )


def import_files(run: JobRun) -> dict[str, Any]:
    """The job: a draft of each file that waits; a second attempt goes on where the first one ended."""
    ids = run.arguments["import_ids"]
    for done, pk in enumerate(ids):
        run.report(100 * done // len(ids), f"{done} of {len(ids)} files")
        row = lock_or_none(run, pk)
        if row is not None and row.status == Status.WAITING:
            _import_one(run, row, done, len(ids))
    run.report(99, f"{len(ids)} of {len(ids)} files")
    of_job = InvoiceImport.unscoped.filter(tenant_id=run.job.tenant_id, job=run.job)
    rows = list(of_job.select_related("invoice__client").order_by("pk"))
    if not run.arguments["single"] or len(rows) > 1:
        return describe_batch(rows)
    if rows and rows[0].status == Status.FAILED:
        raise RuleViolation(rows[0].error, code="refused")
    return describe_import(rows[0])


handles(IMPORT_FILES)(import_files)
handles(READ_FILES, queue=settings.OCR_QUEUE)(import_files)


def lock_or_none(run: JobRun, pk: int) -> InvoiceImport | None:
    return InvoiceImport.unscoped.filter(tenant_id=run.job.tenant_id, pk=pk).first()


def _import_one(run: JobRun, row: InvoiceImport, done: int, of: int) -> None:
    def report(page: int, pages: int) -> None:
        share = (done + 0.9 * page / pages) / of
        run.report(int(100 * share), f"{done} of {of} files; page {page} of {pages} of {row.filename}")

    try:
        try:
            _import_file(run, row, report)
        except IntegrityError:
            # Somebody else has just imported the same file: now that is seen.
            row.refresh_from_db()
            _import_file(run, row, report)
    except RuleViolation as exc:
        row.refresh_from_db()
        _note_failure(run.actor, row, exc.message)


def _import_file(run: JobRun, row: InvoiceImport, report: Callable[[int, int], None]) -> None:
    if (twin := _twin_of(row)) is not None:
        _note_duplicate(run.actor, row, twin)
        return
    own = run.actor.acting_tenant.name
    from apps.invoices.importing.reading import read_upload  # with the libraries that read PDFs

    reads = read_upload(run.job, open_whole(str(row.file.name)), row.content_type, report, own)
    if len(reads) == 1:
        _make_draft(run, row, reads[0])
    else:
        _make_drafts(run, row, reads)


def _twin_of(row: InvoiceImport) -> InvoiceImport | None:
    same = InvoiceImport.unscoped.filter(
        tenant_id=row.tenant_id, digest=row.digest, part=row.part, status=Status.IMPORTED
    )
    twin: InvoiceImport | None = same.filter(invoice__isnull=False).select_related("invoice").first()
    return twin


@transaction.atomic
def _make_drafts(run: JobRun, first: InvoiceImport, reads: Sequence[ReadInvoice]) -> None:
    """The drafts of all invoices in a table: all of them, or none and the reason for each that cannot be."""
    name, problems = str(first.file.name), list[str]()
    rows = [first if place == 0 else _another_row(run, first) for place in range(len(reads))]
    for row, read in zip(rows, reads, strict=True):
        row.part = str(read.fields.get("document_number", ""))[:200]
        try:
            with transaction.atomic():
                if (twin := _twin_of(row)) is None:
                    _make_draft(run, row, read)
                else:
                    _note_duplicate(run.actor, row, twin, shares_file=True)
        except RuleViolation as exc:
            problems.append(f"{row.part}: {exc.message}")
    if problems:
        more = [f"And {len(problems) - _MOST_TOLD} more."] if len(problems) > _MOST_TOLD else []
        raise RuleViolation(" ".join(problems[:_MOST_TOLD] + more), code="refused")
    if all(row.status == Status.DUPLICATE for row in rows):
        forget_file(name)


def _another_row(run: JobRun, first: InvoiceImport) -> InvoiceImport:
    """The record of a further invoice in the table of the first one."""
    shared = ("tenant_id", "owner_id", "file", "filename", "content_type", "size", "digest")
    return InvoiceImport(job=run.job, **{name: getattr(first, name) for name in shared})


@transaction.atomic
def _make_draft(run: JobRun, row: InvoiceImport, read: ReadInvoice) -> None:
    """The draft, and with it the record of the import: both or none."""
    actor, warnings = run.actor, list[str]()
    given = run.arguments["client_id"]
    client = Client.unscoped.filter(tenant_id=row.tenant_id, pk=given).first() if given else None
    settled = settle(read, currency=actor.acting_tenant.preferences.currency)
    buyer = find_buyer(actor=actor, read=read, client=client, create=run.arguments["create_client"], warnings=warnings)
    number = str(read.fields.get("document_number", ""))[:200]
    row.possible_duplicates = _same_number(row, number, buyer.client)
    invoice = create_invoice(actor=actor, client=buyer.client, **settled.content)
    readings = {path: found.body() for path, found in read.confidences()}
    row.invoice, row.status, row.format, row.document_number = invoice, Status.IMPORTED, read.format, number
    row.readings, row.confidence = readings, min(found["confidence"] for found in readings.values())
    row.differences = differences(read, settled.totals)
    warnings += _foreign_seller(actor, read)
    row.warnings, row.client_matched_by = settled.warnings + warnings, buyer.matched_by
    row.save()
    new = {"filename": row.filename, "digest": row.digest, "differences": len(row.differences)}
    record(actor=actor, action="import", target=invoice, new=new)


def _foreign_seller(actor: Actor, read: ReadInvoice) -> list[str]:
    """What is to be said where the file names another company as its seller."""
    seller, own = str(read.fields.get("seller.name", "")), actor.acting_tenant.name
    if not seller or name_key(seller) == name_key(own):
        return []
    return [say("The file was issued by {seller}; the draft is {company}'s.", seller=seller, company=own)]


def _same_number(row: InvoiceImport, number: str, client: Client) -> list[int]:
    if not number:
        return []
    rows = InvoiceImport.unscoped.filter(
        tenant_id=row.tenant_id, document_number=number, status=Status.IMPORTED, invoice__client=client
    )
    return list(rows.order_by("invoice_id").values_list("invoice_id", flat=True)[:20])


@transaction.atomic
def _note_duplicate(actor: Actor, row: InvoiceImport, twin: InvoiceImport, *, shares_file: bool = False) -> None:
    """The file was imported before; which draft it became is told to those who may see it."""
    seen = Invoice.objects.visible_to(actor).filter(pk=twin.invoice_id).exists()
    row.invoice = twin.invoice if seen else None
    row.error = say("The same file was imported on {day}.", day=f"{twin.created_at:%Y-%m-%d}")
    row.document_number = twin.document_number
    _end(actor, row, Status.DUPLICATE, shares_file=shares_file)


@transaction.atomic
def _note_failure(actor: Actor, row: InvoiceImport, reason: str) -> None:
    row.error = reason
    _end(actor, row, Status.FAILED)


def _end(actor: Actor, row: InvoiceImport, status: str, *, shares_file: bool = False) -> None:
    if not shares_file:
        forget_file(row.file.name)
    row.file, row.status = "", status
    row.save()
    record(actor=actor, action=status, target=row, new={"filename": row.filename, "error": row.error})


def describe_import(row: InvoiceImport) -> dict[str, Any]:
    """What became of a file, with all that was read."""
    return _brief(row) | {"readings": row.readings}


def describe_batch(rows: Sequence[InvoiceImport]) -> dict[str, Any]:
    """What became of the files of a batch; what was read of each is at GET /api/invoice-imports/{id}/."""
    counts = {status: sum(row.status == status for row in rows) for status in Status.values}
    return {
        "imported": counts[Status.IMPORTED],
        "duplicates": counts[Status.DUPLICATE],
        "failed": counts[Status.FAILED],
        "files": [_brief(row) for row in rows],
    }


def _brief(row: InvoiceImport) -> dict[str, Any]:
    invoice = row.invoice
    return {
        "id": row.pk,
        "filename": row.filename,
        "status": row.status,
        "error": row.error,
        "format": row.format,
        "invoice": row.invoice_id,
        "invoice_number": invoice.invoice_number if invoice else None,
        "total_amount": str(invoice.total_amount) if invoice else None,
        "currency": invoice.currency if invoice else None,
        "client": invoice.client_id if invoice else None,
        "client_name": invoice.client.name if invoice else None,
        "client_matched_by": row.client_matched_by,
        "document_number": row.document_number,
        "confidence": row.confidence,
        "differences": row.differences,
        "warnings": row.warnings,
        "possible_duplicates": row.possible_duplicates,
    }


def _give_up(arguments: Mapping[str, Any]) -> None:
    """Note what a job that was cancelled, or died, has left undone, and remove those files."""
    with tenant_context(arguments["tenant_id"]), transaction.atomic():
        waiting = InvoiceImport.unscoped.filter(pk__in=arguments["import_ids"], status=Status.WAITING)
        for row in waiting.select_for_update(no_key=True):
            transaction.on_commit(partial(default_storage.delete, str(row.file.name)))
            row.file, row.status, row.error = "", Status.FAILED, "The import ended before this file."
            row.save()


cleaners[IMPORT_FILES] = cleaners[READ_FILES] = _give_up
