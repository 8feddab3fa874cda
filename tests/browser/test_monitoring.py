"""The monitoring page in a real browser: it draws, it stays fresh, it comes in light and dark."""

import math
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from apps.accounts.models import User
from apps.core.tenancy import bind_tenant, tenant_context
from apps.monitoring.health import GAUGES
from apps.monitoring.models import Alert, HealthMetric
from apps.monitoring.services.system import system_actor
from tests.browser.chromium import Chromium
from tests.browser.test_browser import TEXT, chromium, keep, log_in, pytestmark  # noqa: F401 - fixtures and marks

TYPICAL = {
    "cpu_percent": 31, "memory_percent": 58, "disk_percent": 41, "database_bytes": 412_000_000,
    "database_connections_percent": 17, "cache_bytes": 21_500_000, "queue_depth": 3, "workers_online": 1,
    "jobs_waiting": 2, "request_rate": 37, "latency_ms": 84, "error_percent": 1.4,
}  # fmt: skip
WORKER = {
    "pid": 1, "uptime_seconds": 5, "concurrency": 2, "processed": 18_204, "queues": ["celery"], "reserved": 0,
    "registered": [], "active": [],
}  # fmt: skip


def typical(name: str, value: float, minute: int) -> Decimal:
    if GAUGES[name].unit in ("workers", "jobs", "tasks"):
        return Decimal(value)
    wave = math.sin(minute / 9 + len(name)) + 0.4 * math.sin(minute / 2.7)
    return Decimal(str(round(value * (1 + 0.2 * wave), 3)))


@pytest.fixture
def root() -> User:
    user = User.unscoped.create_superuser("root", "root@platform.example", "Password123!")
    bind_tenant(None)
    return user


@pytest.fixture
def figures(root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hours of an installation's life, with an alert and a worker."""
    monkeypatch.setattr(current_app.control, "broadcast", lambda *args, **kwargs: [{"celery@one": WORKER}])
    tenant = system_actor().acting_tenant_id
    now = timezone.now()
    with tenant_context(tenant):
        HealthMetric.unscoped.bulk_create(
            HealthMetric(
                tenant_id=tenant,
                name=name,
                value=typical(name, value, minute),
                unit=GAUGES[name].unit,
                status="warning" if name == "error_percent" else "ok",
                recorded_at=now - timedelta(minutes=minute),
            )
            for name, value in TYPICAL.items()
            for minute in range(0, 180, 2)
        )
        Alert.unscoped.create(tenant_id=tenant, title="Requests that failed on our side: warning", rule="error_percent")


def enter(chromium: Chromium, live_server: Any, user: User) -> None:  # noqa: F811
    chromium.open(f"{live_server}/api/monitoring/")
    chromium.until("location.pathname == '/api/session-auth/login/'")
    log_in(chromium, user.email)
    chromium.until("location.pathname == '/api/monitoring/'")


def test_draws_the_figures_alerts_and_workers(
    chromium: Chromium,  # noqa: F811
    live_server: Any,
    root: User,
    figures: None,
    keep: Any,  # noqa: F811
) -> None:
    chromium.prefer("light")
    enter(chromium, live_server, root)
    chromium.until(f"document.querySelectorAll('canvas').length == {len(TYPICAL)}")
    text = chromium.ask(TEXT)
    for words in ("Platform", "Processor", "Requests that failed on our side: warning", "celery@one", "18204 done"):
        assert words in text
    drawn = (
        "[...document.querySelectorAll('canvas')].every(c => "
        "c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(point => point))"
    )
    chromium.until(drawn)
    keep(chromium.picture(), "monitoring.png")
    light = chromium.ask("getComputedStyle(document.body).backgroundColor")
    chromium.prefer("dark")
    chromium.until(f"getComputedStyle(document.body).backgroundColor != '{light}'")
    keep(chromium.picture(), "monitoring-dark.png")
    loaded = chromium.ask("performance.getEntriesByType('resource').map(e => e.name)")
    assert loaded
    assert all(address.startswith(str(live_server)) for address in loaded), "nothing comes from an outside address"
    assert chromium.complaints == []


def test_fresh_figures_come_by_themselves(chromium: Chromium, live_server: Any, root: User, figures: None) -> None:  # noqa: F811
    enter(chromium, live_server, root)
    chromium.until("document.querySelectorAll('canvas').length > 0")
    tenant = system_actor().acting_tenant_id
    with tenant_context(tenant):
        HealthMetric.unscoped.create(tenant_id=tenant, name="cpu_percent", value=99, unit="%", status="critical")
        Alert.unscoped.create(tenant_id=tenant, title="Processor: critical", severity="critical", rule="cpu_percent")
    chromium.until(
        "document.querySelector('[data-name=cpu_percent].level-critical strong')?.innerText.startsWith('99')"
        " && document.querySelector('#alerts').innerText.includes('Processor: critical')"
    )
    assert chromium.complaints == []


def test_a_company_sees_its_own_and_nothing_of_the_installation(
    chromium: Chromium,  # noqa: F811
    live_server: Any,
    owner: User,
    figures: None,
) -> None:
    enter(chromium, live_server, owner)
    chromium.until("document.querySelector('#tenant').innerText == 'Acme'")
    text = chromium.ask(TEXT)
    assert "No figures yet" in text
    assert "Nothing needs attention" in text
    assert "Processor" not in text
