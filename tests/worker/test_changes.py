"""Waiting for changes at a real server process."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connections

from apps.accounts.models import User
from tests.audit.test_feed import add_client, cursor_now
from tests.conftest import Api
from tests.relaying import wait_until_settled
from tests.worker.test_servers import serving

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]
WAITERS = 20
PUSHED = 10.0
"""Seconds from a change to its answer, however busy the machine is; those whom nothing wakes wait for 30."""


def test_who_waits_for_changes_is_answered_by_the_first_and_keeps_nobody_else_waiting(
    api: Api, owner: User, charlie: User, tmp_path: Path
) -> None:
    other = Api(charlie)
    since, theirs = cursor_now(api), cursor_now(other)
    with serving(tmp_path) as address, ThreadPoolExecutor(WAITERS + 2) as pool:

        def wait(caller: Api, cursor: str, seconds: int) -> tuple[float, httpx.Response]:
            query = {"since": cursor, "wait": seconds, "resource": "client"}
            answer = httpx.get(f"{address}/api/changes/", params=query, headers=caller.headers, timeout=60)
            return time.monotonic(), answer

        def connections_open() -> int:
            with connections["ops"].cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = %s "
                    "AND pid <> pg_backend_pid()",
                    [connections["default"].settings_dict["USER"]],
                )
                return int(cursor.fetchone()[0])

        began = time.monotonic()
        at, answer = wait(api, since, 1)
        assert (answer.status_code, answer.json()["results"], at - began >= 1) == (200, [], True)

        waiting: list[Future[Any]] = [pool.submit(wait, api, since, 30) for _ in range(WAITERS)]
        foreign = pool.submit(wait, other, theirs, 8)
        # Were the waiters in their way, these would be answered after them.
        for _ in range(20):
            assert httpx.get(f"{address}/api/clients/", headers=api.headers, timeout=30).status_code == 200
        assert not any(one.done() for one in waiting)
        assert connections_open() < WAITERS

        made = add_client(api)
        wait_until_settled()  # it is shown once nothing can slip in before it
        shown_at = time.monotonic()
        for one in waiting:
            at, answer = one.result(timeout=60)
            assert at - shown_at < PUSHED
            (change,) = answer.json()["results"]
            assert (change["type"], change["resource_id"]) == ("client.create", str(made))
            assert int(answer.headers["content-length"]) == len(answer.content)
        assert foreign.result(timeout=60)[1].json()["results"] == []

        cursor = answer.json()["cursor"]
        assert wait(api, since, 30)[1].json()["results"] == [change]
        logged_out = pool.submit(wait, api, cursor, 30)
        for _ in range(20):
            httpx.get(f"{address}/api/clients/", headers=api.headers, timeout=30)
        assert not logged_out.done()
        ended_at = time.monotonic()
        httpx.post(f"{address}/api/auth/logout/", headers=api.headers, json={}, timeout=30)
        at, answer = logged_out.result(timeout=60)
        assert (answer.status_code, at - ended_at < PUSHED) == (401, True)
