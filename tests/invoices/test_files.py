"""The PDF of an invoice, and its way to the client by e-mail."""

import io
from typing import Any

import pytest
from django.core import mail
from pypdf import PdfReader

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from apps.invoices.tasks import email_invoice_job
from apps.jobs.models import Job
from apps.jobs.registry import handlers
from apps.jobs.runner import run_job
from tests.conftest import Api
from tests.documents import LINE, add_client, add_invoice


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


def test_downloads_a_pdf_with_the_figures_of_the_api(api: Api, client: Client) -> None:
    lines = [LINE | {"description": "Résumé 发票 فاتورة", "discount_percent": "4"}, LINE | {"quantity": "2.5"}]
    invoice = add_invoice(api, client, line_items=lines, status="sent", terms="Net thirty", notes="Thank you")
    api.post("/api/payments/", {"invoice": invoice["id"], "amount": "12.34"})
    invoice = api.get(f"/api/invoices/{invoice['id']}/").json()
    answer = api.get(f"/api/invoices/{invoice['id']}/download/?file_format=pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{invoice["invoice_number"]}.pdf"'
    text = text_of(answer.content)
    shown = [invoice[name] for name in ("invoice_number", "client_name", "issue_date", "due_date", "terms", "notes")]
    shown += [invoice[name] for name in ("subtotal", "tax_amount", "total_amount", "paid_amount", "balance")]
    shown += [line[name] for line in invoice["line_items"] for name in ("unit_price", "total")]
    assert [figure for figure in shown if figure not in text] == []


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
