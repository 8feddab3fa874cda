"""Metrics, alerts and measurements: what is sampled, what alarms, and what people do with it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.monitoring import counters, health
from apps.monitoring.health import GAUGES, Gauge, Sample, quantile
from apps.monitoring.models import Alert, HealthMetric, Measurement, TaskExecution
from apps.monitoring.services import sampling
from apps.monitoring.services.alerts import KIND
from apps.monitoring.services.rounds import forget_old
from apps.monitoring.services.system import system_actor
from apps.notifications.models import Notification
from apps.notifications.sending import deliver
from config.addresses import ConfigurationError
from config.schedule import PERIODIC, alert_limits, beat_schedule
from tests.conftest import Api
from tests.factories import make_alert, make_health_metric, make_measurement, make_task_execution

both = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
ALERTS, METRICS, TASKS = (
    "/api/monitoring/api/alerts/",
    "/api/monitoring/api/health-metrics/",
    "/api/monitoring/api/tasks/",
)


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sample as beat does, with these values."""

    def sample(**values: float) -> None:
        samples = [
            Sample(name, Decimal(value), GAUGES[name].unit, GAUGES[name].level(value)) for name, value in values.items()
        ]
        monkeypatch.setattr(sampling, "sample_all", lambda: samples)
        sampling.sample_health()

    return sample


def alerts() -> list[tuple[str, str, str]]:
    with tenant_context(system_actor().acting_tenant_id):
        return list(Alert.unscoped.order_by("id").values_list("rule", "severity", "status"))


@both
def test_samples_every_figure_of_a_living_installation(settings: Any, tmp_path: Any) -> None:
    settings.BACKUP_DIR = str(tmp_path)
    counters.count("requests", ("GET", "api/clients/", "200"), 3)
    health.sample_all()
    counters.count("requests", ("GET", "api/clients/", "200"), 98)
    counters.count("requests", ("GET", "api/clients/", "500"), 2)
    for _ in range(100):
        counters.observe("request_seconds", ("api/clients/",), 0.03)
    found = {one.name: one for one in health.sample_all()}
    assert found.keys() == GAUGES.keys() - {"backup_age_hours"}
    assert found["request_rate"].value > 0
    assert (found["error_percent"].value, found["error_percent"].level) == (2, "warning")
    assert 25 <= found["latency_ms"].value <= 50
    assert (found["workers_online"].value, found["workers_online"].level) == (0, "critical")
    assert found["database_bytes"].value > 1_000_000
    assert 0 < found["database_connections_percent"].value < 100


@both
def test_raises_an_alert_once_and_resolves_it_by_itself(sample: Callable[..., None]) -> None:
    sample(cpu_percent=50)
    assert alerts() == []
    sample(cpu_percent=90)
    sample(cpu_percent=91)
    assert alerts() == [("cpu_percent", "warning", "open")]
    sample(cpu_percent=10)
    assert alerts() == [("cpu_percent", "warning", "resolved")]
    sample(cpu_percent=90)
    assert alerts() == [("cpu_percent", "warning", "resolved"), ("cpu_percent", "warning", "open")]
    with tenant_context(system_actor().acting_tenant_id):
        statuses = HealthMetric.unscoped.order_by("id").values_list("status", flat=True)
        assert list(statuses) == ["ok", "warning", "warning", "ok", "warning"]


@both
def test_an_acknowledged_alert_stays_so_until_it_becomes_graver(sample: Callable[..., None]) -> None:
    sample(disk_percent=85)
    with tenant_context(system_actor().acting_tenant_id):
        Alert.unscoped.update(status=Alert.Status.ACKNOWLEDGED)
    sample(disk_percent=86)
    assert alerts() == [("disk_percent", "warning", "acknowledged")]
    sample(disk_percent=95)
    assert alerts() == [("disk_percent", "critical", "open")]
    sample(disk_percent=85)
    assert alerts() == [("disk_percent", "critical", "open")]


def deliver_alerts() -> None:
    """What a worker does with the alerts that wait in the outbox."""
    for tenant_id, pk in Notification.unscoped.using("ops").filter(kind=KIND).values_list("tenant_id", "pk"):
        with tenant_context(tenant_id):
            deliver(pk)


@both
def test_mails_an_alert_once_to_the_superusers_of_the_platform(sample: Callable[..., None], settings: Any) -> None:
    User.unscoped.create_superuser("root", "root@platform.example", "Password123!")
    sample(cpu_percent=99)
    sample(cpu_percent=99)
    deliver_alerts()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["root@platform.example"], "[critical] Processor: critical")
    assert "Processor is at 99 %; the limit is 97." in letter.body
    settings.ALERT_EMAILS = ["ops@example.com"]
    sample(memory_percent=99)
    deliver_alerts()
    assert mail.outbox[-1].to == ["ops@example.com"]


def test_too_little_can_be_of_concern_too() -> None:
    few = Gauge("Workers", "workers", 2, 0, below=True)
    assert [few.level(value) for value in (3, 2, 1, 0)] == ["ok", "warning", "warning", "critical"]
    assert Gauge("Size", "bytes").level(10**15) == "ok"


def test_limits_are_settings(settings: Any) -> None:
    assert health.gauge("cpu_percent").level(90) == "warning"
    settings.ALERT_LIMITS = alert_limits("cpu_percent=95/99; disk_percent=/50")
    assert health.gauge("cpu_percent").level(90) == "ok"
    assert [health.gauge("disk_percent").level(value) for value in (49, 50)] == ["ok", "critical"]
    for wrong in ("cpu_percent", "cpu_percent=80", "cpu_percent=x/y", "80/90"):
        with pytest.raises(ConfigurationError):
            alert_limits(wrong)


def test_times_of_periodic_work_are_settings() -> None:
    schedule = beat_schedule("monitoring.back_up=15 4 * * 0; invoices.send_reminders=off; jobs.requeue_lost=30")
    assert "invoices.send_reminders" not in schedule
    assert schedule["jobs.requeue_lost"]["schedule"] == 30.0
    moment = schedule["monitoring.back_up"]["schedule"]
    assert (moment.minute, moment.hour, moment.day_of_week) == ({15}, {4}, {0})
    assert schedule.keys() == PERIODIC.keys() - {"invoices.send_reminders"}
    for wrong in (
        "nonsense=5",
        "jobs.requeue_lost",
        "jobs.requeue_lost=0",
        "jobs.requeue_lost=5 4",
        "jobs.requeue_lost=61 * * * *",
    ):
        with pytest.raises(ConfigurationError):
            beat_schedule(wrong)


@pytest.mark.parametrize(
    ("counts", "share", "wanted"),
    [([10], 0.5, 0.0025), ([0, 10], 1.0, 0.01), ([90, 10], 0.95, 0.0075), ([0] * 12 + [5], 0.5, 60.0)],
)
def test_reads_a_quantile_off_a_histogram(counts: list[float], share: float, wanted: float) -> None:
    assert quantile(counts + [0.0] * (13 - len(counts)), share) == pytest.approx(wanted)


def test_a_person_takes_an_alert_upon_themselves_and_closes_it(api: Api, owner: User) -> None:
    alert = api.post(ALERTS, {"title": "Printer", "message": "Out of paper.", "severity": "INFO"}).json()
    assert (alert["severity"], alert["status"], alert["rule"]) == ("info", "open", "")
    taken = api.post(f"{ALERTS}{alert['id']}/acknowledge/").json()
    assert (taken["status"], taken["acknowledged_by"]) == ("acknowledged", owner.pk)
    assert taken["acknowledged_at"]
    closed = api.put(f"{ALERTS}{alert['id']}/", {"status": "resolved"}).json()
    assert closed["resolved_at"]
    refused = api.post(f"{ALERTS}{alert['id']}/acknowledge/")
    assert (refused.status_code, refused.json()["error"]) == (409, "illegal_move")
    assert api.patch(f"{ALERTS}{alert['id']}/", {"status": "open"}).json()["resolved_at"] is None
    assert api.delete(f"{ALERTS}{alert['id']}/").status_code == 204
    with tenant_context(owner.tenant_id):
        actions = AuditLog.unscoped.filter(resource_type="alert").order_by("id").values_list("action", flat=True)
        assert list(actions) == ["create", "update", "update", "update", "delete"]


def test_an_alert_for_information_is_not_mailed_and_a_warning_is(api: Api, owner: User) -> None:
    for severity in ("info", "warning"):
        api.post(ALERTS, {"title": severity, "severity": severity})
    with tenant_context(owner.tenant_id):
        assert Notification.unscoped.filter(kind=KIND, channel="email").count() == 1


def test_a_rules_alert_is_not_opened_beside_another_one(api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        old = make_alert(owner, rule="cpu_percent", status=Alert.Status.RESOLVED)
        make_alert(owner, rule="cpu_percent")
    assert api.patch(f"{ALERTS}{old.pk}/", {"status": "open"}).status_code == 409


def test_notes_metrics_and_shows_the_newest_of_each(api: Api) -> None:
    for value in (1, 2.5, "3.1234567"):
        assert api.post(METRICS, {"name": "temperature", "value": value, "unit": "C"}).status_code == 201
    api.post(METRICS, {"name": "humidity", "value": 40, "status": "HEALTHY"})
    shown = api.get("/api/monitoring/api/metrics/").json()
    assert [(one["name"], one["value"], one["status"]) for one in shown["metrics"]] == [
        ("humidity", 40.0, "ok"),
        ("temperature", 3.123457, "ok"),
    ]
    assert shown["jobs"]["queued"] == 0
    listed = api.get(f"{METRICS}?name=temperature&ordering=value").json()
    assert [one["value"] for one in listed["results"]] == [1, 2.5, 3.123457]


def test_a_task_noted_by_a_caller_has_the_duration_of_its_times(api: Api) -> None:
    body = {
        "task_name": "nightly", "status": "SUCCESS", "started_at": "2026-01-31T02:00:00Z",
        "finished_at": "2026-01-31T02:00:01.500Z",
    }  # fmt: skip
    task = api.post(TASKS, body).json()
    assert (task["status"], task["duration_ms"], task["retries"]) == ("success", 1500, 0)
    assert task["task_id"]
    again = api.post(TASKS, body | {"task_id": task["task_id"]})
    assert (again.status_code, again.json()["details"]) == (400, {"task_id": ["There is a task with this id."]})
    backwards = api.put(f"{TASKS}{task['id']}/", {"finished_at": "2026-01-31T01:00:00Z"})
    assert (backwards.status_code, list(backwards.json()["details"])) == (400, ["finished_at"])
    changed = api.put(f"{TASKS}{task['id']}/", {"status": "failure", "error": "Out of memory"}).json()
    assert (changed["status"], changed["error"], changed["duration_ms"]) == ("failure", "Out of memory", 1500)
    assert api.delete(f"{TASKS}{task['id']}/").status_code == 204


def test_takes_measurements_with_labels(api: Api) -> None:
    body = {"name": "orders", "value": 12, "labels": {"shop": "KL"}}
    made = api.post("/api/monitoring/api/monitoring/", body)
    assert (made.status_code, made.json()["labels"]) == (201, {"shop": "KL"})
    assert api.get("/api/monitoring/api/monitoring/?name=orders").json()["results"] == [made.json()]
    for labels in ([], "x", {"a": 1}, {"a": {"b": "c"}}, {str(n): "" for n in range(21)}, {"a": "x" * 201}):
        assert api.post("/api/monitoring/api/monitoring/", body | {"labels": labels}).status_code == 400


def test_is_for_those_who_administer(colleague: Callable[..., User]) -> None:
    manager = Api(colleague("manager"))
    for path in (ALERTS, METRICS, TASKS, "/api/monitoring/api/metrics/", "/api/dashboard/celery/status/"):
        assert manager.get(path).status_code == 403
    assert Api(colleague("admin")).get(ALERTS).status_code == 200


@both
def test_forgets_what_is_old_and_keeps_the_rest(owner: User) -> None:
    old = timezone.now() - timedelta(days=8)
    with tenant_context(owner.tenant_id):
        for moment in (old, timezone.now()):
            make_task_execution(owner, created_at=moment)
            make_health_metric(owner, recorded_at=moment)
            make_measurement(owner, recorded_at=moment)
            make_alert(owner, resolved_at=moment, status=Alert.Status.RESOLVED)
        make_alert(owner)
    assert forget_old() == {"TaskExecution": 1, "HealthMetric": 1, "Measurement": 1, "Alert": 1}
    with tenant_context(owner.tenant_id):
        left = [model.unscoped.count() for model in (TaskExecution, HealthMetric, Measurement, Alert)]
        assert left == [1, 1, 1, 2]


def test_health_is_public_and_names_the_parts(anonymous: Api) -> None:
    body = anonymous.get("/api/monitoring/api/health/").json()
    assert body["database"]["status"] == "ok"


def test_nobody_signs_up_as_the_platform_whose_rows_are_the_installations(anonymous: Api) -> None:
    body = {"tenant_name": "Mallory", "email": "m@mallory.example", "password": "Correct horse 7"}
    for domain in ("platform", " PLATFORM "):
        answer = anonymous.post("/api/auth/register/", body | {"tenant_domain": domain})
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["tenant_domain"])
