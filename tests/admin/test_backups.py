"""Backups in the admin: for superusers, by the services of the API, and behind the password where all is replaced."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import bind_tenant
from apps.jobs.models import Job
from apps.monitoring.backups.archive import DUMP, Manifest, Table, digest_file, write_archive
from apps.monitoring.backups.store import all_backups, fresh_name, keep_archive
from tests.admin.test_pages import logged_in, text_of

LIST = "/admin/monitoring/archive/"


@pytest.fixture
def archive(settings: Any, tmp_path: Path) -> str:
    """An archive whose dump is none, which nobody notices before it is read."""
    settings.BACKUP_DIR = str(tmp_path / "backups")
    (tmp_path / DUMP).write_bytes(b"a dump")
    manifest = Manifest(
        name=fresh_name(sealed=False), created_at="2026-11-22T02:30:00+00:00", scheduled=False, versions={},
        migrations=[], tables={"clients_client": Table(1234, "")}, files={DUMP: digest_file(tmp_path / DUMP)},
        made_by="ann@acme.example",
    )  # fmt: skip
    write_archive(tmp_path / "draft", manifest, {DUMP: tmp_path / DUMP}, lambda percent, what: None)
    return keep_archive(tmp_path / "draft", manifest.name).filename


@pytest.fixture
def browser(superuser: User) -> Browser:
    return logged_in(superuser)


def started(superuser: User) -> list[tuple[str, dict[str, Any]]]:
    bind_tenant(superuser.tenant_id)
    return list(Job.unscoped.order_by("pk").values_list("kind", "arguments"))


def test_lists_what_the_archives_say_of_themselves(browser: Browser, archive: str) -> None:
    shown = text_of(browser.get(LIST))
    for text in (archive, "2026-11-22 02:30 UTC", "ann@acme.example", "1234, 0", "signed here"):
        assert text in shown
    assert LIST in text_of(browser.get("/admin/"))


def test_tells_an_archive_that_nobody_here_signed(browser: Browser, archive: str, settings: Any) -> None:
    settings.BACKUP_SIGNING_KEY = "another"
    shown = text_of(browser.get(LIST))
    assert "not signed here" in shown
    assert "Restore" not in shown


@pytest.mark.parametrize("act", ["", "make/", "{}/download/", "{}/verify/", "{}/delete/", "{}/restore/"])
def test_is_for_superusers_only(owner: User, archive: str, act: str) -> None:
    browser = logged_in(owner)
    assert browser.post(LIST + act.format(archive)).status_code == 403
    assert browser.get(LIST + act.format(archive)).status_code == 403
    assert LIST not in text_of(browser.get("/admin/"))
    assert [backup.filename for backup in all_backups()] == [archive]


def test_starts_making_and_verifying_and_shows_the_job(browser: Browser, superuser: User, archive: str) -> None:
    answer = browser.post(f"{LIST}make/")
    assert browser.post(f"{LIST}{archive}/verify/").status_code == 302
    assert started(superuser) == [
        ("monitoring.create_backup", {"scheduled": False}),
        ("monitoring.verify_backup", {"filename": archive}),
    ]
    assert answer["Location"] == reverse("admin:jobs_job_change", args=[Job.unscoped.earliest("pk").pk])


def test_reading_a_page_starts_nothing(browser: Browser, superuser: User, archive: str) -> None:
    for act in ("make", f"{archive}/verify", f"{archive}/restore", f"{archive}/delete"):
        browser.get(f"{LIST}{act}/")
    assert started(superuser) == []
    assert [backup.filename for backup in all_backups()] == [archive]


def test_downloads_the_archive_itself(browser: Browser, archive: str) -> None:
    answer: Any = browser.get(f"{LIST}{archive}/download/")
    assert archive in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == all_backups()[0].path.read_bytes()


@pytest.mark.parametrize("name", ["nothing.tar", "..%2Fsecret_key", ".."])
def test_knows_no_other_names(browser: Browser, archive: str, name: str) -> None:
    assert browser.get(f"{LIST}{name}/download/").status_code in (302, 404)
    browser.post(f"{LIST}{name}/delete/")
    assert [backup.filename for backup in all_backups()] == [archive]


def test_deletes_one_archive_and_notes_it(browser: Browser, superuser: User, archive: str) -> None:
    assert "goes for good" in text_of(browser.get(f"{LIST}{archive}/delete/"))
    browser.post(f"{LIST}{archive}/delete/")
    assert all_backups() == []
    bind_tenant(superuser.tenant_id)
    assert AuditLog.unscoped.get(action="delete_backup").old_values == {"filename": archive}


def test_restores_for_nobody_without_the_password(browser: Browser, superuser: User, archive: str) -> None:
    for given in ({}, {"password": "wrong"}):
        assert "Restore" in text_of(browser.post(f"{LIST}{archive}/restore/", given))
    assert started(superuser) == []
    browser.post(f"{LIST}{archive}/restore/", {"password": "Password123!"})
    assert started(superuser) == [("monitoring.restore_backup", {"filename": archive})]


def test_counts_wrong_passwords_as_a_log_in_does(browser: Browser, superuser: User, archive: str) -> None:
    for _ in range(10):
        browser.post(f"{LIST}{archive}/restore/", {"password": "wrong"})
    assert "Too many" in text_of(browser.post(f"{LIST}{archive}/restore/", {"password": "Password123!"}))
    assert started(superuser) == []
