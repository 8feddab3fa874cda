"""The shapes of what Celery says of itself."""

from typing import Any

from apps.core import serializers
from apps.core.fields import QuantityField
from apps.monitoring.models import TaskExecution


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
