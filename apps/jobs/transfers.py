"""Imports as jobs: small files within the request, large ones on a worker that a kill does not make double a row."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.core.transfer.imports import ImportResult, RowError, TableImport, Writer, count_rows, reject_file
from apps.jobs.models import Job
from apps.jobs.registry import cleaners, handlers
from apps.jobs.runner import JobCancelled, JobRun
from apps.jobs.services import note_finished_job, start_job
from apps.tenants.actors import Actor

WITHIN_REQUEST = 2_000
"""How many rows are imported at once; more become a job."""
REJECTED = "rejected-rows.csv"
# Read again and again, and appended to: on disk wherever other files are kept.
scratch: Any = storages["scratch"]

_writers: dict[str, Callable[[Actor], Writer]] = {}


def register_import(kind: str, writer: Callable[[Actor], Writer]) -> None:
    """Make a kind of import known, under the name of its jobs (`app.verb_noun`)."""
    _writers[kind] = writer
    handlers[kind] = _run_import
    cleaners[kind] = _forget


def import_file(
    *,
    actor: Actor,
    kind: str,
    file: File[Any],
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> tuple[ImportResult | None, Job | None]:
    """Import a table. Up to 2,000 rows: done, the result, and the job that holds the bad rows' file if there are any.
    More: no result yet, and the job that was started.

    400 where the file cannot be read, 413 where it is too large.
    """
    _check_size(file)
    binary: IO[bytes] = file.file  # type: ignore[assignment]
    if count_rows(binary, most=WITHIN_REQUEST) > WITHIN_REQUEST:
        return None, start_import(actor=actor, kind=kind, file=file, mapping=mapping, dry_run=dry_run)
    table = TableImport(binary, _writers[kind](actor), mapping)
    rejected: dict[int, tuple[RowError, list[str]]] = {}
    result = table.run(reject=lambda error, cells: rejected.__setitem__(error.row, (error, cells)), dry_run=dry_run)
    if not rejected:
        return result, None
    content = reject_file(table.header, rejected.values())
    return result, note_finished_job(actor=actor, kind=kind, result=result.body(), filename=REJECTED, content=content)


def start_import(
    *, actor: Actor, kind: str, file: File[Any], mapping: Mapping[str, str] | None = None, dry_run: bool = False
) -> Job:
    """Start the job that imports a table, however small. 400 where its header cannot be read, 413 where it is too
    large."""
    _check_size(file)
    TableImport(file.file, _writers[kind](actor), mapping)  # type: ignore[arg-type]
    path = scratch.save(f"imports/{actor.acting_tenant_id}/{uuid4().hex}", file)
    return start_job(actor=actor, kind=kind, path=path, mapping=dict(mapping or {}), dry_run=dry_run)


def _check_size(file: File[Any]) -> None:
    if file.size > settings.MAX_UPLOAD_BYTES:
        raise RuleViolation(
            say(
                "The file has {size:,} bytes; {most:,} are the most.",
                size=file.size,
                most=settings.MAX_UPLOAD_BYTES,
            ),
            code="too_large",
            status=413,
        )


def _run_import(run: JobRun) -> dict[str, Any]:
    """The job: goes on where the last batch was stored; batch and position are one transaction."""
    path = run.arguments["path"]
    try:
        with scratch.open(path) as file:
            result = _import_from(run, file, f"{path}.rejected")
    except JobCancelled:
        _forget(run.arguments)
        raise
    return result.body()


def _import_from(run: JobRun, file: IO[bytes], rejects: str) -> ImportResult:
    writer = _writers[run.job.kind](run.actor)
    total = max(count_rows(file), 1)
    table = TableImport(file, writer, run.arguments["mapping"])
    with open(scratch.path(rejects), "a", encoding="utf-8") as rejected:

        def reject(error: RowError, cells: list[str]) -> None:
            rejected.write(json.dumps([error.row, error.field, error.message, cells]) + "\n")

        def keep(result: ImportResult) -> None:
            rejected.flush()
            run.checkpoint(result.state())
            run.report(100 * result.processed // total, f"{result.processed:,} of {total:,} rows")

        state = run.arguments.get("state")
        result = table.run(
            ImportResult.from_state(state) if state else None,
            reject=reject,
            keep=keep,
            dry_run=run.arguments["dry_run"],
        )
    if result.failed:
        run.attach(REJECTED, reject_file(table.header, _read_rejected(rejects)))
    return result


def _read_rejected(path: str) -> Iterator[tuple[RowError, list[str]]]:
    """The bad rows, each once, though a batch that was repeated noted its own twice."""
    seen: set[int] = set()
    with open(scratch.path(path), encoding="utf-8") as lines:
        for line in lines:
            row, field, message, cells = json.loads(line)
            if row not in seen:
                seen.add(row)
                yield RowError(row, field, message), cells


def _forget(arguments: Mapping[str, Any]) -> None:
    """Remove the uploaded file and the notes of its bad rows."""
    scratch.delete(arguments["path"])
    scratch.delete(f"{arguments['path']}.rejected")
