"""Callers that come at once, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

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
