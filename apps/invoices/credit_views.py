import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.clients.models import Client
from apps.clients.serializers import ClientSerializer
from apps.core.filters import TenantFilterSet, TenantModelFilter
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.client_credit import apply_credit, credits_of, delete_entry, refund_credit
from apps.invoices.credit_serializers import (
    ApplyingSerializer,
    ClientCreditSerializer,
    CreditEntrySerializer,
    CreditingSerializer,
    CreditNoteSerializer,
    RefundSerializer,
)
from apps.invoices.crediting import create_credit_note
from apps.invoices.files import DocumentFiles, file_rights
from apps.invoices.filters import DocumentFilter
from apps.invoices.models import CreditEntry, CreditNote, Invoice
from apps.invoices.serializers import InvoiceSerializer


class CreditNoteFilter(DocumentFilter):
    invoice = TenantModelFilter(Invoice)

    class Meta:
        model = CreditNote
        fields = ["client", "invoice", "currency", "credit_note_number", "issue_date"]


class CreditEntryFilter(TenantFilterSet):
    client = TenantModelFilter(Client)
    invoice = TenantModelFilter(Invoice)
    entry_kind = django_filters.ChoiceFilter(choices=CreditEntry.Kind.choices)

    class Meta:
        model = CreditEntry
        fields = ["client", "invoice", "entry_kind", "currency", "entry_date"]


class CreditNoteViewSet(DocumentFiles, TenantViewSet):
    """Credit notes: issued as soon as they are made, and never changed."""

    model = CreditNote
    serializer_class = CreditNoteSerializer
    filterset_class = CreditNoteFilter
    action_permissions = {"create": "invoices.add_creditnote", **file_rights("invoices.view_creditnote")}
    related = ("client", "invoice")
    prefetched = ("line_items",)
    search_lookups = ("=credit_note_number", "search_text", "client__search_text")

    @extend_schema(request=CreditingSerializer, responses={201: CreditNoteSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Credit an invoice, whole or by line; the note is issued and mailed at once."""
        body = CreditingSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        note = create_credit_note(actor=request.user, **body.validated_data)
        return self.answer(note, status.HTTP_201_CREATED)


class CreditEntryViewSet(TenantViewSet):
    """The movements of clients' credit. Deleting takes back what was applied or refunded."""

    model = CreditEntry
    serializer_class = CreditEntrySerializer
    filterset_class = CreditEntryFilter
    writes = {"destroy": delete_entry}
    related = ("client",)
    search_lookups = ("client__search_text",)


class ClientCreditViewSet(TenantViewSet):
    """A client's credit, under the client's own address."""

    model = Client
    serializer_class = ClientSerializer
    reads = ()
    action_permissions = {"credit": "invoices.view_creditentry", "refund": "invoices.add_creditentry"}

    @extend_schema(responses=ClientCreditSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def credit(self, request: ApiRequest, pk: int) -> Response:
        """What the client has, by currency."""
        return Response(ClientCreditSerializer(credits_of(self.get_object()), many=True).data)

    @extend_schema(request=RefundSerializer, responses={201: CreditEntrySerializer})
    @action(detail=True, methods=["post"])
    def refund(self, request: ApiRequest, pk: int) -> Response:
        """Note that credit was paid back; 400 above what there is."""
        client = self.get_object()
        body = RefundSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        entry = refund_credit(actor=request.user, client=client, **body.validated_data)
        return Response(CreditEntrySerializer(entry).data, status=status.HTTP_201_CREATED)


class InvoiceCreditViewSet(TenantViewSet):
    """What credit does to an invoice, under the invoice's own address."""

    model = Invoice
    serializer_class = InvoiceSerializer
    reads = ()
    action_permissions = {"apply_credit": "invoices.add_creditentry"}
    related = ("client",)

    @extend_schema(request=ApplyingSerializer, responses=InvoiceSerializer)
    @action(detail=True, methods=["post"], url_path="apply-credit")
    def apply_credit(self, request: ApiRequest, pk: int) -> Response:
        """Pay the invoice out of its client's credit."""
        invoice = self.get_object()
        body = ApplyingSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(apply_credit(actor=request.user, invoice=invoice, **body.validated_data))
