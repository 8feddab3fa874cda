"""What a company's owners are told of an endpoint that was switched off."""

from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from apps.accounts.models import User
from apps.accounts.roles import OWNER
from apps.core.texts import say
from apps.integrations.models import WebhookEndpoint
from apps.jobs.registry import handles
from apps.jobs.runner import JobRun

EMAIL_DISABLED: Final = "integrations.email_disabled"


@handles(EMAIL_DISABLED)
def email_disabled_job(run: JobRun) -> dict[str, Any]:
    """Mail the owners that events are not sent to an endpoint any more, unless they are again."""
    endpoint = WebhookEndpoint.unscoped.filter(tenant_id=run.job.tenant_id, pk=run.arguments["endpoint_id"]).first()
    if endpoint is None or endpoint.is_active:
        return {"recipients": []}
    tenant = run.actor.acting_tenant
    owners = User.unscoped.filter(tenant_id=tenant.pk, role__slug=OWNER, is_active=True).exclude(email="")
    recipients = sorted(owners.values_list("email", flat=True))
    with translation.override(tenant.language or settings.LANGUAGE_CODE):
        subject = say("Webhooks to {url} are switched off", url=endpoint.url)
        body = say(
            "{tenant} sends no events to {url} any more. {reason}\n\nWhat waits is kept. Once the endpoint answers, "
            "switch it on again at {link} by setting is_active; what happens while it is off is in the change feed.\n",
            tenant=tenant.name,
            url=endpoint.url,
            reason=endpoint.disabled_reason,
            link=f"{settings.PUBLIC_URL}/api/webhooks/endpoints/{endpoint.pk}/",
        )
    for recipient in recipients:
        # A line break must not begin another header.
        EmailMessage(" ".join(subject.split()), body, to=[recipient]).send()
    return {"recipients": recipients}
