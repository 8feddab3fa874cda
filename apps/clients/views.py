from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.clients import interactions, services
from apps.clients import serializers as shapes
from apps.clients.filters import ClientFilter, InteractionFilter
from apps.clients.models import Client, Interaction
from apps.clients.selectors import pipeline_statistics
from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet

BY_STAGE_LIMIT = 1_000


class ClientViewSet(TenantViewSet):
    """Every party of the caller's tenant, in whichever stage."""

    model = Client
    serializer_class = shapes.ClientSerializer
    list_serializer_class = shapes.ClientListSerializer
    filterset_class = ClientFilter
    writes = {
        "create": services.create_client,
        "update": services.update_client,
        "destroy": services.delete_client,
    }
    action_permissions = {"update_stage": "clients.change_client", "by_stage": "clients.view_client"}
    put_replaces = True
    related = ("owner", "assigned_to")
    search_lookups = ("search_text",)
    prefetched = ("interactions__owner",)

    @extend_schema(request=shapes.StageSerializer, responses=shapes.ClientSerializer)
    @action(detail=True, methods=["patch"])
    def update_stage(self, request: ApiRequest, pk: int) -> Response:
        """Move the client along the pipeline; the move is logged as an interaction."""
        client = self.get_object()
        body = shapes.StageSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(
            services.update_client(actor=request.user, client=client, stage=body.validated_data["stage"])
        )

    @extend_schema(
        parameters=[OpenApiParameter("stage", enum=Client.Stage.values)],
        responses=shapes.ClientListSerializer(many=True),
        filters=True,
    )
    @action(detail=False, pagination_class=None)
    def by_stage(self, request: ApiRequest) -> Response:
        """The clients of a stage, or of all, as a bare array of at most 1,000; `X-Total-Count` says how many exist."""
        rows = self.filter_queryset(self.get_queryset().prefetch_related(None))
        body = shapes.ClientListSerializer(rows[:BY_STAGE_LIMIT], many=True).data
        total = len(body) if len(body) < BY_STAGE_LIMIT else rows.count()
        return Response(body, headers={"X-Total-Count": str(total)})


class InteractionViewSet(TenantViewSet):
    """Contacts with clients."""

    model = Interaction
    serializer_class = shapes.InteractionSerializer
    filterset_class = InteractionFilter
    writes = {
        "create": interactions.create_interaction,
        "update": interactions.update_interaction,
        "destroy": interactions.delete_interaction,
    }
    related = ("owner",)


class StatisticsView(ApiView):
    access = "clients.view_client"

    @extend_schema(responses=shapes.StatisticsSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The pipeline in figures."""
        return Response(shapes.StatisticsSerializer(pipeline_statistics(request.user)).data)
