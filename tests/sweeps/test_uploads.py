"""What every route that takes a file makes of one that is made to do harm: it refuses it soon, and in little memory."""

import ctypes
import os
from pathlib import Path
from typing import Any

import pytest

from tests.reading.conftest import done, files_below
from tests.sweeps.bodies import call_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import Route
from tests.sweeps.test_bodies import Stored, undone
from tests.sweeps.uploads import FORMS, GOOD_FORMS, HOSTILE, KEPT_UNOPENED, encoded_form, good_form, with_file

SECONDS = 2.0
"""Of the processor, not of the clock: what else the machine does is no matter."""
MEMORY = 100_000_000
"""Bytes beyond what was held before; a form of 25 MB passes through the sweep's memory on its way."""
UPLOADS = [route for route in FORMS if str(route) in GOOD_FORMS]


class Cost:
    """What was spent within it: seconds of this process and its children, and memory at the peak."""

    def __enter__(self) -> "Cost":
        Path("/proc/self/clear_refs").write_text("5")  # the peak is taken from here on
        self._held, self._spent = _bytes("VmRSS"), sum(os.times()[:4])
        return self

    def __exit__(self, *raised: object) -> None:
        self.seconds = sum(os.times()[:4]) - self._spent
        self.memory = _bytes("VmHWM") - self._held


@pytest.fixture(autouse=True)
def _no_free_memory() -> None:
    """Give back what earlier tests left free, hundreds of megabytes in a long run: what is taken of it is not seen."""
    ctypes.CDLL(None).malloc_trim(0)


def _bytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def refusal_of(answer: Any, route: Route, ground: Ground) -> str:
    """With what the file was refused: the code of the error, or what the job that read it ended with; empty if not."""
    if 400 <= answer.status_code < 500 and "request_id" in answer.json():
        return str(answer.json()["error"])
    if answer.status_code != 202 or "import" not in route.pattern:
        return ""
    ended = done(ground.caller(route), answer.json())
    if ended["status"] == "failed":
        return str(ended["error"])
    files = (ended["result"] or {}).get("files") or [{}]
    return "; ".join(str(file.get("error", "")) for file in files)


def test_every_route_that_takes_a_file_is_swept() -> None:
    without_a_file = {"POST /api/documents/merge-pdf/", "POST /api/documents/<int:pk>/actions/<str:action_name>/"}
    assert {str(route) for route in FORMS} - set(GOOD_FORMS) == without_a_file


@pytest.mark.parametrize("route", UPLOADS, ids=str)
def test_refuses_a_hostile_file_soon_and_in_little_memory(
    route: Route, ground: Ground, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    url, _ = call_of(route, ground)
    form = good_form(route, ground)
    stored, kept = Stored(ground), files_below(tmp_path)
    surprises = []
    for fault, (name, content) in HOSTILE.items():
        body, content_type = encoded_form(with_file(form, name, content))
        with undone():
            with Cost() as cost:
                answer = ground.caller(route).request(route.method, url, body, content_type)
                refusal = refusal_of(answer, route, ground)
            before, kept = kept, files_below(tmp_path)
            if answer.status_code < 300 and fault in KEPT_UNOPENED.get(str(route), ()):
                continue
            if not refusal or (answer.status_code >= 400 and (stored.has_changed() or kept != before)):
                surprises.append(f"{fault}: {answer.status_code} {answer.content[:200]!r}")
            if cost.seconds > SECONDS or cost.memory > MEMORY:
                surprises.append(f"{fault}: {cost.seconds:.2f} s, {cost.memory / 1e6:.0f} MB")
    assert not surprises, "\n".join(surprises)


def test_the_measure_sees_what_is_spent() -> None:
    with Cost() as cost:
        assert len(bytes(2 * MEMORY).replace(b"\0", b"\1")) == 2 * MEMORY
        sum(range(3_000_000))
    assert cost.memory > MEMORY
    assert cost.seconds > 0
