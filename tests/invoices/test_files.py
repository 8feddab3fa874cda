"""The files of quotes and invoices: the same figures as the API's, at once, as a job, many in an archive."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.conftest import Api
from tests.documents import LINE, add_client, add_document, add_invoice
from tests.paper import MEDIA_TYPES, READERS, text_of_pdf

both_kinds = pytest.mark.parametrize("kind", ["invoice", "quote"])
both_formats = pytest.mark.parametrize("file_format", ["pdf", "docx"])
LINES = [
    LINE | {"description": "Résumé & <b>发票</b>\nفاتورة", "discount_percent": "4"},
    LINE | {"quantity": "2.5", "unit_price": "1234567.8901"},
]


def missing_figures(document: dict[str, Any], text: str, write: Callable[[str], str]) -> list[str]:
    """The facts that the API shows and the paper does not, figures as `write` has them."""
    number = document.get("invoice_number") or document["quote_number"]
    shown = [number, document["client_name"], document["terms"], document["notes"]]
    figures = [document[name] for name in ("subtotal", "tax_amount", "total_amount")]
    if float(document.get("paid_amount", 0)):
        figures += [document["paid_amount"], document["balance"]]
    figures += [line[name] for line in document["line_items"] for name in ("unit_price", "total")]
    return [fact for fact in [*shown, *map(write, figures)] if fact not in text]


def with_commas(figure: str) -> str:
    return f"{Decimal(figure):,}"


def sent(api: Api, kind: str, client: Client) -> dict[str, Any]:
    document = add_document(api, kind, client, line_items=LINES, status="sent", terms="Net thirty", notes="Thank you")
    if kind == "invoice":
        api.post("/api/payments/", {"invoice": document["id"], "amount": "1012.34"})
    shown: dict[str, Any] = api.get(f"/api/{kind}s/{document['id']}/").json()
    return shown


def run(owner: User, start: Any) -> str:
    """Do the job that was started; answers its id."""
    assert start.status_code == 202, start.json()
    with tenant_context(owner.tenant_id):
        job_pk = Job.unscoped.get(job_id=start.json()["job_id"]).pk
    run_job(owner.tenant_id, job_pk)
    return str(start.json()["job_id"])


@both_formats
@both_kinds
def test_downloads_a_file_with_the_figures_of_the_api(api: Api, client: Client, kind: str, file_format: str) -> None:
    document = sent(api, kind, client)
    answer = api.get(f"/api/{kind}s/{document['id']}/download/?file_format={file_format}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPES[file_format]
    name = f"{document[f'{kind}_number']}.{file_format}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    text = READERS[file_format](answer.content)
    assert missing_figures(document, text, with_commas) == []
    assert "<b>" in text
    assert "1,234,567.8901" in text


@both_formats
@pytest.mark.parametrize(
    ("settings", "total", "words"),
    [
        ({"language": "de"}, "3.396.117,70", ["Rechnung", "Gesamtbetrag", "10 %"]),
        ({"language": "fr"}, "3 396 117,70", ["Facture", "Solde dû"]),
        ({"language": "bn"}, "33,96,117.70", ["Service/Product"]),
        ({"language": "en", "number_format": "1'234.56"}, "3'396'117.70", ["Invoice", "Balance due"]),
        ({"language": "zh-hans", "number_format": "1234.56"}, "3396117.70", ["发票"]),
    ],
    ids=["German", "French", "Bengali", "a chosen format", "no separator"],
)
def test_writes_figures_and_words_as_the_tenant_does(
    api: Api, owner: User, client: Client, file_format: str, settings: dict[str, str], total: str, words: list[str]
) -> None:
    path = f"/api/tenants/{owner.tenant_id}/"
    assert api.patch(path, {"settings": settings}).status_code == 200
    invoice = sent(api, "invoice", client)
    assert invoice["total_amount"] == "3396117.70"
    content = api.get(f"/api/invoices/{invoice['id']}/download/?file_format={file_format}").content
    text = READERS[file_format](content).replace("\u00a0", " ")
    assert [fact for fact in (total, *words) if fact not in text] == []


def test_refuses_a_number_format_it_cannot_write(api: Api, owner: User) -> None:
    answer = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"number_format": "1_2"}})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["settings.number_format"])


@both_formats
@both_kinds
def test_makes_the_file_as_a_job(
    api: Api, owner: User, charlie: User, client: Client, kind: str, file_format: str
) -> None:
    document = sent(api, kind, client)
    start = api.post(f"/api/{kind}s/{document['id']}/download-async/", {"file_format": file_format})
    job_id = start.json()["job_id"]
    paths = {name: f"/api/{kind}s/download-async/{name}/{job_id}/" for name in ("status", "file", "stream")}
    assert api.get(paths["status"]).json()["status"] == "queued"
    assert api.get(paths["file"]).status_code == 404
    run(owner, start)
    status = api.get(paths["status"]).json()
    assert (status["status"], status["progress"]) == ("succeeded", 100)
    content = b"".join(api.get(paths["file"]).streaming_content)
    assert missing_figures(document, READERS[file_format](content), with_commas) == []
    assert {Api(charlie).get(path).status_code for path in paths.values()} == {404}


@both_kinds
def test_makes_an_archive_of_many_documents_as_one_job(
    api: Api, owner: User, charlie: User, client: Client, kind: str
) -> None:
    documents = [add_document(api, kind, client, line_items=[LINE | {"unit_price": str(n)}]) for n in range(1, 61)]
    ids = [document["id"] for document in documents]
    job_id = run(owner, api.post(f"/api/{kind}s/bulk-download/", {"ids": [*ids, ids[0]]}))
    answer = api.get(f"/api/{kind}s/download-async/file/{job_id}/")
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.namelist()
        assert len(names) == 60
        assert documents[59]["total_amount"] in text_of_pdf(archive.read(names[59]))
    theirs = add_document(Api(charlie), kind, add_client(charlie))
    refused = api.post(f"/api/{kind}s/bulk-download/", {"ids": [theirs["id"]]})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["ids"])


def test_shows_only_downloads_of_its_kind_under_the_downloads_address(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client)
    job_id = api.post(f"/api/invoices/{invoice['id']}/download-async/").json()["job_id"]
    assert api.get(f"/api/invoices/download-async/status/{job_id}/").status_code == 200
    assert api.get(f"/api/quotes/download-async/status/{job_id}/").status_code == 404


def test_refuses_a_file_format_it_does_not_write(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client)
    answer = api.get(f"/api/invoices/{invoice['id']}/download/?file_format=exe")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["file_format"])
    assert api.get("/api/invoices/999999/download/?file_format=exe").status_code == 404


def test_names_the_file_after_a_number_of_any_pattern(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client)
    with tenant_context(owner.tenant_id):
        Invoice.unscoped.update(invoice_number='A/1 "x"\r\n')
    answer = api.get(f"/api/invoices/{invoice['id']}/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="A-1--x---.pdf"'
