"""Files that nobody has sorted yet: announced, uploaded, matched to document types, and put where they belong."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.texts import say
from apps.documents.models import Categorization, CategorizedFile, CustomerApplication, Document
from apps.documents.services.documents import is_complete
from apps.documents.services.files import TakenFile, forget_file, stored, take_file
from apps.documents.services.reading import match_file, zone_fields
from apps.jobs.models import Job
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.products.models import DocumentType
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

CATEGORIZE_FILE: Final = "documents.categorize_file"
MOST_FILES: Final = 50
_MATCHES_SHOWN: Final = 5
_KEPT_FOR: Final = timedelta(days=7)


@transaction.atomic
def announce_files(*, actor: Actor, customer_application: CustomerApplication, files: Sequence[str]) -> Categorization:
    """Announce files of an application, to be uploaded one by one."""
    session = Categorization.unscoped.create(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        customer_application=customer_application,
        announced=list(files),
    )
    record(actor=actor, action="create", target=session, new={"customer_application": customer_application.pk})
    return session


def start_categorization(
    *, actor: Actor, customer_application: CustomerApplication, files: Sequence[Any]
) -> Categorization:
    """Announce and upload files in one go. 400 naming the first that is refused; then none is kept."""
    with transaction.atomic():
        names = [str(file.name)[:200] for file in files]
        session = announce_files(actor=actor, customer_application=customer_application, files=names)
        _upload_all(actor, session, [take_file(file, field="files") for file in files])
    return session


def upload_file(*, actor: Actor, categorization: Categorization, file: Any) -> CategorizedFile:
    """Take a file in and start the job that reads it. 400 where it is refused, 409 once applied or with 50 files."""
    if categorization.applied_at:
        raise RuleViolation("What was found has been applied; announce further files anew.", code="applied")
    if categorization.files.count() >= MOST_FILES:
        raise RuleViolation(say("At most {most} files at once.", most=MOST_FILES), code="too_many")
    return _upload(actor, categorization, take_file(file))


def _upload_all(actor: Actor, session: Categorization, files: Sequence[TakenFile]) -> None:
    """Each within the storage of the ones before it: where one fails, all are taken out again."""
    if files:
        row = _row_of(actor, session, files[0])
        with stored(row.file, files[0].file):
            _start(actor, row)
            _upload_all(actor, session, files[1:])


def _upload(actor: Actor, session: Categorization, taken: TakenFile) -> CategorizedFile:
    row = _row_of(actor, session, taken)
    with stored(row.file, taken.file):
        _start(actor, row)
    return row


def _row_of(actor: Actor, session: Categorization, taken: TakenFile) -> CategorizedFile:
    return CategorizedFile(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        categorization=session,
        filename=taken.filename,
        content_type=taken.content_type,
        size=taken.size,
    )


@transaction.atomic
def _start(actor: Actor, row: CategorizedFile) -> None:
    insert_row(row)
    row.job = start_job(actor=actor, kind=CATEGORIZE_FILE, file_id=row.pk)
    row.save(update_fields=["job", "updated_at"])


@transaction.atomic
def apply_categorization(
    *, actor: Actor, categorization: Categorization, assignments: Sequence[Mapping[str, Any]]
) -> list[Document]:
    """Make files the documents that they are: each fills the application's first empty document of its type, or becomes
    a new document. Those that are named nowhere stay.

    400 for files that are not of this categorisation, 409 for those applied already.
    """
    lock_row(Categorization, actor=actor, pk=categorization.pk)
    rows = {row.pk: row for row in categorization.files.select_related("job")}
    documents = []
    for number, assignment in enumerate(assignments):
        row = rows.get(assignment["file_id"])
        if row is None:
            raise RuleViolation(
                "There is no such file in this categorisation.",
                code="does_not_exist",
                field=f"assignments.{number}.file_id",
            )
        if not row.file:
            raise RuleViolation(say("{filename} has been applied already.", filename=row.filename), code="applied")
        if row.job and not row.job.has_ended:
            raise RuleViolation(say("{filename} is still being read.", filename=row.filename), code="not_read")
        documents.append(_apply(actor, categorization, row, assignment["doc_type"]))
    categorization.applied_at = timezone.now()
    categorization.save(update_fields=["applied_at", "updated_at"])
    return documents


def _apply(actor: Actor, session: Categorization, row: CategorizedFile, doc_type: DocumentType) -> Document:
    application = session.customer_application
    empty = Document.unscoped.filter(
        tenant_id=actor.acting_tenant_id, customer_application=application, doc_type=doc_type, file=""
    )
    document = empty.select_for_update(no_key=True).order_by("-required", "pk").first() or Document(
        tenant_id=actor.acting_tenant_id, owner_id=actor.pk, customer_application=application, doc_type=doc_type
    )
    document.file, document.filename = row.file.name, row.filename
    document.content_type, document.size, document.version = row.content_type, row.size, document.version + 1
    result = (row.job.result if row.job else None) or {}
    for name, value in zone_fields(result.get("passport")).items():
        if value and not getattr(document, name) and getattr(doc_type, f"has_{name}"):
            setattr(document, name, value)
    document.status, document.completed = Document.Status.PENDING, is_complete(document)
    document.save()
    row.file, row.document = "", document
    row.save(update_fields=["file", "document", "updated_at"])
    record(actor=actor, action="categorize", target=document, new={"filename": row.filename, "doc_type": doc_type})
    return document


def describe_categorization(session: Categorization) -> dict[str, Any]:
    """How a categorisation stands, in the words of a job: its files with what was found in each so far."""
    files = [_describe(row) for row in CategorizedFile.unscoped.filter(categorization=session).select_related("job")]
    ended = sum(file["status"] in Job.ENDED for file in files)
    wanted = max(len(session.announced), len(files))
    status = Job.Status.SUCCEEDED if ended == wanted else Job.Status.RUNNING if files else Job.Status.QUEUED
    return {
        "job_id": session.job_id,
        "kind": "documents.categorize",
        "customer_application": session.customer_application_id,
        "status": status,
        "progress": 100 * ended // wanted if wanted else 100,
        "message": f"{ended} of {wanted} files",
        "announced": session.announced,
        "files": files,
        "applied_at": session.applied_at,
        "created_at": session.created_at,
    }


def _describe(row: CategorizedFile) -> dict[str, Any]:
    job = row.job
    found = (job.result if job else None) or {}
    return {
        "file_id": row.pk,
        "filename": row.filename,
        "content_type": row.content_type,
        "size": row.size,
        "status": job.status if job else Job.Status.FAILED,
        "doc_type": found.get("doc_type"),
        "doc_type_name": found.get("doc_type_name"),
        "score": found.get("score"),
        "reason": found.get("reason", ""),
        "matches": found.get("matches", []),
        "error": job.error if job else "",
        "document": row.document_id,
    }


@handles(CATEGORIZE_FILE, queue=settings.OCR_QUEUE)
def categorize_file_job(run: JobRun) -> dict[str, Any]:
    """Match one uploaded file to the tenant's document types."""
    row = CategorizedFile.unscoped.filter(tenant_id=run.job.tenant_id, pk=run.arguments["file_id"]).first()
    if row is None or not row.file:
        raise RuleViolation("The file was applied or deleted meanwhile.", code="file_gone")
    matches, passport = match_file(run, str(row.file.name), row.content_type, row.filename)
    return matches[0].body() | {
        "matches": [match.body() for match in matches[:_MATCHES_SHOWN] if match.score],
        "passport": passport,
    }


def tenants_with_old_files() -> set[int]:
    """The tenants with categorisations of more than a week ago; asked of the operators' role."""
    old = Categorization.unscoped.using("ops").filter(created_at__lt=timezone.now() - _KEPT_FOR)
    return set(old.values_list("tenant_id", flat=True).distinct())


def forget_old_files(*, actor: Actor) -> int:
    """Delete categorisations of a week ago with the files that nobody has applied. Answers how many."""
    old = Categorization.unscoped.filter(tenant_id=actor.acting_tenant_id, created_at__lt=timezone.now() - _KEPT_FOR)
    with transaction.atomic():
        sessions = list(old.select_for_update(skip_locked=True)[:500])
        for name in CategorizedFile.unscoped.filter(categorization__in=sessions).values_list("file", flat=True):
            forget_file(name)
        for session in sessions:
            session.delete()
    return len(sessions)
