"""What reads files as jobs, over HTTP; the jobs are done as a worker does them, with the real models."""

import json
import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.documents.models import Categorization, CategorizedFile, CustomerApplication, Document, ModelCall
from apps.documents.services.expiry import remind_of_expiry
from apps.documents.tasks import forget
from apps.jobs.models import Job
from apps.notifications.models import Notification
from apps.notifications.sending import deliver
from apps.notifications.tasks import follow_events
from apps.products.models import DocumentType
from apps.tenants.actors import SystemActor
from tests.conftest import Api
from tests.factories import make_document, make_document_type
from tests.reading.conftest import Add, done, files_below, upload
from tests.reading.files import encoded, pdf_of, scan_of
from tests.specimens import Specimen, make_specimen, photograph, print_page

STATEMENT = ("statement.pdf", pdf_of("Bank of Nowhere\nAccount number 4711\nBalance 12,500.00"))


@pytest.fixture(scope="module")
def passport() -> tuple[Specimen, bytes]:
    chance = random.Random(3)
    specimen = make_specimen(chance)
    return specimen, encoded(photograph(print_page(specimen, chance), chance, turned=90), "JPEG", quality=90)


@pytest.mark.parametrize("path", ["/api/customers/check-passport/", "/api/ocr/check/"])
def test_checks_a_passport(api: Api, media: Path, passport: tuple[Specimen, bytes], path: str) -> None:
    specimen, photo = passport
    answer = upload(api, path, ("passport.jpg", photo))
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    ended = done(api, answer.json())
    found = ended["result"]
    assert (ended["status"], found["is_valid"], found["mrz"]) == ("succeeded", True, list(specimen.lines))
    assert {name: found["fields"][name] for name in specimen.fields} == specimen.fields
    assert set(found["checks"].values()) == {True}
    assert set(specimen.fields) <= set(found["confidences"])
    status = api.get(f"/api/ocr/status/{ended['job_id']}/")
    assert status.json() == ended
    assert api.get(f"/api/document-ocr/status/{ended['job_id']}/").status_code == 404
    assert files_below(media) == []


def test_reads_the_text_of_a_scan_and_counts_the_page(api: Api, owner: User, media: Path) -> None:
    with override_settings(OCR_PAGE_COST=Decimal("0.002")):
        answer = upload(api, "/api/document-ocr/check/", ("scan.png", scan_of("Certificate of good conduct")))
        ended = done(api, answer.json())
    assert (ended["result"]["text"], ended["result"]["pages"]) == ("Certificate of good conduct", 1)
    assert ended["result"]["confidence"] > 0.9
    assert api.get(f"/api/document-ocr/status/{ended['job_id']}/").json()["status"] == "succeeded"
    with tenant_context(owner.tenant_id):
        call = ModelCall.unscoped.get()
    assert (call.kind, call.pages, call.cost, call.purpose) == ("ocr", 1, Decimal("0.002"), "documents.read_text")


def test_embedded_text_costs_nothing(api: Api, owner: User, media: Path) -> None:
    ended = done(api, upload(api, "/api/document-ocr/check/", STATEMENT).json())
    assert "Balance 12,500.00" in ended["result"]["text"]
    with tenant_context(owner.tenant_id):
        assert not ModelCall.unscoped.exists()


def test_a_refused_upload_starts_no_job(api: Api, owner: User, media: Path) -> None:
    for path in ("/api/ocr/check/", "/api/document-ocr/check/", "/api/customers/check-passport/"):
        answer = upload(api, path, ("passport.pdf", STATEMENT[1][:300]))
        assert (answer.status_code, answer.json()["error"]) == (400, "damaged")
    with tenant_context(owner.tenant_id):
        assert not Job.unscoped.exists()
    assert files_below(media) == []


def test_a_file_that_is_gone_fails_the_job_in_words(api: Api, media: Path) -> None:
    answer = upload(api, "/api/document-ocr/check/", STATEMENT)
    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()
    ended = done(api, answer.json())
    assert (ended["status"], ended["error"]) == ("failed", "The file is not there any more.")


def test_reading_a_passport_fills_in_its_document(
    api: Api, add: Add, passport: tuple[Specimen, bytes], passport_type: DocumentType
) -> None:
    specimen, photo = passport
    document = add(("photo.jpg", photo), doc_type=passport_type.pk)
    assert document["completed"] is False
    started = api.post(f"/api/documents/{document['id']}/actions/ocr/")
    assert started.status_code == 202
    assert done(api, started.json())["status"] == "succeeded"
    read = api.get(f"/api/documents/{document['id']}/").json()
    assert (read["doc_number"], read["expiration_date"], read["completed"]) == (
        specimen.fields["passport_number"],
        specimen.fields["expiry_date"],
        True,
    )
    assert read["ocr"]["passport"]["is_valid"] is True
    assert specimen.fields["surname"] in read["ocr"]["text"]


def test_a_reading_is_void_when_the_file_was_replaced_meanwhile(
    api: Api, add: Add, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.documents.services import reading

    document = add(STATEMENT)
    started = api.post(f"/api/documents/{document['id']}/actions/ocr/").json()
    read = reading._read

    def replace(*args: Any, **options: Any) -> Any:
        with tenant_context(owner.tenant_id):
            Document.unscoped.filter(pk=document["id"]).update(version=2)
        return read(*args, **options)

    monkeypatch.setattr(reading, "_read", replace)
    ended = done(api, started)
    assert (ended["status"], ended["error"]) == ("failed", "The file was replaced while it was read.")
    assert api.get(f"/api/documents/{document['id']}/").json()["ocr"] is None


def test_says_whether_a_document_is_what_it_claims(
    api: Api, add: Add, passport_type: DocumentType, bank_type: DocumentType
) -> None:
    honest, other = add(STATEMENT), add(STATEMENT, doc_type=passport_type.pk)
    first = done(api, api.post(f"/api/documents/{honest['id']}/validate-category/").json())["result"]
    assert (first["matches"], first["doc_type"]) == (True, bank_type.pk)
    assert first["score"] > 0.8
    second = done(api, api.post(f"/api/documents/{other['id']}/validate-category/").json())["result"]
    assert (second["matches"], second["best"]["doc_type"]) == (False, bank_type.pk)
    assert "balance" in second["best"]["reason"]
    stream = api.get(f"/api/documents/{other['id']}/validation-stream/")
    assert stream.headers["Content-Type"] == "text/event-stream"
    assert api.get(f"/api/documents/{add()['id']}/validation-stream/").status_code == 404


def test_sorts_the_files_of_an_application_and_puts_them_where_they_belong(
    api: Api,
    owner: User,
    application: CustomerApplication,
    media: Path,
    passport: tuple[Specimen, bytes],
    passport_type: DocumentType,
    bank_type: DocumentType,
) -> None:
    specimen, photo = passport
    with tenant_context(owner.tenant_id):
        asked_for = make_document(owner, customer_application=application, doc_type=passport_type)
    path = f"/api/customer-applications/{application.pk}/categorize-documents/init/"
    session = api.post(path, {"files": ["IMG_1.jpg", "IMG_2.pdf"]}).json()
    assert (session["status"], session["progress"], session["files"]) == ("queued", 0, [])
    for name, content in (("IMG_1.jpg", photo), ("IMG_2.pdf", STATEMENT[1])):
        taken = upload(api, f"/api/document-categorization/{session['job_id']}/upload/", (name, content))
        assert taken.status_code == 202
    with tenant_context(owner.tenant_id):
        jobs = [{"job_id": row.job.job_id} for row in CategorizedFile.unscoped.select_related("job")]
    early = {"assignments": [{"file_id": taken.json()["files"][0]["file_id"], "doc_type": passport_type.pk}]}
    apply = f"/api/document-categorization/{session['job_id']}/apply/"
    assert api.post(apply, early).json()["error"] == "not_read"
    done(api, jobs[0])
    half = api.get(f"/api/document-categorization/{session['job_id']}/status/").json()
    assert (half["status"], half["progress"]) == ("running", 50)
    done(api, jobs[1])
    whole = api.get(f"/api/document-categorization/{session['job_id']}/status/").json()
    assert (whole["status"], whole["progress"]) == ("succeeded", 100)
    first, second = whole["files"]
    assert (first["doc_type"], second["doc_type"]) == (passport_type.pk, bank_type.pk)
    assert first["score"] > 0.9
    assert "machine-readable zone" in first["reason"]
    applied = api.post(
        apply,
        {"assignments": [{"file_id": row["file_id"], "doc_type": row["doc_type"]} for row in whole["files"]]},
    ).json()
    assert applied["files"][0]["document"] == asked_for.pk
    filled = api.get(f"/api/documents/{asked_for.pk}/").json()
    assert (filled["filename"], filled["doc_number"]) == ("IMG_1.jpg", specimen.fields["passport_number"])
    assert filled["completed"] is True
    assert api.get(f"/api/documents/{applied['files'][1]['document']}/").json()["doc_type"] == bank_type.pk
    assert api.post(apply, early).json()["error"] == "applied"
    assert len(files_below(media)) == 2


def test_takes_several_files_at_once_or_none(
    api: Api, owner: User, application: CustomerApplication, media: Path, bank_type: DocumentType
) -> None:
    path = f"/api/customer-applications/{application.pk}/categorize-documents/"
    refused = upload(api, path, STATEMENT, ("b.pdf", b"%PDF-1.7 cut"), field="files")
    assert refused.status_code == 400
    assert files_below(media) == []
    taken = upload(api, path, STATEMENT, ("b.pdf", STATEMENT[1]), field="files")
    assert (taken.status_code, len(taken.json()["files"]), taken.json()["status"]) == (202, 2, "running")


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_forgets_files_that_nobody_came_back_to(
    api: Api, owner: User, application: CustomerApplication, media: Path, bank_type: DocumentType
) -> None:
    upload(api, f"/api/customer-applications/{application.pk}/categorize-documents/", STATEMENT, field="files")
    with tenant_context(owner.tenant_id):
        Categorization.unscoped.update(created_at=timezone.now() - timedelta(days=8))
    forget()
    with tenant_context(owner.tenant_id):
        assert not Categorization.unscoped.exists()
    assert files_below(media) == []


def test_refuses_another_tenants_type_and_a_file_of_another_categorisation(
    api: Api, charlie: User, application: CustomerApplication, media: Path, bank_type: DocumentType
) -> None:
    with tenant_context(charlie.tenant_id):
        theirs = make_document_type(charlie)
    path = f"/api/customer-applications/{application.pk}/categorize-documents/"
    session = upload(api, path, STATEMENT, field="files").json()
    apply = f"/api/document-categorization/{session['job_id']}/apply/"
    file_id = session["files"][0]["file_id"]
    foreign = api.post(apply, {"assignments": [{"file_id": file_id, "doc_type": theirs.pk}]})
    assert (foreign.status_code, "does not exist" in foreign.json()["message"]) == (400, True)
    missing = api.post(apply, {"assignments": [{"file_id": file_id + 1000, "doc_type": bank_type.pk}]})
    assert (missing.status_code, missing.json()["error"]) == (400, "does_not_exist")
    assert Api(charlie).get(f"/api/document-categorization/{session['job_id']}/status/").status_code == 404


@pytest.fixture
def language_model() -> Iterator[dict[str, Any]]:
    """A server that answers like a language model: `says` is its next answer, `asked` what it was asked."""
    talk: dict[str, Any] = {"says": "", "asked": [], "status": 200}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            talk["asked"].append(
                (
                    self.path,
                    self.headers["Authorization"],
                    json.loads(self.rfile.read(int(self.headers["Content-Length"]))),
                )
            )
            choice = {"message": {"role": "assistant", "content": talk["says"]}}
            body = {"choices": [choice], "usage": {"prompt_tokens": 1000, "completion_tokens": 50}}
            self.send_response(talk["status"])
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = {
        "LANGUAGE_MODEL_URL": f"http://127.0.0.1:{server.server_port}/v1",
        "LANGUAGE_MODEL_KEY": "sesame",
        "LANGUAGE_MODEL": "small",
        "LANGUAGE_MODEL_COSTS": (Decimal(2), Decimal(10)),
    }
    with override_settings(**settings):
        yield talk
    server.shutdown()
    server.server_close()


LETTER = ("letter.pdf", pdf_of("We invite Ms Lim to stay with us in spring."))


def test_asks_a_language_model_where_one_is_set_up_and_counts_what_it_costs(
    api: Api, add: Add, owner: User, bank_type: DocumentType, language_model: dict[str, Any]
) -> None:
    with tenant_context(owner.tenant_id):
        invitation = make_document_type(owner, name="Sponsor")
    language_model["says"] = json.dumps({"doc_type": invitation.pk, "score": 0.9, "reason": "It invites somebody."})
    document = add(LETTER)
    result = done(api, api.post(f"/api/documents/{document['id']}/validate-category/").json())["result"]
    assert (result["matches"], result["best"]["doc_type"], result["best"]["score"]) == (False, invitation.pk, 0.9)
    assert "It invites somebody." in result["best"]["reason"]
    ((path, key, body),) = language_model["asked"]
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer sesame", "small")
    with tenant_context(owner.tenant_id):
        call = ModelCall.unscoped.get(kind="language_model")
    assert (call.input_tokens, call.output_tokens, call.cost) == (1000, 50, Decimal("0.0025"))


@pytest.mark.parametrize(
    ("says", "status"),
    [("I am not sure.", 200), ('{"doc_type": 2000000000, "score": 1}', 200), ('{"doc_type": [1], "score": {}}', 200),
     ("{}", 200), ("{}", 500)],
)  # fmt: skip
def test_does_without_a_language_model_that_makes_no_sense(
    api: Api, add: Add, bank_type: DocumentType, language_model: dict[str, Any], says: str, status: int
) -> None:
    language_model.update(says=says, status=status)
    document = add(STATEMENT)
    ended = done(api, api.post(f"/api/documents/{document['id']}/validate-category/").json())
    assert (ended["status"], ended["result"]["matches"]) == ("succeeded", True)


def remind(owner: User) -> None:
    with tenant_context(owner.tenant_id):
        remind_of_expiry(actor=SystemActor(owner.tenant))


def reminders(owner: User) -> list[Notification]:
    """The mails that are queued once the event log has been read, as often as it is."""
    with tenant_context(owner.tenant_id):
        follow_events(list(AuditLog.unscoped.filter(resource_type="document").order_by("id")) * 2)
        return list(Notification.unscoped.filter(kind="documents.expiry", channel="email").order_by("id"))


def test_reminds_whoever_keeps_the_application_before_a_document_expires(
    api: Api, owner: User, application: CustomerApplication, passport_type: DocumentType
) -> None:
    today = timezone.now().date()
    with tenant_context(owner.tenant_id):
        for days in (29, 400, -1):
            make_document(
                owner,
                customer_application=application,
                doc_type=passport_type,
                doc_number=f"N{days}",
                expiration_date=today + timedelta(days=days),
            )
    remind(owner)
    remind(owner)
    (queued,) = reminders(owner)
    with tenant_context(owner.tenant_id):
        deliver(queued.pk)
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert "Passport" in message.subject
    assert "N29" in message.body
    with tenant_context(owner.tenant_id):
        Document.unscoped.filter(doc_number="N29").update(expiration_date=today + timedelta(days=6))
    remind(owner)
    assert len(reminders(owner)) == 2


def test_a_new_expiry_date_is_reminded_of_anew(api: Api, owner: User, passport_type: DocumentType, add: Add) -> None:
    today = timezone.now().date()
    document = add(STATEMENT, doc_type=passport_type.pk, expiration_date=(today + timedelta(days=5)).isoformat())
    remind(owner)
    api.patch(f"/api/documents/{document['id']}/", {"expiration_date": (today + timedelta(days=6)).isoformat()})
    remind(owner)
    assert len(reminders(owner)) == 2
