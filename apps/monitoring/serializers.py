"""The shapes of what the installation says of itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field

from apps.core import json, serializers
from apps.core.fields import QuantityField, WholeNumberField
from apps.expenses.serializers import BinaryField
from apps.monitoring.models import Alert, HealthMetric, Level, Measurement, TaskExecution


class BackupSerializer(serializers.Serializer[Any]):
    """An archive. What it holds is null where this installation has not signed it, or cannot read it."""

    filename = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    created_at = serializers.DateTimeField()
    encrypted = serializers.BooleanField()
    valid = serializers.SerializerMethodField(help_text="Whether this installation has signed it.")
    scheduled = serializers.BooleanField(source="manifest.scheduled", default=None, allow_null=True)
    rows = serializers.IntegerField(source="manifest.rows", default=None, allow_null=True)
    files = serializers.IntegerField(source="media", allow_null=True, help_text="Media in it.")
    versions = serializers.DictField(source="manifest.versions", default=None, allow_null=True)

    def get_valid(self, backup: Any) -> bool:
        return backup.manifest is not None


class BackupUploadSerializer(serializers.Serializer[Any]):
    file = BinaryField(max_length=1000, help_text="An archive that this installation has signed.")


class RestoreSerializer(serializers.Serializer[Any]):
    filename = serializers.CharField(max_length=200, help_text="As in the list of backups.")


class DeletedSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()


_TOO_LARGE = 10**18


class FigureField(QuantityField):
    """A figure, answered as a number. Decimals beyond the sixth are rounded."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=24, decimal_places=6, **kwargs)

    def validate_precision(self, value: Decimal) -> Decimal:
        # With its decimals cut the largest figure has 24 digits; beyond, it is refused as it is.
        return super().validate_precision(round(value, 6) if abs(value) < _TOO_LARGE else value)


class JsonField(serializers.JSONField):
    """JSON of any shape whose numbers can be answered again."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            json.dumps(data)
        except TypeError:
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class LabelsField(serializers.JSONField):
    """At most 20 labels, texts of at most 200 characters by names of at most 100."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict) or len(data) > 20:
            raise serializers.ValidationError("At most 20 labels, as an object of texts.")
        for name, value in data.items():
            if not isinstance(value, str) or len(value) > 200 or len(name) > 100:
                raise serializers.ValidationError(
                    f"{name[:100]!r}: a name of at most 100 characters and a text of 200."
                )
        return super().to_internal_value(data)


class WordField(serializers.ChoiceField):
    """One of a few words, in whatever case; `synonyms` are read as the word that they stand for."""

    def __init__(self, choices: Any, *, synonyms: Mapping[str, str], **kwargs: Any) -> None:
        self.synonyms = synonyms
        super().__init__(choices, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        word = data.lower() if isinstance(data, str) else data
        return super().to_internal_value(self.synonyms.get(word, word) if isinstance(word, str) else word)


class TaskExecutionSerializer(serializers.ModelSerializer[TaskExecution]):
    """A task as its worker noted it, or as a caller did."""

    task_id = serializers.CharField(max_length=100, required=False, help_text="Made up unless given.")
    status = WordField(
        TaskExecution.Status.choices,
        required=False,
        synonyms={"started": "running", "completed": "success", "succeeded": "success", "failed": "failure"},
    )
    error = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    duration_ms = QuantityField(max_digits=14, required=False, allow_null=True, min_value=0)
    retries = WholeNumberField(required=False, min_value=0, max_value=1_000_000)
    result = JsonField(required=False, allow_null=True)

    class Meta:
        model = TaskExecution
        fields = [
            "id", "task_id", "task_name", "status", "queue", "worker", "arguments", "started_at", "finished_at",
            "duration_ms", "retries", "result", "error", "created_at",
        ]  # fmt: skip
        read_only_fields = ["id", "arguments", "created_at"]


class CeleryTaskSerializer(serializers.ModelSerializer[TaskExecution]):
    """A task of the recent past in Celery's own words."""

    name = serializers.CharField(source="task_name")
    state = serializers.ChoiceField([status.upper() for status in TaskExecution.Status.values])
    duration_ms = QuantityField(max_digits=14, allow_null=True)

    class Meta:
        model = TaskExecution
        fields = [
            "task_id", "name", "state", "queue", "worker", "arguments", "started_at", "finished_at", "duration_ms",
            "retries", "result", "error", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class HealthMetricSerializer(serializers.ModelSerializer[HealthMetric]):
    """A figure at a moment."""

    value = FigureField()
    status = WordField(
        Level.choices,
        required=False,
        synonyms={"healthy": "ok", "good": "ok", "normal": "ok", "degraded": "warning", "error": "critical"},
    )
    recorded_at = serializers.DateTimeField(required=False, help_text="Now unless given.")

    class Meta:
        model = HealthMetric
        fields = ["id", "name", "value", "unit", "status", "recorded_at"]
        read_only_fields = ["id"]


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """Something that a person should look at."""

    message = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    severity = WordField(
        Alert.Severity.choices,
        required=False,
        synonyms={"low": "info", "medium": "warning", "high": "critical", "error": "critical"},
    )
    status = WordField(
        Alert.Status.choices, required=False, synonyms={"active": "open", "new": "open", "closed": "resolved"}
    )

    class Meta:
        model = Alert
        fields = [
            "id", "title", "message", "severity", "status", "source", "rule", "acknowledged_by", "acknowledged_at",
            "resolved_at", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id",
            "rule",
            "acknowledged_by",
            "acknowledged_at",
            "resolved_at",
            "created_at",
            "updated_at",
        ]


class MeasurementSerializer(serializers.ModelSerializer[Measurement]):
    """A figure that a caller's own program reports."""

    value = FigureField()
    labels = LabelsField(required=False, help_text="What tells this series apart; names and values are texts.")
    recorded_at = serializers.DateTimeField(required=False, help_text="Now unless given.")

    class Meta:
        model = Measurement
        fields = ["id", "name", "value", "labels", "recorded_at"]
        read_only_fields = ["id"]


class CheckSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["ok", "down"])
    error = serializers.CharField(allow_null=True)


class TimedCheckSerializer(CheckSerializer):
    latency_ms = serializers.FloatField(allow_null=True)


class WorkersCheckSerializer(CheckSerializer):
    online = serializers.IntegerField()


class QueuesCheckSerializer(CheckSerializer):
    backlog = serializers.IntegerField()


class ChecksSerializer(serializers.Serializer[Any]):
    broker = TimedCheckSerializer()
    workers = WorkersCheckSerializer()
    queues = QueuesCheckSerializer()
    round_trip = TimedCheckSerializer()


class CeleryHealthSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["healthy", "unhealthy"])
    checks = ChecksSerializer()
    timestamp = serializers.DateTimeField()


class BrokerSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["ok", "down"])
    error = serializers.CharField(allow_null=True)
    latency_ms = serializers.FloatField()


class TaskCountsSerializer(serializers.Serializer[Any]):
    pending = serializers.IntegerField()
    running = serializers.IntegerField()
    success = serializers.IntegerField()
    retry = serializers.IntegerField()
    failure = serializers.IntegerField()


class CeleryStatusSerializer(serializers.Serializer[Any]):
    """`tasks_last_hour` are the caller's tenant's."""

    status = serializers.ChoiceField(["healthy", "degraded", "no_workers", "down"])
    broker = BrokerSerializer()
    workers_online = serializers.IntegerField()
    active_tasks = serializers.IntegerField()
    backlog = serializers.IntegerField(help_text="Tasks that wait; the tenant's waiting jobs for its administrators.")
    tasks_last_hour = TaskCountsSerializer()
    timestamp = serializers.DateTimeField()


class ActiveTaskSerializer(serializers.Serializer[Any]):
    task_id = serializers.CharField()
    name = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)


class WorkerSerializer(serializers.Serializer[Any]):
    """A worker that answered. Administrators of a tenant see only their own tasks and no figures of the machine."""

    name = serializers.CharField()
    status = serializers.ChoiceField(["online"])
    active_tasks = ActiveTaskSerializer(many=True)
    concurrency = serializers.IntegerField(allow_null=True)
    processed = serializers.IntegerField(allow_null=True)
    reserved = serializers.IntegerField(allow_null=True)
    queues = serializers.ListField(child=serializers.CharField(), allow_null=True)
    uptime_seconds = serializers.IntegerField(allow_null=True)
    pid = serializers.IntegerField(allow_null=True)


class WorkersSerializer(serializers.Serializer[Any]):
    """Those that answered within the wait; `error` says why nobody was asked."""

    count = serializers.IntegerField()
    workers = WorkerSerializer(many=True)
    error = serializers.CharField(allow_null=True)


class QueueSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    backlog = serializers.IntegerField(help_text="Tasks that no worker has taken yet.")
    consumers = serializers.IntegerField()


class QueuesSerializer(serializers.Serializer[Any]):
    """Administrators of a tenant see their own jobs as the queue `jobs`."""

    count = serializers.IntegerField()
    backlog = serializers.IntegerField()
    queues = QueueSerializer(many=True)
    error = serializers.CharField(allow_null=True)


class NoArgumentsSerializer(serializers.Serializer[Any]):
    """The body `{}`."""

    def to_internal_value(self, data: Any) -> Any:
        given = super().to_internal_value(data)
        if data:
            raise serializers.ValidationError({str(name): ["This task takes no arguments."] for name in data})
        return given


class ExecutedSerializer(serializers.Serializer[Any]):
    task_id = serializers.CharField()
    task_name = serializers.CharField()
    status = serializers.CharField()


class LatestMetricSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    status = serializers.ChoiceField(Level.choices)
    recorded_at = serializers.DateTimeField()


class SystemMetricsSerializer(serializers.Serializer[Any]):
    """The newest value of every metric of the caller's tenant, and what is going on there."""

    metrics = LatestMetricSerializer(many=True)
    tasks_last_hour = TaskCountsSerializer()
    jobs = serializers.DictField(
        child=serializers.IntegerField(), help_text="Unfinished and of the last day, by status."
    )
    alerts = serializers.DictField(child=serializers.IntegerField(), help_text="By status, resolved ones left out.")
    timestamp = serializers.DateTimeField()


class CronSerializer(serializers.Serializer[Any]):
    executed = serializers.ListField(child=serializers.CharField(), help_text="Jobs that were put on the queue now.")
    not_due = serializers.ListField(child=serializers.CharField())
    timestamp = serializers.DateTimeField()


class PeriodicSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    when = serializers.CharField(help_text="Seconds, a crontab, or `off`.")
    last_started_at = serializers.DateTimeField(allow_null=True)


class MigrationsSerializer(serializers.Serializer[Any]):
    applied = serializers.IntegerField()
    pending = serializers.ListField(child=serializers.CharField())


class DiskSerializer(serializers.Serializer[Any]):
    total_bytes = serializers.IntegerField()
    free_bytes = serializers.IntegerField()


class ActionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    method = serializers.CharField()
    url = serializers.URLField()
    description = serializers.CharField()


class ServerSerializer(serializers.Serializer[Any]):
    mode = serializers.CharField()
    versions = serializers.DictField(child=serializers.CharField())
    migrations = MigrationsSerializer()
    database_bytes = serializers.IntegerField()
    disk = DiskSerializer()
    periodic = PeriodicSerializer(many=True)
    actions = ActionSerializer(many=True)


class ServerActionSerializer(serializers.Serializer[Any]):
    action = serializers.CharField()
    result = serializers.DictField()


class SeriesSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    status = serializers.ChoiceField(Level.choices)
    value = serializers.FloatField()
    points = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), help_text="Unix seconds and value."
    )


class PageWorkerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    active = serializers.IntegerField()
    processed = serializers.IntegerField(allow_null=True)


class PageSerializer(serializers.Serializer[Any]):
    """What the page shows, for the tenant that the caller acts in."""

    tenant = serializers.CharField()
    status = serializers.ChoiceField(["healthy", "degraded", "no_workers", "down"])
    series = SeriesSerializer(many=True)
    alerts = AlertSerializer(many=True)
    workers = PageWorkerSerializer(many=True)
    backlog = serializers.IntegerField()
    tasks_last_hour = TaskCountsSerializer()
    jobs = serializers.DictField(child=serializers.IntegerField())
    timestamp = serializers.DateTimeField()
