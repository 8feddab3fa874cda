from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.clients.models import Client
from apps.core import serializers
from apps.core.fields import TenantRelatedField, WholeNumberField
from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.core.schema import with_example
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.models import RecurringInvoice, RecurringPeriod
from apps.invoices.recurring import (
    change_recurring_invoice,
    create_recurring_invoice,
    delete_recurring_invoice,
    next_dates,
    pause_recurring_invoice,
    resume_recurring_invoice,
)
from apps.invoices.serializers import MAX_TEXT, LineSerializer


class RecurringLineSerializer(LineSerializer):
    class Meta(LineSerializer.Meta):
        fields = [
            "description", "quantity", "unit_price", "discount", "discount_percent", "taxes", "tax_rate",
        ]  # fmt: skip
        read_only_fields: list[str] = []


@extend_schema_field(RecurringLineSerializer(many=True))
class RecurringLinesField(serializers.JSONField):
    """The lines of each invoice, answered as kept."""

    def to_internal_value(self, data: Any) -> list[dict[str, Any]]:
        lines: Any = serializers.ListSerializer(data=data, child=RecurringLineSerializer(), max_length=1000)
        lines.is_valid(raise_exception=True)
        return list(lines.validated_data)


class RecurringPeriodSerializer(serializers.ModelSerializer[RecurringPeriod]):
    class Meta:
        model = RecurringPeriod
        fields = ["number", "date", "invoice"]
        read_only_fields = fields


@with_example(
    request={
        "client": 1,
        "name": "Hosting",
        "frequency": "monthly",
        "start_date": "2199-01-31",
        "line_items": [{"description": "Hosting", "quantity": 1, "unit_price": "49.00", "tax_rate": "0.08"}],
    }
)
class RecurringInvoiceSerializer(serializers.ModelSerializer[RecurringInvoice]):
    """A schedule that issues an invoice for each period."""

    client = TenantRelatedField(Client)
    client_name = serializers.CharField(source="client.name", read_only=True)
    start_date = serializers.DateField(required=False, help_text="The first period; today unless given.")
    interval = WholeNumberField(min_value=1, max_value=100, required=False, help_text="2 is every other.")
    due_days = WholeNumberField(
        min_value=0,
        max_value=3650,
        required=False,
        allow_null=True,
        help_text="The tenant's payment terms unless given.",
    )
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the tenant's unless given.")
    line_items = RecurringLinesField()
    terms = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    notes = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    periods = RecurringPeriodSerializer(many=True, read_only=True)

    class Meta:
        model = RecurringInvoice
        fields = [
            "id", "client", "client_name", "name", "frequency", "interval", "start_date", "end_date", "status",
            "next_date", "auto_send", "due_days", "currency", "tax_mode", "prices_include_tax", "line_items", "terms",
            "notes", "periods", "created_at", "updated_at", "owner",
        ]  # fmt: skip
        read_only_fields = ["id", "status", "next_date", "created_at", "updated_at", "owner"]


class RecurringInvoiceFilter(TenantFilterSet):
    client = TenantModelFilter(Client)
    status = django_filters.ChoiceFilter(choices=RecurringInvoice.Status.choices)
    frequency = django_filters.ChoiceFilter(choices=RecurringInvoice.Frequency.choices)

    class Meta:
        model = RecurringInvoice
        fields = ["client", "status", "frequency", "currency"]


class PreviewQuerySerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(min_value=1, max_value=120, default=12)


class PreviewSerializer(serializers.Serializer[Any]):
    dates = serializers.ListField(child=serializers.DateField())


class RecurringInvoiceViewSet(TenantViewSet):
    """Recurring invoices: made and sent by themselves, each period exactly once."""

    model = RecurringInvoice
    serializer_class = RecurringInvoiceSerializer
    filterset_class = RecurringInvoiceFilter
    writes = {
        "create": create_recurring_invoice,
        "update": change_recurring_invoice,
        "destroy": delete_recurring_invoice,
    }
    action_permissions = {
        "pause": "invoices.change_recurringinvoice",
        "resume": "invoices.change_recurringinvoice",
        "preview": "invoices.view_recurringinvoice",
    }
    related = ("client",)
    prefetched = ("periods",)
    search_lookups = ("client__search_text",)

    @extend_schema(request=None, responses=RecurringInvoiceSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: ApiRequest, pk: int) -> Response:
        """Stop; periods that pass meanwhile are left out."""
        return self.answer(pause_recurring_invoice(actor=request.user, recurringinvoice=self.get_object()))

    @extend_schema(request=None, responses=RecurringInvoiceSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: ApiRequest, pk: int) -> Response:
        """Go on with the first period from today on."""
        return self.answer(resume_recurring_invoice(actor=request.user, recurringinvoice=self.get_object()))

    @extend_schema(parameters=[PreviewQuerySerializer], responses=PreviewSerializer, filters=False)
    @action(detail=True, pagination_class=None)
    def preview(self, request: ApiRequest, pk: int) -> Response:
        """The dates of the next invoices."""
        schedule = self.get_object()
        query = PreviewQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response({"dates": next_dates(schedule, most=query.validated_data["count"])})
