"""Backup and restore by the API, on the whole product: followed as streams, through the swap of the databases."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.config.test_up import SECONDS_TO_RECOVER, Product, until
from tests.worker.test_servers import read_events

pytestmark = pytest.mark.xdist_group("up")


@pytest.fixture
def product() -> Iterator[Product]:
    directory = Path(tempfile.mkdtemp(prefix="senangkira-stream-"))
    directory.chmod(0o711)
    product = Product(directory)
    try:
        product.start()
        yield product
    finally:
        product.clear()
        shutil.rmtree(directory)


def test_a_superuser_backs_up_and_restores_and_everybody_has_to_log_in_again(product: Product) -> None:
    made = product.manage(
        "createsuperuser",
        "--noinput",
        "--username=root",
        "--email=root@x.example",
        DJANGO_SUPERUSER_PASSWORD="Pass-123!",
    )
    assert made.returncode == 0, made.stderr
    api = httpx.Client(base_url=f"http://127.0.0.1:{product.port}", timeout=60)

    def log_in() -> None:
        api.headers.pop("Authorization", None)
        answer = api.post("/api/auth/token/", json={"username": "root", "password": "Pass-123!"})
        api.headers["Authorization"] = f"Bearer {answer.json()['access']}"

    def follow(method: str, path: str, body: Any = None) -> list[dict[str, str]]:
        with api.stream(method, path, json=body) as stream:
            assert stream.status_code == 200, stream.read()
            return list(read_events(stream.iter_lines()))

    log_in()
    events = follow("GET", "/api/backups/start/")
    assert events[-1]["event"] == "done", events[-1]
    assert {event["event"] for event in events[:-1]} == {"progress"}
    filename = json.loads(events[-1]["data"])["result"]["filename"]
    again = api.get("/api/backups/start/", headers={"Last-Event-ID": events[-1]["id"]})
    assert filename in again.text, "whoever comes back does not start another backup"
    assert api.get("/api/backups/").json()["count"] == 1

    assert api.post("/api/clients/", json={"name": "Late", "email": "late@x.example"}).status_code == 201
    events = follow("POST", "/api/backups/restore/", {"filename": filename})
    last = json.loads(events[-1]["data"])
    assert (events[-1]["event"], last["status"], last["result"]["filename"]) == ("done", "succeeded", filename)
    assert {api.get("/api/me/").status_code for _ in range(20)} == {401}, "no thread holds a connection that has gone"
    log_in()
    assert api.get("/api/clients/").json()["count"] == 0
    assert api.get(f"/api/async-jobs/{last['job_id']}/").json()["status"] == "succeeded"
    until(product.whole, SECONDS_TO_RECOVER, "whole")
