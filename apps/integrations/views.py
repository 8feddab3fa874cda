from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import serializers
from apps.core.addresses import client_address
from apps.core.permissions import PUBLIC
from apps.core.schema import ERROR_REF, ERRORS
from apps.core.tenancy import bind_tenant
from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet
from apps.integrations import serializers as shapes
from apps.integrations import services
from apps.integrations.filters import ProviderFilter, WebhookEventFilter
from apps.integrations.intake import Sender, accept_event, find_sender
from apps.integrations.models import Provider, WebhookEvent
from apps.integrations.processing import assign_event
from apps.integrations.selectors import provider_health

SIGNED = [
    OpenApiParameter("X-Webhook-Timestamp", int, OpenApiParameter.HEADER, description="Unix seconds."),
    OpenApiParameter(
        "X-Webhook-Signature",
        str,
        OpenApiParameter.HEADER,
        description='`sha256=` and the hex HMAC-SHA256 of timestamp + "." + raw body under the secret key; or the '
        "headers of Standard Webhooks in their place.",
    ),
    OpenApiParameter(
        "tenant", str, description="The company's id or domain; needed where very many have a provider of this name."
    ),
]


class ProviderViewSet(TenantViewSet):
    """The systems that the company exchanges data with."""

    model = Provider
    serializer_class = shapes.ProviderSerializer
    filterset_class = ProviderFilter
    writes = {
        "create": services.create_provider,
        "update": services.update_provider,
        "destroy": services.delete_provider,
    }


class WebhookEventViewSet(TenantViewSet):
    """The events that providers sent."""

    model = WebhookEvent
    serializer_class = shapes.WebhookEventSerializer
    filterset_class = WebhookEventFilter
    related = ("provider",)
    action_permissions = {
        "replay": "integrations.change_webhookevent",
        "assign": "integrations.change_webhookevent",
    }

    @extend_schema(request=None, responses=shapes.WebhookEventSerializer)
    @action(detail=True, methods=["post"])
    def replay(self, request: ApiRequest, pk: int) -> Response:
        """Process an event again that failed, was ignored or matched nothing."""
        return self.answer(services.replay_event(actor=request.user, event=self.get_object()))

    @extend_schema(request=shapes.EventAssignmentSerializer, responses=shapes.WebhookEventSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: ApiRequest, pk: int) -> Response:
        """Say which invoice a payment is for, or which schedule a subscription, that matched none."""
        event = self.get_object()
        body = shapes.EventAssignmentSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return self.answer(assign_event(actor=request.user, event=event, **body.validated_data))


class HealthView(ApiView):
    access = "integrations.view_provider"

    @extend_schema(responses=shapes.HealthSerializer)
    def get(self, request: ApiRequest) -> Response:
        """How each active provider answered when it was last called."""
        return Response(shapes.HealthSerializer(provider_health(request.user)).data)


class WebhookView(ApiView):
    """Takes the webhooks of the providers of one name; the signature tells whose."""

    access = PUBLIC
    authentication_classes = ()
    provider_name: ClassVar[str]
    sender: Sender

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "POST":
            # Before anything of the body is read as JSON.
            self.sender = find_sender(
                self.provider_name,
                headers=request.headers,
                body=request._request.body,
                address=client_address(request._request),
                tenant=request.query_params.get("tenant", ""),
            )
            bind_tenant(self.sender.tenant_id)
        super().initial(request, *args, **kwargs)

    @extend_schema(
        parameters=SIGNED,
        request=shapes.InboundEventSerializer,
        responses={
            202: shapes.AcceptedSerializer,
            200: OpenApiResponse(shapes.AcceptedSerializer, description="The event is known already."),
            **{code: OpenApiResponse(ERROR_REF, description=ERRORS[code]) for code in ("401", "403", "422", "429")},
        },
    )
    def post(self, request: ApiRequest) -> Response:
        """Take an event: it is kept before the answer and processed after it."""
        body = shapes.InboundEventSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        event = body.validated_data
        event_id = event.get("event_id") or self.sender.event_id
        if not event_id:
            raise serializers.ValidationError({"event_id": ["This field is required."]})
        is_new = accept_event(
            self.sender,
            event_id=event_id,
            event_type=event["event_type"],
            data=event.get("data", {}),
            occurred_at=event.get("occurred_at"),
        )
        answer = ("accepted", status.HTTP_202_ACCEPTED) if is_new else ("duplicate", status.HTTP_200_OK)
        return Response({"status": answer[0]}, status=answer[1])


class UserServiceWebhook(WebhookView):
    provider_name = "user_service"


class PaymentServiceWebhook(WebhookView):
    provider_name = "payment_service"
