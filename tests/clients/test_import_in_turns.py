"""Imports whose batches are stored on two connections: each ends as if its rows had been stored one after another."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from threading import Barrier, Event, get_ident
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from psycopg2.errors import LockNotAvailable

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients import imports as client_imports
from apps.clients.bulk import FIELDS
from apps.clients.imports import CustomerWriter
from apps.clients.models import Client
from apps.clients.services import create_client
from apps.core.tenancy import tenant_context
from apps.core.transfer import imports
from apps.core.transfer.imports import ImportResult, RowError, TableImport
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.clients.test_import import table, upload
from tests.conftest import Api

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])

PLENTY = 30
Write = Callable[[CustomerWriter, Any], Any]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 10)
    # Near names are only told of rows that are all in the first batch.
    monkeypatch.setattr(client_imports, "NEAR_UP_TO", 0)


def clients(first: int, last: int) -> list[str]:
    return [f"Client {n},,c{n}@example.com,,,,,," for n in range(first, last)]


def run(owner: User, rows: list[str], **options: Any) -> tuple[ImportResult, list[RowError]]:
    refused: list[RowError] = []
    with tenant_context(owner.tenant_id):
        result = TableImport(BytesIO(table(*rows).encode()), CustomerWriter(owner)).run(
            reject=lambda error, cells: refused.append(error), **options
        )
    return result, refused


def stored(owner: User) -> list[Any]:
    with tenant_context(owner.tenant_id):
        names = [name for name in FIELDS if name != "assigned_to_id"]
        return sorted(Client.unscoped.values_list(*names), key=str)


def names_stored(owner: User) -> Counter[str]:
    with tenant_context(owner.tenant_id):
        return Counter(Client.unscoped.values_list("name", flat=True))


def watched(monkeypatch: pytest.MonkeyPatch, watch: Callable[[Write, CustomerWriter, Any], Any]) -> None:
    """Have `watch` called in place of what writes a batch, with that as its first argument."""
    write = CustomerWriter.write
    monkeypatch.setattr(CustomerWriter, "write", lambda self, rows: watch(write, self, rows))


def let_the_second_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the first batch written when what may go before has been written of the second."""
    second = Event()

    def overtake(write: Write, writer: CustomerWriter, rows: Any) -> Any:
        if rows and rows[0].number == 2:
            assert second.wait(PLENTY)
        counts = write(writer, rows)
        second.set()
        return counts

    watched(monkeypatch, overtake)


def test_two_batches_are_stored_at_once(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    both = Barrier(2, timeout=PLENTY)
    threads = set()

    def meet(write: Write, writer: CustomerWriter, rows: Any) -> Any:
        counts = write(writer, rows)
        threads.add(get_ident())
        both.wait()
        return counts

    watched(monkeypatch, meet)
    result, _ = run(owner, clients(0, 40))
    assert (result.counts["created"], len(threads), sum(names_stored(owner).values())) == (40, 2, 40)


def test_batches_are_committed_in_the_order_of_the_file(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    second_is_written = Event()

    def hurry_the_second(write: Write, writer: CustomerWriter, rows: Any) -> Any:
        counts = write(writer, rows)
        if rows[0].number == 2:
            assert second_is_written.wait(PLENTY)
        second_is_written.set()
        return counts

    watched(monkeypatch, hurry_the_second)
    kept: list[ImportResult] = []
    run(owner, clients(0, 35), keep=kept.append)
    assert [(result.last_row, result.processed) for result in kept] == [(11, 10), (21, 20), (31, 30), (36, 35)]


def mixed_rows(seed: int) -> list[str]:
    """Rows of few people, who come again under any of their keys, with what is refused among them."""
    chance = random.Random(seed)
    rows = []
    for number in range(90):
        new = chance.random() < 0.6
        who = number + 100 if new else chance.randrange(12)
        email = f"p{who}@example.com" if chance.random() < 0.6 else ""
        phone = f"+60 12 {who:07d}" if chance.random() < 0.4 else ""
        name = f"Person {who}" if chance.random() < 0.8 else f"{who} Person Ltd"
        address = chance.choice(("", f"Street {number}"))
        rows.append(f"{name},,{chance.choice((email, email, 'nonsense') if email else (email,))},{phone},{address},,,,")
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_ends_as_if_the_rows_had_been_stored_one_after_another(company: Callable[..., User], seed: int) -> None:
    rows = mixed_rows(seed)
    together, one_by_one = company("Together"), company("Single")
    outcomes = []
    for owner in (together, one_by_one):
        for _ in range(2):
            if owner is together:
                outcomes.append(run(owner, rows))
            else:
                with transaction.atomic():
                    outcomes.append(run(owner, rows))
    for one, other in zip(outcomes[:2], outcomes[2:], strict=True):
        assert (one[0].counts, one[0].errors, one[0].failed, one[1]) == (
            *(other[0].counts, other[0].errors, other[0].failed),
            other[1],
        )
        told = [
            [(double["row"], sorted(c["name"] for c in double["candidates"])) for double in result.possible_duplicates]
            for result in (one[0], other[0])
        ]
        assert told[0] == told[1]
    assert stored(together) == stored(one_by_one)
    for owner in (together, one_by_one):
        with tenant_context(owner.tenant_id):
            created = AuditLog.unscoped.filter(resource_type="client", action="create")
            assert created.count() == Client.unscoped.count() == sum(one[0].counts["created"] for one in outcomes[:2])


def test_a_row_means_the_client_of_the_batch_before(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = clients(0, 40)
    rows[12] = "Client 3,,c3@example.com,,Changed,,,,"
    rows[15] = "Client 12b,,,,First,,,,"
    rows[24] = "Client 12b,,,,Second,,,,"
    result, _ = run(owner, rows)
    assert (result.counts["created"], result.counts["updated"]) == (38, 2)
    with tenant_context(owner.tenant_id):
        assert Client.unscoped.get(email_key="c3@example.com").address == "Changed"
        assert Client.unscoped.get(name="Client 12b").address == "Second"


def test_rows_that_claim_nothing_are_stored_by_one_thread(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = CustomerWriter.prepare
    threads: list[int] = []

    def claim_nothing(self: CustomerWriter, rows: Any) -> None:
        prepare(self, rows)
        for row in rows[-1:]:
            row.claims = None

    def note(write: Write, writer: CustomerWriter, rows: Any) -> Any:
        threads.append(get_ident())
        return write(writer, rows)

    monkeypatch.setattr(CustomerWriter, "prepare", claim_nothing)
    watched(monkeypatch, note)
    result, _ = run(owner, clients(0, 45))
    assert (result.counts["created"], threads) == (45, [get_ident()] * 5)


def test_a_batch_that_cannot_say_what_it_claims_waits_for_the_one_before(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = CustomerWriter.prepare
    written: list[int] = []

    def claim_at_times(self: CustomerWriter, rows: Any) -> None:
        prepare(self, rows)
        for row in rows[:1]:
            row.claims = None if row.number == 12 else row.claims

    def note(write: Write, writer: CustomerWriter, rows: Any) -> Any:
        if rows[0].number in (12, 22):
            assert Client.unscoped.count() == rows[0].number - 2
        written.append(rows[0].number)
        return write(writer, rows)

    monkeypatch.setattr(CustomerWriter, "prepare", claim_at_times)
    watched(monkeypatch, note)
    result, _ = run(owner, clients(0, 45))
    assert (result.counts["created"], sorted(written)) == (45, [2, 12, 22, 32, 42])


def test_batches_that_share_nothing_are_written_once(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    written: Counter[int] = Counter()

    def count(write: Write, writer: CustomerWriter, rows: Any) -> Any:
        written[rows[0].number] += 1
        return write(writer, rows)

    watched(monkeypatch, count)
    for kind in ("created", "unchanged", "updated"):
        written.clear()
        rows = clients(0, 40)
        result, _ = run(owner, [row[:-4] + "Moved,,,," for row in rows] if kind == "updated" else rows)
        assert (result.counts[kind], written) == (40, {2: 1, 12: 1, 22: 1, 32: 1})


def test_a_row_means_whoever_the_batch_before_has_given_this_name(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """No row before it says the name: it is the known client's last name with the given first one."""
    with tenant_context(owner.tenant_id):
        known = create_client(actor=owner, name="Ann Doe", email="ann@example.com").pk
    header = "first_name,name,email,address"
    rows = [f",Client {n},c{n}@example.com," for n in range(30)]
    rows[5] = "Mary,,ann@example.com,"
    rows[14] = ",Mary Doe,,Here"
    let_the_second_begin(monkeypatch)
    with tenant_context(owner.tenant_id):
        file = BytesIO(table(*rows, header=header).encode())
        result = TableImport(file, CustomerWriter(owner)).run()
        assert Client.unscoped.get(pk=known).address == "Here"
    assert (result.counts["created"], result.counts["updated"]) == (28, 2)


def test_the_last_row_of_a_client_counts_though_one_before_it_has_to_wait(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(owner.tenant_id):
        known = create_client(actor=owner, name="Ann", email="ann@example.com", phone="+60 12 345 6789").pk
    rows = clients(0, 30)
    rows[5] = "Shared,,shared@example.com,,,,,,"
    rows[12] = "Shared,,,+60 12 345 6789,By telephone,,,,"
    rows[14] = "Ann,,ann@example.com,,By mail,,,,"
    let_the_second_begin(monkeypatch)
    result, _ = run(owner, rows)
    assert (result.counts["created"], result.counts["updated"]) == (28, 2)
    with tenant_context(owner.tenant_id):
        assert Client.unscoped.get(pk=known).address == "By mail"


@pytest.mark.parametrize("batch", [1, 2, 3, 4])
@pytest.mark.parametrize("moment", ["written", "committing"])
def test_goes_on_where_a_killed_worker_stopped(
    owner: User, monkeypatch: pytest.MonkeyPatch, batch: int, moment: str
) -> None:
    monkeypatch.setattr("apps.jobs.transfers.WITHIN_REQUEST", 5)
    rows = clients(0, 45)
    rows[3] = "Bad,,nonsense,,,,,,"
    rows[33] = "Bad,,nonsense,,,,,,"
    started = upload(Api(owner), table(*rows)).json()
    with tenant_context(owner.tenant_id):
        job = Job.unscoped.get(job_id=started["job_id"])
    last = 10 * batch + 1
    with monkeypatch.context() as patch:
        if moment == "written":

            def die(write: Write, writer: CustomerWriter, given: Any) -> Any:
                counts = write(writer, given)
                if last - 10 < given[0].number <= last:
                    raise MemoryError("killed")
                return counts

            watched(patch, die)
        else:
            noted = TableImport._noted

            def die_late(result: Any, rows: Any, *rest: Any) -> Any:
                after = noted(result, rows, *rest)
                if after.last_row == last:
                    raise MemoryError("killed")
                return after

            patch.setattr(TableImport, "_noted", staticmethod(die_late))
        run_job(owner.tenant_id, job.pk)
    kept = names_stored(owner)
    assert set(kept) <= {f"Client {n}" for n in range(10 * (batch - 1))}
    assert sum(kept.values()) == 10 * (batch - 1) - (batch > 1) - (batch > 4)
    run_job(owner.tenant_id, job.pk)
    with tenant_context(owner.tenant_id):
        job.refresh_from_db()
    assert (job.status, job.result["processed"], job.result["created"], job.result["failed"]) == (
        "succeeded",
        45,
        43,
        2,
    )
    assert [error["row"] for error in job.result["errors"]] == [5, 35]
    assert names_stored(owner) == Counter(f"Client {n}" for n in range(45) if n not in (3, 33))


def test_what_fails_in_either_thread_ends_the_import(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (2, 12, 22):

        def fail(write: Write, writer: CustomerWriter, rows: Any, number: int = number) -> Any:
            if rows[0].number == number:
                raise ZeroDivisionError
            return write(writer, rows)

        with monkeypatch.context() as patch:
            watched(patch, fail)
            with pytest.raises(ZeroDivisionError):
                run(owner, [f"Try {number} of {n},,t{number}-{n}@example.com,,,,,," for n in range(50)])
        stored_now = {name for name in names_stored(owner) if name.startswith(f"Try {number} ")}
        assert stored_now == {f"Try {number} of {n}" for n in range(number - 2)}


def test_a_batch_that_meets_a_lock_lets_the_next_one_go(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two imports may each wait for a row that the other's next batch holds, which PostgreSQL cannot see."""
    next_is_written = Event()
    written: Counter[int] = Counter()

    def stand_in_the_way(write: Write, writer: CustomerWriter, rows: Any) -> Any:
        counts = write(writer, rows)
        written[rows[0].number] += 1
        if rows[0].number == 12:
            next_is_written.set()
        elif rows[0].number == 2 and written[2] == 1:
            assert next_is_written.wait(PLENTY)
            raise OperationalError from LockNotAvailable()
        return counts

    watched(monkeypatch, stand_in_the_way)
    result, _ = run(owner, clients(0, 40))
    assert (result.counts["created"], written[2], written[12]) == (40, 2, 2)
    assert names_stored(owner) == Counter(f"Client {n}" for n in range(40))


def test_the_last_rows_wait_for_a_client_that_the_batch_before_has_locked(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They know the client by another key, and PostgreSQL gives up waiting before the batch is stored."""
    with tenant_context(owner.tenant_id):
        known = create_client(actor=owner, name="Ann", email="ann@example.com", phone="+60 12 345 6789").pk
    rows = clients(0, 25)
    rows[12] = "Mary,,ann@example.com,,Here,,,,"
    rows[22] = "Ann Lim,,,+60 12 345 6789,There,,,,"
    is_locked, has_given_up = Event(), Event()

    def hold_the_lock(write: Write, writer: CustomerWriter, given: Any) -> Any:
        if given[0].number == 22:
            assert is_locked.wait(PLENTY)
        try:
            counts = write(writer, given)
        except OperationalError:
            has_given_up.set()
            raise
        if given[0].number == 12:
            is_locked.set()
            assert has_given_up.wait(PLENTY)
        return counts

    watched(monkeypatch, hold_the_lock)
    monkeypatch.setitem(connection.settings_dict, "LOCK_TIMEOUT", 100)
    result, _ = run(owner, rows)
    assert (result.counts["created"], result.counts["updated"]) == (23, 2)
    with tenant_context(owner.tenant_id):
        assert Client.unscoped.get(pk=known).address == "There"


@pytest.mark.parametrize("second", [clients(0, 60), clients(0, 60)[::-1]], ids=["the same", "backwards"])
def test_two_imports_at_once_store_every_client_once(owner: User, second: list[str]) -> None:
    with tenant_context(owner.tenant_id):
        owner.acting_tenant.preferences  # noqa: B018 - what both threads read is read before
    both = Barrier(2, timeout=PLENTY)

    def import_one(rows: list[str]) -> ImportResult | None:
        both.wait()
        try:
            with suppress(OperationalError):
                return run(owner, rows)[0]
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(import_one, [clients(0, 60), second]))
    assert names_stored(owner) == Counter(f"Client {n}" for n in range(60))
    if all(results):
        assert sum(result.counts["created"] for result in results if result) == 60
