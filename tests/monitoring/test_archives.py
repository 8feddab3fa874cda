"""What an archive lets in: nothing that this installation did not sign, nothing that was changed by a bit."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.monitoring.backups.archive import Manifest, Table, digest_file, read_archive, read_manifest, write_archive
from apps.monitoring.backups.store import fresh_name, keep_archive
from apps.monitoring.services.backups import delete_expired_backups
from tests.conftest import Api
from tests.factories import make_user

MEMBERS = {
    "database.dump": b"PGDMP" + bytes(range(256)) * 40,
    "media/receipts/" + "n" * 150: b"long name",
    "media/empty": b"",
    "media/../../escape": b"a name that is no path",
}


def quiet(percent: int, message: str) -> None:
    assert 0 <= percent <= 100


@pytest.fixture(autouse=True)
def backup_dir(tmp_path: Path, settings: Any) -> Path:
    settings.BACKUP_DIR = str(tmp_path / "backups")
    return tmp_path / "backups"


Maker = Callable[..., Path]


@pytest.fixture
def make_archive(tmp_path: Path, settings: Any) -> Maker:
    """Write an archive with a few members; answers where."""

    def make(**values: Any) -> Path:
        sources = {}
        for name, content in MEMBERS.items():
            sources[name] = tmp_path / f"source-{len(sources)}"
            sources[name].write_bytes(content)
        manifest = Manifest(
            **{
                "name": fresh_name(sealed=bool(settings.BACKUP_ENCRYPTION_KEY)),
                "created_at": "2026-01-31T12:00:00+00:00",
                "scheduled": False,
                "versions": {"product": "1.0.0"},
                "migrations": [],
                "tables": {"clients_client": Table(2, "abc")},
                "files": {name: digest_file(path) for name, path in sources.items()},
            }
            | values
        )
        path = tmp_path / f"archive-{manifest.name}"
        write_archive(path, manifest, sources, quiet)
        return path

    return make


@pytest.mark.parametrize("passphrase", ["", "a long passphrase"])
def test_gives_back_every_member_as_it_was(make_archive: Maker, tmp_path: Path, settings: Any, passphrase: str) -> None:
    settings.BACKUP_ENCRYPTION_KEY = passphrase
    archive = make_archive()
    read: dict[str, Path] = {}

    def place(name: str) -> Path:
        return read.setdefault(name, tmp_path / f"read-{len(read)}")

    manifest = read_archive(archive, quiet, place)
    assert {name: path.read_bytes() for name, path in read.items()} == MEMBERS
    assert manifest.tables == {"clients_client": Table(2, "abc")}
    assert (b"PGDMP" in archive.read_bytes()) == (not passphrase)


@pytest.mark.parametrize("passphrase", ["", "a long passphrase"])
def test_refuses_an_archive_with_any_byte_changed(make_archive: Maker, settings: Any, passphrase: str) -> None:
    settings.BACKUP_ENCRYPTION_KEY = passphrase
    archive = make_archive()
    whole = archive.read_bytes()
    for at in {*range(0, len(whole), len(whole) // 40), 5, 100, 600, len(whole) - 1, len(whole) - 700}:
        flipped = bytearray(whole)
        flipped[at] ^= 1
        archive.write_bytes(flipped)
        with pytest.raises(RuleViolation) as refusal:
            read_archive(archive, quiet)
        assert refusal.value.status == 400, f"byte {at}"


@pytest.mark.parametrize("passphrase", ["", "a long passphrase"])
def test_refuses_an_archive_that_is_cut_off_or_goes_on(make_archive: Maker, settings: Any, passphrase: str) -> None:
    settings.BACKUP_ENCRYPTION_KEY = passphrase
    archive = make_archive()
    whole = archive.read_bytes()
    for wrong in (b"", whole[:100], whole[: len(whole) // 2], whole[:-1], whole[:-1024], whole + b"\0", whole + whole):
        archive.write_bytes(wrong)
        with pytest.raises(RuleViolation):
            read_archive(archive, quiet)


def test_refuses_a_foreign_signature_and_takes_it_with_that_servers_key(make_archive: Maker, settings: Any) -> None:
    settings.BACKUP_SIGNING_KEY = "the other server's"
    archive = make_archive()
    settings.BACKUP_SIGNING_KEY = "ours"
    with pytest.raises(RuleViolation, match="BACKUP_SIGNING_KEY") as refusal:
        read_manifest(archive)
    assert refusal.value.code == "foreign_archive"
    settings.BACKUP_SIGNING_KEY = "the other server's"
    assert read_archive(archive, quiet).rows == 2


def test_says_that_an_encrypted_archive_wants_its_passphrase(make_archive: Maker, settings: Any) -> None:
    settings.BACKUP_ENCRYPTION_KEY = "right"
    archive = make_archive()
    settings.BACKUP_ENCRYPTION_KEY = ""
    with pytest.raises(RuleViolation, match="BACKUP_ENCRYPTION_KEY"):
        read_manifest(archive)
    settings.BACKUP_ENCRYPTION_KEY = "wrong"
    with pytest.raises(RuleViolation, match="another passphrase"):
        read_manifest(archive)


def test_keeps_the_newest_of_the_scheduled_archives_and_all_others(
    make_archive: Maker, backup_dir: Path, settings: Any
) -> None:
    settings.BACKUP_KEEP = 2
    for day, scheduled in ((1, True), (2, False), (3, True), (4, True), (5, True)):
        archive = make_archive(scheduled=scheduled, created_at=f"2026-01-0{day}T00:00:00+00:00")
        keep_archive(archive, fresh_name(sealed=False))
    assert delete_expired_backups() == 2
    days = sorted(read_manifest(path).created_at[9:10] for path in backup_dir.glob("*.tar"))
    assert days == ["2", "4", "5"]


@pytest.fixture
def platform(owner: User) -> Iterator[Api]:
    with tenant_context(owner.tenant_id):
        yield Api(make_user(owner, is_superuser=True))


def upload(api: Api, content: bytes, name: str = "backup.tar") -> Any:
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    return api.request("post", "/api/backups/upload/", body, content_type="multipart/form-data; boundary=edge")


def test_an_archive_travels_out_and_in_again(platform: Api, make_archive: Maker, backup_dir: Path, owner: User) -> None:
    archive = make_archive()
    name = archive.name.removeprefix("archive-")
    taken = upload(platform, archive.read_bytes(), "../../etc/passwd")
    assert (taken.status_code, taken.json()["filename"], taken.json()["valid"]) == (201, name, True)
    assert [path.name for path in backup_dir.iterdir() if path.is_file()] == [name]
    (listed,) = platform.get("/api/backups/").json()["results"]
    assert listed == taken.json()
    assert (listed["rows"], listed["files"], listed["size"]) == (2, 3, archive.stat().st_size)
    download = platform.get(f"/api/backups/download/{name}/")
    assert (
        hashlib.sha256(b"".join(download.streaming_content)).digest() == hashlib.sha256(archive.read_bytes()).digest()
    )
    assert download.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert platform.delete("/api/backups/delete-all/").json() == {"deleted": 1}
    assert platform.get("/api/backups/").json()["count"] == 0
    with tenant_context(owner.tenant_id):
        actions = AuditLog.unscoped.filter(action__contains="backup").order_by("id").values_list("action", flat=True)
        assert list(actions) == ["upload_backup", "delete_backups"]


def test_takes_the_same_archive_twice_and_has_it_once(platform: Api, make_archive: Maker) -> None:
    content = make_archive().read_bytes()
    assert {upload(platform, content).status_code for _ in range(2)} == {201}
    assert platform.get("/api/backups/").json()["count"] == 1


def test_refuses_an_upload_that_is_no_archive_of_ours_and_keeps_nothing_of_it(
    platform: Api, make_archive: Maker, backup_dir: Path, settings: Any
) -> None:
    whole = make_archive().read_bytes()
    settings.BACKUP_SIGNING_KEY = "another key"
    foreign = make_archive().read_bytes()
    settings.BACKUP_SIGNING_KEY = django_settings.SECRET_KEY
    for content, error in (
        (b"nonsense", "bad_archive"),
        (whole[:-1], "bad_archive"),
        (foreign, "foreign_archive"),
        (whole.replace(b"long name", b"lung name"), "bad_archive"),
    ):
        answer = upload(platform, content)
        assert (answer.status_code, answer.json()["error"]) == (400, error)
        assert "file" in answer.json()["details"]
    assert [path for path in backup_dir.rglob("*") if path.is_file()] == []


def test_refuses_an_upload_above_the_limit(platform: Api, backup_dir: Path, settings: Any) -> None:
    settings.MAX_BACKUP_BYTES = 100_000
    assert upload(platform, b"x" * 100_001).status_code == 413
    assert [path for path in backup_dir.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name", ["../secret_key", "..%2Fsecret_key", "%2Fetc%2Fpasswd", "....", "lock", "no.tar", "x%00.tar", "work-1"]
)
def test_names_lead_nowhere(platform: Api, backup_dir: Path, name: str) -> None:
    backup_dir.mkdir()
    (backup_dir / "lock").touch()
    (backup_dir.parent / "secret_key").write_text("secret")
    assert platform.get(f"/api/backups/download/{name}/").status_code == 404
    restore = platform.post("/api/backups/restore/", {"filename": name})
    assert (restore.status_code, restore.json()["details"]) == (400, {"filename": [f"There is no backup {name!r}."]})


def test_shows_an_archive_that_it_cannot_read_and_restores_none_of_it(
    platform: Api, make_archive: Maker, backup_dir: Path
) -> None:
    name = fresh_name(sealed=False)
    backup_dir.mkdir()
    shutil.copy(make_archive(), backup_dir / name)
    (backup_dir / name).write_bytes((backup_dir / name).read_bytes().replace(b"clients_client", b"clients_cliant"))
    (listed,) = platform.get("/api/backups/").json()["results"]
    assert (listed["filename"], listed["valid"], listed["rows"]) == (name, False, None)
    refused = platform.post("/api/backups/restore/", {"filename": name})
    assert (refused.status_code, refused.json()["error"]) == (400, "foreign_archive")


def test_refuses_to_restore_what_a_newer_version_made(platform: Api, make_archive: Maker) -> None:
    archive = make_archive(migrations=["clients.0001_initial", "clients.9999_from_the_future"])
    name = upload(platform, archive.read_bytes()).json()["filename"]
    refused = platform.post("/api/backups/restore/", {"filename": name})
    assert (refused.status_code, refused.json()["error"]) == (400, "newer_archive")
    assert "clients.9999_from_the_future" in refused.json()["message"]


def test_is_for_those_who_run_the_installation(api: Api) -> None:
    for method, path in (
        ("get", "/api/backups/"),
        ("get", "/api/backups/start/"),
        ("post", "/api/backups/restore/"),
        ("delete", "/api/backups/delete-all/"),
    ):
        assert api.request(method, path, {} if method == "post" else None).status_code == 403
