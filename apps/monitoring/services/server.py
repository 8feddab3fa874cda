"""What those who run the installation do to it without a shell. Every action is in the audit log."""

import platform
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import django
import psutil
from django.conf import settings
from django.contrib.sessions.models import Session as PageSession
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from apps.accounts.tasks import delete_dead_sessions
from apps.audit.services import record
from apps.core.live.changes import announce_change
from apps.core.tenancy import tenant_context
from apps.dashboard.rollup import recalculate
from apps.jobs.models import Job
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun, requeue_lost
from apps.jobs.services import start_job
from apps.monitoring.services.media import examine_media, repair_media
from apps.monitoring.services.rounds import forget_old
from apps.monitoring.services.system import clear_cache
from apps.tenants.actors import Actor
from apps.tenants.models import Tenant
from apps.tenants.tasks import forget_answers

REBUILD_ROLLUPS: Final = "monitoring.rebuild_rollups"
_SHOWN: Final = 100
JOBS_KEPT: Final = timedelta(days=30)


def installation() -> dict[str, Any]:
    """Versions, state of the migrations, database and disk."""
    with connections["ops"].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone()
    disk = psutil.disk_usage(str(settings.DATA_DIR))
    executor = MigrationExecutor(connections["ops"])
    pending = [f"{one.app_label}.{one.name}" for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    return {
        "mode": settings.MODE,
        "versions": {
            "product": settings.SPECTACULAR_SETTINGS["VERSION"],
            "python": platform.python_version(),
            "django": django.__version__,
            "postgresql": version,
        },
        "migrations": {"applied": len(executor.loader.applied_migrations), "pending": pending},
        "database_bytes": size,
        "disk": {"total_bytes": disk.total, "free_bytes": disk.free},
    }


def clear_the_cache(*, actor: Actor) -> dict[str, Any]:
    """Drop what is cached; limits and sessions of the API stay."""
    return _noted(actor, "clear_cache", lambda: {"dropped": clear_cache()})


def examine_the_media(*, actor: Actor) -> dict[str, Any]:
    """Count files, and name those that are missing or that no row names (the first hundred of each)."""

    def examine() -> dict[str, Any]:
        found = examine_media()
        return {
            "files": found.files,
            "bytes": found.bytes,
            "missing": len(found.missing),
            "orphaned": len(found.orphaned),
            "missing_names": found.missing[:_SHOWN],
            "orphaned_names": found.orphaned[:_SHOWN],
        }

    return _noted(actor, "examine_media", examine)


def repair_the_media(*, actor: Actor) -> dict[str, Any]:
    """Bring missing files back from archives, and delete orphans older than a day."""

    def repair() -> dict[str, Any]:
        restored, missing, deleted = repair_media()
        return {
            "restored": len(restored),
            "still_missing": len(missing),
            "deleted": len(deleted),
            "still_missing_names": missing[:_SHOWN],
        }

    return _noted(actor, "repair_media", repair)


def clean_up(*, actor: Actor) -> dict[str, Any]:
    """Forget what has expired: sessions, kept answers, page sessions, monitoring rows, jobs that ended long ago."""

    def clean() -> dict[str, Any]:
        delete_dead_sessions()
        forget_answers()
        pages, _ = PageSession.objects.filter(expire_date__lt=timezone.now()).delete()
        return {"page_sessions": pages, "jobs": _delete_old_jobs(), **forget_old()}

    return _noted(actor, "clean_up", clean)


def put_back_lost_jobs(*, actor: Actor) -> dict[str, Any]:
    """Put back jobs whose worker or message was lost."""
    return _noted(actor, "requeue_lost", lambda: {"requeued": requeue_lost()})


def rebuild_the_rollups(*, actor: Actor) -> dict[str, Any]:
    """Start the job that compares every tenant's figures with its books, and mends what differs."""

    def start() -> dict[str, Any]:
        return {"job_id": str(start_job(actor=actor, kind=REBUILD_ROLLUPS).job_id)}

    return _noted(actor, "rebuild_rollups", start)


@handles(REBUILD_ROLLUPS)
def rebuild_rollups_job(run: JobRun) -> dict[str, int]:
    """One tenant after the other, each in a transaction of its own. Answers what differed; nothing should."""
    mended: Counter[str] = Counter()
    tenants = list(Tenant.objects.using("ops").filter(deleted_at=None).order_by("pk"))
    for number, tenant in enumerate(tenants):
        run.report(100 * number // len(tenants), f"{number} of {len(tenants)} tenants")
        with tenant_context(tenant.pk), transaction.atomic():
            mended.update(recalculate(tenant))
            transaction.on_commit(partial(announce_change, tenant.pk))
    return {"tenants": len(tenants), **mended}


def _delete_old_jobs() -> int:
    """Jobs that ended more than 30 days ago, with their files."""
    old = Job.unscoped.using("ops").filter(finished_at__lt=timezone.now() - JOBS_KEPT)
    jobs = list(old.exclude(file="").values_list("file", flat=True))
    deleted, _ = old.delete()
    for name in jobs:
        default_storage.delete(name)
        _remove_if_empty(Path(default_storage.path(name)).parent)
    return deleted


def _remove_if_empty(directory: Path) -> None:
    if directory.is_dir() and not any(directory.iterdir()):
        directory.rmdir()


def _noted(actor: Actor, action: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    outcome = work()
    with transaction.atomic():
        counts = {name: value for name, value in outcome.items() if not isinstance(value, list)}
        record(actor=actor, action=action, target=actor.acting_tenant, new=counts)
    return outcome
