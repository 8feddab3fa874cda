import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.test import TestCase, override_settings
from PIL import Image

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.expenses.models import ExpenseAttachment
from tests.conftest import Api

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Any:
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        yield tmp_path


@pytest.fixture
def expense(api: Api) -> int:
    return int(api.post("/api/expenses/", {"description": "Paper", "amount": "50.00"}).json()["id"])


def upload(api: Api, expense: Any, content: bytes, name: str = "receipt.pdf") -> Any:
    body = {"expense": expense, "file": SimpleUploadedFile(name, content)}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return Browser().post("/api/expenses/attachments/", body, headers=api.headers)


def image(image_format: str = "PNG", size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, image_format, **options)
    return file.getvalue()


def files_below(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def test_keeps_a_receipt_and_serves_it_to_be_saved(api: Api, owner: User, expense: int) -> None:
    answer = upload(api, expense, PDF)
    assert answer.status_code == 201
    attachment = answer.json()
    assert (attachment["filename"], attachment["content_type"], attachment["size"]) == (
        "receipt.pdf",
        "application/pdf",
        len(PDF),
    )
    assert attachment["expense"] == expense
    assert attachment["thumbnail"] is None
    assert api.get(f"/api/expenses/{expense}/").json()["attachments"] == [attachment]
    assert api.get(f"/api/expenses/attachments/{attachment['id']}/").json() == attachment
    served = api.get(attachment["file"])
    assert b"".join(served.streaming_content) == PDF
    assert served.headers["Content-Disposition"] == 'attachment; filename="receipt.pdf"'
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert api.get(f"/api/expenses/attachments/{attachment['id']}/thumbnail/").status_code == 404


@pytest.mark.parametrize(("image_format", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_makes_a_thumbnail_of_an_image(api: Api, expense: int, image_format: str, extension: str) -> None:
    attachment = upload(api, expense, image(image_format), "Scan 1.bin").json()
    assert attachment["filename"] == f"Scan 1.{extension}"
    served = api.get(attachment["thumbnail"])
    with Image.open(io.BytesIO(b"".join(served.streaming_content))) as small:
        assert (small.format, small.size) == ("PNG", (320, 240))


def test_strips_what_an_image_says_beside_its_points(api: Api, expense: int) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    attachment = upload(api, expense, image("JPEG", exif=exif)).json()
    content = b"".join(api.get(attachment["file"]).streaming_content)
    assert b"taken at home" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((480, 640), {})


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"MZ\x90\x00",
        b"%PDF-1.7 cut off",
        image()[:200],
        b"plain text",
        image("BMP", (8, 8)),
    ],
)
def test_refuses_what_is_no_receipt_by_its_content(
    api: Api, owner: User, expense: int, content: bytes, media: Path
) -> None:
    answer = upload(api, expense, content, "receipt.pdf")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["file"])
    assert files_below(media) == 0


def test_refuses_an_image_of_too_many_points(api: Api, expense: int) -> None:
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 50_000
    assert upload(api, expense, bomb.getvalue()).status_code == 400


def test_ends_an_upload_above_the_limit_while_it_arrives(api: Api, expense: int, media: Path) -> None:
    with override_settings(MAX_UPLOAD_BYTES=100_000):
        answer = upload(api, expense, PDF + b" " * 200_000 + b"%%EOF")
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert files_below(media) == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("a\\b\\c.exe", "c.pdf"),
        ("....pdf", "receipt.pdf"),
        ("Rechnung Nr. 5 – März.pdf", "Rechnung Nr. 5 – März.pdf"),
    ],
)
def test_takes_only_the_plain_name_of_a_file(api: Api, owner: User, expense: int, given: str, kept: str) -> None:
    file = SimpleUploadedFile("x", PDF)
    file._name = given
    answer = Browser().post("/api/expenses/attachments/", {"expense": expense, "file": file}, headers=api.headers)
    assert answer.json()["filename"] == kept
    with tenant_context(owner.tenant_id):
        stored = ExpenseAttachment.unscoped.get().file.name
    assert kept not in stored


def test_asks_for_an_expense_and_a_file(api: Api, expense: int) -> None:
    nothing = Browser().post("/api/expenses/attachments/", {}, headers=api.headers)
    assert (nothing.status_code, sorted(nothing.json()["details"])) == (400, ["expense", "file"])
    assert upload(api, 999_999, PDF).status_code == 400
    assert upload(api, expense, b"").status_code == 400
    assert api.post("/api/expenses/attachments/", {"expense": expense}).status_code == 415


def test_hides_receipts_from_other_tenants(api: Api, charlie: User, expense: int) -> None:
    attachment = upload(api, expense, image()).json()
    other = Api(charlie)
    for path in (f"/api/expenses/attachments/{attachment['id']}/", attachment["file"], attachment["thumbnail"]):
        assert other.get(path).status_code == 404
        assert Api().get(path).status_code == 401
    assert upload(other, expense, PDF).status_code == 400


def test_removes_the_files_with_the_receipt_and_with_the_expense(api: Api, expense: int, media: Path) -> None:
    first = upload(api, expense, image()).json()
    upload(api, expense, PDF)
    assert files_below(media) == 3
    assert api.delete(f"/api/expenses/attachments/{first['id']}/").status_code == 204
    assert files_below(media) == 1
    assert api.delete(f"/api/expenses/{expense}/").status_code == 204
    assert files_below(media) == 0
