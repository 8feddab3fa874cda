from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import json
from apps.core.addresses import client_address
from apps.core.permissions import PUBLIC, SIGNED_IN
from apps.core.schema import ERROR_REF, ERRORS
from apps.core.sse import Event, stream_response
from apps.core.texts import say
from apps.core.views import PlainTextRenderer
from apps.core.viewsets import ApiRequest, ApiView, ResourceView, TenantViewSet
from apps.notifications import serializers as shapes
from apps.notifications.channels.push import public_key
from apps.notifications.filters import MessageTemplateFilter, NotificationFilter
from apps.notifications.models import MessageTemplate, Notification, WhatsAppAccount, WhatsAppMessage
from apps.notifications.receipts import answer_challenge, check_signature, take_webhook
from apps.notifications.selectors import latest_notifications, latest_version
from apps.notifications.services import accounts, browsers, outbox, templates, trials
from apps.notifications.templating import wordable

ADMINISTRATE = "tenants.change_tenant"
MISSING = OpenApiResponse(ERROR_REF, description=ERRORS["404"])


def parse(shape: type[Any], request: ApiRequest) -> Any:
    """The request's body in a shape. 400 where it has another."""
    body = shape(data=request.data, context={"request": request})
    body.is_valid(raise_exception=True)
    return body.validated_data


class NotificationViewSet(TenantViewSet):
    """The outbox: every message to customers and colleagues, with what became of it."""

    model = Notification
    serializer_class = shapes.NotificationSerializer
    filterset_class = NotificationFilter
    action_permissions = {
        "resend": "notifications.change_notification",
        "cancel": "notifications.change_notification",
        "mark_read": "notifications.view_notification",
        "stream": "notifications.view_notification",
    }

    @extend_schema(request=None, responses=shapes.NotificationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: ApiRequest, pk: int) -> Response:
        """Send a message once more, now. 409 for one that still waits."""
        return self.answer(outbox.resend_notification(actor=request.user, notification=self.get_object()))

    @extend_schema(request=None, responses=shapes.NotificationSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        """Keep a waiting message from being sent. 409 for any other."""
        return self.answer(outbox.cancel_notification(actor=request.user, notification=self.get_object()))

    @extend_schema(request=None, responses=shapes.NotificationSerializer)
    @action(detail=True, methods=["post"], url_path="mark-read")
    def mark_read(self, request: ApiRequest, pk: int) -> Response:
        """Note that a message was seen. The own messages; whoever may change them, any."""
        return self.answer(outbox.mark_read(actor=request.user, notification=self.get_object()))

    @extend_schema(
        operation_id="workflow_notifications_stream",
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR,
                description="`notifications` with the 50 messages that changed last as `data`, now and after each "
                "change.",
            )
        },
    )
    def stream(self, request: ApiRequest) -> StreamingHttpResponse:
        """The messages that the caller may see, as server-sent events, as long as the caller listens."""
        user = request.user
        last: dict[str, Any] = {"version": None, "data": []}

        def read() -> Event:
            version = latest_version(user)
            if version != last["version"]:
                rows = latest_notifications(user)
                last.update(version=version, data=shapes.NotificationSerializer(rows, many=True).data)
            return version, "notifications", last["data"]

        return stream_response(request, user.acting_tenant_id, read, frozenset())


class MessageTemplateViewSet(TenantViewSet):
    """The company's own words for messages to its customers, in place of the product's."""

    model = MessageTemplate
    serializer_class = shapes.MessageTemplateSerializer
    filterset_class = MessageTemplateFilter
    writes = {
        "create": templates.create_message_template,
        "update": templates.change_message_template,
        "destroy": templates.delete_message_template,
    }
    action_permissions = {
        "kinds": "notifications.view_messagetemplate",
        **dict.fromkeys(("create", "update", "partial_update", "destroy"), ADMINISTRATE),
    }

    @extend_schema(responses=shapes.MessageKindsSerializer, filters=False)
    @action(detail=False, methods=["get"])
    def kinds(self, request: ApiRequest) -> Response:
        """The kinds of messages that can be put in other words: what can be filled in, and the product's own words in
        the company's language."""
        results = []
        for kind, one in sorted(wordable.items()):
            subject, body = one.standard(request.user.acting_tenant)
            results.append(
                {"kind": kind, "title": say(one.title), "places": one.places, "subject": subject, "body": body}
            )
        return Response(shapes.MessageKindsSerializer({"results": results}).data)


class WhatsAppMessageViewSet(TenantViewSet):
    """What was written to the company by WhatsApp."""

    model = WhatsAppMessage
    serializer_class = shapes.WhatsAppMessageSerializer
    search_lookups = ()


class PushKeyView(ApiView):
    access = SIGNED_IN

    @extend_schema(responses=shapes.PublicKeySerializer)
    def get(self, request: ApiRequest) -> Response:
        """The key that a browser subscribes with."""
        return Response({"public_key": public_key()})


class RegisterView(ApiView):
    access = SIGNED_IN

    @extend_schema(
        request=shapes.BrowserSerializer,
        responses={
            201: shapes.RegisteredBrowserSerializer,
            200: OpenApiResponse(shapes.RegisteredBrowserSerializer, description="It was registered already."),
        },
    )
    def post(self, request: ApiRequest) -> Response:
        """Register the browser of the caller; from now on it is told what its user is told."""
        body = parse(shapes.BrowserSerializer, request)
        agent = request.headers.get("User-Agent", "")
        browser, is_new = browsers.register_browser(
            actor=request.user, endpoint=body["endpoint"], user_agent=agent, **body["keys"]
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(shapes.RegisteredBrowserSerializer(browser).data, status=code)


class UnregisterView(ApiView):
    access = SIGNED_IN

    @extend_schema(request=shapes.EndpointSerializer, responses={204: None, 404: MISSING})
    def post(self, request: ApiRequest) -> Response:
        """Forget a browser of the caller's; 404 for one that is not registered."""
        browsers.unregister_browser(actor=request.user, **parse(shapes.EndpointSerializer, request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TestView(ApiView):
    access = SIGNED_IN

    @extend_schema(request=None, responses={202: shapes.NotificationSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Send a message to the caller's own browsers. 409 where none is registered."""
        sent = trials.send_test_push(actor=request.user, user=request.user)
        return Response(shapes.NotificationSerializer(sent).data, status=status.HTTP_202_ACCEPTED)


class SendTestView(ApiView):
    access = ADMINISTRATE

    @extend_schema(request=shapes.TestPushSerializer, responses={202: shapes.NotificationSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Send a message to the browsers of a user. 409 where none is registered."""
        body = {"user": request.user, **parse(shapes.TestPushSerializer, request)}
        sent = trials.send_test_push(actor=request.user, **body)
        return Response(shapes.NotificationSerializer(sent).data, status=status.HTTP_202_ACCEPTED)


class SendTestWhatsAppView(ApiView):
    access = ADMINISTRATE

    @extend_schema(request=shapes.TestWhatsAppSerializer, responses={202: shapes.NotificationSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Send a WhatsApp message to a number or a customer."""
        sent = trials.send_test_whatsapp(actor=request.user, **parse(shapes.TestWhatsAppSerializer, request))
        return Response(shapes.NotificationSerializer(sent).data, status=status.HTTP_202_ACCEPTED)


class WhatsAppAccountView(ResourceView):
    access = ADMINISTRATE

    def read(self, *, lock: bool) -> WhatsAppAccount:
        viewer: Any = self.request.user
        rows = WhatsAppAccount.objects.visible_to(viewer)
        found: WhatsAppAccount | None = (rows.select_for_update(no_key=True, of=("self",)) if lock else rows).first()
        return found or WhatsAppAccount()

    def show(self, account: WhatsAppAccount) -> Any:
        return shapes.WhatsAppAccountSerializer(account).data

    @extend_schema(responses=shapes.WhatsAppAccountSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The number that the company writes from; empty where it has none of its own."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.WhatsAppAccountSerializer, responses=shapes.WhatsAppAccountSerializer)
    def put(self, request: ApiRequest) -> Response:
        """Write from this number from now on."""
        self.get_object()
        body = parse(shapes.WhatsAppAccountSerializer, request)
        return self.answer(accounts.set_whatsapp_account(actor=request.user, **body))

    @extend_schema(request=None, responses={204: None, 404: MISSING})
    def delete(self, request: ApiRequest) -> Response:
        """Write from the installation's number again. 404 where no own number is set."""
        self.get_object()
        accounts.forget_whatsapp_account(actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WhatsAppWebhookView(ApiView):
    """Called by Meta: to have the address verified, with receipts, and with what people write."""

    access = PUBLIC
    authentication_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "POST":
            # Before anything of the body is read as JSON.
            check_signature(
                body=request._request.body,
                signature=request.headers.get("X-Hub-Signature-256", ""),
                address=client_address(request._request),
            )
        super().initial(request, *args, **kwargs)

    def get_renderers(self) -> list[Any]:
        return [PlainTextRenderer()] if self.request.method == "GET" else [json.JSONRenderer()]

    @extend_schema(
        parameters=[
            OpenApiParameter("hub.mode", str, description="`subscribe`"),
            OpenApiParameter("hub.verify_token", str, description="The agreed word."),
            OpenApiParameter("hub.challenge", str),
        ],
        responses={
            (200, "text/plain"): OpenApiTypes.STR,
            (403, "application/json"): OpenApiResponse(ERROR_REF, description=ERRORS["403"]),
        },
    )
    def get(self, request: ApiRequest) -> Response:
        """The challenge, for whoever knows the agreed word."""
        query = request.query_params
        answer = answer_challenge(
            mode=query.get("hub.mode", ""),
            token=query.get("hub.verify_token", ""),
            challenge=query.get("hub.challenge", ""),
        )
        return Response(answer)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "X-Hub-Signature-256",
                str,
                OpenApiParameter.HEADER,
                description="`sha256=` and the hex HMAC-SHA256 of the raw body under the app secret.",
            )
        ],
        request=shapes.WhatsAppWebhookSerializer,
        responses={
            200: shapes.ToldSerializer,
            401: OpenApiResponse(ERROR_REF, description=ERRORS["401"]),
            429: OpenApiResponse(ERROR_REF, description=ERRORS["429"]),
        },
    )
    def post(self, request: ApiRequest) -> Response:
        """Take receipts and messages. What was taken before changes nothing."""
        body = parse(shapes.WhatsAppWebhookSerializer, request)
        return Response(shapes.ToldSerializer(take_webhook(body)).data)
