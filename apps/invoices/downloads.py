"""Documents' files made as jobs: one document, or many of a kind in one archive."""

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.core.files import File

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.invoices.documents import Document
from apps.invoices.mail import register_mail
from apps.invoices.rendering import file_name, render_file
from apps.invoices.selectors import document_of_job, documents_to_print
from apps.jobs.models import Job
from apps.jobs.registry import handlers
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.tenants.actors import Actor

MAX_DOCUMENTS = 1000
BATCH = 50


def register_files(model: type[Document]) -> None:
    """Make the jobs known that make files of a kind of document and mail them."""

    def render_one(run: JobRun) -> dict[str, Any]:
        return _render_one(run, model)

    def render_many(run: JobRun) -> dict[str, Any]:
        return _render_many(run, model)

    one, many = file_kinds(model)
    handlers[one], handlers[many] = render_one, render_many
    register_mail(model)


def file_kinds(model: type[Document]) -> tuple[str, str]:
    """The kinds of the jobs that make the file of one document, and of many."""
    one = f"{model._meta.app_label}.render_{model.kind}"
    return one, f"{one}s"


def start_download(*, actor: Actor, document: Document, file_format: str) -> Job:
    """Start the job that makes a document's file."""
    one, _ = file_kinds(type(document))
    return start_job(actor=actor, kind=one, document_id=document.pk, file_format=file_format)


def start_bulk_download(*, actor: Actor, model: type[Document], ids: Sequence[int], file_format: str) -> Job:
    """Start the job that makes an archive of documents' files. 400 naming the ids that the actor cannot see."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MAX_DOCUMENTS:
        raise RuleViolation(say("At most {most} documents at once.", most=MAX_DOCUMENTS), code="too_many", field="ids")
    seen = set(model.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := [pk for pk in wanted if pk not in seen]:
        raise RuleViolation(
            say("These do not exist: {ids}.", ids=", ".join(map(str, missing[:20]))), code="does_not_exist", field="ids"
        )
    _, many = file_kinds(model)
    return start_job(actor=actor, kind=many, document_ids=wanted, file_format=file_format)


def _render_one(run: JobRun, model: type[Document]) -> dict[str, Any]:
    document, file_format = document_of_job(run.job, model), run.arguments["file_format"]
    name = file_name(document, file_format)
    run.attach(name, render_file(document, run.actor.acting_tenant, file_format))
    return {model.kind: document.pk, "file_name": name}


def _render_many(run: JobRun, model: type[Document]) -> dict[str, Any]:
    """Written to disk as it grows; documents deleted meanwhile are left out."""
    ids, file_format = run.arguments["document_ids"], run.arguments["file_format"]
    tenant, plural, made = run.actor.acting_tenant, f"{model.kind}s", 0
    with TemporaryFile() as file:
        # The files are compressed in themselves.
        with ZipFile(file, "w", ZIP_STORED) as archive:
            for document in _in_batches(model, run.job.tenant_id, ids):
                name = f"{document.pk}-{file_name(document, file_format)}"
                archive.writestr(name, render_file(document, tenant, file_format))
                made += 1
                if made % BATCH == 0:
                    run.report(made * 100 // len(ids), f"{made} of {len(ids)}")
        file.seek(0)
        run.attach(f"{plural}.zip", File(file))
    return {plural: made, "file_name": f"{plural}.zip"}


def _in_batches(model: type[Document], tenant_id: int, ids: Sequence[int]) -> Iterator[Document]:
    rows = documents_to_print(model, tenant_id)
    for start in range(0, len(ids), BATCH):
        yield from rows.filter(pk__in=ids[start : start + BATCH])
