"""Customer applications on invoices: which may stand there, and what is paid of each."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from apps.core.errors import RuleViolation
from apps.core.money import share_out
from apps.core.texts import say
from apps.documents.models import CustomerApplication
from apps.invoices.documents import Document
from apps.invoices.lines import LineContent
from apps.invoices.models import Invoice, InvoiceLine

_COUNTS = ~Q(invoice__status=Invoice.Status.CANCELLED)
"""Lines of invoices that claim something."""


def settle_applications(document: Document, contents: Sequence[LineContent]) -> list[LineContent]:
    """The lines with the product of the application that each names, unless they name one themselves.

    400 for an application of another client and, on an invoice, for one that stands on another invoice which is not
    cancelled. The applications are locked, so that two invoices at once cannot both take one.
    """
    wanted = {pk for content in contents if (pk := content.customer_application_id) is not None}
    if not wanted:
        return list(contents)
    rows = CustomerApplication.unscoped.filter(tenant_id=document.tenant_id, pk__in=wanted)
    applications = {row.pk: row for row in rows.select_for_update(no_key=True).order_by("pk")}
    taken: dict[int, str] = {}
    if isinstance(document, Invoice):
        others = InvoiceLine.unscoped.filter(_COUNTS, customer_application__in=wanted).exclude(invoice=document.pk)
        taken = dict(others.values_list("customer_application", "invoice__invoice_number"))
    settled = []
    for index, content in enumerate(contents):
        pk = content.customer_application_id
        if pk is None:
            settled.append(content)
            continue
        application = applications.get(pk)
        problem = ""
        if application is None:
            problem = "The application has just been deleted."
        elif application.customer_id != document.client_id:
            problem = say("Application {application} is another client's.", application=application)
        elif pk in taken:
            problem = say(
                "Application {application} is on {invoice} already.", application=application, invoice=taken[pk]
            )
        if application is None or problem:
            field = f"line_items.{index}.customer_application"
            raise RuleViolation(problem, code="wrong_application", field=field)
        settled.append(replace(content, product_id=content.product_id or application.product_id))
    return settled


def uninvoiced(applications: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the applications that stand on no invoice, cancelled ones aside."""
    taken = InvoiceLine.unscoped.filter(_COUNTS, customer_application__isnull=False)
    return applications.exclude(pk__in=taken.values("customer_application"))


def due_amount(line: InvoiceLine) -> dict[str, Any]:
    """What a line of an invoice comes to with its tax, and what of that is paid and due.

    Payments are shared out among the lines by what each comes to, to the currency's minor units, so that the lines'
    due amounts add up to the invoice's balance. Nothing is due on a draft or a cancelled invoice.
    """
    invoice = line.invoice
    lines = list(invoice.line_items.all())
    weights = [_weight(one, invoice) for one in lines]
    place, whole = [one.pk for one in lines].index(line.pk), sum(weights) or Fraction(1)
    amounts, dues = (
        share_out([Fraction(figure) * weight / whole for weight in weights], invoice.currency)
        for figure in (invoice.total_amount, invoice.balance)
    )
    amount, due = amounts[place], min(dues[place], amounts[place])
    return {
        "invoice_application_id": line.pk,
        "customer_application": line.customer_application_id,
        "invoice": invoice.pk,
        "invoice_number": invoice.invoice_number,
        "status": invoice.status,
        "currency": invoice.currency,
        "amount": amount,
        "paid_amount": amount - due,
        "due_amount": due if invoice.status in Invoice.ISSUED else amount - amount,
    }


def _weight(line: InvoiceLine, invoice: Invoice) -> Fraction:
    rate = Fraction(0) if invoice.prices_include_tax else Fraction(line.tax_rate or 0)
    return Fraction(line.total) * (1 + rate)
