"""Documents' files as PDFs made for the occasion."""

from collections.abc import Sequence

from django.conf import settings

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.documents.models import Document
from apps.documents.services.documents import opened
from apps.tenants.actors import Actor


def print_document(*, actor: Actor, document: Document) -> bytes:
    """A document's file as a PDF, an image on A4. It is noted who printed it."""
    from apps.documents.reading.files import merge_files

    content = merge_files([(document.filename, document.content_type, opened(document))])
    record(actor=actor, action="print", target=document, new={"filename": document.filename})
    return content


def merge_documents(*, actor: Actor, document_ids: Sequence[int]) -> bytes:
    """One PDF of the files of documents that the actor sees, in the order of the ids; an id may stand there twice.

    400 for ids of no document, for documents without a file, for files that cannot be read whole, and where they are
    too much together.
    """
    rows = Document.objects.visible_to(actor).in_bulk(set(document_ids))
    for pk in document_ids:
        if pk not in rows:
            raise RuleViolation(say("There is no document {pk}.", pk=pk), code="does_not_exist", field="document_ids")
        if not rows[pk].file:
            raise RuleViolation(say("Document {pk} has no file yet.", pk=pk), code="no_file", field="document_ids")
    documents: list[Document] = [rows[pk] for pk in document_ids]
    if (size := sum(document.size for document in documents)) > 4 * settings.MAX_UPLOAD_BYTES:
        raise RuleViolation(
            say(
                "Together the files have {size:,} bytes; {most:,} are the most.",
                size=size,
                most=4 * settings.MAX_UPLOAD_BYTES,
            ),
            code="too_large",
            field="document_ids",
        )
    from apps.documents.reading.files import merge_files

    content = merge_files([(one.filename, one.content_type, opened(one)) for one in documents])
    for document in rows.values():
        record(actor=actor, action="merge", target=document, new={"documents": list(document_ids)})
    return content
