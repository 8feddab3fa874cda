from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.conftest import Api
from tests.reading.conftest import done, upload


@pytest.fixture
def media(tmp_path: Path) -> Any:
    """The storage, empty."""
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        yield tmp_path


SINGLE, BATCH = "/api/invoices/import/single/", "/api/invoices/import/batch/"


def import_file(api: Api, name: str, content: bytes, **options: Any) -> dict[str, Any]:
    """Upload a file and do its job; answers the job as it ended."""
    answer = upload(api, SINGLE, (name, content), **options)
    assert answer.status_code == 202, answer.content
    return done(api, answer.json())


def draft_of(api: Api, job: dict[str, Any]) -> dict[str, Any]:
    """The draft that a job made."""
    assert job["status"] == "succeeded", job["error"]
    invoice: dict[str, Any] = api.get(f"/api/invoices/{job['result']['invoice']}/").json()
    return invoice
