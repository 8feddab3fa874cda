"""An installation of a test's own: a data directory whose embedded servers are held while commands come and go."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2

from config import addresses

_HOLD = """
import sys
from config.embedded import Embedded
with Embedded(durable=False):
    print("up", flush=True)
    sys.stdin.read()
"""
SERVERS = ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL", "REDIS_URL")


class Installation:
    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.environment = {name: value for name, value in os.environ.items() if name not in SERVERS}
        self.environment |= {"DATA_DIR": str(data_dir), "PYTHONPATH": str(addresses.PROJECT), "LOG_LEVEL": "ERROR"}
        self._servers = subprocess.Popen(
            [sys.executable, "-c", _HOLD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=addresses.PROJECT,
            env=self.environment,
        )
        assert self._servers.stdout
        assert self._servers.stdout.readline().strip() == "up"

    def close(self) -> None:
        self._servers.communicate()

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """A command of `manage.py`, begun."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=addresses.PROJECT,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def manage(self, *arguments: str, **environment: str) -> str:
        """What a command wrote; it must succeed."""
        process = self.start(*arguments, **environment)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return output

    def refusal(self, *arguments: str, **environment: str) -> str:
        """What a command complained of; it must fail."""
        process = self.start(*arguments, **environment)
        _, errors = process.communicate(timeout=120)
        assert process.returncode != 0
        return errors

    def backup(self, **environment: str) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.manage("backup", "--json", **environment))
        return made

    def ask(self, query: str, database: str = addresses.EMBEDDED_DATABASE, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query by the server's superuser."""
        connection = psycopg2.connect(
            host=str(self.data_dir / "run"), user="postgres", dbname=database, application_name="the test"
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def databases(self) -> set[str]:
        rows = self.ask("SELECT datname FROM pg_database WHERE NOT datistemplate", "postgres")
        return {name for (name,) in rows} - {"postgres"}

    def checksums(self) -> dict[str, str]:
        """Of each table, with all its rows and columns."""
        tables = self.ask(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
        )
        digests = (
            f"SELECT '{table}', md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {table} t"
            for (table,) in tables
        )
        return dict(self.ask(" UNION ALL ".join(digests)))
