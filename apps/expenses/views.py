from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.core.json import FILE_RENDERERS
from apps.core.uploads import IMAGES, private_file
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.expenses.filters import AttachmentFilter, ExpenseFilter
from apps.expenses.models import Expense, ExpenseAttachment
from apps.expenses.serializers import AttachmentSerializer, BillSerializer, ExpenseSerializer, UploadSerializer
from apps.expenses.services import (
    bill_expenses,
    change_expense,
    create_attachment,
    create_expense,
    delete_attachment,
    delete_expense,
    move_expense,
)
from apps.invoices.serializers import InvoiceSerializer

RECEIPT_TYPES = ["application/pdf", *(content_type for content_type, _ in IMAGES.values())]


class ExpenseViewSet(TenantViewSet):
    """Expenses: entered, decided on, reimbursed or billed to a client."""

    model = Expense
    serializer_class = ExpenseSerializer
    filterset_class = ExpenseFilter
    writes = {"create": create_expense, "update": change_expense, "destroy": delete_expense}
    action_permissions = {
        "approve": "expenses.change_expense",
        "reject": "expenses.change_expense",
        "reimburse": "expenses.change_expense",
        "bill": "invoices.add_invoice",
    }
    prefetched = ("attachments",)
    search_lookups = ("search_text", "client__search_text")

    def _move(self, request: ApiRequest, to: str) -> Response:
        return self.answer(move_expense(actor=request.user, expense=self.get_object(), status=to))

    @extend_schema(request=None, responses=ExpenseSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: ApiRequest, pk: int) -> Response:
        """Agree to a pending expense."""
        return self._move(request, Expense.Status.APPROVED)

    @extend_schema(request=None, responses=ExpenseSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: ApiRequest, pk: int) -> Response:
        """Decline a pending or approved expense."""
        return self._move(request, Expense.Status.REJECTED)

    @extend_schema(request=None, responses=ExpenseSerializer)
    @action(detail=True, methods=["post"])
    def reimburse(self, request: ApiRequest, pk: int) -> Response:
        """Note that an approved expense was paid back."""
        return self._move(request, Expense.Status.REIMBURSED)

    @extend_schema(request=BillSerializer, responses={201: InvoiceSerializer})
    @action(detail=False, methods=["post"])
    def bill(self, request: ApiRequest) -> Response:
        """Put approved billable expenses on a draft invoice of their client, each exactly once."""
        body = BillSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        invoice = bill_expenses(actor=request.user, **body.validated_data)
        answer = InvoiceSerializer(invoice, context=self.get_serializer_context()).data
        return Response(answer, status=status.HTTP_201_CREATED)


class AttachmentViewSet(TenantViewSet):
    """Receipts of expenses, told by their content and served to their tenant only."""

    model = ExpenseAttachment
    serializer_class = AttachmentSerializer
    filterset_class = AttachmentFilter
    parser_classes = (MultiPartParser,)
    writes = {"destroy": delete_attachment}
    action_permissions = {
        "file": "expenses.view_expenseattachment",
        "thumbnail": "expenses.view_expenseattachment",
    }

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={201: AttachmentSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Upload a receipt: multipart with `expense` and `file`."""
        body = UploadSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        attachment = create_attachment(actor=request.user, **body.validated_data)
        return self.answer(attachment, status.HTTP_201_CREATED)

    @extend_schema(responses={(200, content_type): OpenApiTypes.BINARY for content_type in RECEIPT_TYPES})
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def file(self, request: ApiRequest, pk: int) -> FileResponse:
        """The receipt itself, to be saved."""
        attachment = self.get_object()
        return private_file(attachment.file, filename=attachment.filename, content_type=attachment.content_type)

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def thumbnail(self, request: ApiRequest, pk: int) -> FileResponse:
        """A small picture of the receipt; 404 where it is no image."""
        attachment = self.get_object()
        if not attachment.thumbnail:
            raise Http404
        return private_file(attachment.thumbnail, filename=f"{attachment.pk}.png", content_type="image/png")
