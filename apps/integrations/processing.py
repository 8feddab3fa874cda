"""What an accepted event does, by its type; each once, in one transaction with the note that it is done."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.users import create_user, update_user
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.money import minor_units
from apps.core.texts import say
from apps.integrations.models import ExternalUser, WebhookEvent
from apps.integrations.outcomes import Handler, Outcome, Status, Unmatched
from apps.integrations.subscriptions import assign_subscription, follow_subscription
from apps.invoices.models import Invoice, RecurringInvoice
from apps.payments.models import Payment
from apps.payments.services import create_payment
from apps.tenants.actors import Actor, SystemActor
from apps.tenants.locks import lock_row
from apps.tenants.models import Tenant

RETRIES: Final = (timedelta(seconds=60), timedelta(seconds=120), timedelta(seconds=240))
NAME_LENGTH: Final = 150


def process_event(pk: int) -> None:
    """Do what the event is about. Bound to its tenant; nothing happens to one that is done or in another's hands.

    What a rule refuses fails at once; any other error is tried again after 60, 120 and 240 seconds, then fails.
    """
    with transaction.atomic():
        rows = WebhookEvent.unscoped.select_for_update(skip_locked=True, of=("self",)).select_related("provider")
        event = rows.filter(pk=pk, status=Status.ACCEPTED).first()
        if event is None:
            return
        actor = SystemActor(Tenant.objects.get(pk=event.tenant_id))
        try:
            with transaction.atomic():
                outcome = HANDLERS.get(event.event_type, _ignore)(actor, event)
        except Unmatched as exc:
            outcome = Outcome(Status.UNMATCHED, str(exc))
        except RuleViolation as exc:
            outcome = Outcome(Status.FAILED, exc.message)
        except Exception as exc:
            _retry(event, exc)
            return
        _settle(event, outcome)


@transaction.atomic
def assign_event(
    *,
    actor: Actor,
    event: WebhookEvent,
    invoice: Invoice | None = None,
    recurring_invoice: RecurringInvoice | None = None,
) -> WebhookEvent:
    """Say what an event is about that matched nothing: the invoice of a payment, the schedule of a subscription.

    409 for other events, 400 where the other of the two is named.
    """
    event = lock_row(WebhookEvent, actor=actor, pk=event.pk)
    kind = event.event_type.partition(".")[0]
    if event.status != Status.UNMATCHED or kind not in ("payment", "subscription"):
        raise RuleViolation(
            "Only a payment or a subscription that matched nothing can be assigned.", code="not_assignable"
        )
    if kind == "subscription":
        if recurring_invoice is None:
            raise RuleViolation(
                "Name the recurring schedule of the subscription.", code="required", field="recurring_invoice"
            )
        outcome = assign_subscription(actor, event, recurring_invoice)
        record(actor=actor, action="assign", target=event, new={"recurring_invoice": recurring_invoice.pk})
    else:
        if invoice is None:
            raise RuleViolation("Name the invoice of the payment.", code="required", field="invoice")
        handle = _book_payment if event.event_type == "payment.succeeded" else _note_failure
        outcome = handle(actor, event, invoice)
        record(actor=actor, action="assign", target=event, new={"invoice": invoice.pk})
    _settle(event, outcome)
    return event


def _settle(event: WebhookEvent, outcome: Outcome) -> None:
    event.status, event.error = outcome.status, outcome.note[:500]
    event.processed_at, event.next_attempt_at = timezone.now(), None
    event.save()


def _retry(event: WebhookEvent, exc: Exception) -> None:
    event.attempts += 1
    event.error = f"{type(exc).__name__}: {exc}"[:500]
    if event.attempts > len(RETRIES):
        event.status, event.next_attempt_at = Status.FAILED, None
    else:
        event.next_attempt_at = timezone.now() + RETRIES[event.attempts - 1]
    event.save()


def _ignore(actor: Actor, event: WebhookEvent) -> Outcome:
    return Outcome(Status.IGNORED, say("Events of this type mean nothing here."))


def _change_user(actor: Actor, event: WebhookEvent) -> Outcome:
    known = _known_user(actor, event)
    if known is None:
        return Outcome(Status.IGNORED, say("A later event about this user was processed before."))
    user, names = _user_of(actor, known, event), _names(event.data)
    if user is None:
        if not names.get("email"):
            raise Unmatched(say("The event names no e-mail."))
        user = create_user(actor=actor, password=None, **names)
    elif names:
        user = update_user(actor=actor, user=user, **names)
    known.user = user
    known.save()
    return Outcome()


def _remove_user(actor: Actor, event: WebhookEvent) -> Outcome:
    known = _known_user(actor, event)
    if known is None:
        return Outcome(Status.IGNORED, say("A later event about this user was processed before."))
    if user := _user_of(actor, known, event):
        known.user = update_user(actor=actor, user=user, is_active=False)
    known.save()
    return Outcome()


def _known_user(actor: Actor, event: WebhookEvent) -> ExternalUser | None:
    """The provider's user, locked and noted as told of; None where something later was told before."""
    external_id = str(event.data.get("user_id") or event.data.get("id") or "")[:200]
    if not external_id:
        raise RuleViolation("The event names no user_id.", code="no_user")
    values: dict[str, Any] = {
        "tenant_id": actor.acting_tenant_id,
        "provider_id": event.provider_id,
        "external_id": external_id,
    }
    ExternalUser.unscoped.get_or_create(**values)
    known: ExternalUser = ExternalUser.unscoped.select_for_update(of=("self",)).get(**values)
    if known.told_at and known.told_at > event.occurred_at:
        return None
    known.told_at = event.occurred_at
    return known


def _user_of(actor: Actor, known: ExternalUser, event: WebhookEvent) -> User | None:
    """The user of ours, by what the provider told before or by the e-mail. Those who administrate are not touched."""
    email = str(event.data.get("email") or "").strip().casefold()
    users = User.unscoped.filter(tenant_id=actor.acting_tenant_id)
    user: User | None = (
        users.filter(pk=known.user_id).first()
        if known.user_id
        else users.filter(email=email).first()
        if email
        else None
    )
    if user and user.administrates:
        raise RuleViolation("An administrator is changed by people only.", code="administrator")
    return user


def _names(data: dict[str, Any]) -> dict[str, Any]:
    names = {name: data[name] for name in ("email", "first_name", "last_name") if isinstance(data.get(name), str)}
    if isinstance(data.get("name"), str) and not names.keys() & {"first_name", "last_name"}:
        names["first_name"], _, names["last_name"] = data["name"].strip().partition(" ")
    return {name: value[: 254 if name == "email" else NAME_LENGTH] for name, value in names.items()}


def _receive_payment(actor: Actor, event: WebhookEvent) -> Outcome:
    return _book_payment(actor, event, _invoice_of(actor, event))


def _lose_payment(actor: Actor, event: WebhookEvent) -> Outcome:
    return _note_failure(actor, event, _invoice_of(actor, event))


def _book_payment(actor: Actor, event: WebhookEvent, invoice: Invoice) -> Outcome:
    amount, currency = event.data.get("amount"), str(event.data.get("currency") or invoice.currency).upper()
    if currency != invoice.currency:
        raise Unmatched(
            say(
                "The payment is in {currency}, {invoice} in {other}.",
                currency=currency,
                invoice=invoice,
                other=invoice.currency,
            )
        )
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise RuleViolation("The amount must be a whole number of minor units.", code="bad_amount")
    create_payment(
        actor=actor,
        invoice=invoice,
        amount=Decimal(amount).scaleb(-minor_units(currency)),
        payment_method=Payment.Method.ONLINE,
        reference=str(event.data.get("payment_id") or event.event_id)[:200],
        notes=str(event.provider),
    )
    return Outcome()


def _note_failure(actor: Actor, event: WebhookEvent, invoice: Invoice) -> Outcome:
    told = {name: event.data.get(name) for name in ("payment_id", "amount", "currency", "reason")}
    record(actor=actor, action="payment_failed", target=invoice, new={"provider": str(event.provider), **told})
    return Outcome()


def _invoice_of(actor: Actor, event: WebhookEvent) -> Invoice:
    for name in ("invoice_number", "reference"):
        number = event.data.get(name)
        if isinstance(number, str) and number:
            found: Invoice | None = Invoice.unscoped.filter(
                tenant_id=actor.acting_tenant_id, invoice_number=number
            ).first()
            if found:
                return found
    raise Unmatched(say("No invoice fits: `invoice_number` or `reference` must name one."))


HANDLERS: Final[dict[str, Handler]] = {
    "user.created": _change_user,
    "user.updated": _change_user,
    "user.deleted": _remove_user,
    "payment.succeeded": _receive_payment,
    "payment.failed": _lose_payment,
    **{
        f"subscription.{verb}": follow_subscription
        for verb in ("created", "updated", "deleted", "cancelled", "canceled", "paused", "resumed")
    },
}
