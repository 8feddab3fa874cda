"""The roles every tenant has from the start, and what they allow.

A built-in role follows the product: its rights are computed from the models, so that a new model's rights reach every
tenant at once. A tenant's own role lists its rights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.apps import apps

from apps.core.actors import Scope

OWNER, ADMIN = "owner", "admin"
ADMINISTRATING = frozenset({OWNER, ADMIN})
SUPER_ADMIN = "super_admin"
SUPER_ADMIN_NAME = "Super administrator"

BUSINESS_APPS = frozenset(
    {
        "clients",
        "products",
        "documents",
        "invoices",
        "quotes",
        "payments",
        "expenses",
        "bills",
        "currencies",
        "scheduling",
        "notifications",
        "dashboard",
    }
)
MONEY_APPS = frozenset({"invoices", "quotes", "payments", "expenses", "bills", "currencies", "dashboard"})
SALES_APPS = frozenset({"clients", "quotes", "scheduling", "notifications"})
PLATFORM_APPS = frozenset({"admin", "auth", "contenttypes", "sessions"})


@dataclass(frozen=True)
class BuiltInRole:
    name: str
    scope: Scope
    allows: Callable[[str, str], bool]
    """Whether the role may do a verb (view, add, change, delete) in an app."""


BUILT_IN: dict[str, BuiltInRole] = {
    OWNER: BuiltInRole("Owner", "all", lambda app, verb: True),
    ADMIN: BuiltInRole("Administrator", "all", lambda app, verb: True),
    "manager": BuiltInRole("Manager", "all", lambda app, verb: app in BUSINESS_APPS),
    "accountant": BuiltInRole(
        "Accountant", "all", lambda app, verb: app in MONEY_APPS or (app in BUSINESS_APPS and verb == "view")
    ),
    "staff": BuiltInRole("Staff", "all", lambda app, verb: app in BUSINESS_APPS and verb != "delete"),
    "sales_person": BuiltInRole(
        "Sales person", "own", lambda app, verb: app in SALES_APPS or (app in BUSINESS_APPS and verb != "delete")
    ),
    "user": BuiltInRole("User", "own", lambda app, verb: app in BUSINESS_APPS),
}


@cache
def all_permissions() -> frozenset[str]:
    """Every right a tenant can give, as `app.verb_model`."""
    return frozenset(
        f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
        for model in apps.get_models()
        if model._meta.app_label not in PLATFORM_APPS
        for verb in model._meta.default_permissions
    )


@cache
def built_in_permissions(slug: str) -> frozenset[str]:
    """The rights of a built-in role."""
    allows = BUILT_IN[slug].allows
    return frozenset(
        right
        for right in all_permissions()
        if allows(right.partition(".")[0], right.partition(".")[2].partition("_")[0])
    )
