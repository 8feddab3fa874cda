"""Who is reached how: the channels that a user or a customer has, and has not switched off."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from apps.accounts.models import User
from apps.clients.models import Client
from apps.notifications.channels.whatsapp import phone_of
from apps.notifications.models import Notification, PushSubscription

Channel = Notification.Channel
SWITCHES = {Channel.EMAIL: "email_notifications", Channel.PUSH: "push_notifications"}
"""The user's setting that allows a channel."""


def user_channels(user: User, channels: Sequence[str] | None = None) -> list[str]:
    """The channels to tell a user by: those given, else e-mail and, where a browser is registered, the browser; without
    what the user has switched off."""
    if channels is None:
        has_browser = PushSubscription.unscoped.filter(user_id=user.pk, tenant_id=user.tenant_id).exists()
        channels = [Channel.EMAIL, Channel.PUSH] if has_browser else [Channel.EMAIL]
    return [channel for channel in dict.fromkeys(channels) if _allows(user, channel) and user_address(user, channel)]


def user_address(user: User, channel: str) -> str:
    """Where a user is reached on a channel; empty where they are not."""
    if channel == Channel.EMAIL:
        return user.email
    if channel == Channel.WHATSAPP:
        return phone_of(user.preferences.get("whatsapp_number") or "")
    return user.username


def client_channel(client: Client) -> str:
    """The one channel that a customer is told by: the preferred one where it can be used, else e-mail, else WhatsApp;
    empty where none is left."""
    wanted = client.preferred_channel
    if wanted == Client.ContactChannel.NONE:
        return ""
    usable = [channel for channel in (Channel.EMAIL, Channel.WHATSAPP) if client_address(client, channel)]
    if wanted in usable:
        return str(wanted)
    return str(usable[0]) if usable else ""


def client_address(client: Client, channel: str) -> str:
    """Where a customer is reached on a channel; empty where they are not, or have unsubscribed."""
    if channel == Channel.EMAIL:
        return "" if client.unsubscribed_at else client.email
    return phone_of(client.phone) if channel == Channel.WHATSAPP else ""


def objection(notification: Notification) -> str:
    """Why a message that waited is not wanted any more; empty where nothing speaks against it."""
    user, client = notification.user, notification.client
    if user is not None:
        if not user.is_active:
            return _("The user is not active any more.")
        return "" if _allows(user, notification.channel) else _("The user has switched this channel off.")
    if client is not None and notification.kind.startswith("workflow."):
        if client.preferred_channel == Client.ContactChannel.NONE:
            return _("The customer wants no messages.")
        if notification.channel == Channel.EMAIL and client.unsubscribed_at:
            return _("The customer has unsubscribed.")
    return ""


def _allows(user: User, channel: str) -> bool:
    switch = SWITCHES.get(Channel(channel))
    return switch is None or bool(user.preferences.get(switch, True))
