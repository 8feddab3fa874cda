"""Making, changing and deleting customer applications. The moves from step to step are in `workflow`."""

from datetime import date
from functools import partial
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.clients.models import Client
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row, insert_rows
from apps.core.references import describe_references, references_to
from apps.core.texts import say
from apps.documents.models import ApplicationWorkflow, CategorizedFile, CustomerApplication, Document, DocumentVersion
from apps.documents.services.schedule import lay_out, working_days_of
from apps.products.models import Product
from apps.products.services import describe_tasks
from apps.tenants.actors import Actor
from apps.tenants.days import check_day, today_of
from apps.tenants.locks import lock_row

Status = CustomerApplication.Status
ALWAYS_EDITABLE: Final = frozenset({"notes"})


@transaction.atomic
def create_application(
    *,
    actor: Actor,
    customer: Client,
    product: Product,
    doc_date: date | None = None,
    due_date: date | None = None,
    **fields: Any,
) -> CustomerApplication:
    """A customer's application for a product, of today unless dated.

    Its steps are laid out from the product's tasks, the first of them current; each document type that the product
    requires and that is not deprecated gets an empty document. It is due when its last step is, unless `due_date` says
    so. 400 for a deprecated product, and where it would be due before its date.
    """
    if product.deprecated:
        raise RuleViolation(
            say("{product} is deprecated; choose another product.", product=product), code="deprecated", field="product"
        )
    start = check_day(doc_date or today_of(actor), field="doc_date")
    steps = [ApplicationWorkflow(tenant_id=actor.acting_tenant_id, **task) for task in describe_tasks(product)]
    lay_out(steps, start, working_days_of(actor, since=start))
    application = CustomerApplication(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        customer=customer,
        product=product,
        doc_date=start,
        due_date=due_date or (steps[-1].due_date if steps else start),
        **fields,
    )
    _check_dates(application)
    insert_row(application)
    for step in steps:
        step.customer_application = application
    if steps:
        steps[0].is_current_step, steps[0].start_date = True, start
    insert_rows(steps)
    links = product.document_links.filter(required=True, document_type__deprecated=False)
    documents = [
        Document(
            tenant_id=actor.acting_tenant_id,
            owner_id=actor.pk,
            customer_application=application,
            doc_type_id=link.document_type_id,
            required=True,
        )
        for link in links
    ]
    insert_rows(documents)
    new = {name: getattr(application, name) for name in ("customer", "product", "doc_date", "due_date", "status")}
    record(actor=actor, action="create", target=application, new=new | {"steps": len(steps)})
    return application


@transaction.atomic
def change_application(
    *, actor: Actor, customerapplication: CustomerApplication, **changes: Any
) -> CustomerApplication:
    """Change an application that is open; the notes of any. 409 for edits of one that has ended.

    It stays with its product (400), whose steps it was laid out with, and with its customer (409) once something refers
    to it.
    """
    application = lock_application(actor=actor, pk=customerapplication.pk)
    if changes.pop("product", application.product) != application.product:
        raise RuleViolation(
            say(
                "The application was laid out for {product}. Make a new one for the other product.",
                product=application.product,
            ),
            code="other_product",
            field="product",
        )
    old, new = apply_changes(application, changes)
    if not new:
        return application
    if application.status not in CustomerApplication.OPEN and new.keys() - ALWAYS_EDITABLE:
        raise RuleViolation(
            say(
                "Application {application} is {status}; only its notes can be edited. Reopen it first.",
                application=application,
                status=application.status,
            ),
            code="not_open",
        )
    if "customer" in new and (references := references_to(application, actor)):
        raise RuleViolation(
            say(
                "The application is on {references} and stays with its customer.",
                references=describe_references(references),
            ),
            code="in_use",
        )
    _check_dates(application)
    application.save()
    record(actor=actor, action="update", target=application, old=old, new=new)
    return application


@transaction.atomic
def delete_application(*, actor: Actor, customerapplication: CustomerApplication) -> None:
    """Delete an application with its steps and documents and, on commit, their files. 409 naming what refers to it."""
    application = lock_application(actor=actor, pk=customerapplication.pk)
    if references := references_to(application, actor):
        raise RuleViolation(
            say(
                "Application {application} is on {references} and cannot be deleted. Close it instead.",
                application=application,
                references=describe_references(references),
            ),
            code="in_use",
        )
    old = {name: getattr(application, name) for name in ("customer", "product", "doc_date", "status")}
    record(actor=actor, action="delete", target=application, old=old)
    files = [
        *Document.unscoped.filter(customer_application=application).exclude(file="").values_list("file", flat=True),
        *DocumentVersion.unscoped.filter(document__customer_application=application).values_list("file", flat=True),
        *CategorizedFile.unscoped.filter(categorization__customer_application=application)
        .exclude(file="")
        .values_list("file", flat=True),
    ]
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
    application.delete()


def lock_application(*, actor: Actor, pk: int) -> CustomerApplication:
    """The application as it is now, locked until the transaction ends."""
    application: CustomerApplication = lock_row(CustomerApplication, actor=actor, pk=pk)
    return application


def _check_dates(application: CustomerApplication) -> None:
    for field in ("doc_date", "due_date"):
        check_day(getattr(application, field), field=field)
    if application.due_date < application.doc_date:
        raise RuleViolation(
            say(
                "The due date {due_date} lies before the application's date {doc_date}.",
                due_date=application.due_date,
                doc_date=application.doc_date,
            ),
            code="dates_reversed",
            field="due_date",
        )
