"""The threads of a web process, kept on one core.

Only one thread of an interpreter runs at a time. The kernel spreads those that wait over all cores, and each of them
then has to fetch what the one before has left in another core's cache (docs/adr/0032). The core is the one with most
time to spare, asked again every few seconds: processes that share a machine do not share a core while another is idle.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import SystemRandom
from threading import Thread
from time import monotonic, process_time, sleep
from typing import Final

_SECONDS: Final = 2.0
_WORTH_MOVING: Final = 0.25
"""How much more of its time another core must have to spare."""
_THREADS: Final = Path("/proc/self/task")
_TIMES: Final = Path("/proc/stat")


def keep_to_one_core() -> None:
    """Keep the threads of this process, later ones too, on one core. Nothing happens where there is but one, or where
    the system lets no process choose."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if len(cores) > 1 and _THREADS.exists() and cores <= _idle().keys():
        Thread(target=_stay, args=(cores,), name="one-core", daemon=True).start()


def better_core(home: int | None, spare: Mapping[int, float]) -> int:
    """Where to go from `home`, by the share of each core's time that others leave; `home` where no move is worth it."""
    best = max(spare, key=lambda core: spare[core])
    return best if home is None or spare[best] - spare[home] > _WORTH_MOVING else home


def _stay(cores: set[int]) -> None:
    home: int | None = None
    idle, own, since = _idle(), process_time(), monotonic()
    uniform = SystemRandom().uniform
    while True:
        # Two that have come to share a core do not leave it at the same moment.
        sleep(uniform(0.5, 1.5) * _SECONDS)
        was_idle, had, then = idle, own, since
        idle, own, since = _idle(), process_time(), monotonic()
        # Equals are told apart by chance, or else all would begin on the first.
        spare = {core: (idle[core] - was_idle[core]) / (since - then) + uniform(0, 0.05) for core in cores}
        if home is not None:
            spare[home] += (own - had) / (since - then)
        home = better_core(home, spare)
        for thread in _THREADS.iterdir():
            with suppress(OSError):  # it has ended meanwhile
                os.sched_setaffinity(int(thread.name), {home})


def _idle() -> dict[int, float]:
    """The seconds that each core has had nothing to do since the machine was started."""
    per_core = [line[3:].split() for line in _TIMES.read_text().splitlines() if line[:3] == "cpu" and line[3] != " "]
    ticks = os.sysconf("SC_CLK_TCK")
    return {int(core): (int(idle) + int(waiting)) / ticks for core, _, _, _, idle, waiting, *_ in per_core}
