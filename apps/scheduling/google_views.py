from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import RuleViolation
from apps.core.permissions import PERSON, PUBLIC
from apps.core.tenancy import tenant_context
from apps.core.viewsets import ApiRequest, ApiView, ResourceView
from apps.scheduling.google.oauth import GOOD_FOR, begin_consent, disconnect_account, finish_consent
from apps.scheduling.models import GoogleAccount
from apps.scheduling.serializers import ConsentSerializer, GoogleAccountSerializer

COOKIE = "google_consent"
COOKIE_PATH = "/api/calendar/google/"


class GoogleAccountView(ResourceView):
    """The caller's Google account, with which the own events and tasks are kept in step."""

    access = PERSON

    def read(self, *, lock: bool) -> GoogleAccount:
        user: Any = self.request.user
        accounts = GoogleAccount.objects.visible_to(user).filter(user_id=user.pk)
        found = (accounts.select_for_update(no_key=True) if lock else accounts).first()
        return found or GoogleAccount(status=GoogleAccount.Status.NONE)

    def show(self, resource: GoogleAccount) -> Any:
        return GoogleAccountSerializer(resource).data

    @extend_schema(responses=GoogleAccountSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Whether an account is connected, how it does, and what is on its way."""
        return self.answer(self.get_object())

    @extend_schema(responses={204: None})
    def delete(self, request: ApiRequest) -> Response:
        """Let go of the account. What is in Google stays there, and what is here stays here."""
        account = self.get_object()
        if account.is_connected:
            disconnect_account(actor=request.user, googleaccount=account)
        return Response(status=status.HTTP_204_NO_CONTENT)


class GoogleConnectView(ApiView):
    """Where the exchange with Google begins."""

    access = PERSON

    @extend_schema(request=None, responses=ConsentSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Answers the address at which the user allows the exchange; open it in the same browser within ten minutes."""
        address, secret = begin_consent(actor=request.user)
        response = Response(ConsentSerializer({"authorization_url": address}).data)
        # Google sends the browser back from another site, with a GET: that is what Lax lets through.
        response.set_cookie(
            COOKIE, secret, max_age=GOOD_FOR, path=COOKIE_PATH, httponly=True, samesite="Lax",
            secure=settings.PUBLIC_URL.startswith("https:"),
        )  # fmt: skip
        return response


class GoogleCallbackView(ApiView):
    """Where Google sends the browser back to."""

    access = PUBLIC

    @extend_schema(
        parameters=[OpenApiParameter("state", str), OpenApiParameter("code", str), OpenApiParameter("error", str)],
        responses={
            200: GoogleAccountSerializer,
            302: OpenApiResponse(description="To GOOGLE_RETURN_URL, with `google=connected`."),
            409: OpenApiResponse(description="Google does not answer."),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Connect the account of who began this consent in this browser."""
        given = request.query_params
        if given.get("error"):
            message = "Google was not allowed the exchange: begin again to connect."
            raise RuleViolation(message, code="consent_denied", field="error")
        account = finish_consent(
            state=given.get("state", ""), code=given.get("code", ""), browser=request.COOKIES.get(COOKIE, "")
        )
        response: HttpResponseBase
        if settings.GOOGLE_RETURN_URL:
            mark = "&" if "?" in settings.GOOGLE_RETURN_URL else "?"
            response = HttpResponseRedirect(f"{settings.GOOGLE_RETURN_URL}{mark}google=connected")
        else:
            with tenant_context(account.tenant_id):
                response = Response(GoogleAccountSerializer(account).data)
        response.delete_cookie(COOKIE, path=COOKIE_PATH)
        return response
