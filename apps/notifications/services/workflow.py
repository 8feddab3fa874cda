"""What customers and colleagues are told of an application: its deadlines ahead of time, its moves as they are made.

Driven by the event log. Whoever calls it again with the same event adds nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from apps.audit.models import AuditLog
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.documents.models import ApplicationWorkflow, CustomerApplication
from apps.notifications.channels.outcomes import told_to
from apps.notifications.letters import COMPLETED, DEADLINE, MOVED, REJECTED, STEP_DONE, Letter
from apps.notifications.models import Notification
from apps.notifications.recipients import user_channels
from apps.notifications.services.outbox import cancel_notification
from apps.notifications.services.queueing import notify_client, notify_user
from apps.tenants.actors import Actor

DEADLINE_KIND: Final = "workflow.deadline"
MORNING: Final = time(9)
"""When a customer is told of a deadline, where the company is."""
TOO_OLD: Final = timedelta(days=1)
"""Moves that lie further back are not told any more: after a restore, or when an installation is upgraded."""


@transaction.atomic
def follow_deadlines(*, actor: Actor, application_id: int) -> None:
    """Bring the waiting messages about an application's deadlines in line with its open steps. It may be gone."""
    held = Notification.unscoped.filter(tenant_id=actor.acting_tenant_id, kind=DEADLINE_KIND)
    rows = CustomerApplication.unscoped.filter(tenant_id=actor.acting_tenant_id, pk=application_id)
    application = rows.select_for_update(no_key=True, of=("self",)).select_related("customer", "product").first()
    if application is None:
        _withdraw(actor, held.filter(payload__application=application_id, status=Notification.Status.PENDING), set())
        return
    wanted = set()
    for step, moment in _deadlines(actor, application):
        wanted.add(name := f"deadline:{step.pk}:{step.due_date}")
        known = held.filter(key__startswith=f"{name}:")
        if known.exclude(payload__has_key="withdrawn").exists():
            continue
        notify_client(
            actor=actor,
            client=application.customer,
            kind=DEADLINE_KIND,
            letter=DEADLINE.about(**_facts(actor, application), step=step.name, day=step.due_date),
            key=f"{name}:{known.count()}",
            customer_application=application,
            owner_id=application.owner_id,
            scheduled_for=moment,
            payload={"application": application.pk, "deadline": name},
        )
    waiting = held.filter(customer_application=application, status=Notification.Status.PENDING)
    _withdraw(actor, waiting, wanted)


@transaction.atomic
def tell_move(*, actor: Actor, event: AuditLog) -> None:
    """Tell of an event that moved an application: the customer where the steps at hand say so, and whoever looks after
    it unless they moved it themselves."""
    if event.timestamp < timezone.now() - TOO_OLD or event.action not in ("advance", "reject"):
        return
    rows = CustomerApplication.unscoped.filter(tenant_id=actor.acting_tenant_id, pk=int(event.resource_id))
    application: Any = rows.select_related("customer", "product", "owner__role", "owner__tenant").first()
    if application is None:
        return
    steps = {step.step: step for step in application.workflows.all()}
    done, following = steps.get(event.old_values.get("step")), steps.get(event.new_values.get("step"))
    facts = _facts(actor, application)
    letter, kind, told_by = _move_of(event, steps, done, following)
    if any(step.notify_customer for step in told_by):
        notify_client(
            actor=actor,
            client=application.customer,
            kind=kind,
            letter=letter.about(**facts, **_steps(done, following, application.due_date)),
            key=f"moved:{event.pk}",
            customer_application=application,
            owner_id=application.owner_id,
        )
    keeper = application.owner
    if keeper is not None and keeper.is_active and keeper.pk != event.user_id and following is not None:
        notify_user(
            actor=actor,
            user=keeper,
            kind="workflow.moved",
            letter=MOVED.about(**facts, **_steps(done, following, application.due_date)),
            key=f"moved:{event.pk}",
            channels=[one for one in user_channels(keeper) if one != Notification.Channel.EMAIL],
            customer_application=application,
        )


def _move_of(
    event: AuditLog,
    steps: dict[int, ApplicationWorkflow],
    done: ApplicationWorkflow | None,
    following: ApplicationWorkflow | None,
) -> tuple[Letter, str, list[ApplicationWorkflow]]:
    """The letter, its kind, and the steps of which one has to say that the customer is told."""
    if event.action == "reject":
        return REJECTED, "workflow.rejected", list(steps.values())
    if following is None:
        return COMPLETED, "workflow.completed", list(steps.values())
    return STEP_DONE, "workflow.step_done", [step for step in (done, following) if step]


def _deadlines(actor: Actor, application: CustomerApplication) -> Iterator[tuple[ApplicationWorkflow, datetime]]:
    """The open steps whose customer is to be told ahead, each with the time, where that has not passed."""
    if application.status not in CustomerApplication.OPEN:
        return
    for step in application.workflows.all():
        if step.notify_customer and step.notify_days_before and step.status != ApplicationWorkflow.Status.COMPLETED:
            before = step.due_date - timedelta(days=step.notify_days_before)
            moment = datetime.combine(before, MORNING, tzinfo=actor.tenant_timezone)
            if moment > timezone.now():
                yield step, moment


def _withdraw(actor: Actor, waiting: Any, wanted: set[str]) -> None:
    """Cancel the waiting messages about deadlines that are none any more, save one that is being sent or due by now."""
    for notification in waiting.filter(scheduled_for__gt=timezone.now()):
        if notification.payload.get("deadline") in wanted:
            continue
        with told_to(actor):
            reason = say("The deadline has moved, or is none any more.")
        try:
            cancelled = cancel_notification(actor=actor, notification=notification, reason=reason)
        except RuleViolation:
            continue
        cancelled.payload["withdrawn"] = True
        cancelled.save(update_fields=["payload"])


def _facts(actor: Actor, application: CustomerApplication) -> dict[str, Any]:
    return {
        "name": application.customer.name,
        "customer": application.customer.name,
        "number": str(application),
        "product": application.product.name,
        "company": actor.acting_tenant.name,
    }


def _steps(done: ApplicationWorkflow | None, following: ApplicationWorkflow | None, due: date) -> dict[str, Any]:
    return {
        "done": done.name if done else "",
        "step": following.name if following else "",
        "day": following.due_date if following else due,
    }
