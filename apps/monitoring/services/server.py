"""What those who run the installation do to it without a shell. Every action is in the audit log."""

import platform
from collections.abc import Callable
from datetime import timedelta
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
from apps.jobs.models import Job
from apps.jobs.runner import requeue_lost
from apps.monitoring.services.media import examine_media, repair_media
from apps.monitoring.services.rounds import forget_old
from apps.monitoring.services.system import clear_cache
from apps.tenants.actors import Actor
from apps.tenants.tasks import forget_answers

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
        counts = {name: value for name, value in outcome.items() if isinstance(value, int)}
        record(actor=actor, action=action, target=actor.acting_tenant, new=counts)
    return outcome
