from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.accounts import services
from apps.accounts.filters import UserFilter
from apps.accounts.models import Role, User
from apps.accounts.second_factor import reset_second_factor
from apps.accounts.selectors import all_rights
from apps.accounts.serializers import users as shapes
from apps.accounts.services.email import invite_user
from apps.accounts.views.sessions import parse
from apps.core.pagination import OptionalPages
from apps.core.texts import say
from apps.core.viewsets import ApiRequest, ApiView, ResourceView, TenantViewSet


class UserViewSet(TenantViewSet):
    """The people of the caller's tenant."""

    model = User
    serializer_class = shapes.UserSerializer
    filterset_class = UserFilter
    pagination_class = OptionalPages
    related = ("role",)
    search_lookups = ("search_text",)
    put_is_partial = True
    writes = {"create": services.create_user, "update": services.update_user, "destroy": services.delete_user}
    action_permissions = {"reset_second_factor": "accounts.change_user"}
    wants_fresh_factor = frozenset({"destroy", "reset_second_factor"})

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="reset-second-factor")
    def reset_second_factor(self, request: ApiRequest, pk: int) -> Response:
        """Take the second factor of a colleague who has lost it; their sessions end."""
        reset_second_factor(actor=request.user, user=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class InviteView(ApiView):
    access = "accounts.add_user"

    @extend_schema(request=shapes.InvitationSerializer, responses={201: shapes.UserSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Add a user without a password, and mail them a link by which they choose one."""
        user = invite_user(actor=request.user, **parse(shapes.InvitationSerializer, request))
        return Response(shapes.UserSerializer(user).data, status=status.HTTP_201_CREATED)


class RoleViewSet(TenantViewSet):
    """The roles of the caller's tenant: those that are built in, and its own."""

    model = Role
    serializer_class = shapes.RoleSerializer
    ordering = ("id",)
    put_is_partial = True
    writes = {"create": services.create_role, "update": services.update_role, "destroy": services.delete_role}


class PermissionsView(ApiView):
    access = "accounts.view_role"

    @extend_schema(responses=shapes.PermissionSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """Every right that a role can give."""
        return Response(shapes.PermissionSerializer(all_rights(), many=True).data)


class AssignRoleView(ResourceView):
    model = User
    request: ApiRequest
    access = "accounts.change_user"

    def read(self, *, lock: bool) -> Any:
        users = User.objects.visible_to(self.request.user)
        user = (users.select_for_update(no_key=True) if lock else users).filter(pk=self.kwargs["user_id"]).first()
        if user is None:
            raise Http404
        return user

    def show(self, user: User) -> Any:
        return shapes.UserSerializer(user).data

    @extend_schema(request=shapes.AssignRoleSerializer, responses=shapes.DetailSerializer)
    def post(self, request: ApiRequest, user_id: int) -> Response:
        """Give a user another role, named by slug or id."""
        user = self.get_object()
        services.update_user(actor=request.user, user=user, **parse(shapes.AssignRoleSerializer, request))
        return Response({"detail": say("Role assigned")})
