"""What a company's owners are told of an endpoint that was switched off."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.accounts.roles import OWNER
from apps.integrations.models import WebhookEndpoint
from apps.notifications.letters import Letter
from apps.notifications.services.queueing import notify_user
from apps.tenants.actors import Actor

KIND: Final = "integrations.endpoint_disabled"
DISABLED: Final = Letter(
    gettext_noop("Webhooks to {url} are switched off"),
    gettext_noop(
        "{tenant} sends no events to {url} any more. {reason}\n\nWhat waits is kept. Once the endpoint answers, "
        "switch it on again at {link} by setting is_active; what happens while it is off is in the change feed.\n"
    ),
)


def tell_disabled(*, actor: Actor, endpoint: WebhookEndpoint, event_id: int) -> None:
    """Tell the owners that events are not sent to an endpoint any more, once for each event that says so."""
    letter = DISABLED.about(
        tenant=actor.acting_tenant.name,
        url=endpoint.url,
        reason=endpoint.disabled_reason,
        link=f"{settings.PUBLIC_URL}/api/webhooks/endpoints/{endpoint.pk}/",
    )
    owners = User.unscoped.filter(tenant_id=actor.acting_tenant_id, role__slug=OWNER, is_active=True)
    for owner in owners.select_related("tenant", "role"):
        notify_user(actor=actor, user=owner, kind=KIND, letter=letter, key=f"endpoint_disabled:{event_id}")
