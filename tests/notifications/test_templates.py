"""A company's own words for its messages to customers."""

from typing import Any

import pytest
from django.core import mail

import apps.invoices.tasks  # noqa: F401 - what a worker has imported
from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.notifications.letters import STEP_DONE
from apps.notifications.models import Notification
from apps.notifications.services.queueing import notify_client
from apps.tenants.actors import SystemActor
from apps.tenants.days import today_of
from tests.conftest import Api
from tests.documents import add_client, add_invoice
from tests.outbox import deliver_messages

PATH = "/api/message-templates/"
VALUES = {
    "name": "Ada {number}",
    "number": "A-1",
    "product": "Visa",
    "company": "Acme",
    "done": "Photo",
    "step": "Visit",
}


def add(api: Api, kind: str, subject: str, body: str) -> Any:
    answer = api.post(PATH, {"kind": kind, "subject": subject, "body": body})
    assert answer.status_code == 201, answer.content
    return answer.json()


def tell(owner: User) -> Notification:
    with tenant_context(owner.tenant_id):
        actor = SystemActor(owner.tenant)
        letter = STEP_DONE.about(**VALUES, day=today_of(actor))
        told = notify_client(
            actor=actor,
            client=add_client(owner),
            kind="workflow.step_done",
            letter=letter,
            key=f"k{Notification.unscoped.count()}",
        )
    assert told
    return told


def test_writes_to_customers_in_the_companys_own_words(api: Api, owner: User) -> None:
    template = add(api, "workflow.step_done", "{done}: done!", "Hi {name}, next: {step}.\n100 % } {")
    told = tell(owner)
    # What a customer is called is no place, and what is no place stays.
    assert (told.subject, told.body) == ("Photo: done!", "Hi Ada {number}, next: Visit.\n100 % } {")
    assert api.delete(f"{PATH}{template['id']}/").status_code == 204
    assert tell(owner).subject == "Visa: Photo is done"


def test_another_company_keeps_the_products_words(api: Api, owner: User, charlie: User) -> None:
    add(api, "workflow.step_done", "Ours", "Ours")
    assert tell(charlie).subject == "Visa: Photo is done"
    assert Api(charlie).get(PATH).json()["count"] == 0


def test_mails_invoices_and_reminders_in_the_companys_own_words(api: Api, owner: User) -> None:
    add(api, "invoices.email_invoice", "{company}: {number}", "{name} owes {total}.\n{link}")
    client = add_client(owner)
    invoice = add_invoice(api, client, status="sent")
    deliver_messages(owner)
    (sent,) = mail.outbox
    assert (sent.subject, sent.body) == (
        f"Acme: {invoice['invoice_number']}", f"{client.name} owes 1,100.00 USD.\n",
    )  # fmt: skip
    assert len(sent.attachments) == 1


def test_lists_the_kinds_with_the_products_words_in_the_companys_language(api: Api, owner: User) -> None:
    api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"language": "ms"}})
    kinds = {one["kind"]: one for one in api.get(f"{PATH}kinds/").json()["results"]}
    assert {"workflow.deadline", "workflow.rejected", "invoices.email_invoice", "invoices.email_reminder",
            "quotes.email_quote", "invoices.email_credit_note"} <= kinds.keys()  # fmt: skip
    assert kinds["invoices.email_invoice"]["subject"] == "Invois {number} daripada {company}"
    for kind, one in kinds.items():
        # The product's own words pass its own check.
        add(api, kind, one["subject"], one["body"])


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"kind": "workflow.nothing"}, "kind", "workflow.deadline"),
        ({"subject": "{total}"}, "subject", "{step}"),
        ({"body": "Dear {name.__class__}"}, "body", "{name}"),
        ({"body": ""}, "body", "blank"),
        ({"subject": "x" * 201}, "subject", "200"),
    ],
)
def test_refuses_what_it_could_not_fill_in(api: Api, changes: dict[str, str], field: str, said: str) -> None:
    body = {"kind": "workflow.deadline", "subject": "Due", "body": "Dear {name}"}
    answer = api.post(PATH, body | changes)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert said in str(answer.json()["details"])


def test_has_one_template_of_a_kind(api: Api) -> None:
    add(api, "workflow.deadline", "Due", "Dear {name}")
    other = add(api, "workflow.rejected", "No", "Dear {name}")
    twin = {"kind": "workflow.deadline", "subject": "Due", "body": "Dear {name}"}
    assert api.post(PATH, twin).status_code == 400
    assert api.patch(f"{PATH}{other['id']}/", {"kind": "workflow.deadline"}).status_code == 400
    # The places are those of the new kind.
    refused = api.patch(f"{PATH}{other['id']}/", {"kind": "invoices.email_invoice", "body": "{product}"})
    assert list(refused.json()["details"]) == ["body"]


def test_only_who_administrates_writes_them(api: Api, colleague: Any) -> None:
    template = add(api, "workflow.deadline", "Due", "Dear {name}")
    for role in ("manager", "user"):
        other = Api(colleague(role))
        assert other.get(PATH).json()["count"] == 1
        assert other.patch(f"{PATH}{template['id']}/", {"subject": "Mine"}).status_code == 403
        assert other.post(PATH, {"kind": "workflow.rejected", "subject": "x", "body": "x"}).status_code == 403
    assert Api(colleague("admin")).patch(f"{PATH}{template['id']}/", {"subject": "Now"}).status_code == 200
