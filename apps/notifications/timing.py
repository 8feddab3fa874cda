"""When a message may go out: not in the quiet hours of whoever it is for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from apps.notifications.models import Notification
from apps.tenants.actors import Actor
from apps.tenants.quiet import after_quiet


def quiet_until(actor: Actor, notification: Notification, moment: datetime) -> datetime:
    """The moment, or the end of the quiet hours that it lies in: the user's own where they have some, else the
    company's, each on their own clock. Urgent messages and those in the product disturb nobody's rest."""
    if notification.is_urgent or notification.channel == Notification.Channel.IN_APP:
        return moment
    own = notification.user.preferences if notification.user else {}
    hours = own.get("quiet_hours")
    if hours is None:
        hours = actor.acting_tenant.preferences.quiet_hours
    zone = ZoneInfo(own["timezone"]) if own.get("timezone") else actor.tenant_timezone
    return after_quiet(moment, hours, zone)
