import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.integrations import processing
from apps.integrations.models import WebhookEvent
from tests.conftest import Api

SECRET = "s3cret-of-the-service"
Hook = Callable[..., Any]


def sign(body: bytes, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Webhook-Timestamp": stamp, "X-Webhook-Signature": f"sha256={digest}"}


def sign_as_standard(body: bytes, event_id: str, secret: str, at: int | None = None) -> dict[str, str]:
    stamp = str(int(time.time()) if at is None else at)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,bm9uZQ== v1,{base64.b64encode(digest).decode()}"
    return {"Webhook-Id": event_id, "Webhook-Timestamp": stamp, "Webhook-Signature": signature}


def post(service: str, body: Any, headers: dict[str, str] | None = None, secret: str = SECRET, query: str = "") -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = f"/api/integrations/webhooks/{service}-service/{query}"
    return Api().request("post", path, raw, **(sign(raw, secret) if headers is None else headers))


def event_of(user: User, event_id: str) -> WebhookEvent:
    with tenant_context(user.tenant_id):
        event: WebhookEvent = WebhookEvent.unscoped.select_related("provider").get(
            tenant_id=user.tenant_id, event_id=event_id
        )
    return event


def process(user: User, event_id: str) -> WebhookEvent:
    """Do as the worker does that got the event's message."""
    with tenant_context(user.tenant_id):
        processing.process_event(event_of(user, event_id).pk)
    return event_of(user, event_id)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was put on the queue; none is really sent."""
    sent: list[Any] = []
    monkeypatch.setattr(
        "apps.integrations.services.current_app.send_task", lambda name, args, **options: sent.append((name, *args))
    )
    return sent


@pytest.fixture
def services(api: Api, sent: list[Any]) -> dict[str, int]:
    """Acme's two services, with a secret each."""
    return {
        name: api.post("/api/integrations/providers/", {"name": name, "secret_key": SECRET}).json()["id"]
        for name in ("user_service", "payment_service")
    }
