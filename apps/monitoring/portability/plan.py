"""What of a tenant goes into an archive of its own, and which columns mean other rows without being keys."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import models

from apps.core.rls import fenced_models

LEFT_OUT: Final[Mapping[str, str]] = {
    "accounts.Session": "people log in anew",
    "accounts.SecondFactor": "sealed for one user of one installation: people enrol anew",
    "accounts.ApiKey": "a key opens one installation",
    "tenants.KeptAnswer": "answers for callers of one installation",
    "integrations.WebhookEndpoint": "a copy tells nobody what happens in it: endpoints are registered anew",
    "integrations.WebhookDelivery": "what one installation sent",
    "integrations.WebhookAttempt": "what one installation sent",
    "notifications.Notification": "what one installation sent; none of it is sent again",
    "notifications.PushSubscription": "a browser registers with one installation",
    "notifications.WhatsAppAccount": "a number writes from one installation",
    "scheduling.CalendarFeed": "an address of one installation",
    "scheduling.GoogleAccount": "connected to one installation",
    "scheduling.GoogleItem": "connected to one installation",
    "jobs.Job": "work of one installation, and the files it wrote",
    "dashboard.Entry": "computed from the books",
    "dashboard.Rollup": "computed from the books",
    "monitoring.TaskExecution": "what one installation did",
    "monitoring.HealthMetric": "what one installation measured",
    "monitoring.Measurement": "what one installation measured",
    "monitoring.Alert": "what one installation measured",
}
"""Tables of a tenant that stay behind, and why."""

SPOKEN_OF: Final[Mapping[tuple[str, str], str]] = {
    ("invoices_seal", "document_id"): "kind",
    ("audit_auditlog", "resource_id"): "resource_type",
}
"""Columns with the id of a row of any table, and the column beside that names its model (`_` does not count)."""

SEALED: Final[Mapping[tuple[str, str], str]] = {
    ("integrations_provider", "sealed"): "apps.integrations.services.reseal"
}
"""Columns sealed for their tenant, and what seals them for another: `(sealed, *, tenant_id, new_tenant_id)`."""

FORGOTTEN: Final[Mapping[tuple[str, str], str]] = {
    ("accounts_user", "is_superuser"): "false",
    ("tenants_tenant", "is_active"): "false",
    ("tenants_tenant", "deleted_at"): "NULL",
    # Ids of invoices in a list, which get others.
    ("invoices_invoiceimport", "possible_duplicates"): "'[]'::jsonb",
    # Below every position of the relay: what happened elsewhere is told to nobody again.
    ("audit_auditlog", "txid"): "s.txid - (1::bigint << 61)",
}
"""What is stored instead of the archive's value, as SQL over its row `s`."""

INCOMPARABLE: Final = frozenset({*FORGOTTEN, *SEALED, ("tenants_tenant", "updated_at")})
"""Columns that say nothing about whether two tenants hold the same."""


def carried_models() -> list[type[Any]]:
    """The tenant itself and each of its tables that is carried; children before their parents, so that the lines of an
    issued document are stored before the document that guards them."""
    from apps.tenants.models import Tenant

    return [*(m for m in reversed(fenced_models()) if m._meta.label not in LEFT_OUT), Tenant]


def columns_of(model: type[Any]) -> list[models.Field[Any, Any]]:
    """The fields whose columns are stored, in an order that migrations do not change."""
    return sorted((f for f in model._meta.concrete_fields if not f.generated), key=lambda f: str(f.column))


def file_fields(model: type[Any]) -> list[models.FileField]:
    return [f for f in columns_of(model) if isinstance(f, models.FileField)]
