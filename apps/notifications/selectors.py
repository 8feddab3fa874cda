from typing import Final

from apps.core.actors import Viewer
from apps.notifications.models import Notification

MOST_STREAMED: Final = 50


def latest_version(user: Viewer) -> str:
    """What changes whenever a message changes that the user may see."""
    rows = Notification.objects.visible_to(user).order_by("-updated_at", "-id")
    last = rows.values_list("id", "updated_at").first()
    return f"{last[0]}-{last[1].timestamp()}" if last else "none"


def latest_notifications(user: Viewer) -> list[Notification]:
    """The messages that the user may see, the last changed first; at most 50."""
    return list(Notification.objects.visible_to(user).order_by("-updated_at", "-id")[:MOST_STREAMED])
