from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.errors import RuleViolation
from apps.core.filters import TenantFilterSet
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.dashboard.models import Snapshot
from apps.dashboard.serializers import ComparisonQuerySerializer, ComparisonSerializer, SnapshotSerializer
from apps.dashboard.snapshots import compare_snapshots, take_snapshot


class SnapshotFilter(TenantFilterSet):
    class Meta:
        model = Snapshot
        fields = ["night", "currency"]


class SnapshotViewSet(TenantViewSet):
    """The overview as it was, taken nightly and on request."""

    model = Snapshot
    serializer_class = SnapshotSerializer
    filterset_class = SnapshotFilter
    writes = {"create": take_snapshot}
    action_permissions = {"generate": "dashboard.add_snapshot", "compare": "dashboard.view_snapshot"}

    @extend_schema(request=SnapshotSerializer, responses={201: SnapshotSerializer})
    @action(detail=False, methods=["post"])
    def generate(self, request: ApiRequest) -> Response:
        """Keep the overview of the running month as it is now."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(take_snapshot(actor=request.user, **body.validated_data), status.HTTP_201_CREATED)

    @extend_schema(parameters=[ComparisonQuerySerializer], responses=ComparisonSerializer, filters=False)
    @action(detail=True)
    def compare(self, request: ApiRequest, pk: int) -> Response:
        """The amounts of another snapshot against this one's; 409 where they are in different currencies."""
        first = self.get_object()
        query = ComparisonQuerySerializer(data=request.query_params, context=self.get_serializer_context())
        query.is_valid(raise_exception=True)
        second = query.validated_data["other"]
        if first.currency != second.currency:
            raise RuleViolation("The snapshots are in different currencies.", code="other_currency")
        amounts = compare_snapshots(first, second)
        return Response({"first": first.pk, "second": second.pk, "currency": first.currency, "amounts": amounts})
