"""The documents of applications over HTTP: uploads, versions, reviews, files."""

import io
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import override_settings
from PIL import Image

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication, Document
from apps.products.models import DocumentType
from tests.conftest import Api
from tests.factories import make_application, make_document, make_document_type
from tests.reading.conftest import Add, files_below, upload
from tests.reading.files import encoded, pdf_of, texts_of

STATEMENT = ("statement.pdf", pdf_of("Balance 12,500.00"))


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_keeps_an_upload_and_serves_it_to_be_saved(api: Api, add: Add) -> None:
    document = add(STATEMENT)
    assert (document["filename"], document["content_type"], document["version"]) == (
        "statement.pdf",
        "application/pdf",
        1,
    )
    assert (document["completed"], document["status"], document["ocr"]) == (True, "pending", None)
    served = api.get(f"/api/documents/{document['id']}/download/")
    assert body_of(served) == STATEMENT[1]
    assert served.headers["Content-Disposition"] == 'attachment; filename="statement.pdf"'
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]


def test_a_document_is_complete_once_it_has_what_its_type_asks_for(
    api: Api, add: Add, passport_type: DocumentType
) -> None:
    document = add(doc_type=passport_type.pk)
    path = f"/api/documents/{document['id']}/"
    assert (document["completed"], document["file"]) == (False, None)
    assert api.get(f"{path}download/").status_code == 404
    assert upload(api, path, STATEMENT, method="patch").json()["completed"] is False
    assert api.patch(path, {"doc_number": "X1"}).json()["completed"] is False
    assert api.patch(path, {"expiration_date": "2030-01-31"}).json()["completed"] is True
    assert api.patch(path, {"doc_number": ""}).json()["completed"] is False


def test_the_servers_own_fields_are_ignored(api: Api, add: Add) -> None:
    document = add(STATEMENT)
    path = f"/api/documents/{document['id']}/"
    sent = document | {"completed": False, "status": "approved", "version": 9, "details": "By courier."}
    changed = api.patch(path, sent).json()
    assert (changed["status"], changed["version"], changed["completed"]) == ("pending", 1, True)
    assert (changed["details"], changed["file"]) == ("By courier.", document["file"])


def test_a_replaced_file_is_kept_as_a_version(api: Api, add: Add) -> None:
    document = add(STATEMENT)
    path = f"/api/documents/{document['id']}/"
    api.post(f"{path}actions/approve/")
    newer = upload(api, path, ("new.pdf", pdf_of("Balance 1.00")), method="patch").json()
    assert (newer["filename"], newer["version"], newer["status"]) == ("new.pdf", 2, "pending")
    (version,) = api.get(f"{path}versions/").json()
    assert (version["version"], version["filename"]) == (1, "statement.pdf")
    assert body_of(api.get(version["file"])) == STATEMENT[1]
    assert texts_of(body_of(api.get(f"{path}download/"))) == ["Balance 1.00"]
    assert api.get(f"{path}versions/7/download/").status_code == 404


def test_an_image_is_kept_without_its_metadata(api: Api, add: Add) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken at home"
    document = add(("photo.jpg", encoded(Image.new("RGB", (60, 20), "red"), "JPEG", exif=exif)))
    with Image.open(io.BytesIO(body_of(api.get(f"/api/documents/{document['id']}/download/")))) as kept:
        assert (kept.size, dict(kept.getexif())) == ((20, 60), {})


@pytest.mark.parametrize(
    ("name", "content_type"), [("../../etc/passwd.exe", "application/pdf"), ("a\r\nb.docx", "application/pdf")]
)
def test_a_files_name_neither_leads_anywhere_nor_lies(api: Api, add: Add, name: str, content_type: str) -> None:
    document = add((name, STATEMENT[1]))
    assert document["content_type"] == content_type
    assert document["filename"].endswith(".pdf")
    assert not {"/", "\\", "\r", "\n"} & set(document["filename"])


def test_moves_a_document_through_its_review(api: Api, add: Add, owner: User) -> None:
    document = add(STATEMENT)
    path = f"/api/documents/{document['id']}/actions/"
    rejected = api.post(f"{path}reject/", {"reason": "Too old."}).json()
    assert (rejected["status"], rejected["status_reason"], rejected["reviewed_by"]) == (
        "rejected",
        "Too old.",
        owner.pk,
    )
    approved = api.post(f"{path}approve/").json()
    assert (approved["status"], approved["status_reason"]) == ("approved", "")
    again = api.post(f"{path}approve/")
    assert (again.status_code, again.json()["error"]) == (409, "illegal_move")
    assert api.post(f"{path}dance/").status_code == 404
    with tenant_context(owner.tenant_id):
        logged = AuditLog.unscoped.filter(resource_type="document", resource_id=str(document["id"]))
        assert list(logged.order_by("id").values_list("action", flat=True)) == ["create", "reject", "approve"]


@pytest.mark.parametrize("action", ["approve", "reject", "rotate", "ocr"])
def test_nothing_can_be_done_with_a_document_that_was_not_handed_in(api: Api, add: Add, action: str) -> None:
    answer = api.post(f"/api/documents/{add()['id']}/actions/{action}/")
    assert answer.status_code == 409


def test_turns_a_pdf_and_keeps_it_as_it_was(api: Api, add: Add) -> None:
    document = add(STATEMENT)
    turned = api.post(f"/api/documents/{document['id']}/actions/rotate/", {"degrees": 270}).json()
    assert turned["version"] == 2
    with pikepdf.open(io.BytesIO(body_of(api.get(f"/api/documents/{document['id']}/download/")))) as pdf:
        assert pdf.pages[0].Rotate == 270
    assert api.post(f"/api/documents/{document['id']}/actions/rotate/", {"degrees": 45}).status_code == 400


def test_turns_an_image_clockwise(api: Api, add: Add) -> None:
    picture = Image.new("RGB", (30, 20), "white")
    picture.putpixel((0, 0), (255, 0, 0))
    document = add(("photo.png", encoded(picture)))
    api.post(f"/api/documents/{document['id']}/actions/rotate/")
    with Image.open(io.BytesIO(body_of(api.get(f"/api/documents/{document['id']}/download/")))) as turned:
        assert turned.size == (20, 30)
        assert turned.getpixel((19, 0)) == (255, 0, 0)


def test_merges_pdfs_and_images_in_the_order_asked_for(api: Api, add: Add) -> None:
    first, second = add(("a.pdf", pdf_of("One", "Two"))), add(("b.pdf", pdf_of("Three")))
    picture = add(("c.png", encoded(Image.new("RGBA", (400, 200), (0, 0, 255, 128)))))
    ids = [second["id"], picture["id"], first["id"]]
    answer = api.post("/api/documents/merge-pdf/", {"document_ids": ids})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert texts_of(answer.content) == ["Three", "", "One", "Two"]
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert [round(float(side)) for side in pdf.pages[1].mediabox[2:]] == [842, 595]


def test_what_is_merged_or_printed_runs_nothing(api: Api, add: Add) -> None:
    def arm(pdf: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.Root.OpenAction = script
        pdf.pages[0].AA = pikepdf.Dictionary(O=script)
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=pdf.make_indirect(script)
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link)]))

    document = add(("armed.pdf", pdf_of("Boo", prepare=arm)))
    merged = api.post("/api/documents/merge-pdf/", {"document_ids": [document["id"]]})
    printed = api.get(f"/api/documents/{document['id']}/print/")
    assert printed.headers["Content-Disposition"].startswith("inline")
    for answer in (merged, printed):
        assert texts_of(answer.content) == ["Boo"]
        with pikepdf.open(io.BytesIO(answer.content)) as pdf:
            plain = io.BytesIO()
            pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert not [word for word in (b"JavaScript", b"/JS", b"/AA", b"OpenAction") if word in plain.getvalue()]


def test_merging_names_the_document_that_is_at_fault(api: Api, add: Add) -> None:
    full, empty = add(STATEMENT), add()
    answer = api.post("/api/documents/merge-pdf/", {"document_ids": [full["id"], empty["id"]]})
    assert (answer.status_code, answer.json()["error"]) == (400, "no_file")
    assert str(empty["id"]) in answer.json()["message"]


def test_hides_another_tenants_documents_and_types(api: Api, add: Add, charlie: User, media: Path) -> None:
    with tenant_context(charlie.tenant_id):
        theirs = make_document(charlie, file="documents/none", filename="x.pdf")
        their_type = make_document_type(charlie)
    for name in ("", "download/", "print/", "versions/"):
        assert api.get(f"/api/documents/{theirs.pk}/{name}").status_code == 404
    assert api.post(f"/api/documents/{theirs.pk}/actions/approve/").status_code == 404
    merged = api.post("/api/documents/merge-pdf/", {"document_ids": [theirs.pk]})
    assert (merged.status_code, merged.json()["error"]) == (400, "does_not_exist")
    mine = add()
    refused = api.patch(f"/api/documents/{mine['id']}/", {"doc_type": their_type.pk})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["doc_type"])


def test_a_sales_person_sees_the_documents_of_the_own_applications_only(owner: User, colleague: Any) -> None:
    seller = colleague("sales_person")
    with tenant_context(owner.tenant_id):
        foreign = make_document(owner)
        application = make_application(owner)
        CustomerApplication.unscoped.filter(pk=application.pk).update(owner=seller)
        own = make_document(owner, customer_application=application)
    api = Api(seller)
    assert [row["id"] for row in api.get("/api/documents/").json()["results"]] == [own.pk]
    assert api.get(f"/api/documents/{foreign.pk}/download/").status_code == 404


def wide_image() -> bytes:
    """A few kilobytes that unpack to 80,000,000 points."""
    return encoded(Image.new("1", (10_000, 8_000)))


def wide_pdf() -> bytes:
    def widen(pdf: pikepdf.Pdf) -> None:
        image = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = (
            100_000,
            100_000,
            8,
            pikepdf.Name.DeviceGray,
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))

    return pdf_of("x", prepare=widen)


BAD = {
    "protected": (pdf_of("x", encryption=pikepdf.Encryption(user="secret", owner="secret")), "protected", "password"),
    "cut off": (STATEMENT[1][: len(STATEMENT[1]) // 2], "damaged", "cut off"),
    "damaged": (b"%PDF-1.7\nnothing of a PDF\n%%EOF\n", "damaged", "damaged"),
    "1,000 pages": (pdf_of(*["x"] * 1000), "too_many_pages", "1,000 pages"),
    "wide image": (wide_image(), "too_large", "points"),
    "wide image in a PDF": (wide_pdf(), "too_large", "points"),
    "cut off image": (encoded(Image.effect_noise((200, 200), 90))[:2000], "wrong_type", "no PDF"),
    "web page": (b"<html><script>alert(1)</script>", "wrong_type", "no PDF"),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "wrong_type", "no PDF"),
    "program": (b"MZ" + bytes(500), "wrong_type", "no PDF"),
}


@pytest.mark.parametrize("name", BAD)
def test_refuses_what_cannot_be_kept_and_leaves_nothing_behind(
    api: Api, application: CustomerApplication, bank_type: DocumentType, media: Path, name: str
) -> None:
    content, code, words = BAD[name]
    body = {"customer_application": application.pk, "doc_type": bank_type.pk}
    answer = upload(api, "/api/documents/", ("passport.pdf", content), **body)
    assert (answer.status_code, answer.json()["error"], list(answer.json()["details"])) == (400, code, ["file"])
    assert words in answer.json()["message"]
    assert files_below(media) == []
    with tenant_context(application.tenant_id):
        assert not Document.unscoped.exists()


def test_refuses_a_file_that_is_too_large(
    api: Api, application: CustomerApplication, bank_type: DocumentType, media: Path
) -> None:
    with override_settings(MAX_UPLOAD_BYTES=1000):
        body = {"customer_application": application.pk, "doc_type": bank_type.pk}
        answer = upload(api, "/api/documents/", ("a.pdf", STATEMENT[1] + b" " * 1000), **body)
    assert answer.status_code == 413
    assert files_below(media) == []


@pytest.mark.parametrize(("code", "status", "error"), [(0, 201, None), (1, 400, "infected"), (2, 409, "scan_failed")])
def test_asks_the_virus_scan_where_there_is_one(
    api: Api, application: CustomerApplication, bank_type: DocumentType, media: Path, code: int, status: int, error: str
) -> None:
    scan = [sys.executable, "-c", f"import sys; sys.exit({code} if b'Balance' in sys.stdin.buffer.read() else 9)"]
    with override_settings(VIRUS_SCAN_COMMAND=scan):
        body = {"customer_application": application.pk, "doc_type": bank_type.pk}
        content = pdf_of("Balance", compress_streams=False)
        answer = upload(api, "/api/documents/", ("a.pdf", content), **body)
    assert (answer.status_code, answer.json().get("error")) == (status, error)
    assert len(files_below(media)) == (1 if code == 0 else 0)


def test_deletes_a_document_with_its_files_unless_it_is_required(api: Api, add: Add, media: Path) -> None:
    document, required = add(STATEMENT), add(required=True)
    path = f"/api/documents/{document['id']}/"
    upload(api, path, ("new.pdf", pdf_of("New")), method="patch")
    assert len(files_below(media)) == 2
    assert api.delete(path).status_code == 204
    assert files_below(media) == []
    refused = api.delete(f"/api/documents/{required['id']}/")
    assert (refused.status_code, refused.json()["error"]) == (409, "required")


def test_a_file_whose_row_is_not_written_is_taken_out_again(
    api: Api, add: Add, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.documents.services import documents

    def fail(**event: Any) -> None:
        raise RuntimeError("no event")

    document = add(STATEMENT)
    monkeypatch.setattr(documents, "record", fail)
    with pytest.raises(RuntimeError):
        upload(api, f"/api/documents/{document['id']}/", ("new.pdf", pdf_of("New")), method="patch")
    assert len(files_below(media)) == 1
    assert api.get(f"/api/documents/{document['id']}/").json()["version"] == 1
