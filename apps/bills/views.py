from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.bills.exports import EXPORTED as COLUMNS
from apps.bills.filters import AdvanceFilter, BillFilter
from apps.bills.generation import start_generation
from apps.bills.imports import BillWriter
from apps.bills.models import Advance, Bill
from apps.bills.rendering import render_bill
from apps.bills.serializers import (
    AdvanceSerializer,
    BandwidthBillSerializer,
    BandwidthChangeSerializer,
    GenerationSerializer,
)
from apps.bills.services import change_bandwidth, change_bill, create_bill, delete_bill
from apps.bills.tasks import IMPORT_BILLS
from apps.core.json import FILE_RENDERERS, StrictJSONParser
from apps.core.rendering.files import MEDIA_TYPES
from apps.core.transfer.exports import export_response, stored_rows
from apps.core.transfer.views import DRY_RUN, EXPORTED, FORMAT, ExportQuerySerializer, ImportSerializer, UploadParser
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.rendering import file_name
from apps.invoices.serializers import DownloadQuerySerializer
from apps.jobs.imports import answer_import, imported
from apps.jobs.serializers import JobSerializer


class BillViewSet(TenantViewSet):
    """The monthly bandwidth bills of customers."""

    model = Bill
    serializer_class = BandwidthBillSerializer
    filterset_class = BillFilter
    writes = {"create": create_bill, "update": change_bill, "destroy": delete_bill}
    action_permissions = {
        "generate": "bills.add_bill",
        "change_bandwidth": "bills.change_bill",
        "import_table": "bills.add_bill",
        "export": "bills.view_bill",
        "download": "bills.view_bill",
    }
    related = ("customer",)
    prefetched = ("slices",)
    search_lookups = ("search_text", "customer__search_text")

    @extend_schema(request=GenerationSerializer, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def generate(self, request: ApiRequest) -> Response:
        """Start the job that lays out a month's bills from each active customer's last one, one for each of them."""
        body = GenerationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = start_generation(actor=request.user, **body.validated_data)
        return Response(JobSerializer(job, context=self.get_serializer_context()).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=BandwidthChangeSerializer, responses=BandwidthBillSerializer)
    @action(detail=True, methods=["post"], url_path="change-bandwidth")
    def change_bandwidth(self, request: ApiRequest, pk: int) -> Response:
        """Change quantities or monthly prices from a day of the month on, prorated by the day."""
        bill = self.get_object()
        body = BandwidthChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(change_bandwidth(actor=request.user, bill=bill, **body.validated_data))

    @extend_schema(
        request={"multipart/form-data": ImportSerializer},
        parameters=[DRY_RUN],
        responses=imported("BillImportResult", BillWriter),
    )
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[UploadParser, StrictJSONParser])
    def import_table(self, request: ApiRequest) -> Response:
        """Bills from a CSV or XLSX file, with the customers that are new. Rows match by customer and billing date."""
        return answer_import(request, IMPORT_BILLS)

    @extend_schema(parameters=[FORMAT], responses=EXPORTED, filters=True)
    @action(detail=False, pagination_class=None, renderer_classes=FILE_RENDERERS)
    def export(self, request: ApiRequest) -> StreamingHttpResponse:
        """The bills that the filters leave, with their totals, as a file that can be imported again."""
        query = ExportQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        bills = self.filter_queryset(self.get_queryset()).prefetch_related(None)
        rows = stored_rows(bills, request.user.acting_tenant_id, list(COLUMNS.values()))
        return export_response("bills", query.validated_data["format"], list(COLUMNS), rows)

    @extend_schema(
        parameters=[DownloadQuerySerializer],
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES.values()},
    )
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def download(self, request: ApiRequest, pk: int) -> HttpResponse:
        """The bill as a file."""
        bill = self.get_object()
        query = DownloadQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        file_format = query.validated_data["file_format"]
        return HttpResponse(
            render_bill(bill, request.user.acting_tenant, file_format),
            content_type=MEDIA_TYPES[file_format],
            headers={"Content-Disposition": f'attachment; filename="{file_name(bill, file_format)}"'},
        )


class AdvanceViewSet(TenantViewSet):
    """What customers have paid ahead: booked by bills, used by the next ones."""

    model = Advance
    serializer_class = AdvanceSerializer
    filterset_class = AdvanceFilter
    reads = ("list",)
    related = ("customer",)
