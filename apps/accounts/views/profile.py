from typing import Any

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.accounts.keys import create_api_key, delete_api_key
from apps.accounts.menu import menu_of
from apps.accounts.models import ApiKey, Session, User
from apps.accounts.serializers import profile as shapes
from apps.accounts.services.email import request_email_change
from apps.accounts.services.profile import renew_password, set_avatar, update_settings
from apps.accounts.services.users import lock_user, update_profile
from apps.accounts.sessions import end_session
from apps.accounts.views.sessions import parse, user_agent
from apps.core.json import FILE_RENDERERS
from apps.core.permissions import PERSON, SIGNED_IN
from apps.core.texts import say
from apps.core.viewsets import ApiRequest, ApiView, ResourceView, TenantViewSet


class OwnRecord(ResourceView):
    """The caller's own record, whatever of it is shown."""

    request: ApiRequest

    def read(self, *, lock: bool) -> User:
        caller: User = self.request.user
        return self.as_caller(lock_user(actor=caller, user=caller)) if lock else caller

    def as_caller(self, user: User) -> User:
        """The caller's record as it acts in this request: in a tenant, and with a key's rights alone."""
        caller: User = self.request.user
        user = user.acting_in(caller.acting_tenant)
        if getattr(self.request.auth, "is_key", False):
            user.role, user.is_superuser = caller.role, caller.is_superuser
        return user


class OwnProfile(OwnRecord):
    def show(self, user: User) -> Any:
        return shapes.ProfileSerializer(user, context={"request": self.request}).data


class ProfileView(OwnProfile):
    """The caller's own profile."""

    access = SIGNED_IN
    before_second_factor = True

    @extend_schema(responses=shapes.ProfileSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The caller, with role and tenant."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.ProfileSerializer(partial=True), responses=shapes.ProfileSerializer)
    def put(self, request: ApiRequest) -> Response:
        """Change the own names; a new e-mail holds once its owner confirms it."""
        return self.patch(request)

    @extend_schema(request=shapes.ProfileSerializer, responses=shapes.ProfileSerializer)
    def patch(self, request: ApiRequest) -> Response:
        """Change some of the own names; a new e-mail holds once its owner confirms it."""
        user = self.get_object()
        serializer = shapes.ProfileSerializer(user, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changes = dict(serializer.validated_data)
        email = changes.pop("email", user.email)
        user = update_profile(actor=request.user, **changes)
        if email != user.email:
            user = request_email_change(actor=request.user, email=email)
        return self.answer(self.as_caller(user))


class ChangePasswordView(ApiView):
    access = PERSON

    @extend_schema(request=shapes.ChangePasswordSerializer, responses=shapes.TokenPairSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Change the own password. All sessions end; the answer carries the tokens of a new one."""
        body = parse(shapes.ChangePasswordSerializer, request)
        tokens = renew_password(actor=request.user, user_agent=user_agent(request), **body)
        return Response({"detail": say("Password changed"), "access": tokens.access, "refresh": tokens.refresh})


class UploadAvatarView(OwnProfile):
    access = SIGNED_IN
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": shapes.AvatarSerializer}, responses=shapes.ProfileSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Set the own picture. It is drawn anew, at most 512 pixels a side."""
        self.get_object()
        user = set_avatar(actor=request.user, **parse(shapes.AvatarSerializer, request))
        return self.answer(self.as_caller(user))


class AvatarView(ApiView):
    model = User
    access = SIGNED_IN
    renderer_classes = FILE_RENDERERS

    @extend_schema(responses={(200, "image/webp"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, user_id: int) -> FileResponse:
        """The picture of a user of the caller's tenant; 404 while there is none."""
        user: Any = User.objects.visible_to(request.user).filter(pk=user_id).first()
        if user is None or not user.avatar:
            raise Http404
        return FileResponse(user.avatar.open(), content_type="image/webp", as_attachment=True, filename="avatar.webp")


class SettingsView(OwnRecord):
    """The caller's own settings."""

    access = SIGNED_IN

    def show(self, user: User) -> Any:
        defaults = {name: field.default for name, field in shapes.SettingsSerializer().fields.items()}
        return defaults | user.preferences

    @extend_schema(responses=shapes.SettingsSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The own settings, with the defaults filled in."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.SettingsSerializer, responses=shapes.SettingsSerializer)
    def patch(self, request: ApiRequest) -> Response:
        """Change some of the own settings."""
        self.get_object()
        serializer = shapes.SettingsSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return self.answer(update_settings(actor=request.user, **serializer.validated_data))


class SessionViewSet(TenantViewSet):
    """The caller's own log-ins that have not ended."""

    model = Session
    serializer_class = shapes.SessionSerializer
    writes = {"destroy": end_session}
    reads = ("list",)
    action_permissions = {"list": PERSON, "destroy": PERSON}


class ApiKeyViewSet(TenantViewSet):
    """The caller's own API keys."""

    model = ApiKey
    serializer_class = shapes.ApiKeySerializer
    writes = {"create": create_api_key, "destroy": delete_api_key}
    reads = ("list",)
    action_permissions = {"list": PERSON, "create": PERSON, "destroy": PERSON}
    wants_fresh_factor = frozenset({"create"})

    def get_serializer_class(self) -> Any:
        return shapes.MadeApiKeySerializer if self.action == "create" else super().get_serializer_class()


class MenuView(ApiView):
    access = SIGNED_IN

    @extend_schema(responses=shapes.MenuEntrySerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """The menu, with what the caller may see of it."""
        return Response(menu_of(request.user))
