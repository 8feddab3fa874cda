"""Every write leaves an event that names the request it came with."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework import serializers

from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication
from apps.products.models import Product
from apps.tenants.models import Tenant
from tests.sweeps.bodies import CUSTOMER, NOT_BY_ONE_CALL, call_of
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route

_JOB = "starts a job, which is a record of its own and leaves the events of what it does"
LEAVES_NONE = {
    "POST /api/integrations/webhooks/user-service/": "is kept as an event of its own, and recorded by what it does",
    "POST /api/integrations/webhooks/payment-service/": "is kept as an event of its own, and recorded by what it does",
    "POST /api/notifications/whatsapp/webhook/": "leaves an event for each message that it moves or brings, here none",
    "POST /api/auth/token/refresh/": "goes on with a session that is on record",
    "POST /api/auth/refresh/": "goes on with a session that is on record",
    "POST /api/token/refresh/": "goes on with a session that is on record",
    "POST /api/auth/token/verify/": "changes nothing",
    "POST /api/auth/stream-ticket/": "the ticket lives for 30 seconds, and not in the database",
    "POST /api/auth/password-reset/": "changes nothing; what the link allows leaves an event",
    "POST /api/auth/mfa/setup/": "a factor is in force once it is confirmed, which leaves an event",
    "POST /api/dashboard/celery/health_check/": "asks the workers that are there, here none, and changes nothing",
    "POST /api/cron/exec_cron_jobs/": "what it starts leaves the events of what it does, every minute of the year",
    "POST /api/monitoring/api/monitoring/": "programs report their figures by the minute; a figure changes nothing",
    "POST /api/products/export/start/": _JOB,
    "POST /api/quotes/bulk-download/": _JOB,
    "POST /api/quotes/<int:pk>/download-async/": _JOB,
    "POST /api/invoices/bulk-download/": _JOB,
    "POST /api/invoices/<int:pk>/download-async/": _JOB,
    "POST /api/credit-notes/bulk-download/": _JOB,
    "POST /api/credit-notes/<int:pk>/download-async/": _JOB,
    "POST /api/bills/generate/": _JOB,
    "POST /api/dashboard/refresh/": "reckons figures anew",
    "POST /api/dashboard/realtime/recalculate/": _JOB,
    "DELETE /api/client-credits/<int:pk>/": "the ground's credit stays with what made it, and is refused",
    "DELETE /api/calendar/feed/": "the ground has no address; test_feeds ends one",
    "POST /api/customer-applications/<int:pk>/recount-due-dates/": "the ground is due as counted",
    "DELETE /api/calendar/google/": "the ground has no account; test_google lets go of one",
    "POST /api/calendar/google/connect/": "changes nothing; what the user then allows leaves an event",
    "DELETE /api/tenants/<int:pk>/": "the ground's tenant is at work; test_tenants deletes another",
}
"""What leaves no event by itself, and why that is right."""
BODIES: dict[str, Callable[[Ground], dict[str, Any]]] = {
    "PUT /api/integrations/providers/<int:pk>/": lambda ground: {"name": "another"},
    "PATCH /api/integrations/providers/<int:pk>/": lambda ground: {"is_active": False},
    "PATCH /api/user-settings/me/": lambda ground: {"theme": "dark"},
    "PATCH /api/clients/<int:pk>/update_stage/": lambda ground: {"stage": "IN_PROGRESS"},
    "PUT /api/exchange-rates/<int:pk>/": lambda ground: {"currency": "EUR", "day": "2024-05-01", "rate": "5.25"},
    "PATCH /api/exchange-rates/<int:pk>/": lambda ground: {"rate": "5.25"},
    "PUT /api/products/<int:pk>/": lambda ground: {"name": "Another", "code": "ANOTHER"},
    "PATCH /api/products/<int:pk>/": lambda ground: {"name": "Another"},
    "PUT /api/message-templates/<int:pk>/": lambda ground: {"kind": "workflow.deadline", "subject": "x", "body": "x"},
    "PATCH /api/message-templates/<int:pk>/": lambda ground: {"kind": "workflow.rejected"},
    "POST /api/customers/bulk-delete/": lambda ground: {"ids": [ground.own(Client, **CUSTOMER).pk]},
    "POST /api/products/bulk-delete/": lambda ground: {"ids": [ground.own(Product).pk]},
    "POST /api/customer-applications/bulk-delete/": lambda ground: {"ids": [ground.own(CustomerApplication).pk]},
}
"""A body that changes something, where the usual one does not."""
WRITES = [
    route
    for route in ROUTES
    if route.method != "get"
    and str(route) not in NOT_BY_ONE_CALL
    and str(route) not in LEAVES_NONE
    and route.operation
    and "multipart/form-data" not in route.operation.get("requestBody", {}).get("content", {})
]


def events_of(request_id: str) -> list[AuditLog]:
    found: list[AuditLog] = []
    for tenant in Tenant.objects.all():
        with tenant_context(tenant.pk):
            found += AuditLog.unscoped.filter(tenant=tenant, request_id=request_id)
    return found


def changed(body: dict[str, Any], route: Route) -> dict[str, Any]:
    """The body with another text in it, so that the change changes something."""
    texts = [
        name
        for name, field in route.serializer.fields.items()
        if type(field) is serializers.CharField and not field.read_only and isinstance(body.get(name), str)
    ]
    telling = [name for name in texts if name in ("title", "name", "subject", "description", "notes")]
    return body | {name: f"{body[name]}x" for name in (telling or texts)[-1:]}


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_leaves_an_event(route: Route, ground: Ground) -> None:
    request_id = f"audited-{uuid4().hex}"
    url, body = call_of(route, ground)
    if str(route) in BODIES:
        body = BODIES[str(route)](ground)
    elif route.method in ("put", "patch") and route.serializer:
        body = changed(body, route)
    answer = ground.caller(route).request(route.method, url, body, **{"X-Request-ID": request_id})
    assert answer.status_code < 400, answer.content
    assert events_of(request_id), body


@pytest.mark.parametrize("name", [*LEAVES_NONE, *BODIES])
def test_knows_the_routes_that_are_named_here(name: str) -> None:
    assert name in {str(route) for route in ROUTES}
