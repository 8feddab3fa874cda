"""A visa agency's day on real processes: the server takes the files, a worker with the models reads them."""

import io
import json
import os
import random
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from apps.accounts.models import User
from tests.conftest import Api
from tests.reading.files import encoded, pdf_of
from tests.specimens import make_specimen, photograph, print_page
from tests.worker.test_servers import process, read_events, serving

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]
STATEMENT = pdf_of("Bank of Nowhere\nAccount number 4711\nBalance 12,500.00")
TASKS = [{"step": 1, "name": "Collect the papers", "duration": 3}, {"step": 2, "name": "Hand over", "duration": 1}]


def test_an_application_from_its_files_to_its_end(api: Api, owner: User, tmp_path: Path) -> None:
    queue = f"documents-{os.getpid()}"
    worker = [
        "celery", "--app=config", "worker", "--pool=prefork", "--concurrency=1", f"--queues={queue}-reading",
        f"--hostname={queue}", "--without-mingle", "--without-gossip",
    ]  # fmt: skip
    with (
        process(worker, tmp_path / "worker.log", TEST_QUEUE=queue),
        serving(tmp_path, TEST_QUEUE=queue) as address,
        httpx.Client(base_url=f"{address}/api/", headers=api.headers, timeout=60) as office,
    ):
        _serve_a_customer(office)


def _serve_a_customer(office: httpx.Client) -> None:
    def post(path: str, body: Any = None, **form: Any) -> Any:
        answer = office.post(path, **(form or {"json": body or {}}))
        assert answer.status_code < 300, answer.text
        return answer.json()

    chance = random.Random(8)
    specimen = make_specimen(chance)
    photo = encoded(photograph(print_page(specimen, chance), chance, turned=180), "JPEG", quality=90)
    passport = post("document-types/", {"name": "Passport", "has_doc_number": True, "has_expiration_date": True})
    bank = post("document-types/", {"name": "Bank statement", "keywords": ["account number", "balance"]})
    product = post(
        "products/",
        {"code": "B211A", "name": "Visit visa", "required_documents": [passport["id"], bank["id"]], "tasks": TASKS},
    )
    customer = post("customers/", {"name": "Lim Wei", "email": "lim@client.example"})
    application = post("customer-applications/", {"customer": customer["id"], "product": product["id"]})
    assert [document["completed"] for document in application["documents"]] == [False, False]

    path = f"customer-applications/{application['id']}/categorize-documents/init/"
    session = post(path, {"files": ["IMG_1.jpg", "IMG_2.pdf"]})
    for name, content in (("IMG_1.jpg", photo), ("IMG_2.pdf", STATEMENT)):
        post(session["upload_url"], files={"file": (name, content)})
    with office.stream("GET", session["stream_url"]) as stream:
        events = list(read_events(stream.iter_lines()))
    sorted_files = json.loads(events[-1]["data"])
    assert events[-1]["event"] == "done", sorted_files
    assert [file["doc_type"] for file in sorted_files["files"]] == [passport["id"], bank["id"]], sorted_files
    assignments = [{"file_id": file["file_id"], "doc_type": file["doc_type"]} for file in sorted_files["files"]]
    applied = post(session["apply_url"], {"assignments": assignments})

    ids = [file["document"] for file in applied["files"]]
    read = office.get(f"documents/{ids[0]}/").json()
    assert (read["doc_number"], read["expiration_date"]) == (
        specimen.fields["passport_number"],
        specimen.fields["expiry_date"],
    )
    for pk in ids:
        post(f"documents/{pk}/actions/approve/")
    documents = office.get(f"customer-applications/{application['id']}/").json()["documents"]
    assert [(document["completed"], document["status"]) for document in documents] == [(True, "approved")] * 2
    merged = office.post("documents/merge-pdf/", json={"document_ids": list(reversed(ids))})
    assert [len(page.images) for page in PdfReader(io.BytesIO(merged.content)).pages] == [0, 1]

    checked = post(f"documents/{ids[1]}/validate-category/")
    with office.stream("GET", f"documents/{ids[1]}/validation-stream/") as stream:
        *_, last = read_events(stream.iter_lines())
    assert json.loads(last["data"])["job_id"] == checked["job_id"]
    assert json.loads(last["data"])["result"]["matches"] is True

    post(f"customer-applications/{application['id']}/advance-workflow/")
    ended = post(f"customer-applications/{application['id']}/advance-workflow/")
    assert ended["status"] == "completed"
