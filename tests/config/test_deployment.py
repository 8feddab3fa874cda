"""What production is made of: the compose file, the settings it may be given, and what it refuses to start with."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from apps.core.checks import refuse_bypassing_role
from config import addresses
from config.embedded import Embedded, servers
from config.roles import prepare_roles

PROJECT = addresses.PROJECT
COMPOSE = (PROJECT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
SECRETS = {name for name in re.findall(r"[A-Z_]+", COMPOSE) if name.endswith(("_PASSWORD", "SECRET_KEY"))}
RUN_BY_MAKE_ONLY = {"DATA_DIR", "DEBUG", "DEMO", "HOST", "DATABASE_URL"}


def product_settings() -> set[str]:
    """The variables that the settings and addresses read."""
    of_settings = re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', (PROJECT / "config/settings.py").read_text())
    constants = [
        node.value
        for node in ast.walk(ast.parse((PROJECT / "config/addresses.py").read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {*of_settings, *(value for value in constants if re.fullmatch(r"[A-Z]+(_[A-Z]+)*", value))}


def explained_settings() -> set[str]:
    return set(re.findall(r"^#([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def compose_settings() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE))


def test_every_service_has_a_health_check_or_runs_once() -> None:
    assert {"web", "worker", "reader", "beat", "migrate", "postgres", "pgbouncer", "redis"} == set(SERVICES)
    unchecked = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    assert unchecked == {"migrate"}
    assert SERVICES["migrate"]["restart"] == "no"


def test_nothing_serves_before_the_schema_is_there() -> None:
    for name in ("web", "worker", "reader", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_no_secret_has_a_default_or_stands_in_the_file() -> None:
    assert {"SECRET_KEY", "POSTGRES_PASSWORD", "DATABASE_APP_PASSWORD", "REDIS_PASSWORD"} <= SECRETS
    for name, rest in re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", COMPOSE):
        assert name not in SECRETS or rest.startswith(":?"), f"{name} has to be asked for by ${{{name}:?..}}"
    given = [
        (name, variable, value)
        for name, service in SERVICES.items()
        for variable, value in service["environment"].items()
        if variable in SECRETS and value is not None
    ]
    assert given
    for name, variable, value in given:
        assert value.startswith("${"), f"{name} is given a fixed {variable}"


def test_what_serves_does_not_know_the_owners_password() -> None:
    for name in ("web", "worker", "reader", "beat"):
        environment = SERVICES[name]["environment"]
        assert "DATABASE_URL" not in environment
        assert not any("OWNER" in str(value) or "POSTGRES" in str(value) for value in environment.values())


def test_compose_hands_every_setting_on() -> None:
    given = set(SERVICES["web"]["environment"]) | compose_settings()
    assert product_settings() - RUN_BY_MAKE_ONLY - given == set()


def test_the_example_explains_every_setting_and_no_other() -> None:
    assert explained_settings() == product_settings() | compose_settings()


def test_the_product_does_not_run_as_root() -> None:
    for dockerfile in ("Dockerfile", "deploy/pgbouncer/Dockerfile"):
        users = re.findall(r"^USER (\S+)", (PROJECT / dockerfile).read_text(), re.MULTILINE)
        assert users
        assert users[-1] not in ("root", "0")


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name not in product_settings()}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def as_in_production(data_dir: Path) -> dict[str, str]:
    return {
        "MODE": "production",
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "example.org",
        "DATA_DIR": str(data_dir),
    }


def test_production_starts_with_its_settings(tmp_path: Path) -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **as_in_production(tmp_path))
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "1"}, "DEBUG must be off in production"),
        ({"MODE": "prod"}, "has to be 'development' or 'production'"),
        ({"PORT": "80000"}, '"PORT" invalid'),
        ({"DATABASE_APP_URL": "postgresql://app@db/books"}, "Set DATABASE_URL"),
    ],
)
def test_production_refuses(change: dict[str, str], reason: str, tmp_path: Path) -> None:
    refused = manage("check", **as_in_production(tmp_path) | change)
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr


def test_production_refuses_to_serve_as_a_role_that_escapes_the_fence(
    django_db_blocker: Any, django_db_setup: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The suite's own connection is the owner's; the servers and the worker ask by the app's."""
    from django.db import connections

    for role, fault in {"owner": "owns tables", "ops": "bypasses row-level security"}.items():
        parts = psycopg2.extensions.parse_dsn(addresses.database_urls()[role])
        monkeypatch.setitem(connections["default"].settings_dict, "USER", parts["user"])
        monkeypatch.setitem(connections["default"].settings_dict, "PASSWORD", parts.get("password", ""))
        with django_db_blocker.unblock():
            connections["default"].close()
            settings.PRODUCTION = True
            with pytest.raises(ImproperlyConfigured, match=fault):
                refuse_bypassing_role()
            with pytest.raises(CommandError, match=fault):
                call_command("check", deploy=True, databases=["default"])
            settings.PRODUCTION = False
            refuse_bypassing_role()
            connections["default"].close()


@pytest.mark.xdist_group("embedded")
def test_the_roles_of_the_compose_file_need_no_mending(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Embedded(durable=False):
        postgres = next(server for server in Embedded().servers if isinstance(server, servers.Postgres))
        monkeypatch.setenv("PATH", f"{postgres._binaries()}{os.pathsep}{os.environ['PATH']}")
        passwords = {f"DATABASE_{role}_PASSWORD": f"{role}-secret".lower() for role in ("OWNER", "APP", "OPS")}
        address = {"POSTGRES_USER": "postgres", "PGHOST": str(addresses.socket_dir())}
        script = PROJECT / "deploy/postgres/roles.sh"
        subprocess.run([script], env=os.environ | passwords | address, check=True)
        where = f"/senangkira?host={addresses.socket_dir()}"
        monkeypatch.setenv("DATABASE_URL", f"postgresql://senangkira:owner-secret@{where}")
        monkeypatch.setenv("DATABASE_APP_URL", f"postgresql://senangkira_app:app-secret@{where}")
        monkeypatch.setenv("DATABASE_OPS_URL", f"postgresql://senangkira_ops:ops-secret@{where}")
        prepare_roles()
        with psycopg2.connect(addresses.database_urls()["owner"]) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles WHERE rolsuper AND rolname LIKE 'senangkira%'")
            assert cursor.fetchall() == []
            cursor.execute("SELECT rolname FROM pg_roles WHERE rolbypassrls AND rolname LIKE 'senangkira%'")
            assert cursor.fetchall() == [("senangkira_ops",)]
