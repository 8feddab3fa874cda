"""A block within a transaction costs no message of its own, and takes back what was done in it, and nothing else."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.inserts import insert_later, insert_row, insert_rows
from apps.core.tenancy import tenant_context
from tests.core.test_inserts import client_of, names

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


class Undone(Exception):
    pass


def undo() -> None:
    raise Undone


@pytest.fixture
def here(owner: User) -> Iterator[User]:
    with tenant_context(owner.tenant_id):
        yield owner


def test_blocks_within_one_another_cost_no_message(here: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(2) as queries:
        for name in ("Ada", "Bea"):
            with transaction.atomic(), transaction.atomic():
                insert_row(client_of(here, name))
    assert [query["sql"].count("SAVEPOINT") for query in queries] == [2, 4], "the second releases those of the first"
    assert names() == {"Ada", "Bea"}


def test_a_block_in_which_nothing_happens_says_nothing(here: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(1) as queries:
        with transaction.atomic(), transaction.atomic():
            pass
        insert_row(client_of(here))
    assert "SAVEPOINT" not in queries[0]["sql"]


def test_what_waits_goes_with_the_end_of_its_own_block(here: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(1), transaction.atomic():
        insert_later([client_of(here)])
    assert names() == {"Ada"}


def test_a_refusal_comes_at_the_end_of_its_own_block(here: User) -> None:
    with transaction.atomic():
        taken = insert_row(client_of(here)).pk
        for refused in (insert_later, insert_rows):
            with pytest.raises(IntegrityError), transaction.atomic(), transaction.atomic():
                refused([client_of(here, "Bea", pk=taken)])
    assert names() == {"Ada"}


def test_what_waited_before_a_block_is_refused_before_it(here: User) -> None:
    taken, has_begun = insert_row(client_of(here)).pk, False

    @transaction.atomic
    def begin_late() -> None:
        nonlocal has_begun
        insert_later([client_of(here, "Bea", pk=taken)])
        with transaction.atomic():
            has_begun = True

    with pytest.raises(IntegrityError):
        begin_late()
    assert (names(), has_begun) == ({"Ada"}, False)


def test_a_broken_block_is_taken_back_though_nobody_says_so(here: User) -> None:
    with transaction.atomic():
        insert_row(client_of(here))
        with pytest.raises(DatabaseError), transaction.atomic(), suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        insert_row(client_of(here, "Bea"))
    assert names() == {"Ada", "Bea"}


def test_a_statement_that_cannot_be_worded_breaks_its_own_block_only(here: User) -> None:
    with transaction.atomic():
        with pytest.raises(ValueError, match="NUL"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["\0"])
        insert_row(client_of(here))
    assert names() == {"Ada"}


def test_the_tenant_of_a_block_that_was_not_sent_is_not_taken_for_stamped(owner: User, charlie: User) -> None:
    with transaction.atomic():
        with tenant_context(owner.tenant_id), suppress(Undone), transaction.atomic():
            insert_later([client_of(owner)])
            undo()
        with tenant_context(owner.tenant_id):
            assert names() == set()
            with suppress(Undone), transaction.atomic():
                with tenant_context(charlie.tenant_id):
                    insert_row(client_of(charlie, "Charlie's"))
                undo()
            insert_row(client_of(owner, "Bea"))
    with tenant_context(owner.tenant_id):
        assert names() == {"Bea"}


STEPS = some.sampled_from(["now", "later", "read"])
BLOCKS = some.recursive(STEPS, lambda inner: some.tuples(some.booleans(), some.lists(inner, max_size=4)), max_leaves=12)


def carry_out(steps: Any, user: User, numbers: "count[int]") -> set[str]:
    """Do the steps of a block and those of the blocks within it. Answers the names that must be there afterwards."""
    there: set[str] = set()
    for step in steps:
        if step == "read":
            names()
        elif isinstance(step, str):
            row = client_of(user, f"client {next(numbers)}")
            there.add(row.name)
            if step == "now":
                insert_row(row)
            else:
                insert_later([row])
        else:
            is_undone, inner = step
            try:
                with transaction.atomic():
                    done = carry_out(inner, user, numbers)
                    if is_undone:
                        undo()
                there |= done
            except Undone:
                pass
    return there


@given(steps=some.lists(BLOCKS, max_size=6))
@settings(max_examples=150)
def test_what_stays_is_what_was_done_in_blocks_that_ended_well(here: User, steps: list[Any]) -> None:
    with transaction.atomic():
        Client.unscoped.all().delete()
        expected = carry_out(steps, here, count())
        assert names() == expected
    assert names() == expected
