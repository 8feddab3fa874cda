"""A visa agency's work from the catalogue to the paid invoice, over HTTP on real processes: the server and a worker."""

import io
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pikepdf
import pytest
import typst

from tests.conftest import Api
from tests.ports import free_port
from tests.specimens import make_specimen, print_page
from tests.worker.test_servers import process, read_events, until

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]
STATEMENT = "= Bank statement\n\nAccount number 1234567890. Opening balance 5,000.00, closing balance 4,250.00."


@pytest.fixture
def agency(api: Api, tmp_path: Path) -> Iterator[tuple[httpx.Client, Callable[..., Any]]]:
    """The owner's client of a running server, and what waits for something that its worker brings about."""
    port = free_port()
    queue = f"agency-{os.getpid()}"
    serve = ["granian", "--interface", "asginl", "--host", "127.0.0.1", "--port", str(port), "config.asgi:application"]
    work = ["celery", "-A", "config", "worker", "--concurrency=1", "-Q", f"{queue},{queue}-reading", "-n", queue]
    with (
        process(serve, tmp_path / "server.log", TEST_QUEUE=queue) as server,
        process(work, tmp_path / "worker.log", TEST_QUEUE=queue) as worker,
        httpx.Client(base_url=f"http://127.0.0.1:{port}/api", headers=api.headers, timeout=60) as client,
    ):

        def answers() -> bool:
            try:
                return client.get("/health/").status_code == 200
            except httpx.TransportError:
                return False

        until(answers, "the server answers", server)
        yield client, lambda happens, what: until(happens, what, worker)


def test_leads_a_customer_from_the_papers_to_the_paid_invoice(
    agency: tuple[httpx.Client, Callable[..., Any]],
) -> None:
    client, wait = agency

    def post(path: str, body: Any = None, status: int = 201) -> Any:
        answer = client.post(path, json=body or {})
        assert answer.status_code == status, answer.text
        return answer.json()

    def ended(job: dict[str, Any]) -> dict[str, Any]:
        """The job once its worker has done it."""

        def look() -> Any:
            shown = client.get(f"/async-jobs/{job['job_id']}/").json()
            return shown if shown["status"] in ("succeeded", "failed") else None

        done = wait(look, f"{job['kind']} is done")
        assert done["status"] == "succeeded", done["error"]
        return dict(done)

    specimen = make_specimen(random.Random(7))
    page = io.BytesIO()
    print_page(specimen, random.Random(7)).save(page, "PNG")

    # What is sold.
    passport = post(
        "/document-types/",
        {"name": "Passport", "has_doc_number": True, "has_expiration_date": True, "keywords": ["passport"]},
    )
    statement = post("/document-types/", {"name": "Bank statement", "keywords": ["bank", "account", "balance"]})
    tasks = [{"name": "Collect", "duration": 3}, {"name": "Submit", "duration": 5, "duration_is_business_days": True}]
    required = [passport["id"], statement["id"]]
    body = {"code": "V60", "name": "Visit visa", "retail_price": "280.00", "tasks": tasks}
    product = post("/products/", body | {"required_documents": required})
    export = ended(post("/products/export/start/", status=202))
    assert b"V60" in client.get(f"/products/export/download/{export['job_id']}/").content

    # Who applies.
    checked = client.post("/customers/check-passport/", files={"file": ("passport.png", page.getvalue())})
    assert checked.status_code == 202, checked.text
    read = ended(checked.json())["result"]
    assert (read["is_valid"], read["fields"]["passport_number"]) == (True, specimen.fields["passport_number"])
    customer = post(
        "/customers/quick-create/", {"name": "Lim Wei", "passport_number": read["fields"]["passport_number"]}
    )
    application = post(
        "/customer-applications/", {"customer": customer["id"], "product": product["id"], "doc_date": "2024-01-31"}
    )
    path = f"/customer-applications/{application['id']}/"
    assert [step["due_date"] for step in application["workflows"]] == ["2024-02-03", "2024-02-09"]
    assert [document["completed"] for document in application["documents"]] == [False, False]

    # Its papers, sorted by machine.
    session = post(f"{path}categorize-documents/init/", {"files": ["scan.png", "letter.pdf"]})
    sent = {"scan.png": page.getvalue(), "letter.pdf": typst.compile(STATEMENT.encode())}
    for name, content in sent.items():
        upload = client.post(f"/document-categorization/{session['job_id']}/upload/", files={"file": (name, content)})
        assert upload.status_code == 202, upload.text
    events = []
    with client.stream("GET", f"/document-categorization/stream/{session['job_id']}/") as stream:
        events.extend(read_events(stream.iter_lines()))
    assert events[-1]["event"] == "done"
    files = {file["filename"]: file for file in json.loads(events[-1]["data"])["files"]}
    assert {name: files[name]["doc_type"] for name in sent} == {
        "scan.png": passport["id"],
        "letter.pdf": statement["id"],
    }
    assignments = [{"file_id": file["file_id"], "doc_type": file["doc_type"]} for file in files.values()]
    post(f"/document-categorization/{session['job_id']}/apply/", {"assignments": assignments}, status=200)
    documents = client.get(path).json()["documents"]
    assert [document["doc_number"] for document in documents] == [specimen.fields["passport_number"], ""]
    assert {(document["completed"], bool(document["filename"])) for document in documents} == {(True, True)}
    validated = ended(post(f"/documents/{documents[1]['id']}/validate-category/", status=202))
    assert validated["result"]
    for document in documents:
        post(f"/documents/{document['id']}/actions/approve/", status=200)
    merged = client.post("/documents/merge-pdf/", json={"document_ids": [document["id"] for document in documents]})
    with pikepdf.open(io.BytesIO(merged.content)) as pdf:
        assert len(pdf.pages) == 2

    # The work.
    first = application["workflows"][0]
    moved = post(
        f"{path}workflows/{first['id']}/due-date/", {"due_date": "2024-02-06", "shift_following": True}, status=200
    )
    assert moved["due_date"] == "2024-02-13"
    post(f"{path}advance-workflow/", {"workflow": first["id"]}, status=200)
    post(f"{path}advance-workflow/", {"workflow": first["id"]}, status=409)
    assert post(f"{path}advance-workflow/", status=200)["status"] == "completed"

    # The money.
    waiting = client.get(f"/customers/{customer['id']}/uninvoiced-applications/").json()["results"]
    assert [row["id"] for row in waiting] == [application["id"]]
    line = {"description": "Visit visa", "unit_price": waiting[0]["price"], "customer_application": application["id"]}
    invoice = post("/invoices/", {"client": customer["id"], "line_items": [line], "status": "sent"})
    due = f"/invoices/get_invoice_application_due_amount/{invoice['line_items'][0]['id']}/"
    assert client.get(due).json()["due_amount"] == "280.00"
    post("/payments/", {"invoice": invoice["id"], "amount": "280.00"})
    assert (client.get(due).json()["due_amount"], client.get(due).json()["status"]) == ("0.00", "paid")
    assert client.get(f"/customers/{customer['id']}/uninvoiced-applications/").json()["count"] == 0
    (past,) = client.get(f"/customers/{customer['id']}/applications-history/").json()["results"]
    assert (past["id"], past["status"]) == (application["id"], "completed")
