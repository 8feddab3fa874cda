"""Callers that come at once, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connections
from django.db.models import Model, QuerySet

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


def together_after(work: Callable[..., Any], callers: int = 2) -> Callable[..., Any]:
    """Does the work, and lets nobody go on before all callers have done it once."""
    all_have_done_it, met = Barrier(callers, timeout=20), Event()

    def do(*args: Any, **kwargs: Any) -> Any:
        done = work(*args, **kwargs)
        if not met.is_set():
            all_have_done_it.wait()
            met.set()
        return done

    return do


def reading_unlocked(callers: int = 2) -> Callable[..., Any]:
    """Stands in for `lock_row`: reads without a lock, and lets nobody go on before all callers have read."""

    def read(model: Any, *, actor: Actor, pk: int) -> Any:
        return model.unscoped.get(tenant_id=actor.acting_tenant_id, pk=pk)

    return together_after(read, callers)


def unlock(monkeypatch: pytest.MonkeyPatch, model: type[Model]) -> None:
    """Have the model's rows read without a lock, whoever asks for one."""
    lock = QuerySet.select_for_update

    def read(rows: QuerySet[Any], **options: Any) -> QuerySet[Any]:
        return rows if rows.model is model else lock(rows, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", read)
