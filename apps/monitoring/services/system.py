"""The installation itself as an actor: its rows belong to the tenant "Platform", which superusers are at home in."""

from django.conf import settings
from django.db import transaction

from apps.accounts.models import PLATFORM_DOMAIN
from apps.core.limits import redis_client
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant


def system_actor() -> SystemActor:
    """The product at work for the installation as a whole."""
    with transaction.atomic():
        tenant, _ = Tenant.objects.get_or_create(domain=PLATFORM_DOMAIN, defaults={"name": "Platform"})
    return SystemActor(tenant)


def clear_cache() -> int:
    """Drop what is cached, pages' sessions in it included, which are read anew. Answers how many entries there were.

    Limits, epochs and messages, which share the Redis database, stay.
    """
    client, dropped = redis_client(), 0
    for key in client.scan_iter(match=f"{settings.CACHES['default']['KEY_PREFIX']}:*", count=1000):
        dropped += int(client.unlink(key))
    return dropped
