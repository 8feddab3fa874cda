from apps.accounts import services
from apps.core.permissions import PLATFORM
from apps.core.viewsets import TenantViewSet
from apps.tenants.models import Tenant
from apps.tenants.serializers import TenantSerializer


class CompanyViewSet(TenantViewSet):
    """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""

    model = Tenant
    serializer_class = TenantSerializer
    put_is_partial = True
    wants_fresh_factor = frozenset({"destroy"})
    action_permissions = {"create": PLATFORM, "destroy": PLATFORM}
    writes = {"create": services.create_tenant, "update": services.update_tenant, "destroy": services.delete_tenant}
