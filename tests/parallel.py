"""Callers that come at once, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

from django.db import connections

from apps.tenants.actors import Actor
from tests.conftest import Api

CALLERS = 24


def all_at_once(api: Api, call: Callable[[Api, int], Any], times: int, callers: int = CALLERS) -> list[Any]:
    """What `call(api, n)` answered for n from 0, done `times` by callers that start together."""
    start = Barrier(min(times, callers))

    def work(first: int) -> list[Any]:
        mine = Api()
        mine.headers = api.headers
        try:
            start.wait()
            return [call(mine, n) for n in range(first, times, callers)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(callers) as pool:
        return [answer for answers in pool.map(work, range(min(times, callers))) for answer in answers]


def reading_unlocked(callers: int = 2) -> Callable[..., Any]:
    """Stands in for `lock_row`: reads without a lock, and lets nobody go on before all callers have read."""
    all_have_read, met = Barrier(callers, timeout=20), Event()

    def read(model: Any, *, actor: Actor, pk: int) -> Any:
        row = model.unscoped.get(tenant_id=actor.acting_tenant_id, pk=pk)
        if not met.is_set():
            all_have_read.wait()
            met.set()
        return row

    return read
