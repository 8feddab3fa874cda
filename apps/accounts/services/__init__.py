from apps.accounts.services.companies import create_tenant, delete_tenant, register_tenant, set_logo, update_tenant
from apps.accounts.services.roles import create_built_in_roles, create_role, delete_role, update_role
from apps.accounts.services.users import create_user, delete_user, update_profile, update_user

__all__ = [
    "create_built_in_roles",
    "create_role",
    "create_tenant",
    "create_user",
    "delete_role",
    "delete_tenant",
    "delete_user",
    "register_tenant",
    "set_logo",
    "update_profile",
    "update_role",
    "update_tenant",
    "update_user",
]
