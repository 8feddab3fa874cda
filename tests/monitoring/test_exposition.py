"""What Prometheus reads: right in form, and the sum of all processes."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as django_settings
from django.test import Client
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from apps.accounts.models import User
from apps.core import json
from apps.core.limits import redis_client
from apps.core.tenancy import tenant_context
from apps.monitoring import counters
from apps.monitoring.exposition import Installation
from tests.conftest import Api
from tests.factories import make_invoice, make_job, make_user

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
DEPLOY = django_settings.BASE_DIR / "deploy"
TOKEN = {"Authorization": "Bearer a token"}


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = "a token"
    # Nothing is left of what the tests before have counted.
    counters.pour()
    redis_client().flushdb()


def read(**headers: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = Client().get("/metrics", headers=TOKEN | headers)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def value(samples: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


def test_counts_requests_by_method_route_and_status(api: Api) -> None:
    route = "api/clients/<int:pk>/"
    for _ in range(3):
        api.get("/api/clients/2000000000/")
    api.get("/api/no-such-thing/")
    samples = read()
    requests = "senangkira_http_requests_total"
    assert value(samples, requests, method="GET", route=route, status="404") == 3
    assert value(samples, requests, method="GET", route="(none)", status="404") == 1
    assert value(samples, "senangkira_http_request_duration_seconds_count", route=route) == 3
    total = value(samples, "senangkira_http_request_duration_seconds_sum", route=route)
    assert total is not None
    assert 0 < total < 60
    assert value(samples, "senangkira_http_request_duration_seconds_bucket", route=route, le="+Inf") == 3
    buckets = [
        value(samples, "senangkira_http_request_duration_seconds_bucket", route=route, le=f"{bound:g}")
        for bound in counters.BUCKETS
    ]
    assert buckets == sorted(buckets, key=lambda found: found or 0)


def test_adds_up_what_several_processes_count() -> None:
    script = (
        "import django; django.setup()\n"
        "from apps.monitoring import counters\n"
        "for _ in range(250): counters.count('tasks', ('a.task', 'success'))\n"
        "counters.observe('task_seconds', ('a.task',), 0.03)\n"
        "counters.pour()\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    processes = [
        subprocess.Popen([sys.executable, "-c", script], cwd=django_settings.BASE_DIR, env=os.environ | environment)
        for _ in range(3)
    ]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    counters.count("tasks", ("a.task", "success"))
    samples = read()
    assert value(samples, "senangkira_celery_tasks_total", task="a.task", state="success") == 751
    assert value(samples, "senangkira_celery_task_duration_seconds_bucket", task="a.task", le="0.05") == 3
    assert value(samples, "senangkira_celery_task_duration_seconds_bucket", task="a.task", le="0.025") == 0


def test_shows_database_redis_celery_jobs_and_business(owner: User) -> None:
    with tenant_context(owner.tenant_id):
        make_invoice(owner, status="sent")
        make_job(owner, kind="tests.rest")
    samples = read()
    assert value(samples, "senangkira_rows", table="invoices_invoice", status="sent") == 1
    assert value(samples, "senangkira_jobs", kind="tests.rest", status="queued") == 1
    assert (value(samples, "senangkira_database_size_bytes") or 0) > 1_000_000
    assert (value(samples, "senangkira_redis_memory_bytes") or 0) > 100_000
    assert value(samples, "senangkira_celery_queue_length", queue="celery") is not None
    assert [value(samples, "senangkira_up", part=part) for part in ("redis", "database", "celery")] == [1, 1, 1]


def test_says_which_part_is_down_and_shows_the_others(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with caplog.at_level("ERROR"):
        samples = read()
    assert [value(samples, "senangkira_up", part=part) for part in ("redis", "database", "celery")] == [1, 1, 0]
    assert value(samples, "senangkira_celery_workers") is None
    (logged,) = [line for line in caplog.records if line.name == "apps.monitoring.exposition"]
    assert (logged.levelname, logged.getMessage()) == ("ERROR", "No metrics of celery.")
    assert logged.exc_info


def test_speaks_openmetrics_to_whoever_asks_for_it() -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    answer = Client().get("/metrics", headers=TOKEN | {"Accept": accept})
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert list(openmetrics.text_string_to_metric_families(answer.content.decode()))


def test_is_for_the_token_and_for_superusers(owner: User, settings: Any) -> None:
    assert Client().get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 401
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401
    with tenant_context(owner.tenant_id):
        root = make_user(owner, is_superuser=True)
    for user, status in ((owner, 401), (root, 200)):
        browser = Client()
        with tenant_context(owner.tenant_id):
            browser.force_login(user)
        assert browser.get("/metrics").status_code == status


def test_is_not_limited(settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"anonymous": 0}
    assert Client().get("/metrics", headers=TOKEN).status_code == 200


def _known() -> set[str]:
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {family.name + suffix for family in Installation().collect() for suffix in suffixes[family.type]}


def test_the_dashboard_and_the_rules_ask_for_metrics_that_exist() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    board = json.loads((DEPLOY / "grafana" / "senangkira.json").read_bytes())
    asked += [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    names = {name for expression in asked for name in re.findall(r"senangkira_\w+", expression)}
    assert len(names) > 10
    assert names - _known() == set()
    assert {rule["labels"]["severity"] for group in rules["groups"] for rule in group["rules"]} == {
        "warning",
        "critical",
    }


def test_prometheus_is_told_where_to_scrape(tmp_path: Path) -> None:
    (job,) = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())["scrape_configs"]
    assert (job["metrics_path"], job["authorization"]["type"]) == ("/metrics", "Bearer")
