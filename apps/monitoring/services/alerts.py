"""Alerts: raised once, by rules or callers; resolved by themselves or by a person; told when they are raised."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.texts import say
from apps.monitoring.models import Alert
from apps.notifications.letters import ALERT
from apps.notifications.models import Notification
from apps.notifications.services.queueing import notify_user, queue_notification
from apps.tenants.actors import Actor

KIND = "monitoring.alert"
_MOVES = {
    Alert.Status.OPEN: {Alert.Status.ACKNOWLEDGED, Alert.Status.RESOLVED},
    Alert.Status.ACKNOWLEDGED: {Alert.Status.OPEN, Alert.Status.RESOLVED},
    Alert.Status.RESOLVED: {Alert.Status.OPEN},
}


@transaction.atomic
def create_alert(*, actor: Actor, **values: Any) -> Alert:
    """Raise an alert, and tell of it unless it is only for information."""
    alert = Alert(tenant_id=actor.acting_tenant_id, **_stamped(actor, values))
    insert_row(alert)
    record(actor=actor, action="create", target=alert, new={"title": alert.title, "severity": alert.severity})
    if alert.severity != Alert.Severity.INFO and alert.status == Alert.Status.OPEN:
        _tell(actor, alert)
    return alert


@transaction.atomic
def change_alert(*, actor: Actor, alert: Alert, **changes: Any) -> Alert:
    """Change an alert or move it on. 409 for a rule's alert that is to be opened again while another one is open."""
    alert = Alert.unscoped.select_for_update().get(pk=alert.pk)
    status = changes.get("status", alert.status)
    if status != alert.status and status not in _MOVES[Alert.Status(alert.status)]:
        legal = " / ".join(sorted(_MOVES[Alert.Status(alert.status)]))
        raise RuleViolation(
            say("An alert that is {now} can become {legal}.", now=alert.status, legal=legal), code="illegal_move"
        )
    if status != alert.status:
        changes |= _stamped(actor, {"status": status})
    old, new = apply_changes(alert, changes)
    if new:
        alert.save()
        record(actor=actor, action="update", target=alert, old=old, new=new)
    return alert


@transaction.atomic
def delete_alert(*, actor: Actor, alert: Alert) -> None:
    """Delete an alert. A rule that still holds raises it anew."""
    record(actor=actor, action="delete", target=alert, old={"title": alert.title, "status": alert.status})
    alert.delete()


@transaction.atomic
def judge(*, actor: Actor, rule: str, title: str, message: str, level: str) -> Alert | None:
    """Let there be one alert while the rule holds, and none when `level` is ok. Answers the one that is open.

    A known alert that becomes graver is opened anew, whoever had acknowledged it.
    """
    alert = Alert.unscoped.select_for_update().filter(rule=rule, tenant_id=actor.acting_tenant_id)
    known: Alert | None = alert.exclude(status=Alert.Status.RESOLVED).first()
    if level == "ok":
        if known:
            change_alert(actor=actor, alert=known, status=Alert.Status.RESOLVED)
        return None
    if known is None:
        return create_alert(actor=actor, rule=rule, title=title, message=message, severity=level, source="rules")
    if known.severity == level or level != Alert.Severity.CRITICAL:
        return known
    graver = {"severity": level, "message": message, "title": title, "status": Alert.Status.OPEN}
    changed = change_alert(actor=actor, alert=known, **graver)
    _tell(actor, changed)
    return changed


def _tell(actor: Actor, alert: Alert) -> None:
    """Queue an alert to ALERT_EMAILS; unless those are set, to the active superusers or administrators of its tenant:
    by mail and browser as they allow, and in the product. What is critical goes out in quiet hours too.
    """
    letter = ALERT.about(
        severity=alert.severity,
        title=alert.title,
        message=alert.message,
        since=f"{alert.created_at:%Y-%m-%d %H:%M}",
        address=f"{settings.PUBLIC_URL}/api/monitoring/",
    )
    key, is_urgent = f"alert:{alert.pk}:{uuid4().hex}", alert.severity == Alert.Severity.CRITICAL
    for user in () if settings.ALERT_EMAILS else _people(actor.acting_tenant_id):
        notify_user(actor=actor, user=user, kind=KIND, letter=letter, key=key, is_urgent=is_urgent)
    subject, body = letter.written()
    for address in settings.ALERT_EMAILS:
        queue_notification(
            actor=actor,
            kind=KIND,
            channel=Notification.Channel.EMAIL,
            recipient=address,
            subject=subject,
            body=body,
            is_urgent=is_urgent,
        )


def _people(tenant_id: int) -> list[User]:
    users = User.unscoped.filter(tenant_id=tenant_id, is_active=True).select_related("role", "tenant")
    return [user for user in users if user.administrates]


def _stamped(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """What follows from the status: who acknowledged it, when it was resolved."""
    now = timezone.now()
    match values.get("status", Alert.Status.OPEN):
        case Alert.Status.ACKNOWLEDGED:
            return values | {"acknowledged_by_id": actor.pk, "acknowledged_at": now, "resolved_at": None}
        case Alert.Status.RESOLVED:
            return values | {"resolved_at": now}
    return values | {"acknowledged_by_id": None, "acknowledged_at": None, "resolved_at": None}
