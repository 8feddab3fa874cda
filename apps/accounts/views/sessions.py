from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.accounts.demo import DEMO_OWNER, DEMO_SUPERUSER
from apps.accounts.login import ask_for_password_link, log_in
from apps.accounts.models import User
from apps.accounts.selectors import account_of
from apps.accounts.serializers import sessions as shapes
from apps.accounts.serializers.users import DetailSerializer
from apps.accounts.services import create_user, register_tenant
from apps.accounts.services.email import confirm_email, set_password_by_link
from apps.accounts.sessions import ReusedToken, TokenPair, log_out, refresh_session, start_session, verify_token
from apps.accounts.tickets import issue_ticket
from apps.core.permissions import PUBLIC, SIGNED_IN
from apps.core.schema import ERROR_REF, ERRORS
from apps.core.texts import say
from apps.core.viewsets import ApiRequest, ApiView


def parse(serializer_class: type[Any], request: ApiRequest) -> dict[str, Any]:
    """The body as the serializer reads it; 400 where it does not."""
    serializer = serializer_class(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class LogInView(ApiView):
    access = PUBLIC

    @extend_schema(request=shapes.LogInSerializer, responses=shapes.LoggedInSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429."""
        user, tokens = log_in(**parse(shapes.LogInSerializer, request), user_agent=user_agent(request))
        return Response(_logged_in(user, tokens))


class RefreshView(ApiView):
    access = PUBLIC

    @extend_schema(request=shapes.RefreshSerializer, responses=shapes.AccessSerializer)
    def post(self, request: ApiRequest) -> Response:
        """A new access token for a refresh token."""
        raw = parse(shapes.RefreshSerializer, request)["refresh"]
        try:
            tokens = refresh_session(raw=raw)
        except ReusedToken as exc:
            # Answered, not raised: that would take back the end of the session where the request is one transaction.
            return self.handle_exception(exc)
        rotated = {} if tokens.refresh == raw else {"refresh": tokens.refresh}
        return Response({"access": tokens.access} | rotated)


class VerifyView(ApiView):
    access = PUBLIC

    @extend_schema(request=shapes.VerifySerializer, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: ApiRequest) -> Response:
        """200 for an access or refresh token that is genuine, unexpired and not revoked; 401 for any other."""
        verify_token(raw=parse(shapes.VerifySerializer, request)["token"])
        return Response({})


class LogOutView(ApiView):
    access = SIGNED_IN
    before_second_factor = True

    @extend_schema(request=shapes.LogOutSerializer, responses={205: DetailSerializer})
    def post(self, request: ApiRequest) -> Response:
        """End the session of a refresh token, or all of the caller's without one. Their tokens die at once."""
        log_out(actor=request.user, refresh=parse(shapes.LogOutSerializer, request).get("refresh"))
        return Response({"detail": say("Logged out")}, status=status.HTTP_205_RESET_CONTENT)


class RegisterView(ApiView):
    access = PUBLIC

    @extend_schema(
        request=shapes.RegisterSerializer,
        responses={201: shapes.RegisteredSerializer, 403: OpenApiResponse(ERROR_REF, description=ERRORS["403"])},
    )
    def post(self, request: ApiRequest) -> Response:
        """Sign up a company and its owner (`tenant_name`), or add a colleague as an administrator (without)."""
        if not request.user.is_authenticated and not (
            isinstance(request.data, dict) and request.data.get("tenant_name")
        ):
            raise NotAuthenticated("To sign up a company give tenant_name; to add a colleague log in first.")
        body = parse(shapes.RegisterSerializer, request)
        name, domain = body.pop("tenant_name", ""), body.pop("tenant_domain", "")
        if name:
            return self._sign_up(request, name, domain, body)
        if not request.user.has_perm("accounts.add_user"):
            raise PermissionDenied("Only an administrator adds colleagues.")
        user = create_user(actor=request.user, **body)
        return Response(_registered(user), status=status.HTTP_201_CREATED)

    def _sign_up(self, request: ApiRequest, name: str, domain: str, body: dict[str, Any]) -> Response:
        body.pop("role", None)
        with transaction.atomic():
            user = register_tenant(name=name, domain=domain or "-".join(name.lower().split()), **body)
            tokens = start_session(actor=user, user_agent=user_agent(request))
        answer = _registered(user) | {"access": tokens.access, "refresh": tokens.refresh}
        return Response(answer, status=status.HTTP_201_CREATED)


class ForgottenPasswordView(ApiView):
    access = PUBLIC

    @extend_schema(request=shapes.ForgottenPasswordSerializer, responses={202: DetailSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Mail a link for a new password. The answer is the same whether or not there is such an account."""
        ask_for_password_link(identifier=parse(shapes.ForgottenPasswordSerializer, request)["email"])
        detail = say("If there is such an account, a link is on its way to its e-mail address.")
        return Response({"detail": detail}, status=status.HTTP_202_ACCEPTED)


class LinkPasswordView(ApiView):
    access = PUBLIC

    @extend_schema(request=shapes.LinkPasswordSerializer, responses=shapes.LoggedInSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Set the password that a mailed link allows, and log in. All older sessions end."""
        body = parse(shapes.LinkPasswordSerializer, request)
        return Response(_logged_in(*set_password_by_link(user_agent=user_agent(request), **body)))


class ConfirmEmailView(ApiView):
    access = PUBLIC

    @extend_schema(request=shapes.LinkSerializer, responses=DetailSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Make the address that a mailed link proves the user's own."""
        confirm_email(**parse(shapes.LinkSerializer, request))
        return Response({"detail": say("E-mail confirmed")})


class MockAuthConfigView(ApiView):
    access = PUBLIC

    @extend_schema(
        responses={
            200: shapes.MockAuthConfigSerializer,
            404: OpenApiResponse(ERROR_REF, description="Not in development."),
        }
    )
    def get(self, request: ApiRequest) -> Response:
        """The demo data's log-ins and where they log in. In development only: 404 in any other mode."""
        if settings.PRODUCTION:
            raise Http404
        return Response(
            {
                "mode": settings.MODE,
                "token_url": reverse("token", request=request),
                "claims": ["user_id", "tenant_id", "session"],
                "accounts": [
                    {
                        "username": login.username,
                        "password": login.password,
                        "exists": account_of(login.username) is not None,
                    }
                    for login in (DEMO_OWNER, DEMO_SUPERUSER)
                ],
            }
        )


class StreamTicketView(ApiView):
    access = SIGNED_IN

    @extend_schema(request=None, responses={201: shapes.TicketSerializer})
    def post(self, request: ApiRequest) -> Response:
        """A ticket for `?ticket=` on a stream or WebSocket: good once, for 30 seconds."""
        return Response({"ticket": issue_ticket(get_authorization_header(request))}, status=status.HTTP_201_CREATED)


def user_agent(request: ApiRequest) -> str:
    return request.headers.get("User-Agent", "")


def _logged_in(user: User, tokens: TokenPair) -> dict[str, Any]:
    return {"access": tokens.access, "refresh": tokens.refresh, "user": shapes.LogInUserSerializer(user).data}


def _registered(user: User) -> dict[str, Any]:
    fields = dict(shapes.LogInUserSerializer(user).data)
    return fields | {"user": fields}
