from typing import ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.clients import interactions, services
from apps.clients import serializers as shapes
from apps.clients.doubles import likely_duplicates
from apps.clients.exports import HEADER, customer_rows
from apps.clients.filters import ClientFilter, CustomerFilter, InteractionFilter, ProspectFilter
from apps.clients.imports import CustomerWriter
from apps.clients.merging import merge_clients
from apps.clients.models import Client, Interaction
from apps.clients.selectors import pipeline_statistics
from apps.clients.tasks import IMPORT_CUSTOMERS
from apps.core.filters import FieldFilter, SearchByQ, ShownFieldOrdering
from apps.core.json import FILE_RENDERERS, StrictJSONParser
from apps.core.permissions import PLATFORM
from apps.core.serializers import ModelSerializer
from apps.core.transfer.exports import export_response
from apps.core.transfer.views import DRY_RUN, EXPORTED, FORMAT, ExportQuerySerializer, ImportSerializer, UploadParser
from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet
from apps.jobs.imports import answer_import, imported

BY_STAGE_LIMIT = 1_000


class PartyViewSet(TenantViewSet):
    """What the doors to the party table share."""

    model = Client
    put_replaces = True
    related = ("owner", "assigned_to")
    search_lookups = ("search_text",)

    created_serializer_class: ClassVar[type[ModelSerializer[Client]]]

    def answer_new(self, request: ApiRequest, instance: Client) -> Response:
        """A new party, with those that it may double."""
        instance.possible_duplicates = likely_duplicates(request.user, instance)  # type: ignore[attr-defined]
        answer = self.created_serializer_class(instance, context=self.get_serializer_context())
        return Response(answer.data, status=status.HTTP_201_CREATED)


class ClientViewSet(PartyViewSet):
    """Every party of the caller's tenant, in whichever stage."""

    serializer_class = shapes.ClientSerializer
    created_serializer_class = shapes.CreatedClientSerializer
    list_serializer_class = shapes.ClientListSerializer
    filterset_class = ClientFilter
    writes = {
        "create": services.create_client,
        "update": services.update_client,
        "destroy": services.delete_client,
    }
    action_permissions = {
        "update_stage": "clients.change_client",
        "by_stage": "clients.view_client",
        "duplicates": "clients.view_client",
        "merge": "clients.delete_client",
    }
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

    @extend_schema(responses=shapes.DuplicateSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def duplicates(self, request: ApiRequest, pk: int) -> Response:
        """Other parties that may be this one, as a bare array of at most ten, with the reasons."""
        return Response(shapes.DuplicateSerializer(likely_duplicates(request.user, self.get_object()), many=True).data)

    @extend_schema(request=shapes.MergeSerializer, responses=shapes.ClientSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: ApiRequest, pk: int) -> Response:
        """Move everything of a duplicate to this client, fill its blanks from it, and delete the duplicate."""
        client = self.get_object()
        body = shapes.MergeSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return self.answer(merge_clients(actor=request.user, client=client, duplicate=body.validated_data["duplicate"]))


class ProspectViewSet(PartyViewSet):
    """Parties that are not customers yet."""

    limited_to = Client.PROSPECT
    serializer_class = shapes.ProspectSerializer
    created_serializer_class = shapes.CreatedProspectSerializer
    filterset_class = ProspectFilter
    writes = {
        "create": services.create_prospect,
        "update": services.update_client,
        "destroy": services.delete_client,
    }


class CustomerViewSet(PartyViewSet):
    """Parties that buy."""

    limited_to = Client.CUSTOMER
    serializer_class = shapes.CustomerSerializer
    created_serializer_class = shapes.CreatedCustomerSerializer
    filterset_class = CustomerFilter
    writes = {
        "create": services.create_customer,
        "update": services.update_client,
        "destroy": services.delete_client,
    }
    action_permissions = {
        "search": "clients.view_client",
        "toggle_active": "clients.change_client",
        "quick_create": "clients.add_client",
        "import_table": "clients.add_client",
        "export": "clients.view_client",
        "bulk_delete": PLATFORM,
    }
    wants_fresh_factor = frozenset({"bulk_delete"})

    @extend_schema(responses=shapes.CustomerSerializer(many=True))
    @action(detail=False, filter_backends=[FieldFilter, SearchByQ, ShownFieldOrdering])
    def search(self, request: ApiRequest) -> Response:
        """The customers that fit the words of `q`."""
        return self.page_of(request, self.filter_queryset(self.get_queryset()))

    @extend_schema(request=None, responses=shapes.CustomerSerializer)
    @action(detail=True, methods=["post"], url_path="toggle-active")
    def toggle_active(self, request: ApiRequest, pk: int) -> Response:
        """Set an active customer inactive, and the other way round."""
        return self.answer(services.toggle_active(actor=request.user, client=self.get_object()))

    @extend_schema(request=shapes.CustomerSerializer, responses={201: shapes.CreatedCustomerSerializer})
    @action(detail=False, methods=["post"], url_path="quick-create")
    def quick_create(self, request: ApiRequest) -> Response:
        """A customer from little more than a name."""
        return self._create(request)

    @extend_schema(
        request={"multipart/form-data": ImportSerializer},
        parameters=[DRY_RUN],
        responses=imported("ImportResult", CustomerWriter),
    )
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[UploadParser, StrictJSONParser])
    def import_table(self, request: ApiRequest) -> Response:
        """Customers from a CSV or XLSX file. Rows match by e-mail, telephone or name; the bad ones are told."""
        return answer_import(request, IMPORT_CUSTOMERS)

    @extend_schema(parameters=[FORMAT], responses=EXPORTED, filters=True)
    @action(detail=False, pagination_class=None, renderer_classes=FILE_RENDERERS)
    def export(self, request: ApiRequest) -> StreamingHttpResponse:
        """The customers that the filters leave, as a file that can be imported again."""
        query = ExportQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = customer_rows(self.filter_queryset(self.get_queryset()), request.user.acting_tenant_id)
        return export_response("customers", query.validated_data["format"], HEADER, rows)

    @extend_schema(request=shapes.BulkDeleteSerializer, responses=shapes.BulkDeletionSerializer)
    @action(detail=False, methods=["post"], url_path="bulk-delete")
    def bulk_delete(self, request: ApiRequest) -> Response:
        """Delete customers by their ids; those with documents are skipped, with the reason."""
        body = shapes.BulkDeleteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        deletion = services.delete_customers(actor=request.user, ids=body.validated_data["ids"])
        reasons = [{"id": pk, "message": message} for pk, message in deletion.skipped.items()]
        return Response({"deleted": deletion.deleted, "skipped": len(reasons), "reasons": reasons})


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
