"""The way out of e-mails: a signed address, for a person or for one click of a mail program."""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.profile import update_settings
from apps.clients.models import Client
from apps.clients.services import update_client
from apps.core.errors import RuleViolation
from apps.core.tenancy import bind_tenant
from apps.notifications.models import Notification
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant

_SALT = "notifications.unsubscribe"


def unsubscribe_url(notification: Notification) -> str:
    """The address in a mail by which its reader gets no more of the kind; empty for what is sent on business, such as
    an invoice, and to addresses of neither a customer nor a user."""
    if notification.user_id:
        whose = ["user", notification.user_id]
    elif notification.client_id and notification.kind.startswith("workflow."):
        whose = ["client", notification.client_id]
    else:
        return ""
    token = signing.dumps([notification.tenant_id, *whose], salt=_SALT)
    return f"{settings.PUBLIC_URL}/unsubscribe/{token}/"


@transaction.atomic
def unsubscribe(*, token: str) -> Tenant:
    """Send whoever the token was made for no more notifications by e-mail. Answers the company; 404 for a forged one.

    The company stays bound. Doing it again changes nothing.
    """
    tenant, whose, pk = read_token(token)
    bind_tenant(tenant.pk)
    actor = SystemActor(tenant)
    if whose == "user":
        user: User | None = User.unscoped.select_related("tenant", "role").filter(tenant=tenant, pk=pk).first()
        if user and user.preferences.get("email_notifications", True):
            update_settings(actor=user, email_notifications=False)
    else:
        client: Client | None = Client.unscoped.filter(tenant=tenant, pk=pk).first()
        if client and client.unsubscribed_at is None:
            update_client(actor=actor, client=client, unsubscribed_at=timezone.now())
    return tenant


def read_token(token: str) -> tuple[Tenant, str, int]:
    """The company, and whether a user or a client of it with which id. 404 for a token that was not made here."""
    try:
        tenant_id, whose, pk = signing.loads(token, salt=_SALT)
        return Tenant.objects.get(pk=tenant_id), whose, pk
    except (signing.BadSignature, ValueError, TypeError, Tenant.DoesNotExist) as exc:
        raise RuleViolation("There is no such page.", code="not_found", status=404) from exc
