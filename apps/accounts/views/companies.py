from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.accounts import services
from apps.core.json import FILE_RENDERERS, StrictJSONParser
from apps.core.permissions import PLATFORM
from apps.core.uploads import private_file
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.tenants.models import Tenant
from apps.tenants.serializers import LogoSerializer, TenantSerializer


class CompanyViewSet(TenantViewSet):
    """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""

    model = Tenant
    serializer_class = TenantSerializer
    put_is_partial = True
    wants_fresh_factor = frozenset({"destroy"})
    action_permissions = {
        "create": PLATFORM,
        "destroy": PLATFORM,
        "logo": "tenants.view_tenant",
        "upload_logo": "tenants.change_tenant",
        "remove_logo": "tenants.change_tenant",
    }
    writes = {"create": services.create_tenant, "update": services.update_tenant, "destroy": services.delete_tenant}

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    @action(detail=True, renderer_classes=FILE_RENDERERS)
    def logo(self, request: ApiRequest, pk: int) -> FileResponse:
        """The logo that stands on the tenant's documents; 404 while there is none."""
        tenant = self.get_object()
        if not tenant.logo:
            raise Http404
        return private_file(tenant.logo, filename="logo.png", content_type="image/png")

    @extend_schema(request={"multipart/form-data": LogoSerializer}, responses=TenantSerializer)
    @action(detail=True, methods=["post"], url_path="upload-logo", parser_classes=(MultiPartParser, StrictJSONParser))
    def upload_logo(self, request: ApiRequest, pk: int) -> Response:
        """Set the logo of the tenant's documents. It is drawn anew, at most 1200 x 400 pixels."""
        tenant = self.get_object()
        body = LogoSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(services.set_logo(actor=request.user, tenant=tenant, **body.validated_data))

    @extend_schema(request=None, responses=TenantSerializer)
    @action(detail=True, methods=["post"], url_path="remove-logo")
    def remove_logo(self, request: ApiRequest, pk: int) -> Response:
        """Take the logo off the tenant's documents."""
        return self.answer(services.set_logo(actor=request.user, tenant=self.get_object()))
