import django_filters

from apps.core.filters import AskedFilterSet, MomentFilter, TenantFilterSet
from apps.monitoring.models import Alert, HealthMetric, Level, Measurement, TaskExecution


class TaskExecutionFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=TaskExecution.Status.choices)

    class Meta:
        model = TaskExecution
        fields = ["status", "task_name", "task_id", "worker", "queue"]


class RecordedFilter(AskedFilterSet):
    """The filters of rows that have a moment of their own."""

    recorded_at__gte = MomentFilter(field_name="recorded_at", lookup_expr="gte", label="Recorded at or after")
    recorded_at__lte = MomentFilter(
        field_name="recorded_at", lookup_expr="lte", end_of_day=True, label="Recorded at or before"
    )


class HealthMetricFilter(RecordedFilter):
    status = django_filters.ChoiceFilter(choices=Level.choices)

    class Meta:
        model = HealthMetric
        fields = ["name", "status", "unit"]


class AlertFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Alert.Status.choices)
    severity = django_filters.ChoiceFilter(choices=Alert.Severity.choices)

    class Meta:
        model = Alert
        fields = ["status", "severity", "source", "rule"]


class MeasurementFilter(RecordedFilter):
    class Meta:
        model = Measurement
        fields = ["name"]
