"""The shapes of what is kept: tasks that ran, figures, alerts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field

from apps.core import json, serializers
from apps.core.fields import QuantityField, WholeNumberField
from apps.core.texts import say
from apps.monitoring.models import Alert, HealthMetric, Level, Measurement, TaskExecution

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
                    say("{name!r}: a name of at most 100 characters and a text of 200.", name=name[:100])
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
