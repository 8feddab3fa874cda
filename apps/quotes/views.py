from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.invoices.files import DocumentFiles, file_rights
from apps.invoices.serializers import InvoiceSerializer
from apps.quotes.filters import PublicLinkFilter, QuoteFilter
from apps.quotes.links import create_link, revoke_link
from apps.quotes.models import PublicLink, Quote
from apps.quotes.serializers import PublicLinkSerializer, QuoteSerializer
from apps.quotes.services import (
    change_quote,
    convert_quote,
    create_quote,
    delete_quote,
    duplicate_quote,
    expire_quotes,
    move_quote,
)
from apps.tenants.ageing import DailyAgeing

bring_quotes_up_to_date = DailyAgeing(expire_quotes)


class PublicLinkViewSet(TenantViewSet):
    """Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it."""

    model = PublicLink
    serializer_class = PublicLinkSerializer
    filterset_class = PublicLinkFilter
    writes = {"create": create_link, "destroy": revoke_link}
    prefetched = ("decisions",)


class QuoteViewSet(DocumentFiles, TenantViewSet):
    """Quotes: offers that are sent, accepted or rejected, and become an invoice once."""

    model = Quote
    serializer_class = QuoteSerializer
    filterset_class = QuoteFilter
    writes = {"create": create_quote, "update": change_quote, "destroy": delete_quote}
    action_permissions = {
        "send": "quotes.change_quote",
        "accept": "quotes.change_quote",
        "reject": "quotes.change_quote",
        "duplicate": "quotes.add_quote",
        "convert": "invoices.add_invoice",
        **file_rights("quotes.view_quote"),
    }
    related = ("client",)
    prefetched = ("line_items",)
    search_lookups = ("=quote_number", "search_text", "client__search_text")

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        bring_quotes_up_to_date(actor=request.user)

    def _move(self, request: ApiRequest, to: str) -> Response:
        return self.answer(move_quote(actor=request.user, quote=self.get_object(), status=to))

    @extend_schema(request=None, responses=QuoteSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: ApiRequest, pk: int) -> Response:
        """Freeze a draft and e-mail it to the client with its PDF."""
        return self._move(request, Quote.Status.SENT)

    @extend_schema(request=None, responses=QuoteSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: ApiRequest, pk: int) -> Response:
        """The client takes a sent quote."""
        return self._move(request, Quote.Status.ACCEPTED)

    @extend_schema(request=None, responses=QuoteSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: ApiRequest, pk: int) -> Response:
        """The client declines a sent quote."""
        return self._move(request, Quote.Status.REJECTED)

    @extend_schema(request=None, responses={201: QuoteSerializer})
    @action(detail=True, methods=["post"])
    def duplicate(self, request: ApiRequest, pk: int) -> Response:
        """A new draft of today with the same client and lines."""
        return self.answer(duplicate_quote(actor=request.user, quote=self.get_object()), status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: InvoiceSerializer, 201: InvoiceSerializer})
    @action(detail=True, methods=["post"])
    def convert(self, request: ApiRequest, pk: int) -> Response:
        """The invoice of an accepted quote: 201 when it is made, 200 with the same one ever after."""
        invoice, made = convert_quote(actor=request.user, quote=self.get_object())
        body = InvoiceSerializer(invoice, context=self.get_serializer_context()).data
        return Response(body, status=status.HTTP_201_CREATED if made else status.HTTP_200_OK)
