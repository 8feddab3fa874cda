from apps.accounts.models import Role, User
from apps.core.filters import TenantFilterSet, TenantModelFilter, YesNoFilter


class UserFilter(TenantFilterSet):
    role = TenantModelFilter(Role, to_field_name="slug", label="The role's slug")
    is_active = YesNoFilter()

    class Meta:
        model = User
        fields = ["role", "is_active"]
