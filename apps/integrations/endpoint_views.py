from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.integrations import endpoint_serializers as shapes
from apps.integrations import endpoints
from apps.integrations.filters import DeliveryFilter, EndpointFilter
from apps.integrations.models import WebhookDelivery, WebhookEndpoint


class EndpointViewSet(TenantViewSet):
    """The addresses that the company's events are sent to."""

    model = WebhookEndpoint
    serializer_class = shapes.WebhookEndpointSerializer
    created_serializer_class = shapes.EndpointWithSecretSerializer
    filterset_class = EndpointFilter
    writes = {
        "create": endpoints.create_endpoint,
        "update": endpoints.update_endpoint,
        "destroy": endpoints.delete_endpoint,
    }
    action_permissions = {
        "rotate_secret": "integrations.change_webhookendpoint",
        "ping": "integrations.change_webhookendpoint",
    }

    def answer_new(self, request: ApiRequest, instance: tuple[WebhookEndpoint, str]) -> Response:
        return self._with_secret(*instance, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.RotationSerializer, responses=shapes.EndpointWithSecretSerializer)
    @action(detail=True, methods=["post"], url_path="rotate-secret")
    def rotate_secret(self, request: ApiRequest, pk: int) -> Response:
        """Replace the secret; the one before signs as well for some hours."""
        endpoint = self.get_object()
        body = shapes.RotationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        rotated = endpoints.rotate_secret(actor=request.user, endpoint=endpoint, **body.validated_data)
        return self._with_secret(*rotated, status.HTTP_200_OK)

    @extend_schema(request=None, responses={202: shapes.WebhookEndpointSerializer})
    @action(detail=True, methods=["post"])
    def ping(self, request: ApiRequest, pk: int) -> Response:
        """Send the event `webhookendpoint.ping`; the deliveries show what came of it."""
        endpoint = endpoints.ping_endpoint(actor=request.user, endpoint=self.get_object())
        return self.answer(endpoint, status.HTTP_202_ACCEPTED)

    def _with_secret(self, endpoint: WebhookEndpoint, secret: str, code: int) -> Response:
        endpoint.secret = secret  # type: ignore[attr-defined]
        return Response(shapes.EndpointWithSecretSerializer(endpoint).data, status=code)


class DeliveryViewSet(TenantViewSet):
    """What was sent to the endpoints, what waits, and what was answered."""

    model = WebhookDelivery
    serializer_class = shapes.DeliveryWithLogSerializer
    list_serializer_class = shapes.DeliverySerializer
    filterset_class = DeliveryFilter
    prefetched = ("log",)
    action_permissions = {"resend": "integrations.change_webhookdelivery"}

    @extend_schema(request=None, responses=shapes.DeliveryWithLogSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: ApiRequest, pk: int) -> Response:
        """Send it again, or at once where it waits, under the same message id."""
        return self.answer(endpoints.resend_delivery(actor=request.user, delivery=self.get_object()))
