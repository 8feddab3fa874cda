"""Counters of every process and host together, for Prometheus and for the sampled health.

Each process adds up what it sees, at the cost of a dictionary entry, and pours it into one Redis hash now and then:
so the figures are right with any number of processes, on any number of hosts, and over restarts. What a killed process
had not poured is lost.
"""

import logging
import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Final

import orjson
from redis.exceptions import RedisError

from apps.core.limits import redis_client

log = logging.getLogger(__name__)
_HASH: Final = "monitoring:counters"
FLUSH_SECONDS: Final = 2.0
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Upper bounds of histograms, in seconds; above the last is infinity."""

Labels = tuple[str, ...]


@dataclass
class Histogram:
    """How many observations fell into each bucket (the last is what exceeds all bounds), and their sum."""

    counts: list[float] = field(default_factory=lambda: [0.0] * (len(BUCKETS) + 1))
    total: float = 0.0


@dataclass
class Totals:
    """Everything counted since the hash was made."""

    counts: dict[str, dict[Labels, float]] = field(default_factory=lambda: defaultdict(dict))
    histograms: dict[str, dict[Labels, Histogram]] = field(default_factory=lambda: defaultdict(dict))


# name, labels, part: what the hash's fields are made of. The part is a bucket's number, "sum", or empty for a count.
_Key = tuple[str, Labels, str]
_added: dict[_Key, float] = defaultdict(float)
_lock = Lock()
_is_poured = False


def count(name: str, labels: Labels, amount: float = 1.0) -> None:
    """Add to a counter."""
    with _lock:
        _added[name, labels, ""] += amount
    _ensure_pourer()


def observe(name: str, labels: Labels, seconds: float) -> None:
    """Add an observation to a histogram."""
    with _lock:
        _added[name, labels, str(bisect_left(BUCKETS, seconds))] += 1
        _added[name, labels, "sum"] += seconds
    _ensure_pourer()


def pour() -> None:
    """Add what this process has counted to everybody's. Without Redis it is kept for the next time."""
    with _lock:
        taken = dict(_added)
        _added.clear()
    if not taken:
        return
    pipeline = redis_client().pipeline(transaction=True)
    for (name, labels, part), amount in taken.items():
        pipeline.hincrbyfloat(_HASH, orjson.dumps([name, *labels, part]), amount)
    try:
        pipeline.execute()
    except RedisError as exc:
        log.warning("redis_unavailable", exc_info=exc)
        with _lock:
            for key, amount in taken.items():
                _added[key] += amount


def totals() -> Totals:
    """What all processes have counted, this one's latest included. Raises RedisError."""
    pour()
    found = Totals()
    for name, labels, part, amount in _fields():
        if not part:
            found.counts[name][labels] = amount
            continue
        histogram = found.histograms[name].setdefault(labels, Histogram())
        if part == "sum":
            histogram.total = amount
        else:
            histogram.counts[int(part)] = amount
    return found


def _fields() -> Iterator[tuple[str, Labels, str, float]]:
    for key, amount in redis_client().hgetall(_HASH).items():
        name, *labels, part = orjson.loads(key)
        yield name, tuple(labels), part, float(amount)


def _forget() -> None:
    """A forked process counts from nothing: what its parent had counted, the parent pours."""
    global _lock, _is_poured
    _lock, _is_poured = Lock(), False
    _added.clear()


os.register_at_fork(after_in_child=_forget)


def _ensure_pourer() -> None:
    global _is_poured
    if _is_poured:
        return
    with _lock:
        if _is_poured:
            return
        _is_poured = True
    Thread(target=_pour_for_ever, name="counters", daemon=True).start()


def _pour_for_ever() -> None:
    pause = Event()
    while not pause.wait(FLUSH_SECONDS):
        pour()
