"""The logo on a company's documents."""

import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from PIL import Image

from apps.accounts.models import User
from tests.conftest import Api
from tests.documents import add_client, add_invoice


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (2400, 600)) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind)
    return drawn.getvalue()


def upload(api: Api, tenant: int, content: bytes, name: str = "logo.png") -> Any:
    body = {"logo": SimpleUploadedFile(name, content, "image/png")}
    return api.request("post", f"/api/tenants/{tenant}/upload-logo/", body, content_type=MULTIPART_CONTENT)


def pictures_of(content: bytes, file_format: str) -> int:
    if file_format == "docx":
        with ZipFile(io.BytesIO(content)) as file:
            return len([name for name in file.namelist() if name.startswith("word/media/")])
    return b"/Subtype /Image" in content or b"/Subtype/Image" in content


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_stands_on_the_documents_until_it_is_removed(api: Api, owner: User, file_format: str) -> None:
    path = f"/api/invoices/{add_invoice(api, add_client(owner))['id']}/download/?file_format={file_format}"
    assert pictures_of(api.get(path).content, file_format) == 0
    assert upload(api, owner.tenant_id, picture()).status_code == 200
    assert pictures_of(api.get(path).content, file_format) > 0
    removed = api.post(f"/api/tenants/{owner.tenant_id}/remove-logo/")
    assert (removed.status_code, removed.json()["logo"]) == (200, None)
    assert pictures_of(api.get(path).content, file_format) == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_is_drawn_anew_as_a_small_png(api: Api, owner: User, kind: str, media: Any) -> None:
    where = upload(api, owner.tenant_id, picture(kind)).json()["logo"]
    shown = api.get(where.removeprefix("http://testserver"))
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"] == 'attachment; filename="logo.png"'
    image = Image.open(io.BytesIO(b"".join(shown.streaming_content)))
    assert (image.format, image.size) == ("PNG", (1200, 300))
    assert upload(api, owner.tenant_id, picture()).status_code == 200
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    "content", [b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7\n%%EOF", b""], ids=range(4)
)
def test_refuses_what_is_no_picture(api: Api, owner: User, content: bytes) -> None:
    answer = upload(api, owner.tenant_id, content)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["logo"])
    assert api.get(f"/api/tenants/{owner.tenant_id}/logo/").status_code == 404


def test_is_its_tenants_alone(api: Api, owner: User, charlie: User, colleague: Any) -> None:
    upload(api, owner.tenant_id, picture())
    path = f"/api/tenants/{owner.tenant_id}/logo/"
    assert api.get(path).status_code == 200
    assert Api(charlie).get(path).status_code == 404
    assert Api().get(path).status_code == 401
    assert upload(Api(charlie), owner.tenant_id, picture()).status_code == 404
    assert upload(Api(colleague("sales_person")), owner.tenant_id, picture()).status_code == 403
