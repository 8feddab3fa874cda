"""Reports that are read elsewhere. What a real replica does is rehearsed: `python -m bench.rehearsal`."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections, transaction

from apps.accounts.models import User
from apps.clients.models import Client
from apps.clients.services import create_client
from apps.core import replica
from apps.core.replica import REPLICA, read_from_replica
from apps.core.tenancy import tenant_context
from apps.core.transfer import exports
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.conftest import Api

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


@pytest.fixture(autouse=True)
def reports(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A second way to the same database, which knows itself by a name."""
    config = connections["default"].settings_dict
    reports = config | {"OPTIONS": {**config["OPTIONS"], "application_name": "the replica"}}
    monkeypatch.setitem(settings.DATABASES, REPLICA, reports)
    # Under the name of an alias that tests may use.
    connections[REPLICA] = type(connections["default"])(reports, "default")
    monkeypatch.setattr(replica, "_left_until", 0.0)
    monkeypatch.setattr(settings, "REPORTS_PATIENCE", 0.0)
    yield reports
    connections[REPLICA].close()
    del connections[REPLICA]


@pytest.fixture
def caught_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "_has_caught_up", lambda: True)


def whom() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('application_name')")
        return str(cursor.fetchone()[0])


@pytest.mark.usefixtures("caught_up")
def test_reads_from_the_replica_and_only_there(owner: Any) -> None:
    assert read_from_replica(whom) == "the replica"
    assert whom() != "the replica"


@pytest.mark.usefixtures("caught_up")
def test_the_fence_holds_there_too(owner: Any, charlie: Any) -> None:
    for user, name in ((owner, "Ours"), (charlie, "Theirs")):
        with tenant_context(user.tenant_id):
            create_client(actor=user, name=name, email="a@b.example")
    with tenant_context(owner.tenant_id):
        assert read_from_replica(lambda: (whom(), [client.name for client in Client.unscoped.all()])) == (
            "the replica",
            ["Ours"],
        )


@pytest.mark.usefixtures("caught_up")
def test_reads_what_a_transaction_has_written_from_the_primary(owner: Any) -> None:
    with transaction.atomic():
        assert read_from_replica(whom) != "the replica"


def test_reads_from_the_primary_where_the_other_is_no_replica(owner: Any) -> None:
    assert read_from_replica(whom) != "the replica"


def test_reads_from_the_primary_where_the_replica_is_gone_and_leaves_it_alone(
    reports: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    reports["HOST"], reports["PORT"] = "127.0.0.1", "1"
    assert read_from_replica(whom) != "the replica"
    monkeypatch.setattr(replica, "_has_caught_up", lambda: pytest.fail("it was asked again"))
    assert read_from_replica(whom) != "the replica"


@pytest.mark.usefixtures("caught_up")
def test_reads_again_from_the_primary_what_the_replica_broke_off() -> None:
    def read() -> str:
        if whom() == "the replica":
            raise OperationalError("canceling statement due to conflict with recovery")
        return "read"

    assert read_from_replica(read) == "read"


@pytest.fixture
def asked(caught_up: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who answered what reports and exports read."""
    asked = []

    def note(read: Any) -> Any:
        def reading() -> Any:
            asked.append(whom())
            return read()

        return read_from_replica(reading)

    for module in ("dashboard.views.reports", "core.transfer.exports", "products.exports"):
        monkeypatch.setattr(f"apps.{module}.read_from_replica", note)
    return asked


def test_reports_and_exports_are_read_there(api: Api, asked: list[str]) -> None:
    assert api.get("/api/reports/revenue/").status_code == 200
    assert asked == ["the replica"]
    api.post("/api/clients/", {"name": "Ann", "email": "ann@a.example", "stage": "ACTIVE"})
    assert b"Ann" in b"".join(api.get("/api/customers/export/").streaming_content)
    assert asked == ["the replica"] * 2


def test_exports_of_jobs_are_read_there(
    api: Api, owner: User, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "CHUNK", 1)
    document = api.post("/api/document-types/", {"name": "Passport"}).json()["id"]
    for code in ("V1", "V2"):
        body = {"code": code, "name": f"Visa {code}", "required_documents": [document]}
        assert api.post("/api/products/", body).status_code == 201
    started = api.post("/api/products/export/start/").json()
    with tenant_context(owner.tenant_id):
        job = Job.unscoped.get(job_id=started["job_id"])
    run_job(job.tenant_id, job.pk)
    with tenant_context(owner.tenant_id):
        lines = Job.unscoped.get(pk=job.pk).file.read().decode().splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["V1", "Visa V1"], ["V2", "Visa V2"]]
    assert "Passport" in lines[1]
    assert asked == ["the replica"] * 4, "the count, each product, and the end"
