"""The reading of files as jobs: what starts them, and what the worker with the models does."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.documents.models import Document
from apps.documents.reading.categories import Candidate, Match, judge_claim, match_types
from apps.documents.reading.language_model import ModelUnavailable, ask_for_type, is_configured
from apps.documents.reading.mrz import Zone
from apps.documents.services.documents import is_complete
from apps.documents.services.files import open_whole, take_file
from apps.documents.services.usage import count_opinion, count_pages
from apps.jobs.models import Job
from apps.jobs.registry import cleaners, handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.products.models import DocumentType
from apps.tenants.actors import Actor
from apps.tenants.days import today_of
from apps.tenants.locks import lock_row

READ_PASSPORT: Final = "documents.read_passport"
READ_TEXT: Final = "documents.read_text"
READ_DOCUMENT: Final = "documents.read_document"
VALIDATE_CATEGORY: Final = "documents.validate_category"
_PASSPORT_PAGES: Final = 5
_TELLING_PAGES: Final = 3
_SAMPLES: Final = 3
_LONGEST_KEPT_TEXT: Final = 200_000


def start_upload_reading(*, actor: Actor, kind: str, file: Any) -> Job:
    """Start the job (READ_PASSPORT or READ_TEXT) that reads an uploaded file, which is removed once it has ended. 400
    for files that are refused (see `take_file`)."""
    taken = take_file(file)
    path = default_storage.save(f"reading/{actor.acting_tenant_id}/{uuid4().hex}", taken.file)
    try:
        return start_job(actor=actor, kind=kind, path=path, content_type=taken.content_type)
    except BaseException:
        default_storage.delete(path)
        raise


@transaction.atomic
def start_document_reading(*, actor: Actor, document: Document, kind: str) -> Job:
    """Start the job (READ_DOCUMENT or VALIDATE_CATEGORY) that reads a document's file. 409 where there is none."""
    if not document.file:
        raise RuleViolation("The document has no file yet.", code="no_file")
    record(actor=actor, action=kind.rpartition(".")[2], target=document, new={"version": document.version})
    return start_job(actor=actor, kind=kind, document_id=document.pk)


@handles(READ_PASSPORT, queue=settings.OCR_QUEUE)
def read_passport_job(run: JobRun) -> dict[str, Any]:
    """Read the travel document in an uploaded file."""
    from apps.documents.reading.passport import Passport

    found = _zone_in(run, run.arguments["path"], run.arguments["content_type"])
    return Passport(found).body()


@handles(READ_TEXT, queue=settings.OCR_QUEUE)
def read_text_job(run: JobRun) -> dict[str, Any]:
    """Read the text of an uploaded file."""
    text, _ = _read(run, run.arguments["path"], run.arguments["content_type"], most_pages=None, zone=False)
    return text


@handles(READ_DOCUMENT, queue=settings.OCR_QUEUE)
def read_document_job(run: JobRun) -> dict[str, Any]:
    """Read a document's file, and keep with the document what was read."""
    document = _document_of(run)
    text, zone = _read(run, str(document.file.name), document.content_type, most_pages=None, zone=True)
    body = {name: text[name] for name in ("pages", "confidence")} | {"text": text["text"][:_LONGEST_KEPT_TEXT]}
    body["passport"] = _passport_body(zone)
    _keep_reading(run.actor, document, body, zone)
    return {"document": document.pk, **body}


@handles(VALIDATE_CATEGORY, queue=settings.OCR_QUEUE)
def validate_category_job(run: JobRun) -> dict[str, Any]:
    """Say whether a document is of the type that it claims to be."""
    document = _document_of(run)
    path, claimed = str(document.file.name), {document.doc_type_id}
    matches, _ = match_file(run, path, document.content_type, document.filename, claimed)
    return {"document": document.pk, **judge_claim(matches, document.doc_type_id)}


def match_file(
    run: JobRun, path: str, content_type: str, filename: str, also: frozenset[int] | set[int] = frozenset()
) -> tuple[list[Match], dict[str, Any] | None]:
    """The document types of the tenant that are in use, and `also` these, as they fit a file: the best first. With
    them the travel document in it, if there is one."""
    text, zone = _read(run, path, content_type, most_pages=_TELLING_PAGES, zone=True)
    candidates = _candidates(run.actor, also)
    if not candidates:
        raise RuleViolation("There are no document types to choose from: add some first.", code="no_document_types")
    matches = match_types(text["text"], candidates, zone=zone, filename=filename)
    return _with_opinion(run, text["text"], candidates, matches), _passport_body(zone)


def zone_fields(zone: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a valid travel document says of its number and its last day, as fields of a document."""
    if not zone or not zone["is_valid"]:
        return {}
    fields = zone["fields"]
    return {
        "doc_number": fields["passport_number"] or "",
        "expiration_date": date.fromisoformat(fields["expiry_date"]) if fields["expiry_date"] else None,
    }


def _document_of(run: JobRun) -> Document:
    document = (
        Document.unscoped.filter(tenant_id=run.job.tenant_id, pk=run.arguments["document_id"])
        .select_related("doc_type")
        .first()
    )
    if document is None or not document.file:
        raise RuleViolation("The document or its file was deleted meanwhile.", code="file_gone")
    return document


def _read(
    run: JobRun, path: str, content_type: str, *, most_pages: int | None, zone: bool
) -> tuple[dict[str, Any], Zone | None]:
    """The text of a file and, if wanted, the travel document that its text hints at."""
    # The models are loaded by the process that reads, when it first does.
    from apps.documents.reading.engine import engine
    from apps.documents.reading.text import read_document

    started = time.monotonic()

    def report(page: int, of: int) -> None:
        run.report(90 * page // of, f"{page} of {of} pages")

    read = read_document(open_whole(path), content_type, engine, report=report, most_pages=most_pages)
    count_pages(job=run.job, pages=read.recognised, milliseconds=_milliseconds(started))
    hinted = zone and "<<" in read.text.replace("«", "<<").replace(" ", "")
    return read.body(), _zone_in(run, path, content_type) if hinted else None


def _zone_in(run: JobRun, path: str, content_type: str) -> Zone | None:
    """The zone of the first page that holds a valid one, else the best of the first pages."""
    from apps.documents.reading.engine import engine
    from apps.documents.reading.pages import pages_of
    from apps.documents.reading.passport import read_passport

    started, best, number = time.monotonic(), None, 0
    for page in pages_of(open_whole(path), content_type):
        number = page.number
        found = read_passport(page.image, engine(), today=today_of(run.actor)).zone
        if found and (best is None or sum(found.checks.values()) > sum(best.checks.values())):
            best = found
        if number == _PASSPORT_PAGES or (best and best.is_valid):
            break
        run.report(90 * number // min(page.of, _PASSPORT_PAGES), f"{number} of {page.of} pages")
    count_pages(job=run.job, pages=number, milliseconds=_milliseconds(started))
    return best


def _passport_body(zone: Zone | None) -> dict[str, Any] | None:
    from apps.documents.reading.passport import Passport

    return Passport(zone).body() if zone else None


@transaction.atomic
def _keep_reading(actor: Actor, document: Document, body: dict[str, Any], zone: Zone | None) -> None:
    """Keep what was read with the document, unless its file was replaced meanwhile; fill in what it lacks."""
    locked: Document = lock_row(Document, actor=actor, pk=document.pk)
    if locked.version != document.version:
        raise RuleViolation("The file was replaced while it was read.", code="file_replaced")
    locked.ocr = body
    filled = {}
    for name, value in zone_fields(_passport_body(zone)).items():
        if value and not getattr(locked, name) and getattr(locked.doc_type, f"has_{name}", True):
            setattr(locked, name, value)
            filled[name] = value
    locked.completed = is_complete(locked)
    locked.save()
    new = {"pages": body["pages"], "confidence": body["confidence"], **filled}
    record(actor=actor, action="ocr", target=locked, new=new)


def _candidates(actor: Actor, also: frozenset[int] | set[int]) -> list[Candidate]:
    types = DocumentType.unscoped.filter(tenant_id=actor.acting_tenant_id)
    chosen = [row for row in types.order_by("pk") if not row.deprecated or row.pk in also]
    return [
        Candidate(row.pk, row.name, row.description, tuple(row.keywords), tuple(_samples_of(actor, row)))
        for row in chosen
    ]


def _samples_of(actor: Actor, row: DocumentType) -> list[str]:
    read = Document.unscoped.filter(
        tenant_id=actor.acting_tenant_id, doc_type=row, status=Document.Status.APPROVED, ocr__isnull=False
    )
    return [str(row.ocr["text"])[:5_000] for row in read.order_by("-id")[:_SAMPLES] if row.ocr]


def _with_opinion(run: JobRun, text: str, candidates: list[Candidate], matches: list[Match]) -> list[Match]:
    """The matches with what the language model says, where one is set up. Without its answer they stand as they are."""
    if not is_configured() or not text:
        return matches
    try:
        opinion = ask_for_type(text, candidates)
    except ModelUnavailable as exc:
        run.report(95, str(exc))
        return matches
    count_opinion(job=run.job, opinion=opinion)
    if (said := opinion.match) is None:
        return matches
    own = next(match for match in matches if match.candidate.id == said.candidate.id)
    joined = Match(own.candidate, max(own.score, said.score), f"{own.reason}; {said.reason}")
    rest = [match for match in matches if match is not own]
    return sorted([joined, *rest], key=lambda match: -match.score)


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _forget_upload(arguments: Mapping[str, Any]) -> None:
    default_storage.delete(arguments["path"])


cleaners[READ_PASSPORT] = cleaners[READ_TEXT] = _forget_upload
