"""Backups: made of the whole installation, checked when they come in, restored as a whole or not at all."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import psycopg2
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connections, transaction

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.limits import EVERYBODY, move_epochs
from apps.core.live.changes import forget_versions
from apps.core.texts import say
from apps.jobs.models import Job
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun
from apps.jobs.services import start_job
from apps.monitoring.backups import database
from apps.monitoring.backups.archive import (
    DUMP,
    MEDIA,
    Manifest,
    Member,
    Tell,
    digest_file,
    read_archive,
    read_manifest,
    write_archive,
)
from apps.monitoring.backups.media import local_copy, media_names, put_back
from apps.monitoring.backups.store import (
    Backup,
    all_backups,
    find_backup,
    fresh_name,
    is_name,
    keep_archive,
    workplace,
)
from apps.monitoring.backups.tools import ToolError, django_on, live_database
from apps.monitoring.services.system import clear_cache, system_actor
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant

CREATE, RESTORE, VERIFY = "monitoring.create_backup", "monitoring.restore_backup", "monitoring.verify_backup"


@dataclass(frozen=True)
class Restored:
    """What a restore brought back. `kept` is the database as it was before, for `restore --undo`."""

    filename: str
    rows: int
    files: int
    kept: str


def _share(tell: Tell, first: int, last: int) -> Tell:
    """Progress of a part, as it stands in the whole."""
    return lambda percent, message: tell(first + (last - first) * percent // 100, message)


def create_backup(*, tell: Tell, scheduled: bool = False, made_by: str = "") -> Backup:
    """Write an archive of database and media. 409 while another backup or restore runs."""
    with workplace() as work:
        state = database.dump_database(work / DUMP, _share(tell, 0, 50))
        sources = {DUMP: work / DUMP} | _media_files(work)
        files: dict[str, Member] = {}
        for number, (name, path) in enumerate(sources.items()):
            tell(50 + 20 * number // len(sources), f"{name} is digested")
            try:
                files[name] = digest_file(path)
            except FileNotFoundError:
                # Deleted since the listing: the snapshot's row is then without it, as it will be from now on.
                continue
        manifest = Manifest(
            name=fresh_name(sealed=bool(settings.BACKUP_ENCRYPTION_KEY)),
            created_at=datetime.now(UTC).isoformat(),
            scheduled=scheduled,
            versions={
                "product": str(settings.SPECTACULAR_SETTINGS["VERSION"]),
                "postgresql": state.server_version,
                "django": django.__version__,
                "python": platform.python_version(),
            },
            migrations=state.migrations,
            tables=state.tables,
            files=files,
            made_by=made_by,
        )
        write_archive(work / "archive", manifest, sources, _share(tell, 70, 99))
        return keep_archive(work / "archive", manifest.name)


def accept_upload(*, actor: Actor, upload: "UploadedFile[Any]") -> Backup:
    """Take in an archive that this installation signed, under the name that it was made with. 400 for any damage."""
    assert upload.file
    path = Path(str(upload.file.name))
    manifest = read_archive(path, lambda percent, message: None)
    if not is_name(manifest.name):
        raise RuleViolation("The archive's own name is none of ours.", code="bad_archive", field="file")
    backup = keep_archive(path, manifest.name)
    new = {"filename": manifest.name, "rows": manifest.rows}
    record(actor=actor, action="upload_backup", target=actor.acting_tenant, new=new)
    return backup


@transaction.atomic
def delete_backups(*, actor: Actor) -> int:
    """Delete every archive. Answers how many there were."""
    found = all_backups()
    for backup in found:
        backup.path.unlink(missing_ok=True)
    record(actor=actor, action="delete_backups", target=actor.acting_tenant, old={"deleted": len(found)})
    return len(found)


@transaction.atomic
def delete_backup(*, actor: Actor, filename: str) -> None:
    """Delete one archive. 400 for a name that is not there."""
    _existing(filename).path.unlink(missing_ok=True)
    record(actor=actor, action="delete_backup", target=actor.acting_tenant, old={"filename": filename})


def delete_expired_backups() -> int:
    """Of the scheduled archives keep the newest BACKUP_KEEP. Answers how many were deleted."""
    scheduled = [backup for backup in all_backups() if backup.manifest and backup.manifest.scheduled]
    for backup in scheduled[settings.BACKUP_KEEP :]:
        backup.path.unlink(missing_ok=True)
    return len(scheduled[settings.BACKUP_KEEP :])


@transaction.atomic
def start_backup(*, actor: Actor, scheduled: bool = False) -> Job:
    """Have a worker make a backup; the job that is already at it, if there is one."""
    running = Job.unscoped.filter(kind=CREATE, status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    job: Job | None = running.filter(tenant_id=actor.acting_tenant_id).order_by("-id").first()
    if job is None:
        job = start_job(actor=actor, kind=CREATE, scheduled=scheduled)
        record(actor=actor, action="create_backup", target=actor.acting_tenant, new={"scheduled": scheduled})
    return job


def latest_backup_job(*, actor: Actor) -> Job | None:
    """The job of the last backup that was started in the actor's tenant."""
    jobs = Job.unscoped.filter(kind=CREATE, tenant_id=actor.acting_tenant_id)
    latest: Job | None = jobs.order_by("-id").first()
    return latest


@transaction.atomic
def start_restore(*, actor: Actor, filename: str) -> Job:
    """Have a worker restore an archive of ours. 400 for a name that is not there, or an archive that nobody signed."""
    _refuse_newer(read_manifest(_existing(filename).path))
    database.refuse_without_owner()
    record(actor=actor, action="restore_backup", target=actor.acting_tenant, new={"filename": filename})
    return start_job(actor=actor, kind=RESTORE, filename=filename)


@transaction.atomic
def start_verification(*, actor: Actor, filename: str) -> Job:
    """Have a worker restore an archive into a scratch database and compare it. Refuses as `start_restore` does."""
    read_manifest(_existing(filename).path)
    database.refuse_without_owner()
    record(actor=actor, action="verify_backup", target=actor.acting_tenant, new={"filename": filename})
    return start_job(actor=actor, kind=VERIFY, filename=filename)


@handles(CREATE)
def run_backup(run: JobRun) -> dict[str, Any]:
    """The job of a backup."""
    scheduled = run.arguments["scheduled"]
    made_by = "" if scheduled or run.job.owner is None else run.job.owner.email
    backup = create_backup(tell=run.report, scheduled=scheduled, made_by=made_by)
    if scheduled:
        delete_expired_backups()
    return {"filename": backup.filename, "size": backup.size}


@handles(VERIFY)
def run_verification(run: JobRun) -> dict[str, Any]:
    """The job of a verification. Nothing of it is kept, so that it may be done again."""
    try:
        manifest = verify_backup(filename=run.arguments["filename"], tell=run.report)
    except (ToolError, OSError, psycopg2.Error) as exc:
        raise RuleViolation(
            say("The archive could not be verified: {problem}", problem=exc), code="not_verified"
        ) from exc
    return {"filename": run.arguments["filename"], "rows": manifest.rows, "tables": len(manifest.tables)}


@handles(RESTORE)
def run_restore(run: JobRun) -> dict[str, Any]:
    """The job of a restore. It is in the database that it replaces, and so writes its end into the new one."""
    if run.job.attempts > 1:
        raise RuleViolation("The restore was interrupted. All data are as before; start it again.", code="interrupted")
    try:
        restored = restore_backup(
            filename=run.arguments["filename"],
            tell=run.report,
            finish=lambda restored: _carry_over(run.job, restored),
        )
    except (ToolError, OSError, psycopg2.Error) as exc:
        raise RuleViolation(say("All data are as before: {problem}", problem=exc), code="not_restored") from exc
    return vars(restored)


def restore_backup(
    *, filename: str, tell: Tell, finish: Callable[[Restored], None] = lambda restored: None, path: Path | None = None
) -> Restored:
    """Replace database and media by those of an archive. `finish` runs in the new database before it is the live one.

    Until the last step, which is one transaction, the live database is not touched; whatever interrupts it, the old
    data stay. Afterwards all sessions have ended. `path` is that of an archive outside of the directory.
    """
    database.refuse_without_owner()
    archive = path or _existing(filename).path
    live = live_database()
    with workplace() as work:
        manifest, media = _unpack(archive, work, _share(tell, 0, 30))
        _refuse_newer(manifest)
        shadow, kept = f"{live}_restoring", f"{live}_before_restore"
        restored = Restored(manifest.name, manifest.rows, len(media), kept)
        with database.filled_database(shadow, work / DUMP, manifest.tables, _share(tell, 30, 80)):
            tell(80, "the schema is brought up to date")
            database.migrate_database(shadow)
            with django_on(shadow):
                adapt_restored()
                finish(restored)
            tell(90, "the media are put back")
            for name, source in media.items():
                put_back(name, source)
            tell(95, "the databases are swapped")
            database.swap_databases(shadow, kept)
    forget_callers()
    return restored


def undo_restore() -> str:
    """Swap the database from before the last restore back in. Answers its name. 409 where there is none."""
    database.refuse_without_owner()
    kept = f"{live_database()}_before_restore"
    if not database.exists(kept):
        raise RuleViolation("There is no database from before a restore.", code="nothing_to_undo")
    database.swap_databases(kept, kept)
    forget_callers()
    return kept


def verify_backup(*, filename: str, tell: Tell, path: Path | None = None) -> Manifest:
    """Restore an archive into a scratch database, compare every table, and drop it. Raises RuleViolation."""
    database.refuse_without_owner()
    archive = path or _existing(filename).path
    with workplace() as work:
        manifest, _ = _unpack(archive, work, _share(tell, 0, 40))
        scratch = f"{live_database()}_verifying"
        with database.filled_database(scratch, work / DUMP, manifest.tables, _share(tell, 40, 99)):
            database.drop_database(scratch)
    return manifest


def forget_callers() -> None:
    """Make every process read anew who its callers are, and drop what is cached."""
    clear_cache()
    forget_versions()
    move_epochs(EVERYBODY)


def _existing(filename: str) -> Backup:
    backup = find_backup(filename)
    if backup is None:
        raise RuleViolation(
            say("There is no backup {filename!r}.", filename=filename), code="does_not_exist", field="filename"
        )
    return backup


def _media_files(work: Path) -> dict[str, Path]:
    return {f"{MEDIA}{name}": local_copy(name, work / f"media-{number}") for number, name in enumerate(media_names())}


def _unpack(archive: Path, work: Path, tell: Tell) -> tuple[Manifest, dict[str, Path]]:
    """The dump beside the media, which lie there under numbers: their names are no paths before they are put back."""
    media: dict[str, Path] = {}

    def place(name: str) -> Path:
        if name == DUMP:
            return work / DUMP
        return media.setdefault(name.removeprefix(MEDIA), work / f"file-{len(media)}")

    return read_archive(archive, tell, place), media


def _refuse_newer(manifest: Manifest) -> None:
    if unknown := database.unknown_migrations(manifest.migrations):
        raise RuleViolation(
            say(
                "The archive was made by a newer version of the product: this one does not have {number} of its "
                "migrations, such as {example}. Update first.",
                number=len(unknown),
                example=unknown[0],
            ),
            code="newer_archive",
            field="filename",
        )


def adapt_restored() -> None:
    """What must not come back as it was: open sessions, backups that were running, positions among transactions."""
    with transaction.atomic("ops"), connections["ops"].cursor() as cursor:
        cursor.execute("UPDATE accounts_session SET revoked_at = now() WHERE revoked_at IS NULL")
        cursor.execute("DELETE FROM django_session")
        cursor.execute(
            "UPDATE jobs_job SET status = 'failed', error = 'It was running when the backup was made.', "
            "finished_at = now() WHERE kind = ANY(%s) AND status IN ('queued', 'running')",
            [[CREATE, RESTORE]],
        )
        # On another server the ids of transactions begin anew: events and positions move below all of them, in order.
        cursor.execute(
            "SELECT greatest((SELECT max(txid) FROM audit_auditlog), (SELECT max(txid) FROM audit_relayposition)), "
            "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
        newest, running = cursor.fetchone()
        if newest is not None and newest >= running:
            cursor.execute("UPDATE audit_auditlog SET txid = txid - %s", [newest + 1])
            cursor.execute("UPDATE audit_relayposition SET txid = txid - %s", [newest + 1])
            cursor.execute("UPDATE integrations_webhookendpoint SET snapshot = ''")


def _carry_over(job: Job, restored: Restored) -> None:
    """The job's row as it will be once its database is the live one."""
    tenant = Tenant.objects.using("ops").filter(pk=job.tenant_id).first() or system_actor().acting_tenant
    with connections["ops"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_user WHERE id = %s)", [job.owner_id])
        (owner_is_there,) = cursor.fetchone()
    Job.unscoped.using("ops").filter(job_id=job.job_id).delete()
    now = datetime.now(UTC)
    copy = Job.unscoped.using("ops").create(
        tenant_id=tenant.pk,
        owner_id=job.owner_id if owner_is_there else None,
        job_id=job.job_id,
        kind=job.kind,
        status=Job.Status.SUCCEEDED,
        progress=100,
        arguments=job.arguments,
        result=vars(restored),
        attempts=job.attempts,
        started_at=job.started_at,
        finished_at=now,
    )
    job.pk = copy.pk
