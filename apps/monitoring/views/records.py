from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.views import SystemHealthView
from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet
from apps.monitoring.filters import AlertFilter, HealthMetricFilter, MeasurementFilter, TaskExecutionFilter
from apps.monitoring.models import Alert, HealthMetric, Measurement, TaskExecution
from apps.monitoring.selectors import system_metrics
from apps.monitoring.serializers.figures import SystemMetricsSerializer
from apps.monitoring.serializers.records import (
    AlertSerializer,
    HealthMetricSerializer,
    MeasurementSerializer,
    TaskExecutionSerializer,
)
from apps.monitoring.services.alerts import change_alert, create_alert, delete_alert
from apps.monitoring.services.records import (
    change_execution,
    change_metric,
    create_execution,
    create_measurement,
    create_metric,
    delete_execution,
    delete_metric,
)


class TaskExecutionViewSet(TenantViewSet):
    """Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own."""

    model = TaskExecution
    serializer_class = TaskExecutionSerializer
    filterset_class = TaskExecutionFilter
    writes = {"create": create_execution, "update": change_execution, "destroy": delete_execution}
    put_is_partial = True


class HealthMetricViewSet(TenantViewSet):
    """Figures of health: sampled by the installation for the platform's tenant, or noted by callers."""

    model = HealthMetric
    serializer_class = HealthMetricSerializer
    filterset_class = HealthMetricFilter
    writes = {"create": create_metric, "update": change_metric, "destroy": delete_metric}
    put_is_partial = True


class AlertViewSet(TenantViewSet):
    """What a person should look at: raised by rules or callers, resolved by themselves or by somebody."""

    model = Alert
    serializer_class = AlertSerializer
    filterset_class = AlertFilter
    writes = {"create": create_alert, "update": change_alert, "destroy": delete_alert}
    action_permissions = {"acknowledge": "monitoring.change_alert", "resolve": "monitoring.change_alert"}
    put_is_partial = True

    @extend_schema(request=None, responses=AlertSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: ApiRequest, pk: int) -> Response:
        """Take an open alert upon oneself."""
        moved = change_alert(actor=request.user, alert=self.get_object(), status=Alert.Status.ACKNOWLEDGED)
        return self.answer(moved)

    @extend_schema(request=None, responses=AlertSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: ApiRequest, pk: int) -> Response:
        """Close an alert. A rule that still holds raises another one with the next sample."""
        moved = change_alert(actor=request.user, alert=self.get_object(), status=Alert.Status.RESOLVED)
        return self.answer(moved)


class MeasurementViewSet(TenantViewSet):
    """General monitoring data: figures with labels that callers' own programs report."""

    model = Measurement
    serializer_class = MeasurementSerializer
    filterset_class = MeasurementFilter
    reads = ("list",)
    writes = {"create": create_measurement}


class SystemMetricsView(ApiView):
    access = {"get": "monitoring.view_healthmetric"}

    @extend_schema(responses=SystemMetricsSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The newest metrics of the caller's tenant, its tasks of the last hour, its jobs and alerts.

        The installation's own are those of the platform's tenant, where superusers are at home.
        """
        return Response(SystemMetricsSerializer(system_metrics(request.user)).data)


class MonitoringHealthView(SystemHealthView):
    """The same as `/api/health/`."""
