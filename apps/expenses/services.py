"""Every change of an expense and of its receipts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row, new_row
from apps.core.money import ZERO, MoneyError, round_money
from apps.core.search import search_key
from apps.core.texts import say
from apps.core.uploads import plain_name, read_receipt
from apps.currencies.rates import Rates
from apps.currencies.services import check_rate
from apps.expenses.models import Expense, ExpenseAttachment
from apps.invoices.lines import copy_lines
from apps.invoices.locks import lock_row
from apps.invoices.models import Invoice
from apps.invoices.services import change_invoice, create_invoice
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of

Status = Expense.Status
MOVES: dict[str, tuple[str, ...]] = {
    Status.PENDING: (Status.APPROVED, Status.REJECTED),
    Status.APPROVED: (Status.REIMBURSED, Status.REJECTED),
    Status.REJECTED: (Status.PENDING,),
    Status.REIMBURSED: (),
}
VERBS = {
    Status.APPROVED: "approve",
    Status.REJECTED: "reject",
    Status.REIMBURSED: "reimburse",
    Status.PENDING: "reopen",
}


@transaction.atomic
def create_expense(
    *,
    actor: Actor,
    status: str = Status.PENDING,
    expense_date: date | None = None,
    currency: str | None = None,
    exchange_rate: Decimal | None = None,
    **fields: Any,
) -> Expense:
    """A new expense of today, pending, in the tenant's currency, unless given. It may begin as approved.

    It is valued at the rate of its day unless one is given. 400 for amounts that are not positive or have more decimals
    than the currency, for a tax above the amount, and without a rate.
    """
    if status not in (Status.PENDING, Status.APPROVED):
        raise RuleViolation(
            say("A new expense is 'pending' or 'approved', not {status!r}.", status=status),
            code="illegal_status",
            field="status",
        )
    if status == Status.APPROVED:
        _check_approver(actor)
    expense = new_row(
        Expense,
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        status=status,
        expense_date=expense_date or today_of(actor),
        currency=currency or actor.acting_tenant.preferences.currency,
        **fields,
    )
    _check_expense(expense)
    _value(actor, expense, exchange_rate)
    insert_row(expense)
    new = {name: getattr(expense, name) for name in ("description", "amount", "currency", "category", "status")}
    record(actor=actor, action="create", target=expense, new=new)
    return expense


@transaction.atomic
def change_expense(*, actor: Actor, expense: Expense, status: str | None = None, **changes: Any) -> Expense:
    """Change an expense, or move it to another status. 409 on edits once it is reimbursed or billed.

    Another day or currency has another rate, unless one is given.
    """
    expense = lock_row(Expense, actor=actor, pk=expense.pk)
    given_rate = changes.pop("exchange_rate", None)
    if given_rate is not None and given_rate != expense.exchange_rate:
        changes["exchange_rate"] = given_rate
    old, new = apply_changes(expense, changes)
    if new:
        _refuse_settled(expense)
        _check_expense(expense)
        keeps = not {"currency", "expense_date"} & new.keys()
        _value(actor, expense, given_rate or (expense.exchange_rate if keeps else None))
        expense.save()
        record(actor=actor, action="update", target=expense, old=old, new=new)
    if status is not None and status != expense.status:
        _move(actor, expense, status)
    return expense


@transaction.atomic
def move_expense(*, actor: Actor, expense: Expense, status: str) -> Expense:
    """Approve, reject or reimburse an expense. 403 for roles that see only their own; 409 naming the legal moves."""
    expense = lock_row(Expense, actor=actor, pk=expense.pk)
    _move(actor, expense, status)
    return expense


@transaction.atomic
def delete_expense(*, actor: Actor, expense: Expense) -> None:
    """Delete an expense with its receipts. 409 once it is reimbursed or billed."""
    expense = lock_row(Expense, actor=actor, pk=expense.pk)
    _refuse_settled(expense)
    for attachment in expense.attachments.all():
        _remove_files(attachment)
    old = {"description": expense.description, "amount": expense.amount, "status": expense.status}
    record(actor=actor, action="delete", target=expense, old=old)
    expense.delete()


@transaction.atomic
def bill_expenses(*, actor: Actor, expenses: Sequence[Expense], invoice: Invoice | None = None) -> Invoice:
    """Put billable expenses on a draft invoice of their client, one line each, exactly once.

    Without `invoice` a new draft is made. 409 unless all are billable, approved, of one client and one currency, and
    not on an invoice that still counts.
    """
    if not expenses:
        raise RuleViolation("Name the expenses to bill.", code="invalid", field="expenses")
    pks = sorted({expense.pk for expense in expenses})
    locked: list[Expense] = [lock_row(Expense, actor=actor, pk=pk) for pk in pks]
    first = locked[0]
    for expense in locked:
        _check_billable(expense, first)
    lines = [
        {"description": expense.description, "quantity": Decimal(1), "unit_price": expense.amount} for expense in locked
    ]
    if invoice is None:
        billed = create_invoice(actor=actor, client=first.client, currency=first.currency, line_items=lines)
    else:
        if (invoice.client_id, invoice.currency) != (first.client_id, first.currency):
            raise RuleViolation(
                say("{invoice} is another client's or in another currency.", invoice=invoice),
                code="other_client",
                field="invoice",
            )
        billed = change_invoice(actor=actor, invoice=invoice, line_items=[*copy_lines(invoice), *lines])
    for expense in locked:
        expense.invoice = billed
        expense.save(update_fields=["invoice", "updated_at"])
        record(actor=actor, action="bill", target=expense, new={"invoice": billed})
    return billed


@transaction.atomic
def create_attachment(*, actor: Actor, expense: Expense, file: Any) -> ExpenseAttachment:
    """Keep a receipt: a PDF or image by its content. 400 for anything else, HTML and SVG included."""
    upload = read_receipt(file, field="file")
    attachment = ExpenseAttachment(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        expense=expense,
        filename=plain_name(file.name, upload.extension, otherwise="receipt"),
        content_type=upload.content_type,
        size=len(upload.content),
    )
    attachment.file.save("", ContentFile(upload.content), save=False)
    if upload.thumbnail:
        attachment.thumbnail.save("", ContentFile(upload.thumbnail), save=False)
    insert_row(attachment)
    new = {"expense": expense, "filename": attachment.filename, "size": attachment.size}
    record(actor=actor, action="create", target=attachment, new=new)
    return attachment


@transaction.atomic
def delete_attachment(*, actor: Actor, expenseattachment: ExpenseAttachment) -> None:
    """Remove a receipt and, on commit, its file."""
    old = {"expense": expenseattachment.expense_id, "filename": expenseattachment.filename}
    record(actor=actor, action="delete", target=expenseattachment, old=old)
    _remove_files(expenseattachment)
    expenseattachment.delete()


def _move(actor: Actor, expense: Expense, status: str) -> None:
    _check_approver(actor)
    legal = MOVES[expense.status]
    if status not in legal:
        message = (
            say(
                "An expense that is {now} cannot become {status}. It can become {legal}.",
                now=expense.status,
                status=status,
                legal=" / ".join(legal),
            )
            if legal
            else say("An expense that is {now} stays so; no status can be set from here.", now=expense.status)
        )
        raise RuleViolation(message, code="illegal_move")
    if expense.invoice_id and status == Status.REJECTED:
        raise RuleViolation("The expense is billed on an invoice and cannot be rejected.", code="billed")
    old = {"status": expense.status}
    expense.status = status
    expense.save(update_fields=["status", "updated_at"])
    record(actor=actor, action=VERBS[Status(status)], target=expense, old=old, new={"status": status})


def _check_approver(actor: Actor) -> None:
    if actor.scope == "own":
        raise RuleViolation(
            "Your role sees only its own expenses; somebody else has to decide on them.",
            code="permission_denied",
            status=403,
        )


def _check_expense(expense: Expense) -> None:
    for name in ("amount", "tax_amount"):
        amount = getattr(expense, name)
        try:
            rounded = round_money(amount, expense.currency)
        except MoneyError as exc:
            field = "currency" if exc.code == "unknown_currency" else name
            raise RuleViolation(exc.message, code=exc.code, field=field) from exc
        if rounded != amount:
            raise RuleViolation(
                say("{amount} has more decimals than {currency} knows.", amount=amount, currency=expense.currency),
                code="too_many_decimals",
                field=name,
            )
        setattr(expense, name, rounded)
    if expense.amount <= ZERO:
        raise RuleViolation("An expense must be more than 0.", code="not_positive", field="amount")
    if not ZERO <= expense.tax_amount <= expense.amount:
        raise RuleViolation(
            say("The tax must lie between 0 and the amount of {amount}.", amount=expense.amount),
            code="out_of_range",
            field="tax_amount",
        )
    check_day(expense.expense_date, field="expense_date")
    expense.search_text = search_key(expense.description, expense.vendor, expense.receipt_number)


def _value(actor: Actor, expense: Expense, exchange_rate: Decimal | None) -> None:
    rates = Rates(actor)
    if exchange_rate is not None:
        check_rate(exchange_rate, field="exchange_rate")
    rate = rates.freeze(expense, currency=expense.currency, day=expense.expense_date, rate=exchange_rate)
    expense.base_amount = rates.value(expense.amount, rate)
    expense.base_tax_amount = rates.value(expense.tax_amount, rate)


def _is_billed(expense: Expense) -> bool:
    return expense.invoice is not None and expense.invoice.status != Invoice.Status.CANCELLED


def _refuse_settled(expense: Expense) -> None:
    if expense.status == Status.REIMBURSED or _is_billed(expense):
        message = (
            say("The expense is billed on {invoice} and stays as it is.", invoice=expense.invoice)
            if expense.invoice
            else "The expense is reimbursed and stays as it is."
        )
        raise RuleViolation(message, code="settled")


def _check_billable(expense: Expense, first: Expense) -> None:
    problem = ""
    if not expense.is_billable or expense.client_id is None:
        problem = say("Expense {pk} is not billable to a client.", pk=expense.pk)
    elif expense.status not in (Status.APPROVED, Status.REIMBURSED):
        problem = say(
            "Expense {pk} is {status}; only an approved one can be billed.", pk=expense.pk, status=expense.status
        )
    elif _is_billed(expense):
        problem = say("Expense {pk} is billed on {invoice} already.", pk=expense.pk, invoice=expense.invoice)
    elif (expense.client_id, expense.currency) != (first.client_id, first.currency):
        problem = say("Expense {pk} is for another client or in another currency than the first.", pk=expense.pk)
    if problem:
        raise RuleViolation(problem, code="not_billable")


def _remove_files(attachment: ExpenseAttachment) -> None:
    for file in (attachment.file, attachment.thumbnail):
        if file.name:
            transaction.on_commit(partial(file.storage.delete, file.name))
