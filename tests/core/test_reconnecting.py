"""What is noted though the connection broke."""

from typing import Any

import pytest
from django.db import Error, InterfaceError, OperationalError, ProgrammingError, connection, transaction

from apps.core import reconnecting
from apps.core.reconnecting import on_working_connection
from tests.breaking import break_connection

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])


def test_works_on_a_new_connection_where_the_old_one_broke() -> None:
    break_connection()
    assert on_working_connection(one) == 1


def test_works_where_the_break_was_met_before() -> None:
    break_connection()
    for error in (OperationalError, InterfaceError):
        with pytest.raises(error):
            one()
    assert on_working_connection(one) == 1


def test_does_a_transaction_again_that_broke_in_the_middle() -> None:
    attempts = []

    @transaction.atomic
    def work() -> int:
        attempts.append(one())
        if len(attempts) == 1:
            break_connection()
        return one()

    assert (on_working_connection(work), len(attempts)) == (1, 2)


def test_waits_for_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = iter([OperationalError("connection refused")] * 3)
    connect = connection.get_new_connection

    def get_new_connection(params: Any) -> Any:
        for refusal in refusals:
            raise refusal
        return connect(params)

    connection.close()
    monkeypatch.setattr(reconnecting, "_PAUSE", 0)
    monkeypatch.setattr(connection, "get_new_connection", get_new_connection)
    assert on_working_connection(one) == 1


def test_gives_up_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(params: Any) -> Any:
        raise OperationalError("connection refused")

    connection.close()
    monkeypatch.setattr(reconnecting, "PATIENCE", 0)
    monkeypatch.setattr(reconnecting, "_PAUSE", 0)
    monkeypatch.setattr(connection, "get_new_connection", refuse)
    with pytest.raises(OperationalError, match="refused"):
        on_working_connection(one)


@pytest.mark.parametrize("error", [OperationalError("lock timeout"), ProgrammingError("no such column")])
def test_other_errors_are_not_tried_again(error: Error) -> None:
    attempts = []

    def work() -> None:
        attempts.append(one())
        raise error

    with pytest.raises(type(error)):
        on_working_connection(work)
    assert attempts == [1]


def test_a_transaction_is_lost_with_its_connection() -> None:
    attempts = []

    def work() -> None:
        attempts.append(one())
        break_connection()
        one()

    with pytest.raises(OperationalError), transaction.atomic():
        on_working_connection(work)
    assert attempts == [1]
