from typing import Any

from apps.core.actors import Viewer
from apps.integrations.models import Provider

_WORST_FIRST = (Provider.Health.DOWN, Provider.Health.DEGRADED)


def provider_health(user: Viewer) -> dict[str, Any]:
    """How the active providers that the user sees were found, and the worst of it."""
    rows = Provider.objects.visible_to(user).filter(is_active=True).order_by("name")
    providers = {
        row.name: {"status": row.health, "response_time": row.response_time, "last_check": row.last_check}
        for row in rows
    }
    found = {provider["status"] for provider in providers.values()}
    overall = next((state for state in _WORST_FIRST if state in found), Provider.Health.HEALTHY)
    return {"status": overall, "providers": providers}
