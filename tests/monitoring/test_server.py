"""Server management and cron: each action does its work, is on record, and is for those who run the installation."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.accounts.models import Session, User
from apps.audit.models import AuditLog
from apps.core.limits import redis_client
from apps.core.tenancy import tenant_context
from apps.dashboard.models import Rollup
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from apps.monitoring.models import PeriodicRun
from apps.monitoring.services import cron
from apps.monitoring.services.backups import create_backup
from config.schedule import PERIODIC, beat_schedule
from tests.conftest import Api
from tests.factories import make_attachment, make_invoice, make_job, make_session, make_user
from tests.parallel import all_at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
CRON, SERVER = "/api/cron/exec_cron_jobs/", "/api/server-management/"


@pytest.fixture
def platform(owner: User) -> Api:
    with tenant_context(owner.tenant_id):
        return Api(make_user(owner, is_superuser=True))


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.BACKUP_DIR = str(tmp_path / "media"), str(tmp_path / "backups")


def recorded(owner: User, action: str) -> list[dict[str, Any]]:
    with tenant_context(owner.tenant_id):
        return list(AuditLog.unscoped.filter(action=action).values_list("new_values", flat=True))


def test_tells_versions_migrations_and_every_periodic_job(platform: Api) -> None:
    body = platform.get(SERVER).json()
    assert body["versions"].keys() == {"product", "python", "django", "postgresql"}
    assert body["migrations"]["applied"] > 20
    assert body["migrations"]["pending"] == []
    assert [job["name"] for job in body["periodic"]] == list(PERIODIC)
    for action in body["actions"]:
        path = action["url"].removeprefix("http://testserver")
        assert platform.post(path).json()["action"] == action["name"]


def test_clears_the_cache_and_leaves_limits(platform: Api, owner: User) -> None:
    cache.set("figure", 1)
    redis_client().set("attempts:somebody", 3)
    body = platform.post(f"{SERVER}clear-cache/").json()
    assert body["result"]["dropped"] >= 1
    assert cache.get("figure") is None
    assert redis_client().get("attempts:somebody") == b"3"
    assert recorded(owner, "clear_cache") == [body["result"]]


def age(name: str) -> None:
    old = time.time() - 2 * 86_400
    os.utime(default_storage.path(name), (old, old))


def test_finds_missing_and_orphaned_files_and_repairs_them(platform: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        kept, lost, gone = (make_attachment(owner) for _ in range(3))
        importing = default_storage.save("imports/1/waiting", ContentFile(b"rows"))
        make_job(owner, arguments={"path": importing})
    create_backup(tell=lambda percent, message: None)
    with tenant_context(owner.tenant_id):
        late = make_attachment(owner)
    orphan = default_storage.save("expenses/1/orphan", ContentFile(b"x"))
    fresh = default_storage.save("expenses/1/fresh", ContentFile(b"x"))
    for name in (kept.file.name, orphan, importing):
        age(name)
    content = Path(lost.file.path).read_bytes()
    for attachment in (lost, gone, late):
        os.unlink(attachment.file.path)

    found = platform.post(f"{SERVER}media-diagnostics/").json()["result"]
    assert set(found["missing_names"]) == {lost.file.name, gone.file.name, late.file.name}
    assert found["orphaned_names"] == [orphan]
    assert (found["files"], found["missing"], found["orphaned"]) == (4, 3, 1)

    repaired = platform.post(f"{SERVER}media-repair/").json()["result"]
    assert (repaired["restored"], repaired["deleted"]) == (2, 1)
    assert repaired["still_missing_names"] == [late.file.name]
    assert Path(lost.file.path).read_bytes() == content
    assert default_storage.exists(fresh)
    assert default_storage.exists(importing)
    assert not default_storage.exists(orphan)
    assert recorded(owner, "repair_media") == [{"restored": 2, "still_missing": 1, "deleted": 1}]


def test_rebuilds_the_figures_of_every_tenant(platform: Api, owner: User, company: Callable[..., User]) -> None:
    tenants = [owner, company("Beta")]
    for one in tenants:
        with tenant_context(one.tenant_id):
            make_invoice(one, status="sent")
    started = platform.post(f"{SERVER}rebuild-rollups/").json()["result"]
    with tenant_context(owner.tenant_id):
        job = Job.unscoped.get(job_id=started["job_id"])
    run_job(owner.tenant_id, job.pk)
    answer = platform.get(f"/api/async-jobs/{job.job_id}/").json()
    assert answer["status"] == "succeeded"
    assert answer["result"]["tenants"] >= 2
    assert answer["result"]["entries"] >= 2
    for one in tenants:
        with tenant_context(one.tenant_id):
            assert Rollup.unscoped.filter(tenant_id=one.tenant_id, billed__gt=0).exists()
    assert recorded(owner, "rebuild_rollups") == [started]


def test_cleans_up_what_has_expired(platform: Api, owner: User) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    with tenant_context(owner.tenant_id):
        dead = make_session(owner, expires_at=long_ago)
        old = make_job(owner, status="succeeded", finished_at=long_ago)
        old.file.save("report.csv", ContentFile(b"1,2"))
        recent = make_job(owner, status="succeeded", finished_at=timezone.now())
    path = Path(old.file.path)
    assert platform.post(f"{SERVER}clean-up/").json()["result"]["jobs"] == 1
    assert not path.parent.exists()
    with tenant_context(owner.tenant_id):
        assert not Session.unscoped.filter(pk=dead.pk).exists()
        assert list(Job.unscoped.values_list("pk", flat=True)) == [recent.pk]


def test_is_refused_to_a_companys_owner(api: Api) -> None:
    for path in (SERVER, CRON):
        assert api.get(path).status_code == 403
    assert api.post(f"{SERVER}clear-cache/").status_code == 403


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that were put on the queue; none is really sent."""
    sent: list[str] = []
    monkeypatch.setattr(cron.current_app, "send_task", lambda name, **options: sent.append(name))
    return sent


def started(name: str, ago: timedelta) -> None:
    moment = datetime.now(UTC) - ago
    PeriodicRun.objects.update_or_create(name=name, defaults={"last_started_at": moment})


def test_starts_what_is_due_and_not_again(platform: Api, sent: list[str]) -> None:
    intervals = {name for name, when in PERIODIC.items() if when.replace(".", "").isdigit()}
    first = platform.get(CRON).json()
    assert set(first["executed"]) == set(sent) == intervals
    assert first["not_due"] == sorted(PERIODIC.keys() - intervals, key=list(PERIODIC).index)
    sent.clear()
    started("quotes.expire_quotes", timedelta(hours=2))
    started("invoices.mark_overdue", timedelta(minutes=59))
    started("audit.relay_events", timedelta(0))
    again = platform.post(CRON).json()
    assert "quotes.expire_quotes" in again["executed"]
    assert not {"invoices.mark_overdue", "monitoring.back_up"} & set(again["executed"])
    assert sent == again["executed"]


def test_a_time_of_day_is_due_once_it_has_passed(platform: Api, sent: list[str], settings: Any) -> None:
    settings.CELERY_BEAT_SCHEDULE = beat_schedule("monitoring.back_up=* * * * *")
    platform.get(CRON)
    assert "monitoring.back_up" not in sent
    started("monitoring.back_up", timedelta(minutes=2))
    assert "monitoring.back_up" in platform.get(CRON).json()["executed"]
    settings.CELERY_BEAT_SCHEDULE = beat_schedule("monitoring.back_up=off")
    started("monitoring.back_up", timedelta(days=2))
    assert "monitoring.back_up" not in platform.get(CRON).json()["executed"]


def test_calls_at_the_same_time_start_each_job_once(platform: Api, sent: list[str]) -> None:
    answers = all_at_once(platform, lambda caller, n: caller.get(CRON), times=8, callers=8)
    assert {answer.status_code for answer in answers} == {200}
    slow = [name for name in sent if PERIODIC[name] not in ("1", "15")]
    assert len(slow) == len(set(slow)) > 3


def test_a_job_that_beat_has_started_is_not_due(platform: Api, sent: list[str]) -> None:
    started("quotes.expire_quotes", timedelta(minutes=1))
    assert "quotes.expire_quotes" not in platform.get(CRON).json()["executed"]


def test_nothing_is_noted_when_the_broker_takes_nothing(platform: Api, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert platform.get(CRON).status_code == 503
    assert PeriodicRun.objects.count() == 0


def test_a_program_with_the_token_may(anonymous: Api, api: Api, sent: list[str], settings: Any) -> None:
    assert anonymous.get(CRON, **{"X-Cron-Token": ""}).status_code == 401
    settings.CRON_TOKEN = "a long random token"
    for wrong in ("", "another", "a long random toke"):
        assert anonymous.get(CRON, **{"X-Cron-Token": wrong}).status_code == 401
    assert sent == []
    token = {"X-Cron-Token": "a long random token"}
    assert anonymous.post(CRON, **token, **{"Idempotency-Key": "x"}).status_code == 200
    assert "quotes.expire_quotes" in sent
    assert anonymous.get(SERVER, **token).status_code == 401
    assert api.get(CRON).status_code == 403
