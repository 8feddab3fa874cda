"""A web process keeps to the core that has the most time for it."""

import os
import subprocess
import sys

import pytest

from config.one_core import better_core

KEEPS = """
import os, threading, time
from pathlib import Path
from config import one_core

one_core._SECONDS = 0.05
ended = threading.Event()
early = threading.Thread(target=ended.wait)
early.start()
one_core.keep_to_one_core()

def homes():
    return [os.sched_getaffinity(int(thread.name)) for thread in Path("/proc/self/task").iterdir()]

deadline = time.monotonic() + 30
while len(set.union(*homes())) > 1 and time.monotonic() < deadline:
    time.sleep(0.01)
late = threading.Thread(target=ended.wait)
late.start()
print(len(homes()), {len(cores) for cores in homes()})
ended.set()
"""


@pytest.mark.parametrize(
    ("home", "spare", "core"),
    [
        (None, {0: 0.4, 1: 0.9, 2: 0.8}, 1),
        (0, {0: 0.4, 1: 0.9}, 1),
        (0, {0: 0.4, 1: 0.6}, 0),
        (1, {0: 0.4, 1: 0.6}, 1),
        (3, {3: 0.5, 5: 0.5}, 3),
    ],
)
def test_goes_where_there_is_more_time_and_stays_for_a_little_less(
    home: int | None, spare: dict[int, float], core: int
) -> None:
    assert better_core(home, spare) == core


a_choice = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="there is no choice of cores"
)


@a_choice
def test_takes_all_threads_along_and_those_that_come_later() -> None:
    run = subprocess.run([sys.executable, "-c", KEEPS], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split(maxsplit=1) == ["4", "{1}\n"], run.stderr


@a_choice
@pytest.mark.parametrize(("setting", "keeps"), [("1", "True"), ("0", "False")])
def test_a_web_process_does_so_unless_it_is_told_not_to(setting: str, keeps: str) -> None:
    program = "import config.asgi, threading; print('one-core' in {thread.name for thread in threading.enumerate()})"
    environment = os.environ | {"WEB_ONE_CORE": setting}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.split() == [keeps]
