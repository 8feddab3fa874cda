"""Clients reminded of overdue invoices by beat."""

from datetime import timedelta

import time_machine
from django.core import mail
from django.utils import timezone

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.reminders import remind_clients
from apps.invoices.services import mark_overdue_invoices
from apps.notifications.models import Notification
from apps.notifications.sending import deliver
from apps.tenants.actors import SystemActor
from tests.conftest import Api
from tests.documents import add_client, add_invoice, day


def reminders(owner: User) -> list[Notification]:
    with tenant_context(owner.tenant_id):
        return list(Notification.unscoped.filter(kind="invoices.email_reminder").order_by("id"))


def send(owner: User, notification: Notification) -> None:
    with tenant_context(owner.tenant_id), time_machine.travel(timezone.now() + timedelta(days=500)):
        deliver(notification.pk)


def on_day(owner: User, offset: int) -> int:
    """What beat does on the day so many days from now; answers how many reminders it starts."""
    with time_machine.travel(timezone.now() + timedelta(days=offset)), tenant_context(owner.tenant_id):
        actor = SystemActor(owner.tenant)
        mark_overdue_invoices(actor=actor)
        return remind_clients(actor=actor)


def test_reminds_of_an_overdue_invoice_on_the_reminder_days(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client, due_date=day(0), status="sent")
    add_invoice(api, add_client(owner, email=""), due_date=day(0), status="sent")
    add_invoice(api, client, due_date=day(0))
    assert [on_day(owner, days) for days in (0, 1, 6, 7, 7, 8, 14, 13, 40, 41, 400)] == [
        0,
        0,
        0,
        2,
        0,
        0,
        2,
        0,
        2,
        0,
        0,
    ]
    assert len(reminders(owner)) == 3  # the other client has no address
    send(owner, reminders(owner)[0])
    (message,) = mail.outbox
    assert message.subject == f"Reminder: invoice {invoice['invoice_number']} from Acme"
    assert "1,100.00 USD are still open" in message.body


def test_reminds_once_of_what_passed_several_reminder_days(api: Api, owner: User, client: Client) -> None:
    add_invoice(api, client, issue_date=day(-90), due_date=day(-60), status="sent")
    assert [on_day(owner, 0), on_day(owner, 0)] == [1, 0]


def test_reminds_nobody_where_the_tenant_has_switched_it_off(api: Api, owner: User, client: Client) -> None:
    owner.tenant.settings = {"reminder_days": []}
    owner.tenant.save(update_fields=["settings"])
    add_invoice(api, client, due_date=day(0), status="sent")
    assert on_day(owner, 60) == 0


def test_does_not_remind_of_what_was_paid_meanwhile(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client, issue_date=day(-90), due_date=day(-60), status="sent")
    on_day(owner, 0)
    assert api.post(f"/api/invoices/{invoice['id']}/mark-as-paid/").status_code == 200
    send(owner, reminders(owner)[0])
    assert mail.outbox == []
    assert reminders(owner)[0].status == "cancelled"
