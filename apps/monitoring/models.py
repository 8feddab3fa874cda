"""What the installation notes of itself: tasks that ran, health that was sampled, alerts, periodic work.

A row of the installation as a whole belongs to the tenant "Platform"; a row of one company's work to that company.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from apps.core.computed import in_sql
from apps.tenants.models import TenantOwned


def new_task_id() -> str:
    return str(uuid4())


class Level(models.TextChoices):
    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"


class TaskExecution(TenantOwned):
    """One task, as its worker saw its last attempt. Arguments are kept with what is secret masked."""

    own_lookups = ()

    class Status(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        SUCCESS = "success"
        RETRY = "retry"
        FAILURE = "failure"

    task_id = models.CharField(max_length=100, default=new_task_id)
    task_name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    queue = models.CharField(max_length=100, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    retries = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "task_id"], name="one_row_a_task"),
            models.CheckConstraint(condition=Q(duration_ms__gte=0), name="task_takes_no_negative_time"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="task_newest"),
            models.Index(fields=["tenant", "status", "-id"], name="task_by_status"),
            models.Index(fields=["created_at"], name="task_age"),
        ]

    def __str__(self) -> str:
        return f"{self.task_name} {self.task_id}"

    @in_sql(Upper("status"))
    def state(self) -> str:
        return self.status.upper()


class HealthMetric(TenantOwned):
    """A figure of the system's health at a moment, with what the rules say of it."""

    own_lookups = ()

    name = models.CharField(max_length=100)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    unit = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8, choices=Level.choices, default=Level.OK)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["tenant", "-id"], name="metric_newest"),
            models.Index(fields=["tenant", "name", "-recorded_at"], name="metric_series"),
            models.Index(fields=["recorded_at"], name="metric_age"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value.normalize():f} {self.unit}".strip()


class Alert(TenantOwned):
    """Something that a person should look at. `rule` is the rule that raised it, and resolves it; else a caller did."""

    own_lookups = ()

    class Severity(models.TextChoices):
        INFO = "info"
        WARNING = "warning"
        CRITICAL = "critical"

    class Status(models.TextChoices):
        OPEN = "open"
        ACKNOWLEDGED = "acknowledged"
        RESOLVED = "resolved"

    title = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.WARNING)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    source = models.CharField(max_length=100, blank=True)
    rule = models.CharField(max_length=100, blank=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "rule"], condition=~Q(rule="") & ~Q(status="resolved"), name="one_open_alert_a_rule"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="alert_newest"),
            models.Index(fields=["tenant", "status", "-id"], name="alert_by_status"),
        ]

    def __str__(self) -> str:
        return self.title


class Measurement(TenantOwned):
    """A figure that somebody's own program reports: what it is, how much, and labels that tell series apart."""

    own_lookups = ()

    name = models.CharField(max_length=100)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    labels = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["tenant", "-id"], name="measurement_newest"),
            models.Index(fields=["recorded_at"], name="measurement_age"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value.normalize():f}"


class PeriodicRun(models.Model):
    """When a periodic job was last started, by beat or by whoever calls for cron."""

    name = models.CharField(max_length=200, unique=True)
    last_started_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name


class Archive(models.Model):
    """Gives the backups their place in the admin. They are files: see `apps.monitoring.backups.store`."""

    class Meta:
        managed = False
        default_permissions = ()
        verbose_name = "backup"
