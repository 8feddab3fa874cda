"""Every change of an application's documents: their files, what is said of them, and what is thought of them."""

from datetime import date
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.texts import say
from apps.documents.models import CustomerApplication, Document, DocumentVersion
from apps.documents.services.files import TakenFile, forget_file, open_whole, stored, take_file
from apps.products.models import DocumentType
from apps.tenants.actors import Actor
from apps.tenants.days import check_day
from apps.tenants.locks import lock_row

Status = Document.Status
TURNS: Final = (90, 180, 270)


def create_document(
    *, actor: Actor, customer_application: CustomerApplication, doc_type: DocumentType, file: Any = None, **fields: Any
) -> Document:
    """A document of an application, with or without its file. 400 for a deprecated type and for a file that is refused
    (see `take_file`)."""
    if doc_type.deprecated:
        raise RuleViolation(
            say("{doc_type} is deprecated; choose another type.", doc_type=doc_type),
            code="deprecated",
            field="doc_type",
        )
    document = Document(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        customer_application=customer_application,
        doc_type=doc_type,
        **fields,
    )
    _check_document(document)
    if file is None:
        return _insert(actor, document)
    taken = take_file(file)
    _describe_file(document, taken)
    with stored(document.file, taken.file):
        return _insert(actor, document)


@transaction.atomic
def _insert(actor: Actor, document: Document) -> Document:
    document.completed = is_complete(document)
    insert_row(document)
    new = {name: getattr(document, name) for name in ("customer_application", "doc_type", "filename", "doc_number")}
    record(actor=actor, action="create", target=document, new=new)
    return document


def change_document(*, actor: Actor, document: Document, file: Any = None, **changes: Any) -> Document:
    """Change a document. A new file replaces the present one, which is kept as a version; what was read from that one
    and thought of it is void. 400 for files that are refused, 409 for moving it to another application."""
    if file is None:
        return _change(actor, document, None, changes)
    return replace_file(actor=actor, document=document, taken=take_file(file), **changes)


def replace_file(*, actor: Actor, document: Document, taken: TakenFile, **changes: Any) -> Document:
    """Give a document another file, of which it is known that it may be kept."""
    fresh = Document(tenant_id=document.tenant_id)
    with stored(fresh.file, taken.file):
        return _change(actor, document, (str(fresh.file.name), taken), changes)


@transaction.atomic
def _change(
    actor: Actor, document: Document, replacement: tuple[str, TakenFile] | None, changes: dict[str, Any]
) -> Document:
    document = lock_row(Document, actor=actor, pk=document.pk)
    if changes.pop("customer_application", document.customer_application) != document.customer_application:
        raise RuleViolation("A document stays with its application.", code="other_application")
    old, new = apply_changes(document, changes)
    if replacement:
        old |= {"filename": document.filename, "version": document.version}
        keep_version(document)
        document.file, taken = replacement
        _describe_file(document, taken)
        new |= {"filename": document.filename, "version": document.version}
    if not new:
        return document
    if "expiration_date" in new:
        document.expiry_reminders = 0
    _check_document(document)
    document.completed = is_complete(document)
    document.save()
    record(actor=actor, action="update", target=document, old=old, new=new)
    return document


@transaction.atomic
def review_document(*, actor: Actor, document: Document, status: str, reason: str = "") -> Document:
    """Approve or reject a document. 409 while nothing was handed in, and where it is so already."""
    document = lock_row(Document, actor=actor, pk=document.pk)
    if not document.file and not document.doc_number:
        raise RuleViolation("Nothing was handed in yet: upload a file first.", code="empty")
    if document.status == status:
        raise RuleViolation(say("The document is {status} already.", status=status), code="illegal_move")
    old = {"status": document.status}
    document.status, document.status_reason = status, reason
    document.reviewed_by_id, document.reviewed_at = actor.pk, timezone.now()
    document.save()
    verb = {Status.APPROVED: "approve", Status.REJECTED: "reject"}[Status(status)]
    record(actor=actor, action=verb, target=document, old=old, new={"status": status, "reason": reason})
    return document


def rotate_document(*, actor: Actor, document: Document, degrees: int = 90) -> Document:
    """Turn a document's file clockwise by 90, 180 or 270 degrees; the file as it was is kept as a version."""
    if degrees not in TURNS:
        raise RuleViolation(
            say("Turn by 90, 180 or 270 degrees, not by {degrees}.", degrees=degrees), code="invalid", field="degrees"
        )
    from apps.documents.reading.files import rotate_file

    content = rotate_file(opened(document), document.content_type, degrees=degrees)
    taken = TakenFile(ContentFile(content), document.filename, document.content_type, len(content))
    return replace_file(actor=actor, document=document, taken=taken)


@transaction.atomic
def delete_document(*, actor: Actor, document: Document) -> None:
    """Delete a document with its versions and, on commit, their files. 409 for one that its application requires."""
    document = lock_row(Document, actor=actor, pk=document.pk)
    if document.required:
        raise RuleViolation("The application requires this document; reject it instead.", code="required")
    for file in (document.file, *(version.file for version in document.versions.all())):
        forget_file(file.name)
    old = {name: getattr(document, name) for name in ("customer_application", "doc_type", "filename")}
    record(actor=actor, action="delete", target=document, old=old)
    document.delete()


def opened(document: Document) -> Any:
    """The document's file, opened. 409 where there is none."""
    if not document.file:
        raise RuleViolation("The document has no file yet.", code="no_file")
    return open_whole(str(document.file.name))


def is_complete(document: Document) -> bool:
    """Whether all that the document's type asks for is there."""
    asked = document.doc_type
    handed_in = bool(document.file) or bool(asked.has_doc_number and document.doc_number)
    numbered = bool(document.doc_number) or not asked.has_doc_number
    dated = document.expiration_date is not None or not asked.has_expiration_date
    return handed_in and numbered and dated


def keep_version(document: Document) -> None:
    """Keep the present file of a locked document, if it has one, among its versions."""
    if document.file:
        DocumentVersion.unscoped.create(
            tenant_id=document.tenant_id,
            owner_id=document.owner_id,
            document=document,
            version=document.version,
            file=document.file.name,
            filename=document.filename,
            content_type=document.content_type,
            size=document.size,
        )


def _describe_file(document: Document, taken: TakenFile) -> None:
    document.filename, document.content_type, document.size = taken.filename, taken.content_type, taken.size
    document.version += 1
    document.ocr, document.status, document.status_reason = None, Status.PENDING, ""
    document.reviewed_by, document.reviewed_at = None, None


def _check_document(document: Document) -> None:
    expires: date | None = document.expiration_date
    if expires is not None:
        check_day(expires, field="expiration_date")
