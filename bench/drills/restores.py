"""A restore that is killed at many points: the data are as before or as after, and the next restore works."""

import json
import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired

from tqdm import tqdm

from tests.monitoring.installation import Installation

_FILE = "expenses/1/0123456789abcdef"


def drill_restores(points: int) -> str:
    """Kill a restore at this many points of its time. Answers a line that says what was found."""
    directory = Path(tempfile.mkdtemp(prefix="senangkira-restore-drill-"))
    directory.chmod(0o711)
    installation = Installation(directory)
    try:
        return _drill(installation, directory / "media" / _FILE, points)
    finally:
        installation.close()
        shutil.rmtree(directory)


def _drill(installation: Installation, file: Path, points: int) -> str:
    installation.manage("migrate", "-v0")
    installation.manage("seed_demo")
    file.parent.mkdir(parents=True)
    file.write_bytes(b"before the backup")
    made = installation.backup()["filename"]

    def change() -> None:
        installation.ask("UPDATE clients_client SET name = 'After the backup'")
        file.write_bytes(b"after the backup")

    installation.manage("restore", made)
    first = _state(installation, file)
    change()
    begun = time.monotonic()
    installation.manage("restore", made)
    lasts = time.monotonic() - begun
    second = _state(installation, file)
    # What a restore writes itself (sessions ended, its own event) differs from one to the next.
    settled = {name for name in first if first[name] == second.get(name)}
    restored = {name: second[name] for name in settled}
    found = {"before": 0, "after": 0, "neither": 0, "next one fails": 0}
    for point in tqdm(range(points), desc="restores killed", unit="restore"):
        change()
        changed = _state(installation, file)
        process = installation.start("restore", made)
        with suppress(TimeoutExpired):
            process.communicate(timeout=lasts * (point + 0.5) / points)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        state = _state(installation, file)
        if state == changed:
            found["before"] += 1
        elif {name: state.get(name) for name in settled} == restored:
            found["after"] += 1
        else:
            found["neither"] += 1
        try:
            json.loads(installation.manage("restore", made, "--json"))
        except AssertionError:
            found["next one fails"] += 1
    told = ", ".join(f"{name} {times}" for name, times in found.items())
    return f"restore (of {lasts:.1f} s) killed at {points} points: {told}"


def _state(installation: Installation, file: Path) -> dict[str, str]:
    return installation.checksums() | {"the file": file.read_text()}
