"""The moves of an application from step to step. Each is made under the application's lock, and only a legal one."""

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop

from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.documents.models import ApplicationWorkflow, CustomerApplication
from apps.documents.services.applications import lock_application
from apps.documents.services.schedule import lay_out, move_following, working_days_of
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of

Status = CustomerApplication.Status
Step = ApplicationWorkflow.Status
_REOPEN: Final = gettext_noop("reopen")
_WORK: Final = (
    gettext_noop("advance"),
    gettext_noop("set the status of a step"),
    gettext_noop("move a due date"),
    gettext_noop("recount due dates"),
    gettext_noop("roll back"),
    gettext_noop("force-close"),
)
LEGAL: Final[dict[str, tuple[str, ...]]] = {
    Status.PENDING: _WORK,
    Status.PROCESSING: _WORK,
    Status.COMPLETED: (_REOPEN,),
    Status.REJECTED: (_REOPEN, "force-close"),
    Status.CLOSED: (_REOPEN,),
}
"""What may be done with an application of a status."""
STEP_MOVES: Final[dict[str, tuple[str, ...]]] = {
    Step.PENDING: (Step.PROCESSING, Step.COMPLETED, Step.REJECTED),
    Step.PROCESSING: (Step.PENDING, Step.COMPLETED, Step.REJECTED),
}
"""What the current step may become."""


@transaction.atomic
def advance_application(
    *, actor: Actor, application: CustomerApplication, workflow: int | None = None
) -> CustomerApplication:
    """End the current step and start the next; after the last one the application is completed.

    `workflow` is the step that the caller believes to be current; without it, the one that was when `application` was
    read. 409 when it no longer is, so that two people who advance at once advance once.
    """
    believed = workflow or _pk(_current(list(application.workflows.all())))
    application = _begin(actor, application, "advance")
    steps = _steps(application)
    current = _current(steps)
    if _pk(current) != believed:
        message = (
            say(
                "This step of application {application} is not current any more; step {current} is.",
                application=application,
                current=current,
            )
            if current
            else say(
                "This step of application {application} is not current any more; none of its steps is.",
                application=application,
            )
        )
        raise RuleViolation(message, code="not_current")
    _end_current(actor, application, steps, {}, {})
    return application


@transaction.atomic
def set_step_status(
    *, actor: Actor, application: CustomerApplication, workflow: int, status: str, notes: str | None = None
) -> CustomerApplication:
    """Move the current step to another status: `completed` advances the application, `rejected` rejects it.

    The status that a step has already passes, for its notes. 409 naming the legal ones for any other move, 404 for a
    step of another application.
    """
    application = _begin(actor, application, "set the status of a step")
    steps = _steps(application)
    step = _find(steps, workflow)
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    if notes is not None and notes != step.notes:
        old["notes"], new["notes"] = step.notes, notes
        step.notes = notes
        step.save(update_fields=["notes"])
    if status == step.status:
        if new:
            record(actor=actor, action="update", target=step, old=old, new=new)
        return application
    legal = STEP_MOVES[step.status] if step.is_current_step else ()
    if status not in legal:
        names = {"step": step, "application": application, "now": step.status, "status": status}
        message = (
            say(
                "Step {step} of application {application} is {now} and cannot become {status}. It can become {legal}.",
                legal=" / ".join(legal),
                **names,
            )
            if legal
            else say(
                "Step {step} of application {application} is {now} and cannot become {status}. Only the current step "
                "can be moved.",
                **names,
            )
        )
        raise RuleViolation(message, code="illegal_move")
    if status == Step.COMPLETED:
        _end_current(actor, application, steps, old, new)
        return application
    old |= {"step": step.step, "status": step.status}
    new |= {"step": step.step, "status": status}
    step.status = status
    step.save(update_fields=["status"])
    if status == Step.REJECTED:
        _move(actor, application, Status.REJECTED, "reject", old, new)
    else:
        _move(actor, application, Status.PROCESSING, "update_step", old, new)
    return application


@transaction.atomic
def change_due_date(
    *, actor: Actor, application: CustomerApplication, workflow: int, due_date: date, shift_following: bool = False
) -> CustomerApplication:
    """Move the due date of a step that is not completed; with `shift_following` the steps after it, as far.

    An application that was due with its last step stays so. 400 for a day before the step's start or the application's
    date, 409 for a completed step, 404 for a step of another application.
    """
    application = _begin(actor, application, "move a due date")
    steps = _steps(application)
    step = _find(steps, workflow)
    check_day(due_date, field="due_date")
    if step.status == Step.COMPLETED:
        raise RuleViolation(
            say("Step {step} is completed; roll back to it before moving its due date.", step=step),
            code="step_completed",
        )
    first = step.start_date or application.doc_date
    if due_date < first:
        raise RuleViolation(
            say("The step cannot be due before {day}.", day=first), code="dates_reversed", field="due_date"
        )
    before = [one.due_date for one in steps]
    following = steps[steps.index(step) + 1 :] if shift_following else []
    move_following(following, step.due_date, due_date, working_days_of(actor, since=min(step.due_date, due_date)))
    step.due_date = due_date
    _store_due_dates(actor, application, steps, before, "update_due_date")
    return application


@transaction.atomic
def recount_due_dates(*, actor: Actor, application: CustomerApplication) -> CustomerApplication:
    """Count the due dates of what is still to be done anew, as the product's tasks say: from the day on which the last
    completed step ended (the application's date where none has), by the days off as they are now.

    Due dates that were moved by hand are counted anew, too. 409 for an application that has ended.
    """
    application = _begin(actor, application, "recount due dates")
    steps = _steps(application)
    before = [step.due_date for step in steps]
    done = [step.completion_date for step in steps if step.completion_date and step.status == Step.COMPLETED]
    start = max(done, default=application.doc_date)
    lay_out([step for step in steps if step.status != Step.COMPLETED], start, working_days_of(actor, since=start))
    _store_due_dates(actor, application, steps, before, "recount_due_dates")
    return application


@transaction.atomic
def roll_back(*, actor: Actor, application: CustomerApplication, workflow: int) -> CustomerApplication:
    """Go back from the current step to the one before it, which is no longer completed.

    409 for the first step and for one that is not current, 404 for a step of another application.
    """
    application = _begin(actor, application, "roll back")
    steps = _steps(application)
    step = _find(steps, workflow)
    if not step.is_current_step:
        raise RuleViolation(
            say(
                "Step {step} is not current; only the current step, {current}, can be rolled back.",
                step=step,
                current=_current(steps),
            ),
            code="not_current",
        )
    place = steps.index(step)
    if place == 0:
        raise RuleViolation(say("{step} is the first step; there is none to go back to.", step=step), code="first_step")
    previous = steps[place - 1]
    step.is_current_step, step.status, step.start_date = False, Step.PENDING, None
    step.save(update_fields=["is_current_step", "status", "start_date"])
    _resume(previous)
    _move(actor, application, Status.PROCESSING, "roll_back", {"step": step.step}, {"step": previous.step})
    return application


@transaction.atomic
def reopen_application(*, actor: Actor, application: CustomerApplication) -> CustomerApplication:
    """Open an application that has ended, at the step where it did; a completed one at its last step. 409 for an open
    one."""
    application = _begin(actor, application, "reopen")
    steps = _steps(application)
    current = _current(steps) or (steps[-1] if steps else None)
    if current:
        _resume(current)
    old = {"close_reason": application.close_reason} if application.close_reason else {}
    application.close_reason = ""
    _move(actor, application, Status.PROCESSING, "reopen", old, {"step": current.step} if current else {})
    return application


@transaction.atomic
def force_close_application(*, actor: Actor, application: CustomerApplication, reason: str = "") -> CustomerApplication:
    """End an application before its last step, for a reason. 409 for one that is completed or closed already."""
    application = _begin(actor, application, "force-close")
    application.close_reason = reason
    _move(actor, application, Status.CLOSED, "force_close", {}, {"close_reason": reason})
    return application


def _begin(actor: Actor, application: CustomerApplication, move: str) -> CustomerApplication:
    """The application, locked, unless the move is not legal for its status: then 409 naming those that are."""
    application = lock_application(actor=actor, pk=application.pk)
    legal = LEGAL[application.status]
    if move not in legal:
        raise RuleViolation(
            say(
                "Application {application} is {status}: it is not possible to {move}. What can be done: {legal}.",
                application=application,
                status=application.status,
                move=say(move),
                legal=", ".join(map(say, legal)),
            ),
            code="illegal_move",
        )
    return application


def _steps(application: CustomerApplication) -> list[ApplicationWorkflow]:
    return list(ApplicationWorkflow.unscoped.filter(customer_application=application))


def _store_due_dates(
    actor: Actor, application: CustomerApplication, steps: list[ApplicationWorkflow], before: list[date], action: str
) -> None:
    """Store what moved of the due dates; an application that was due with its last step stays so."""
    moved = [(step, day) for step, day in zip(steps, before, strict=True) if step.due_date != day]
    if not moved:
        return
    ApplicationWorkflow.unscoped.bulk_update([step for step, _ in moved], ["due_date"])
    old: dict[str, Any] = {f"step_{step.step}_due_date": day for step, day in moved}
    new: dict[str, Any] = {f"step_{step.step}_due_date": step.due_date for step, _ in moved}
    if application.due_date == before[-1]:
        old["due_date"], new["due_date"] = application.due_date, max(steps[-1].due_date, application.doc_date)
        application.due_date = new["due_date"]
    application.save(update_fields=["due_date", "updated_at"])
    record(actor=actor, action=action, target=application, old=old, new=new)


def _current(steps: list[ApplicationWorkflow]) -> ApplicationWorkflow | None:
    return next((step for step in steps if step.is_current_step), None)


def _pk(step: ApplicationWorkflow | None) -> int | None:
    return step.pk if step else None


def _find(steps: list[ApplicationWorkflow], pk: int) -> ApplicationWorkflow:
    for step in steps:
        if step.pk == pk:
            return step
    raise RuleViolation("The application has no such step.", code="not_found", status=404)


def _resume(step: ApplicationWorkflow) -> None:
    """Make a step the current one again, as it was before it ended."""
    step.is_current_step, step.status, step.completion_date = True, Step.PROCESSING, None
    step.save(update_fields=["is_current_step", "status", "completion_date"])


def _end_current(
    actor: Actor,
    application: CustomerApplication,
    steps: list[ApplicationWorkflow],
    old: dict[str, Any],
    new: dict[str, Any],
) -> None:
    """Complete the current step, and start the next or complete the application."""
    today = today_of(actor)
    current = _current(steps)
    following = None
    if current:
        current.is_current_step, current.status, current.completion_date = False, Step.COMPLETED, today
        current.save(update_fields=["is_current_step", "status", "completion_date"])
        following = next((step for step in steps if step.step > current.step), None)
    if following:
        following.is_current_step, following.status, following.start_date = True, Step.PROCESSING, today
        following.save(update_fields=["is_current_step", "status", "start_date"])
    old |= {"step": current.step if current else None}
    new |= {"step": following.step if following else None}
    _move(actor, application, Status.PROCESSING if following else Status.COMPLETED, "advance", old, new)


def _move(
    actor: Actor, application: CustomerApplication, status: str, action: str, old: dict[str, Any], new: dict[str, Any]
) -> None:
    """Store the application's status and record the move."""
    if status != application.status:
        old, new = old | {"application": application.status}, new | {"application": status}
        application.status = status
    application.save(update_fields=["status", "close_reason", "updated_at"])
    record(actor=actor, action=action, target=application, old=old, new=new)
