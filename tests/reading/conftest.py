from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.test import TestCase, override_settings

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from apps.products.models import DocumentType
from tests.conftest import Api
from tests.contract import check_answer
from tests.factories import make_application, make_document_type


@pytest.fixture
def media(tmp_path: Path) -> Any:
    """The storage, empty."""
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        yield tmp_path


@pytest.fixture
def application(owner: User) -> CustomerApplication:
    with tenant_context(owner.tenant_id):
        return make_application(owner)


@pytest.fixture
def passport_type(owner: User) -> DocumentType:
    with tenant_context(owner.tenant_id):
        return make_document_type(
            owner, name="Passport", has_doc_number=True, has_expiration_date=True, keywords=["passport", "nationality"]
        )


@pytest.fixture
def bank_type(owner: User) -> DocumentType:
    with tenant_context(owner.tenant_id):
        return make_document_type(owner, name="Bank statement", keywords=["bank", "balance", "account number"])


def upload(
    api: Api, path: str, *files: tuple[str, bytes], field: str = "file", method: str = "post", **body: Any
) -> Any:
    """Send a form with files; the answer is held against the OpenAPI document like any other."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    form = body | ({field: sent if field == "files" else sent[0]} if sent else {})
    with tenant_context(None), TestCase.captureOnCommitCallbacks(execute=True):
        if method == "post":
            answer = Browser().post(path, form, headers=api.headers)
        else:
            from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

            content = encode_multipart(BOUNDARY, form)
            answer = Browser().patch(path, content, content_type=MULTIPART_CONTENT, headers=api.headers)
    check_answer(method, path, answer)
    return answer


def done(api: Api, job: dict[str, Any]) -> dict[str, Any]:
    """Do a job as a worker would; answers it as its caller then sees it."""
    assert api.user is not None
    with tenant_context(api.user.tenant_id):
        row = Job.unscoped.get(job_id=job["job_id"])
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_job(row.tenant_id, row.pk)
    ended: dict[str, Any] = api.get(f"/api/async-jobs/{job['job_id']}/").json()
    return ended


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file())


Add = Callable[..., dict[str, Any]]


@pytest.fixture
def add(api: Api, application: CustomerApplication, bank_type: DocumentType, media: Path) -> Add:
    """Add a document to the application; a bank statement unless it says otherwise."""

    def add_document(*file: tuple[str, bytes], **body: Any) -> dict[str, Any]:
        body = {"customer_application": application.pk, "doc_type": bank_type.pk} | body
        answer = upload(api, "/api/documents/", *file, **body)
        assert answer.status_code == 201, answer.content
        return dict(answer.json())

    return add_document
