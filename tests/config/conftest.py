"""Servers of a test's own, apart from those the suite runs on."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from config import addresses

Starter = Callable[..., "subprocess.Popen[str]"]

OWNER_SCRIPT = """
import signal, sys
from config.embedded import Embedded
with Embedded(durable=sys.argv[1:] != ["fast"]) as embedded:
    print("owner" if embedded.owner else "guest", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data directory that the servers' user can reach; this process and its children use it."""
    directory = Path(tempfile.mkdtemp(prefix="senangkira-test-"))
    directory.chmod(0o711)
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(directory))
    monkeypatch.setattr(addresses, "DATA_DIR", directory)
    yield directory
    # Whoever works in it, a server's children too: one that is still ending would write between the removals.
    at_work = [process for process in psutil.process_iter(["cwd"]) if is_below(process.info["cwd"], directory)]
    for process in at_work:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(at_work, timeout=20)
    shutil.rmtree(directory)


@pytest.fixture
def start_owner(data_dir: Path) -> Iterator[Starter]:
    """Starts a process that holds the embedded servers until its input is closed; answers it once they answer."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, expect: str = "owner") -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", OWNER_SCRIPT, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=addresses.PROJECT,
            env=os.environ | {"PYTHONPATH": str(addresses.PROJECT)},
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == expect
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


def is_below(path: str | None, directory: Path) -> bool:
    return path is not None and Path(path).is_relative_to(directory)


def servers_of(directory: Path) -> Mapping[str, psutil.Process]:
    """The servers that run on the directory, by the name of their program."""
    found = {}
    for process in psutil.process_iter(["name", "cmdline"]):
        if str(directory) in " ".join(process.info["cmdline"] or []):
            found[process.info["name"]] = process
    return {name: process for name, process in found.items() if name in ("postgres", "valkey-server")}
