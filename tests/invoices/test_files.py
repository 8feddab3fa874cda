"""The files of an invoice, and its way to the client by e-mail."""

import io
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from apps.invoices.reminders import remind_clients
from apps.invoices.services import mark_overdue_invoices
from apps.invoices.tasks import email_invoice_job
from apps.jobs.models import Job
from apps.jobs.registry import handlers
from apps.jobs.runner import run_job
from apps.tenants.actors import SystemActor
from tests.conftest import Api
from tests.documents import LINE, add_client, add_invoice, day


@pytest.fixture
def client(owner: User) -> Client:
    return add_client(owner)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def email_job(owner: User) -> Job:
    assert handlers["invoices.email_invoice"] is email_invoice_job
    with tenant_context(owner.tenant_id):
        job: Job = Job.unscoped.get(kind="invoices.email_invoice")
    return job


def text_of_docx(content: bytes) -> str:
    file = Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in file.paragraphs), *cells]).split())


READERS = {"pdf": text_of, "docx": text_of_docx}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def missing_figures(invoice: dict[str, Any], text: str) -> list[str]:
    shown = [invoice[name] for name in ("invoice_number", "client_name", "issue_date", "due_date", "terms", "notes")]
    shown += [invoice[name] for name in ("subtotal", "tax_amount", "total_amount", "paid_amount", "balance")]
    shown += [line[name] for line in invoice["line_items"] for name in ("unit_price", "total")]
    return [figure for figure in shown if figure not in text]


def paid_in_part(api: Api, client: Client) -> dict[str, Any]:
    lines = [
        LINE | {"description": "Résumé & <b>发票</b>\nفاتورة", "discount_percent": "4"},
        LINE | {"quantity": "2.5"},
    ]
    invoice = add_invoice(api, client, line_items=lines, status="sent", terms="Net thirty", notes="Thank you")
    api.post("/api/payments/", {"invoice": invoice["id"], "amount": "12.34"})
    shown: dict[str, Any] = api.get(f"/api/invoices/{invoice['id']}/").json()
    return shown


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_downloads_a_file_with_the_figures_of_the_api(api: Api, client: Client, file_format: str) -> None:
    invoice = paid_in_part(api, client)
    answer = api.get(f"/api/invoices/{invoice['id']}/download/?file_format={file_format}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPES[file_format]
    name = f"{invoice['invoice_number']}.{file_format}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    text = READERS[file_format](answer.content)
    assert missing_figures(invoice, text) == []
    assert "<b>" in text


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_makes_the_file_as_a_job(api: Api, owner: User, charlie: User, client: Client, file_format: str) -> None:
    invoice = paid_in_part(api, client)
    start = api.post(f"/api/invoices/{invoice['id']}/download-async/", {"file_format": file_format})
    assert start.status_code == 202
    job_id = start.json()["job_id"]
    paths = {name: f"/api/invoices/download-async/{name}/{job_id}/" for name in ("status", "file", "stream")}
    assert api.get(paths["status"]).json()["status"] == "queued"
    assert api.get(paths["file"]).status_code == 404
    with tenant_context(owner.tenant_id):
        job_pk = Job.unscoped.get(job_id=job_id).pk
    run_job(owner.tenant_id, job_pk)
    status = api.get(paths["status"]).json()
    assert (status["status"], status["progress"]) == ("succeeded", 100)
    content = b"".join(api.get(paths["file"]).streaming_content)
    assert missing_figures(invoice, READERS[file_format](content)) == []
    assert {Api(charlie).get(path).status_code for path in paths.values()} == {404}


def test_makes_an_archive_of_many_invoices_as_one_job(api: Api, owner: User, charlie: User, client: Client) -> None:
    invoices = [add_invoice(api, client, line_items=[LINE | {"unit_price": str(n)}]) for n in range(1, 61)]
    ids = [invoice["id"] for invoice in invoices]
    start = api.post("/api/invoices/bulk-download/", {"ids": [*ids, ids[0]]})
    assert start.status_code == 202
    with tenant_context(owner.tenant_id):
        job_pk = Job.unscoped.get(job_id=start.json()["job_id"]).pk
    run_job(owner.tenant_id, job_pk)
    answer = api.get(f"/api/invoices/download-async/file/{start.json()['job_id']}/")
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.namelist()
        assert len(names) == 60
        assert invoices[59]["total_amount"] in text_of(archive.read(names[59]))
    theirs = add_invoice(Api(charlie), add_client(charlie))
    refused = api.post("/api/invoices/bulk-download/", {"ids": [theirs["id"]]})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["ids"])


def test_shows_only_downloads_under_the_downloads_address(api: Api, owner: User, client: Client) -> None:
    add_invoice(api, client, status="sent")
    assert api.get(f"/api/invoices/download-async/status/{email_job(owner).job_id}/").status_code == 404


def test_refuses_a_file_format_it_does_not_write(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client)
    answer = api.get(f"/api/invoices/{invoice['id']}/download/?file_format=exe")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["file_format"])
    assert api.get("/api/invoices/999999/download/?file_format=exe").status_code == 404


def test_mails_a_sent_invoice_with_its_pdf_once(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client, status="sent")
    job = email_job(owner)
    run_job(owner.tenant_id, job.pk)
    (message,) = mail.outbox
    assert message.to == ["ada@client.example"]
    assert message.subject == f"Invoice {invoice['invoice_number']} from Acme"
    (name, content, media_type) = message.attachments[0]
    assert (name, media_type) == (f"{invoice['invoice_number']}.pdf", "application/pdf")
    assert invoice["total_amount"] in text_of(content)
    assert message.extra_headers["Message-ID"] == f"<{job.job_id}@acme.example>"
    assert api.get(f"/api/invoices/{invoice['id']}/").json()["emailed_at"] is not None
    status = api.get(f"/api/async-jobs/{job.job_id}/").json()
    assert (status["status"], status["result"]) == ("succeeded", {"recipient": "ada@client.example", "sent": True})
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.filter(resource_type="invoice", action="email").count() == 1


def test_mails_nothing_twice_when_the_job_is_delivered_again(api: Api, owner: User, client: Client) -> None:
    add_invoice(api, client, status="sent")
    job = email_job(owner)
    run_job(owner.tenant_id, job.pk)
    with tenant_context(owner.tenant_id):
        # As after a worker that died before it could end the job.
        Job.unscoped.filter(pk=job.pk).update(status=Job.Status.QUEUED)
    run_job(owner.tenant_id, job.pk)
    assert len(mail.outbox) == 1
    assert email_job(owner).result == {"recipient": "ada@client.example", "sent": False}


def test_tries_again_when_the_mail_server_fails(
    api: Api, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_invoice(api, client, status="sent")

    def fail(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fail)
        run_job(owner.tenant_id, email_job(owner).pk)
    assert email_job(owner).status == "queued"
    run_job(owner.tenant_id, email_job(owner).pk)
    assert (email_job(owner).status, len(mail.outbox)) == ("succeeded", 1)


def test_sends_without_mail_to_a_client_without_an_address(api: Api, owner: User) -> None:
    invoice = add_invoice(api, add_client(owner, email=""), status="sent")
    assert invoice["status"] == "sent"
    with tenant_context(owner.tenant_id):
        assert not Job.unscoped.exists()


def test_keeps_a_line_break_in_a_name_out_of_the_mails_headers(api: Api, owner: User, client: Client) -> None:
    owner.tenant.name = "Acme\r\nBcc: everybody@example.com"
    owner.tenant.save(update_fields=["name"])
    add_invoice(api, client, status="sent")
    run_job(owner.tenant_id, email_job(owner).pk)
    (message,) = mail.outbox
    assert message.message().get("Bcc") is None
    assert "\n" not in message.subject


def test_names_the_file_after_a_number_of_any_pattern(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client)
    with tenant_context(owner.tenant_id):
        Invoice.unscoped.update(invoice_number='A/1 "x"\r\n')
    answer = api.get(f"/api/invoices/{invoice['id']}/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="A-1--x---.pdf"'


def reminders(owner: User) -> list[Job]:
    with tenant_context(owner.tenant_id):
        return list(Job.unscoped.filter(kind="invoices.email_reminder").order_by("id"))


def on_day(owner: User, offset: int) -> int:
    """What beat does on the day so many days from now; answers how many reminders it starts."""
    with time_machine.travel(timezone.now() + timedelta(days=offset)), tenant_context(owner.tenant_id):
        actor = SystemActor(owner.tenant)
        mark_overdue_invoices(actor=actor)
        return remind_clients(actor=actor)


def test_reminds_of_an_overdue_invoice_on_the_reminder_days(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client, due_date=day(0), status="sent")
    add_invoice(api, add_client(owner, email=""), due_date=day(0), status="sent")
    add_invoice(api, client, due_date=day(0))
    assert [on_day(owner, days) for days in (0, 1, 6, 7, 7, 8, 14, 13, 40, 41, 400)] == [
        0,
        0,
        0,
        1,
        0,
        0,
        1,
        0,
        1,
        0,
        0,
    ]
    run_job(owner.tenant_id, reminders(owner)[0].pk)
    (message,) = mail.outbox
    assert message.subject == f"Reminder: invoice {invoice['invoice_number']} from Acme"
    assert invoice["balance"] in message.body


def test_reminds_once_of_what_passed_several_reminder_days(api: Api, owner: User, client: Client) -> None:
    add_invoice(api, client, issue_date=day(-90), due_date=day(-60), status="sent")
    assert [on_day(owner, 0), on_day(owner, 0)] == [1, 0]


def test_reminds_nobody_where_the_tenant_has_switched_it_off(api: Api, owner: User, client: Client) -> None:
    owner.tenant.settings = {"reminder_days": []}
    owner.tenant.save(update_fields=["settings"])
    add_invoice(api, client, due_date=day(0), status="sent")
    assert on_day(owner, 60) == 0


def test_does_not_remind_of_what_was_paid_meanwhile(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client, issue_date=day(-90), due_date=day(-60), status="sent")
    on_day(owner, 0)
    assert api.post(f"/api/invoices/{invoice['id']}/mark-as-paid/").status_code == 200
    run_job(owner.tenant_id, reminders(owner)[0].pk)
    assert mail.outbox == []
    assert reminders(owner)[0].result == {"recipient": "ada@client.example", "sent": False}
