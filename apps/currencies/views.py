import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.filters import TenantFilterSet
from apps.core.json import StrictJSONParser
from apps.core.transfer.views import DRY_RUN, ImportSerializer, UploadParser
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.currencies import services
from apps.currencies.imports import IMPORT_RATES, RateWriter
from apps.currencies.models import ExchangeRate
from apps.currencies.serializers import ExchangeRateSerializer
from apps.jobs.imports import answer_import, imported
from apps.jobs.serializers import JobSerializer


class ExchangeRateFilter(TenantFilterSet):
    date__gte = django_filters.DateFilter(field_name="date", lookup_expr="gte", label="From this day")
    date__lte = django_filters.DateFilter(field_name="date", lookup_expr="lte", label="Until this day")

    class Meta:
        model = ExchangeRate
        fields = ["currency", "base_currency", "date", "source"]


class ExchangeRateViewSet(TenantViewSet):
    """What currencies are worth in the company's own, by the day. What was booked at a rate keeps it."""

    model = ExchangeRate
    serializer_class = ExchangeRateSerializer
    filterset_class = ExchangeRateFilter
    writes = {
        "create": services.create_exchange_rate,
        "update": services.change_exchange_rate,
        "destroy": services.delete_exchange_rate,
    }
    action_permissions = {
        "import_table": "currencies.add_exchangerate",
        "fetch": "currencies.add_exchangerate",
    }

    @extend_schema(
        request={"multipart/form-data": ImportSerializer},
        parameters=[DRY_RUN],
        responses=imported("ExchangeRateImportResult", RateWriter),
    )
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[UploadParser, StrictJSONParser])
    def import_table(self, request: ApiRequest) -> Response:
        """Rates from a CSV or XLSX file with the columns currency, date and rate. Rows match by currency and day."""
        return answer_import(request, IMPORT_RATES)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def fetch(self, request: ApiRequest) -> Response:
        """Ask the source for today's rates of the company's `exchange_rate_currencies`; rates entered by hand stay."""
        job = services.start_fetch(actor=request.user)
        return Response(JobSerializer(job, context={"request": request}).data, status=status.HTTP_202_ACCEPTED)
