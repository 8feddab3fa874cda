"""Loaded by pytest before the settings are: a data directory of the suite's own, and servers that answer.

With DATABASE_URL and REDIS_URL set, the suite runs on those servers.
"""

import os
from pathlib import Path

import pytest

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "test")
os.environ.update(MODE="development", DEBUG="0", LOG_LEVEL="CRITICAL", CONN_MAX_AGE="0")
os.environ["LOGIN_FAILURES_PER_ADDRESS"] = "1000000"
# However busy the machine is, callers who come at once wait for one another's locks.
os.environ["LOCK_TIMEOUT_MS"] = "60000"
# A test that imports the web application would bind the suite's own process to a core, and all that it starts.
os.environ["WEB_ONE_CORE"] = "0"
# Each process of the suite has a Redis database of its own, as it has one in PostgreSQL: their ids are the same.
os.environ["REDIS_DATABASE"] = str(4 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")))
os.environ.update({f"RATE_LIMIT_{who}": "1000000" for who in ("ANONYMOUS", "USER", "ADMIN", "TENANT")})

from config.embedded import Embedded
from config.roles import prepare_roles

servers = Embedded(durable=False)


def pytest_configure(config: pytest.Config) -> None:
    servers.start()
    prepare_roles()


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.stop()
