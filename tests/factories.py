"""A row of every model, the shortest way: `FACTORY_FOR[Client](owner=user, name="Ada")`.

Rows are written past the services, so that a test has the state it is about in one line; the owner's tenant has to be
bound.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from apps.accounts.models import ApiKey, Role, SecondFactor, Session, User
from apps.audit.models import AuditLog
from apps.bills.models import Advance, Bill, BillSlice
from apps.clients.models import Client, Interaction
from apps.currencies.models import ExchangeRate
from apps.dashboard.models import Entry, Rollup, Snapshot
from apps.documents.models import (
    ApplicationWorkflow,
    Categorization,
    CategorizedFile,
    CustomerApplication,
    Document,
    DocumentVersion,
    Holiday,
    ModelCall,
)
from apps.expenses.models import Expense, ExpenseAttachment
from apps.integrations.endpoints import create_endpoint
from apps.integrations.models import (
    ExternalSubscription,
    ExternalUser,
    Provider,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from apps.invoices.models import (
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceImport,
    InvoiceLine,
    RecurringInvoice,
    RecurringPeriod,
    Seal,
)
from apps.jobs.models import Job
from apps.monitoring.models import Alert, HealthMetric, Measurement, TaskExecution
from apps.notifications.models import MessageTemplate, Notification, PushSubscription, WhatsAppAccount, WhatsAppMessage
from apps.payments.models import Payment
from apps.products.models import DocumentType, Product, ProductDocument, ProductTask
from apps.quotes.models import PublicLink, Quote, QuoteDecision, QuoteLine
from apps.scheduling.models import CalendarEvent, CalendarFeed, GoogleAccount, GoogleItem, Reminder, Task
from apps.tenants.models import KeptAnswer, NumberSeries, Tenant, VoidNumber
from tests.reading.files import pdf_of

Factory = Callable[..., Any]
_numbers = count(1)


class Factories(dict[type[models.Model], Factory]):
    def __missing__(self, model: type[models.Model]) -> Factory:
        raise LookupError(
            f"There is no factory for {model.__name__}: write one in tests/factories.py, so that the sweeps reach it."
        )


FACTORY_FOR = Factories()


def makes(model: type[models.Model]) -> Callable[[Factory], Factory]:
    """Register a function `(owner, **values) -> row`."""

    def register(factory: Factory) -> Factory:
        FACTORY_FOR[model] = factory
        return factory

    return register


def make(model: Any, maker: User, /, **values: Any) -> Any:
    """A row of the maker's tenant."""
    return model.unscoped.create(tenant_id=maker.tenant_id, **values)


@makes(Tenant)
def make_tenant(owner: User) -> Tenant:
    return owner.tenant


@makes(KeptAnswer)
def make_kept_answer(owner: User, **values: Any) -> KeptAnswer:
    return make(KeptAnswer, owner, **{"user": owner, "key_hash": str(next(_numbers))} | values)


@makes(Role)
def make_role(owner: User, **values: Any) -> Role:
    number = next(_numbers)
    return make(Role, owner, **{"slug": f"role-{number}", "name": f"Role {number}", "permissions": []} | values)


@makes(User)
def make_user(owner: User, **values: Any) -> User:
    name = f"user{next(_numbers)}"
    role = values.pop("role", None) or make_role(owner)
    user = User(tenant_id=owner.tenant_id, **{"username": name, "email": f"{name}@example.com", "role": role} | values)
    user.set_keys()
    user.save(force_insert=True)
    return user


@makes(Session)
def make_session(owner: User, **values: Any) -> Session:
    return make(Session, owner, **{"user": owner, "expires_at": datetime.now(UTC) + timedelta(days=1)} | values)


@makes(SecondFactor)
def make_second_factor(owner: User, **values: Any) -> SecondFactor:
    return make(SecondFactor, owner, **{"user": make_user(owner), "secret": b"sealed"} | values)


@makes(ApiKey)
def make_api_key(owner: User, **values: Any) -> ApiKey:
    number = next(_numbers)
    return make(ApiKey, owner, **{"user": owner, "name": f"Key {number}", "key_hash": f"{number:064d}"} | values)


@makes(NumberSeries)
def make_number_series(owner: User, **values: Any) -> NumberSeries:
    return make(NumberSeries, owner, **{"kind": "invoice", "year": 1000 + next(_numbers), "last": 1} | values)


@makes(VoidNumber)
def make_void_number(owner: User, **values: Any) -> VoidNumber:
    return make(
        VoidNumber, owner, **{"kind": "invoice", "number": f"VOID-{next(_numbers)}", "voided_by": owner} | values
    )


@makes(AuditLog)
def make_audit_log(owner: User, **values: Any) -> AuditLog:
    defaults = {"user": owner, "action": "update", "resource_type": "client", "resource_id": str(next(_numbers))}
    return make(AuditLog, owner, **defaults | values)


@makes(Job)
def make_job(owner: User, **values: Any) -> Job:
    return make(Job, owner, **{"owner": owner, "kind": "tests.rest"} | values)


@makes(Client)
def make_client(owner: User, **values: Any) -> Client:
    number = next(_numbers)
    return make(
        Client, owner, **{"owner": owner, "name": f"Client {number}", "email": f"client{number}@example.com"} | values
    )


def _document(owner: User, values: dict[str, Any]) -> dict[str, Any]:
    subtotal, tax = values.pop("subtotal", Decimal("100.00")), values.pop("tax_amount", Decimal("0.00"))
    return {
        "owner": owner,
        "client": values.pop("client", None) or make_client(owner),
        "issue_date": date(2024, 1, 31),
        "currency": "USD",
        "subtotal": subtotal,
        "tax_amount": tax,
        "total_amount": subtotal + tax,
    }


def _line(document: Any, values: dict[str, Any]) -> dict[str, Any]:
    price = values.pop("unit_price", document.subtotal)
    return {"position": 1, "description": "Work", "quantity": 1, "unit_price": price, "total": price} | values


@makes(ExchangeRate)
def make_exchange_rate(owner: User, **values: Any) -> ExchangeRate:
    """What a euro was worth on a day of its own."""
    day = date(2000, 1, 1) + timedelta(days=next(_numbers))
    defaults = {"owner": owner, "currency": "EUR", "base_currency": "USD", "date": day, "rate": Decimal("1.08")}
    return make(ExchangeRate, owner, **defaults | values)


@makes(Invoice)
def make_invoice(owner: User, **values: Any) -> Invoice:
    """A draft of 100.00 with one line."""
    defaults = _document(owner, values)
    paid = values.get("paid_amount", Decimal("0.00"))
    defaults |= {
        "invoice_number": f"TEST-{next(_numbers)}",
        "due_date": date(2024, 3, 1),
        "balance": defaults["total_amount"] - paid,
    }
    invoice = make(Invoice, owner, **defaults | values)
    make(InvoiceLine, owner, invoice=invoice, **_line(invoice, {}))
    return invoice


@makes(CreditNote)
def make_credit_note(owner: User, **values: Any) -> CreditNote:
    """100.00 off an invoice that is thereby settled."""
    defaults = _document(owner, values)
    total = defaults["total_amount"]
    invoice = values.pop("invoice", None) or make_invoice(
        owner, status=Invoice.Status.PAID, subtotal=total, credited_amount=total, balance=Decimal("0.00")
    )
    defaults |= {"invoice": invoice, "client": invoice.client, "status": "sent"}
    note = make(CreditNote, owner, **defaults | {"credit_note_number": f"TEST-{next(_numbers)}"} | values)
    make(CreditNoteLine, owner, credit_note=note, invoice_line=invoice.line_items.get(), **_line(note, {}))
    return note


@makes(CreditNoteLine)
def make_credit_note_line(owner: User, **values: Any) -> CreditNoteLine:
    note = values.pop("credit_note", None) or make_credit_note(owner)
    line = note.invoice.line_items.get()
    values = _line(note, {"position": 1 + next(_numbers)} | values)
    return make(CreditNoteLine, owner, credit_note=note, invoice_line=line, **values)


@makes(CreditEntry)
def make_credit_entry(owner: User, **values: Any) -> CreditEntry:
    """50.00 that a client paid beyond an invoice."""
    client = values.pop("client", None) or make_client(owner)
    common = {"owner": owner, "client": client, "currency": "USD", "entry_date": date(2024, 2, 1)}
    invoice = make_invoice(owner, client=client, status=Invoice.Status.PAID, paid_amount=Decimal("100.00"))
    values = {"entry_kind": "overpaid", "amount": Decimal("50.00"), "invoice": invoice} | values
    return make(CreditEntry, owner, **common | values)


@makes(RecurringInvoice)
def make_recurring_invoice(owner: User, **values: Any) -> RecurringInvoice:
    """100.00 on each last day of a month."""
    line = {"description": "Work", "quantity": 1, "unit_price": "100.00", "taxes": []}
    defaults = {"owner": owner, "client": values.pop("client", None) or make_client(owner), "currency": "USD"}
    defaults |= {"start_date": date(2190, 1, 31), "next_date": date(2190, 1, 31), "line_items": [line]}
    return make(RecurringInvoice, owner, **defaults | values)


@makes(RecurringPeriod)
def make_recurring_period(owner: User, **values: Any) -> RecurringPeriod:
    schedule = values.pop("recurring", None) or make_recurring_invoice(owner)
    defaults = {"recurring": schedule, "number": next(_numbers), "date": schedule.start_date}
    return make(RecurringPeriod, owner, **defaults | values)


@makes(Seal)
def make_seal(owner: User, **values: Any) -> Seal:
    number = next(_numbers)
    defaults = {"kind": "invoice", "year": 1000, "position": number, "document_id": number, "number": f"TEST-{number}"}
    return make(Seal, owner, **defaults | {"content": "{}", "hash": "0" * 64} | values)


@makes(InvoiceLine)
def make_invoice_line(owner: User, **values: Any) -> InvoiceLine:
    invoice = values.pop("invoice", None) or make_invoice(owner)
    return make(InvoiceLine, owner, invoice=invoice, **_line(invoice, {"position": 1 + next(_numbers)} | values))


@makes(InvoiceImport)
def make_invoice_import(owner: User, **values: Any) -> InvoiceImport:
    """A table that became a draft."""
    content = b"description,unit_price\nWork,100.00\n"
    defaults = {"owner": owner, "filename": "invoice.csv", "content_type": "text/csv", "size": len(content)}
    defaults |= {"digest": f"{next(_numbers):064d}", "status": "imported", "format": "table", "confidence": 0.9}
    defaults |= {"file": SimpleUploadedFile("invoice.csv", content), "invoice": values.pop("invoice", None)}
    if defaults["invoice"] is None:
        defaults["invoice"] = make_invoice(owner)
    return make(InvoiceImport, owner, **defaults | values)


@makes(Quote)
def make_quote(owner: User, **values: Any) -> Quote:
    """A draft of 100.00 with one line."""
    defaults = _document(owner, values)
    defaults |= {"quote_number": f"TEST-{next(_numbers)}", "expiry_date": date(2024, 3, 1)}
    quote = make(Quote, owner, **defaults | values)
    make(QuoteLine, owner, quote=quote, **_line(quote, {}))
    return quote


@makes(PublicLink)
def make_public_link(owner: User, **values: Any) -> PublicLink:
    number = next(_numbers)
    quote = values.pop("quote", None) or (None if "invoice" in values else make_quote(owner))
    defaults = {"owner": owner, "quote": quote, "token_hash": f"{number:064d}"}
    return make(PublicLink, owner, **defaults | {"expires_at": datetime.now(UTC) + timedelta(days=1)} | values)


@makes(QuoteDecision)
def make_quote_decision(owner: User, **values: Any) -> QuoteDecision:
    link = values.pop("link", None) or make_public_link(owner)
    defaults = {"link": link, "quote": link.quote, "decision": "accepted", "name": "Ada", "content_hash": "0" * 64}
    return make(QuoteDecision, owner, **defaults | values)


@makes(QuoteLine)
def make_quote_line(owner: User, **values: Any) -> QuoteLine:
    quote = values.pop("quote", None) or make_quote(owner)
    return make(QuoteLine, owner, quote=quote, **_line(quote, {"position": 1 + next(_numbers)} | values))


@makes(Payment)
def make_payment(owner: User, **values: Any) -> Payment:
    """100.00 for an invoice that is thereby paid."""
    amount = values.get("amount", Decimal("100.00"))
    invoice = values.pop("invoice", None) or make_invoice(
        owner, status=Invoice.Status.PAID, subtotal=amount, paid_amount=amount
    )
    defaults = {"owner": owner, "invoice": invoice, "amount": amount, "payment_date": date(2024, 2, 1)}
    defaults |= {"currency": invoice.currency, "invoice_amount": amount}
    return make(Payment, owner, **defaults | values)


@makes(Interaction)
def make_interaction(owner: User, **values: Any) -> Interaction:
    client = values.pop("client", None) or make_client(owner)
    defaults = {"owner": owner, "client": client, "interaction_type": "CALL", "subject": "Hello", "description": "Hi"}
    return make(Interaction, owner, **defaults | values)


@makes(Expense)
def make_expense(owner: User, **values: Any) -> Expense:
    defaults = {"owner": owner, "description": "Paper", "amount": Decimal("50.00"), "currency": "USD"}
    return make(Expense, owner, **defaults | {"expense_date": date(2024, 1, 31)} | values)


@makes(ExpenseAttachment)
def make_attachment(owner: User, **values: Any) -> ExpenseAttachment:
    expense = values.pop("expense", None) or make_expense(owner)
    file = SimpleUploadedFile("receipt.pdf", b"%PDF-1.7\n%%EOF")
    defaults = {"owner": owner, "filename": file.name, "content_type": "application/pdf", "size": file.size}
    return make(ExpenseAttachment, owner, expense=expense, file=file, **defaults | values)


@makes(Bill)
def make_bill(owner: User, **values: Any) -> Bill:
    """The regular bill of 100.00 of a customer of its own, of January 2024."""
    customer = values.pop("customer", None) or make_client(owner, stage="ACTIVE", prospect_status="won")
    total = values.setdefault("iig_qt_price", Decimal("100.00"))
    defaults = {"owner": owner, "customer": customer, "billing_date": date(2024, 1, 31), "currency": "USD"}
    defaults |= {"month": date(2024, 1, 1), "iig_qt": Decimal("10.00"), "total_bill": total, "total_due": total}
    return make(Bill, owner, **defaults | values)


@makes(BillSlice)
def make_bill_slice(owner: User, **values: Any) -> BillSlice:
    bill = values.pop("bill", None) or make_bill(owner)
    days = {"first_day": date(2024, 1, 1), "last_day": date(2024, 1, 31)}
    amounts = {"monthly_price": bill.iig_qt_price, "amount": bill.iig_qt_price}
    return make(BillSlice, owner, bill=bill, **{"line": "iig_qt", "quantity": bill.iig_qt} | days | amounts | values)


@makes(Advance)
def make_advance(owner: User, **values: Any) -> Advance:
    customer = values.pop("customer", None) or make_client(owner, stage="ACTIVE", prospect_status="won")
    return make(Advance, owner, customer=customer, **{"currency": "USD", "balance": Decimal("20.00")} | values)


@makes(DocumentType)
def make_document_type(owner: User, **values: Any) -> DocumentType:
    name = values.pop("name", f"Document type {next(_numbers)}")
    return make(DocumentType, owner, **{"owner": owner, "name": name, "name_key": name.lower()} | values)


@makes(Product)
def make_product(owner: User, **values: Any) -> Product:
    """A service of 100.00 without tasks and documents."""
    code = values.pop("code", f"P-{next(_numbers)}")
    defaults = {"owner": owner, "name": "Visa extension", "currency": "USD", "retail_price": Decimal("100.00")}
    return make(Product, owner, code=code, code_key=code.lower(), **defaults | values)


@makes(ProductTask)
def make_product_task(owner: User, **values: Any) -> ProductTask:
    product = values.pop("product", None) or make_product(owner)
    return make(
        ProductTask, owner, product=product, **{"step": 1, "name": "Collect the papers", "duration": 3} | values
    )


@makes(ProductDocument)
def make_product_document(owner: User, **values: Any) -> ProductDocument:
    product = values.pop("product", None) or make_product(owner)
    document_type = values.pop("document_type", None) or make_document_type(owner)
    return make(ProductDocument, owner, product=product, document_type=document_type, **{"required": True} | values)


@makes(Holiday)
def make_holiday(owner: User, **values: Any) -> Holiday:
    day = date(2024, 1, 1) + timedelta(days=next(_numbers))
    return make(Holiday, owner, **{"owner": owner, "date": day, "name": "Day off"} | values)


@makes(CustomerApplication)
def make_application(owner: User, *, steps: int = 1, **values: Any) -> CustomerApplication:
    """An open application with one step, or several of which the last is current."""
    customer = values.pop("customer", None) or make_client(owner, stage="ACTIVE", prospect_status="won")
    product = values.pop("product", None) or make_product(owner)
    defaults = {"owner": owner, "doc_date": date(2024, 1, 31), "due_date": date(2024, 2, 14)}
    application = make(CustomerApplication, owner, customer=customer, product=product, **defaults | values)
    for step in range(1, steps):
        done = {"status": "completed", "completion_date": application.doc_date, "step": step}
        make(ApplicationWorkflow, owner, customer_application=application, **_step(application) | done)
    current = _step(application) | {"step": steps, "is_current_step": True}
    make(ApplicationWorkflow, owner, customer_application=application, **current)
    return application


def _step(application: CustomerApplication) -> dict[str, Any]:
    days = {"start_date": application.doc_date, "due_date": application.due_date}
    return {"step": 1, "name": "Collect the papers", "duration": 14, "status": "processing"} | days


@makes(ApplicationWorkflow)
def make_workflow(owner: User, **values: Any) -> ApplicationWorkflow:
    """A further step of an application."""
    application = values.pop("customer_application", None) or make_application(owner)
    defaults = _step(application) | {"step": 1 + next(_numbers), "status": "pending", "start_date": None}
    return make(ApplicationWorkflow, owner, customer_application=application, **defaults | values)


@makes(Document)
def make_document(owner: User, *, filed: bool = False, validated: bool = False, **values: Any) -> Document:
    """A required document that nobody has handed in yet, or one with a `filed` PDF, whose category is `validated`."""
    if filed:
        file = SimpleUploadedFile("statement.pdf", pdf_of("Balance"))
        values |= {"file": file, "filename": file.name, "content_type": "application/pdf", "version": 1}
    application = values.pop("customer_application", None) or make_application(owner)
    doc_type = values.pop("doc_type", None) or make_document_type(owner)
    defaults = {"owner": owner, "required": True}
    document = make(Document, owner, customer_application=application, doc_type=doc_type, **defaults | values)
    if validated:
        arguments = {"document_id": document.pk}
        make_job(owner, kind="documents.validate_category", status="succeeded", arguments=arguments)
    return document


@makes(Categorization)
def make_categorization(owner: User, *, files: int = 0, **values: Any) -> Categorization:
    """Files announced for an application, of which some are uploaded."""
    application = values.pop("customer_application", None) or make_application(owner)
    session = make(Categorization, owner, **{"owner": owner, "customer_application": application} | values)
    for _ in range(files):
        make_categorized_file(owner, categorization=session)
    return session


@makes(CategorizedFile)
def make_categorized_file(owner: User, **values: Any) -> CategorizedFile:
    session = values.pop("categorization", None) or make_categorization(owner)
    file = SimpleUploadedFile("scan.pdf", b"%PDF-1.7\n%%EOF")
    job = make_job(owner, kind="documents.categorize_file", status="succeeded", result={})
    defaults = {"owner": owner, "job": job, "filename": file.name, "content_type": "application/pdf", "size": file.size}
    return make(CategorizedFile, owner, categorization=session, file=file, **defaults | values)


@makes(ModelCall)
def make_model_call(owner: User, **values: Any) -> ModelCall:
    defaults = {"owner": owner, "kind": "ocr", "model": "small", "purpose": "documents.read_text", "currency": "USD"}
    return make(ModelCall, owner, **defaults | values)


@makes(DocumentVersion)
def make_document_version(owner: User, **values: Any) -> DocumentVersion:
    document = values.pop("document", None) or make_document(owner, version=2)
    file = SimpleUploadedFile("passport.pdf", b"%PDF-1.7\n%%EOF")
    defaults = {"owner": owner, "version": 1, "filename": file.name, "content_type": "application/pdf"}
    return make(DocumentVersion, owner, document=document, file=file, size=file.size, **defaults | values)


@makes(CalendarEvent)
def make_event(owner: User, **values: Any) -> CalendarEvent:
    start = datetime(2024, 1, 31, 9, tzinfo=UTC)
    defaults = {"owner": owner, "title": "Meeting", "start": start, "end": start + timedelta(hours=1)}
    return make(CalendarEvent, owner, **defaults | values)


@makes(CalendarFeed)
def make_feed(owner: User, **values: Any) -> CalendarFeed:
    return make(CalendarFeed, owner, **{"user": make_user(owner), "token_hash": f"{next(_numbers):064d}"} | values)


@makes(GoogleAccount)
def make_google_account(owner: User, **values: Any) -> GoogleAccount:
    return make(GoogleAccount, owner, **{"user": make_user(owner), "email": "ada@example.com"} | values)


@makes(GoogleItem)
def make_google_item(owner: User, **values: Any) -> GoogleItem:
    account = values.pop("account", None) or make_google_account(owner)
    return make(GoogleItem, owner, **{"account": account, "kind": "event", "local_id": next(_numbers)} | values)


@makes(Task)
def make_task(owner: User, **values: Any) -> Task:
    return make(Task, owner, **{"owner": owner, "title": "Call the customer", "assigned_to": owner} | values)


@makes(Reminder)
def make_reminder(owner: User, **values: Any) -> Reminder:
    """A reminder of tomorrow."""
    defaults = {"owner": owner, "user": owner, "title": "Call", "timezone": "UTC"}
    return make(Reminder, owner, **defaults | {"remind_at": datetime.now(UTC) + timedelta(days=1)} | values)


@makes(Entry)
def make_entry(owner: User, **values: Any) -> Entry:
    defaults = {"source": "invoice", "document_id": next(_numbers), "day": date(2024, 1, 31), "currency": "USD"}
    amounts = {"billed": Decimal("100.00"), "collected": Decimal("0.00"), "number": 1, "owner_id": owner.pk}
    return make(Entry, owner, **defaults | amounts | values)


@makes(Rollup)
def make_rollup(owner: User, **values: Any) -> Rollup:
    defaults = {"grain": "day", "source": "invoice", "kind": f"k{next(_numbers)}", "day": date(2024, 1, 31)}
    amounts = {"currency": "USD", "billed": Decimal("100.00"), "collected": Decimal("0.00"), "number": 1}
    return make(Rollup, owner, **defaults | amounts | values)


@makes(TaskExecution)
def make_task_execution(owner: User, **values: Any) -> TaskExecution:
    return make(TaskExecution, owner, **{"task_name": "tests.work", "duration_ms": Decimal("1.5")} | values)


@makes(HealthMetric)
def make_health_metric(owner: User, **values: Any) -> HealthMetric:
    return make(HealthMetric, owner, **{"name": "cpu_percent", "value": Decimal("12.5"), "unit": "%"} | values)


@makes(Alert)
def make_alert(owner: User, **values: Any) -> Alert:
    return make(Alert, owner, **{"title": "Disk almost full", "message": "At 93 %."} | values)


@makes(Measurement)
def make_measurement(owner: User, **values: Any) -> Measurement:
    return make(Measurement, owner, **{"name": "orders", "value": Decimal(7), "labels": {"shop": "KL"}} | values)


@makes(Snapshot)
def make_snapshot(owner: User, **values: Any) -> Snapshot:
    zeros = dict.fromkeys(("invoiced", "collected", "outstanding", "overdue"), "0.00")
    figures = {"revenue": zeros, "expenses": {"total": "0.00"}, "profit": "0.00"}
    days = {"first_day": date(2024, 1, 1), "last_day": date(2024, 1, 31)}
    return make(Snapshot, owner, **{"owner": owner, "currency": "USD", "figures": figures} | days | values)


@makes(Provider)
def make_provider(owner: User, **values: Any) -> Provider:
    return make(Provider, owner, **{"owner": owner, "name": f"service_{next(_numbers)}"} | values)


@makes(WebhookEvent)
def make_webhook_event(owner: User, **values: Any) -> WebhookEvent:
    """A payment that matched no invoice."""
    defaults = {
        "provider": values.pop("provider", None) or make_provider(owner),
        "event_id": f"evt_{next(_numbers)}",
        "event_type": "payment.succeeded",
        "data": {"payment_id": "pay_1", "amount": 100},
        "occurred_at": datetime(2024, 2, 1, tzinfo=UTC),
        "status": WebhookEvent.Status.UNMATCHED,
    }
    return make(WebhookEvent, owner, **defaults | values)


@makes(ExternalUser)
def make_external_user(owner: User, **values: Any) -> ExternalUser:
    provider = values.pop("provider", None) or make_provider(owner)
    return make(ExternalUser, owner, provider=provider, **{"external_id": str(next(_numbers))} | values)


@makes(ExternalSubscription)
def make_external_subscription(owner: User, **values: Any) -> ExternalSubscription:
    """One whose schedule is not known yet."""
    provider = values.pop("provider", None) or make_provider(owner)
    return make(ExternalSubscription, owner, provider=provider, **{"external_id": str(next(_numbers))} | values)


@makes(WebhookEndpoint)
def make_webhook_endpoint(owner: User, **values: Any) -> WebhookEndpoint:
    endpoint, _ = create_endpoint(
        actor=owner, **{"url": f"https://example.com/{next(_numbers)}", "event_types": ["client.*"]} | values
    )
    return endpoint


@makes(WebhookDelivery)
def make_webhook_delivery(owner: User, **values: Any) -> WebhookDelivery:
    """An event of a client that waits to be sent."""
    number = next(_numbers)
    defaults = {
        "endpoint": values.pop("endpoint", None) or make_webhook_endpoint(owner),
        "message_id": f"msg_{number}",
        "event_id": number,
        "event_type": "client.update",
        "resource_type": "client",
        "resource_id": "1",
        "payload": {"type": "client.update", "data": {"id": number}},
        "next_attempt_at": datetime(2024, 2, 1, tzinfo=UTC),
    }
    return make(WebhookDelivery, owner, **defaults | values)


@makes(WebhookAttempt)
def make_webhook_attempt(owner: User, **values: Any) -> WebhookAttempt:
    delivery = values.pop("delivery", None) or make_webhook_delivery(owner)
    moment = datetime(2024, 2, 1, tzinfo=UTC)
    return make(WebhookAttempt, owner, delivery=delivery, **{"number": 1, "attempted_at": moment} | values)


@makes(Notification)
def make_notification(owner: User, **values: Any) -> Notification:
    """A message that was sent."""
    number = next(_numbers)
    defaults = {
        "owner_id": owner.pk,
        "kind": "test",
        "key": f"test:{number}",
        "channel": "email",
        "recipient": "ada@client.example",
        "subject": f"Message {number}",
        "status": "sent",
        "sent_at": datetime.now(UTC),
    }
    return make(Notification, owner, **defaults | values)


@makes(MessageTemplate)
def make_message_template(owner: User, **values: Any) -> MessageTemplate:
    defaults = {"owner_id": owner.pk, "kind": f"kind.{next(_numbers)}", "subject": "{company}", "body": "Dear {name}"}
    return make(MessageTemplate, owner, **defaults | values)


@makes(PushSubscription)
def make_push_subscription(owner: User, **values: Any) -> PushSubscription:
    endpoint = f"https://93.184.216.34/push/{next(_numbers)}"
    return make(PushSubscription, owner, **{"user": owner, "endpoint": endpoint, "p256dh": "", "auth": ""} | values)


@makes(WhatsAppAccount)
def make_whatsapp_account(owner: User, **values: Any) -> WhatsAppAccount:
    defaults = {"phone_number_id": str(10**9 + next(_numbers)), "sealed_token": b"sealed"}
    return make(WhatsAppAccount, owner, **defaults | values)


@makes(WhatsAppMessage)
def make_whatsapp_message(owner: User, **values: Any) -> WhatsAppMessage:
    number = next(_numbers)
    defaults = {
        "message_id": f"wamid.{number}",
        "phone": "60123456789",
        "message_type": "text",
        "text": "Hello",
        "received_at": datetime.now(UTC),
    }
    return make(WhatsAppMessage, owner, **defaults | values)
