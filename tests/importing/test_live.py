"""Imports with real commits: the stream that follows one, and workers that meet."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.importing import parties
from apps.invoices.models import Invoice, InvoiceImport
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from apps.monitoring.services.erasure import erase_client
from apps.tenants.actors import Actor
from tests.conftest import Api
from tests.importing.conftest import SINGLE
from tests.importing.specimens import sample, ubl
from tests.reading.conftest import done, files_below, upload

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
GOOD = ubl(sample(1))


def test_follows_the_job_at_the_documented_addresses(api: Api, media: Path) -> None:
    started = upload(api, SINGLE, ("invoice.xml", GOOD)).json()
    assert (started["status"], started["kind"]) == ("queued", "invoices.import_files")
    ended = done(api, started)
    path = f"/api/invoices/import/status/{started['job_id']}"
    assert api.get(path).json() == ended == api.get(f"{path}/").json()
    stream = api.get(f"/api/invoices/import/stream/{started['job_id']}/")
    events = _events(stream)
    assert events[-1][0] == "done"
    assert json.loads(events[-1][1]) == ended
    other = api.post("/api/products/export/start/", {}).json()["job_id"]
    assert api.get(f"/api/invoices/import/status/{other}/").status_code == 404


def _events(stream: Any) -> list[tuple[str, str]]:
    async def read() -> bytes:
        return b"".join([piece async for piece in stream.streaming_content])

    blocks = asyncio.run(read()).decode().strip().split("\n\n")
    lines = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks if block[0] != ":"]
    return [(line["event"], line["data"]) for line in lines]


def test_the_same_file_at_the_same_moment_is_one_draft(owner: User, media: Path) -> None:
    api = Api(owner)
    jobs = [upload(api, SINGLE, ("invoice.xml", GOOD)).json() for _ in range(4)]
    with tenant_context(owner.tenant_id):
        rows = [Job.unscoped.get(job_id=job["job_id"]) for job in jobs]

    def work(row: Job) -> None:
        run_job(row.tenant_id, row.pk)
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, rows))
    with tenant_context(owner.tenant_id):
        assert Invoice.unscoped.count() == 1
        assert Client.unscoped.count() == 1
        statuses = sorted(InvoiceImport.unscoped.values_list("status", flat=True))
    assert statuses == ["duplicate", "duplicate", "duplicate", "imported"]
    assert len(files_below(media)) == 1


def test_a_buyer_whom_another_file_brings_at_that_moment_is_the_same_client(
    api: Api, owner: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_customer = parties.create_customer

    def after_the_other_file(*, actor: Actor, **fields: Any) -> Client:
        create_customer(actor=actor, **fields)
        return create_customer(actor=actor, **fields)

    monkeypatch.setattr(parties, "create_customer", after_the_other_file)
    job = done(api, upload(api, SINGLE, ("invoice.xml", GOOD)).json())
    assert (job["status"], job["result"]["client_matched_by"]) == ("succeeded", "tax_number")
    with tenant_context(owner.tenant_id):
        assert Client.unscoped.get().pk == job["result"]["client"]


def test_the_file_goes_with_a_person_who_is_erased(api: Api, owner: User, media: Path) -> None:
    job = done(api, upload(api, SINGLE, ("invoice.xml", GOOD)).json())
    with tenant_context(owner.tenant_id):
        erase_client(actor=owner, client=Client.unscoped.get(pk=job["result"]["client"]))
    row = api.get(f"/api/invoice-imports/{job['result']['id']}/").json()
    assert sample(1).buyer not in str(row)
    assert (row["readings"], row["invoice"]) == ({}, job["result"]["invoice"])
    assert api.get(f"/api/invoice-imports/{row['id']}/file/").status_code == 404
