"""Bodies for every write route, made from its serializer: good ones, and what must be refused in each field."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any

from rest_framework import serializers
from rest_framework.relations import ManyRelatedField

from apps.accounts.sessions import TokenPair, start_session
from apps.clients.models import Client
from apps.core.fields import QuantityField, TenantRelatedField
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication, Document
from apps.expenses.models import Expense
from apps.invoices.models import CreditNote, Invoice
from apps.notifications.models import PushSubscription
from apps.quotes.models import Quote
from tests.notifications.servers import Browser
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import MISSING, Route

_numbers = count(1)


def writable_fields(serializer: serializers.Serializer[Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Each field that a body may set, by its path: `line_items.0.quantity`."""
    for name, field in serializer.fields.items():
        if field.read_only or isinstance(field, serializers.HiddenField):
            continue
        yield f"{path}{name}", field
        if isinstance(field, serializers.Serializer):
            yield from writable_fields(field, f"{path}{name}.")
        elif isinstance(field, serializers.ListSerializer) and isinstance(field.child, serializers.Serializer):
            yield from writable_fields(field.child, f"{path}{name}.0.")


def references(serializer: serializers.Serializer[Any]) -> Iterator[tuple[str, Any]]:
    """The fields among them that name other rows."""
    for path, field in writable_fields(serializer):
        child = getattr(field, "child_relation", getattr(field, "child", field))
        if isinstance(child, serializers.RelatedField):
            yield (f"{path}.0" if child is not field else path), child


def _open_invoice(ground: Ground) -> int:
    # Not yet due: one that is becomes overdue with the first request that comes by, whatever that asks for.
    invoice: Invoice = ground.own(Invoice, status=Invoice.Status.SENT, due_date=date.max)
    return invoice.pk


def _billable_expense(ground: Ground) -> int:
    values = {"status": Expense.Status.APPROVED, "is_billable": True, "client": ground.own(Client)}
    expense: Expense = ground.own(Expense, **values)
    return expense.pk


def _issued_quote(ground: Ground) -> int:
    quote: Quote = ground.own(Quote, status="sent")
    with tenant_context(ground.owner.tenant_id):
        Quote.unscoped.filter(pk=quote.pk).update(content_hash="0" * 64)
    return quote.pk


def _document(ground: Ground) -> int:
    """An id that each kind of document has."""
    pk = 10_000_000 + next(_numbers)
    for model in (Invoice, Quote, CreditNote):
        ground.own(model, pk=pk)
    return pk


def _browser(ground: Ground) -> PushSubscription:
    """A browser of the caller's."""
    browser: PushSubscription = ground.own(PushSubscription)
    return browser


def _tokens(ground: Ground) -> TokenPair:
    with tenant_context(ground.owner.tenant_id):
        return start_session(actor=ground.owner)


SPECIAL: dict[str, dict[str, Callable[[Ground], Any]]] = {
    "LogInSerializer": {"username": lambda ground: ground.owner.username, "password": lambda ground: "Password123!"},
    "RegisterSerializer": {
        "tenant_name": lambda ground: f"Company {next(_numbers)}",
        "password": lambda ground: "Correct horse 7",
    },
    "ClientSerializer": {"name": lambda ground: f"Client {next(_numbers)}"},
    "CustomerSerializer": {"name": lambda ground: f"Customer {next(_numbers)}"},
    "ProspectSerializer": {"name": lambda ground: f"Prospect {next(_numbers)}"},
    "UserSerializer": {"password": lambda ground: "Correct horse 7"},
    "PasswordSerializer": {"password": lambda ground: "Password123!"},
    "ChangePasswordSerializer": {
        "old_password": lambda ground: "Password123!",
        "new_password": lambda ground: "Correct horse 7",
    },
    "ReminderSerializer": {"remind_at": lambda ground: "2190-01-01T09:00:00Z", "timezone": lambda ground: "UTC"},
    "BrowserSerializer": {
        "endpoint": lambda ground: f"https://93.184.216.34/push/{next(_numbers)}",
        "keys": lambda ground: Browser("").subscription()["keys"],
    },
    "EndpointSerializer": {"endpoint": lambda ground: _browser(ground).endpoint},
    "TestPushSerializer": {"user": lambda ground: _browser(ground).user_id},
    "MessageTemplateSerializer": {"kind": lambda ground: "workflow.deadline", "body": lambda ground: "Dear {name}"},
    "TestWhatsAppSerializer": {"to": lambda ground: "+60 12 345 6789"},
    "WhatsAppAccountSerializer": {
        "phone_number_id": lambda ground: str(2 * 10**9 + next(_numbers)),
        "token": lambda ground: "token",
    },
    "LoadHolidaysSerializer": {"country": lambda ground: "ID"},
    "BulkDownloadSerializer": {"ids": lambda ground: [_document(ground)]},
    "RefreshSerializer": {"refresh": lambda ground: _tokens(ground).refresh},
    "VerifySerializer": {"token": lambda ground: _tokens(ground).access},
    "InboundEventSerializer": {"event_id": lambda ground: f"evt_{next(_numbers)}"},
    "ProviderSerializer": {
        "webhook_url": lambda ground: "https://example.com/hook",
        "api_base_url": lambda ground: "https://example.com/",
        "name": lambda ground: f"service_{next(_numbers)}",
    },
    "WebhookEndpointSerializer": {
        "url": lambda ground: f"https://example.com/hooks/{next(_numbers)}",
        "event_types": lambda ground: ["client.*"],
    },
    "EventAssignmentSerializer": {"invoice": _open_invoice},
    "PaymentSerializer": {"invoice": _open_invoice, "amount": lambda ground: "1.00"},
    "BillSerializer": {"expenses": lambda ground: [_billable_expense(ground)]},
    "PublicLinkSerializer": {"quote": _issued_quote},
    "RecurringInvoiceSerializer": {
        "line_items": lambda ground: [{"description": "Work", "quantity": 2, "unit_price": "5.00"}],
        "start_date": lambda ground: "2199-01-31",
    },
    "ExchangeRateSerializer": {"currency": lambda ground: "CHF"},
    "CreditingSerializer": {"invoice": _open_invoice},
    "RefundSerializer": {"amount": lambda ground: "1.00", "currency": lambda ground: "USD"},
    "BandwidthChangeSerializer": {
        "effective_date": lambda ground: "2024-01-16",
        "fna_price": lambda ground: "5.00",
    },
    "InvoiceIdsSerializer": {"ids": lambda ground: [_open_invoice(ground)]},
    "MergeDocumentsSerializer": {"document_ids": lambda ground: [ground.own(Document, filed=True).pk]},
    "DocumentSerializer": {"line_items": lambda ground: [{"description": "Work", "quantity": 2, "unit_price": "5.00"}]},
}
"""What a field must hold where its type alone does not tell, by serializer."""


def good_body(serializer: serializers.Serializer[Any], ground: Ground) -> dict[str, Any]:
    """The required fields and the special ones, each with a value that it takes."""
    special: dict[str, Callable[[Ground], Any]] = {}
    for ancestor in reversed(type(serializer).__mro__):
        special |= SPECIAL.get(ancestor.__name__, {})
    return {
        name: special[name](ground) if name in special else good_value(field, ground)
        for name, field in serializer.fields.items()
        if name in special or (field.required and not field.read_only)
    }


def good_value(field: Any, ground: Ground) -> Any:
    """A value that the field takes."""
    match field:
        case serializers.Serializer():
            return good_body(field, ground)
        case ManyRelatedField():
            return [good_value(field.child_relation, ground)]
        case serializers.ListField() | serializers.ListSerializer():
            return [good_value(field.child, ground)]
        case TenantRelatedField():
            return ground.own(field.model).pk
        case serializers.ChoiceField():
            return next(iter(field.choices))
        case serializers.BooleanField():
            return True
        case serializers.IntegerField():
            return max(1, field.min_value or 0)
        case serializers.FloatField():
            return 1.0
        case serializers.DecimalField():
            return "1"
        case serializers.DateTimeField():
            return "2024-02-01T08:00:00Z"
        case serializers.DateField():
            return "2024-02-01"
        case serializers.EmailField():
            return f"somebody{next(_numbers)}@example.com"
        case serializers.URLField():
            return "https://example.com/"
        case serializers.DictField() | serializers.JSONField():
            return {}
        case serializers.CharField():
            return f"word{next(_numbers)}"
    raise LookupError(f"No good value is known for a {type(field).__name__}: give one in tests/sweeps/bodies.py.")


def bad_values(field: Any) -> list[Any]:
    """Values that the field must refuse, each for a reason of its own."""
    structures: list[Any] = [{"nonsense": [1]}, [[{"nonsense": 1}]]]
    huge = "9" * 400
    match field:
        case serializers.Serializer() | serializers.DictField():
            return ["nonsense", [1], 1, True]
        case serializers.ListField() if type(field.child) is serializers.CharField:
            return ["nonsense", 1, True, [[]], [None], [True], [7], {"nonsense": 1}]
        case ManyRelatedField() | serializers.ListField() | serializers.ListSerializer():
            numbers = type(getattr(field, "child", None)) is serializers.IntegerField
            return [
                "nonsense",
                1,
                True,
                ["nonsense"],
                [[]],
                [None],
                {"nonsense": 1},
                *([[int(huge)]] if numbers else []),
            ]
        case serializers.JSONField():
            return []
        case serializers.RelatedField():
            digits = [] if getattr(field, "takes_any_type", False) else ["", "1"]
            return [*structures, "nonsense", True, 1.5, -1, MISSING["int"], 2**63, int(huge), *digits]
        case serializers.ChoiceField():
            return [*structures, "nonsense", True, 1.5, -1, huge]
        case serializers.BooleanField():
            return [*structures, "nonsense", "true", "1", 7, 1, 0]
        case serializers.IntegerField():
            return [*structures, "nonsense", "1e3", "1", "", True, 1.5, int(huge), -int(huge), "\u0661"]
        case serializers.DecimalField() | serializers.FloatField():
            numbers = [
                "",
                " 1 ",
                "+1",
                "nonsense",
                "NaN",
                "Infinity",
                "1e5",
                "1,5",
                "\u0661",
                huge,
                f"-{huge}",
                int(huge),
                f"-{'4' * 23}.2",
                "0x10",
            ]
            return [*structures, True, *numbers]
        case serializers.DateTimeField() | serializers.DateField():
            return [*structures, True, 20240101, "nonsense", "2024-02-30", "2024-13-01", "0000-00-00", "99999-01-01"]
        case serializers.EmailField():
            return [*structures, True, 7, "nonsense", "a@b", "a@@example.com", f"{'a' * 300}@example.com"]
        case serializers.CharField():
            return [*structures, True, 7, 1.5, *([huge * 100] if field.max_length else [])]
    return structures


def odd_values(field: Any) -> list[Any]:
    """Values that the field may take or refuse, but that must break nothing."""
    match field:
        case serializers.DateTimeField() | serializers.DateField():
            return ["0001-01-01", "9999-12-31", None]
        case QuantityField() | serializers.DecimalField() | serializers.FloatField() | serializers.IntegerField():
            return [-1, 0, "-0.00", "999999999999999", 0.1, 2**31, None]
        case serializers.CharField():
            return ["", " ", "\u202e\U0001f4a9", "<script>", "' OR 1=1 --", "{{ 7 }}", "a" * 60_000, None]
        case ManyRelatedField() | serializers.ListField() | serializers.ListSerializer():
            return [[], None]
        case serializers.JSONField():
            return ["nonsense", {"a": {"b": 1}}, [[]], [{"rate": "1e400"}], 10**300, True, None]
    return [None]


def with_value(body: Any, path: str, value: Any) -> Any:
    """The body with another value at the path."""
    if not path:
        return value
    head, _, rest = path.partition(".")
    if head != "0":
        return body | {head: with_value(body.get(head) or {}, rest, value)}
    items = body if isinstance(body, list) and body else [{}]
    return [with_value(items[0], rest, value), *items[1:]]


CUSTOMER = {"stage": "ACTIVE", "prospect_status": "won"}
SITUATIONS: dict[str, dict[str, Any]] = {
    "GET /api/customers/": CUSTOMER,
    "GET /api/customers/search/": CUSTOMER,
    "PUT /api/customers/<int:pk>/": CUSTOMER,
    "PATCH /api/customers/<int:pk>/": CUSTOMER,
    "POST /api/customers/<int:pk>/toggle-active/": CUSTOMER,
    "POST /api/quotes/<int:pk>/accept/": {"status": "sent", "expiry_date": date.max},
    "POST /api/quotes/<int:pk>/reject/": {"status": "sent", "expiry_date": date.max},
    "POST /api/quotes/<int:pk>/convert/": {"status": "accepted"},
    "GET /api/invoices/download-async/status/<uuid:job_id>/": {"kind": "invoices.render_invoice"},
    "GET /api/credit-notes/download-async/status/<uuid:job_id>/": {"kind": "invoices.render_credit_note"},
    "GET /api/quotes/download-async/status/<uuid:job_id>/": {"kind": "quotes.render_quote"},
    "POST /api/invoices/<int:pk>/cancel/": {"status": "sent"},
    "POST /api/recurring-invoices/<int:pk>/resume/": {"status": "paused"},
    "POST /api/invoices/<int:pk>/mark-as-paid/": {"status": "sent"},
    "POST /api/expenses/<int:pk>/reimburse/": {"status": "approved"},
    "POST /api/customer-applications/<int:pk>/reopen/": {"status": "closed"},
    "POST /api/calendar-reminders/<int:pk>/mark-read/": {"status": "sent"},
    "POST /api/calendar/<int:pk>/change-occurrence/": {"rrule": "FREQ=DAILY"},
    "POST /api/calendar/<int:pk>/cancel-occurrence/": {"rrule": "FREQ=DAILY"},
    "POST /api/workflow-notifications/<int:pk>/cancel/": {"status": "pending", "sent_at": None},
    "GET /api/documents/<int:pk>/download/": {"filed": True},
    "GET /api/documents/<int:pk>/print/": {"filed": True},
    "GET /api/documents/<int:pk>/validation-stream/": {"validated": True},
    "POST /api/documents/<int:pk>/validate-category/": {"filed": True},
    "DELETE /api/documents/<int:pk>/": {"required": False},
    "GET /api/invoices/import/status/<uuid:job_id>/": {"kind": "invoices.import_files"},
    "GET /api/invoices/import/stream/<uuid:job_id>/": {"kind": "invoices.import_files"},
    "GET /api/ocr/status/<uuid:job_id>/": {"kind": "documents.read_passport"},
    "GET /api/document-ocr/status/<uuid:job_id>/": {"kind": "documents.read_text"},
    "GET /api/document-categorization/stream/<uuid:job_id>/": {"files": 1},
    "POST /api/customer-applications/<int:pk>/workflows/<int:workflow_id>/rollback/": {"steps": 2},
}
"""The state that a row must be in for the route to do its work, where a fresh row is not."""


NOT_BY_ONE_CALL = {
    "GET /api/calendar/google/callback/": "wants a consent that was begun",
    "POST /api/calendar/google/connect/": "wants an installation that is registered with Google",
    "POST /api/calendar/sync/": "wants a Google account",
    "POST /api/tasks/sync/": "wants a Google account",
    "POST /api/backups/restore/": "wants an archive",
    "POST /api/backups/upload/": "wants an archive",
    "POST /api/clients/<int:pk>/refund/": "wants a client's credit",
    "POST /api/invoices/<int:pk>/apply-credit/": "wants a client's credit",
    "POST /api/exchange-rates/fetch/": "wants a setting that names currencies",
    "POST /api/dashboard/celery/tasks/<str:task_name>/execute/": "wants the name of a task",
    "POST /api/documents/<int:pk>/actions/<str:action_name>/": "wants the name of an action",
    "POST /api/document-categorization/<uuid:job_id>/apply/": "wants files that were uploaded before",
    "POST /api/push-notifications/test/": "wants a browser of the caller's",
    "GET /api/notifications/whatsapp/webhook/": "wants the agreed word",
    "DELETE /api/notifications/whatsapp/account/": "wants a number that was set before",
    "POST /api/auth/password-reset/confirm/": "wants the link of a mail",
    "POST /api/auth/invitations/accept/": "wants the link of a mail",
    "POST /api/auth/email/confirm/": "wants the link of a mail",
    "POST /api/auth/mfa/confirm/": "wants a code of an authenticator app",
    "POST /api/auth/mfa/verify/": "wants a code of an authenticator app",
    "POST /api/auth/mfa/recovery-codes/": "wants a code of an authenticator app",
    "POST /api/auth/mfa/disable/": "wants a code of an authenticator app",
    "POST /api/users/<int:pk>/reset-second-factor/": "wants a colleague who has one",
    "POST /api/auth/users/<int:pk>/reset-second-factor/": "wants a colleague who has one",
}
"""What a row and a body alone do not show at work; tests of their own do."""


def situation_of(route: Route) -> dict[str, Any]:
    """What a row must be like for the route to know it and to do its work."""
    door = next((values for prefix, values in DOORS.items() if route.pattern.startswith(prefix)), {})
    return door | SITUATIONS.get(str(route), {})


DOORS: dict[str, dict[str, Any]] = {
    "/api/customers/prospects/": {"stage": "LEAD"},
    "/api/customers/": {"stage": "ACTIVE", "prospect_status": "won"},
}
"""Paths that show some of a model's rows only."""


def _current_step(application: CustomerApplication) -> int:
    pk: int = application.workflows.get(is_current_step=True).pk
    return pk


FURTHER: dict[str, Callable[[Any], Any]] = {"workflow_id": _current_step}
"""What a path names besides its first row, found from that row."""


def _url_of(route: Route, ground: Ground) -> str:
    if not (route.is_detail and route.model):
        return route.url()
    row = ground.own(route.model, **situation_of(route))
    with tenant_context(ground.owner.tenant_id):
        return route.url(row, **{name: FURTHER[name](row) for name in route.parameters if name in FURTHER})


def call_of(route: Route, ground: Ground) -> tuple[str, dict[str, Any]]:
    """A path and a body with which the route does its work."""
    url = _url_of(route, ground)
    if route.serializer is None:
        return url, {}
    if route.view_action not in ("update", "partial_update"):
        return url, good_body(route.serializer, ground)
    shown = ground.api.get(url).json()
    writable = [name for name, field in route.serializer.fields.items() if not field.read_only]
    return url, {name: shown[name] for name in writable if name in shown}
