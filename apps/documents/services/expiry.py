"""Reminders of documents that expire, on the days ahead that the tenant's settings name."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from apps.audit.services import record
from apps.documents.models import Document
from apps.tenants.actors import Actor
from apps.tenants.days import today_of

_BATCH: Final = 500
_FARTHEST: Final = timedelta(days=366)


def tenants_with_expiring_documents() -> set[int]:
    """The tenants with a document that expires within a year; asked of the operators' role."""
    today = timezone.now().date()
    expiring = Document.unscoped.using("ops").filter(
        expiration_date__range=(today - timedelta(days=1), today + _FARTHEST)
    )
    return set(expiring.values_list("tenant_id", flat=True).distinct())


def remind_of_expiry(*, actor: Actor) -> int:
    """Record a reminder of each of the tenant's documents that has come closer to its last day than another of the
    reminder days; whom it reaches follows from the event log. Answers how many. A document that passed several at once
    is reminded of once; an expired one never.
    """
    days = sorted(set(actor.acting_tenant.preferences.expiry_reminder_days), reverse=True)
    reminded = 0
    for reached, ahead in enumerate(days, start=1):
        while started := _remind_batch(actor, reached, ahead, later=days[reached:]):
            reminded += started
    return reminded


@transaction.atomic
def _remind_batch(actor: Actor, reached: int, ahead: int, later: Iterable[int]) -> int:
    today = today_of(actor)
    next_ahead = max(later, default=-1)
    due = Document.unscoped.filter(
        tenant_id=actor.acting_tenant_id,
        expiration_date__gt=today + timedelta(days=next_ahead),
        expiration_date__lte=today + timedelta(days=ahead),
        expiry_reminders__lt=reached,
    )
    documents: list[Any] = list(
        due.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:_BATCH]
    )
    for document in documents:
        document.expiry_reminders = reached
        document.save(update_fields=["expiry_reminders", "updated_at"])
        left = (document.expiration_date - today).days
        record(actor=actor, action="remind", target=document, new={"days_left": left})
    return len(documents)
