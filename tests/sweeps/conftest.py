import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services import register_tenant
from apps.core.permissions import PLATFORM
from apps.core.tenancy import bind_tenant, tenant_context
from apps.integrations.services import create_provider
from tests.conftest import Api, delete_committed
from tests.factories import FACTORY_FOR, make_role, make_user
from tests.integrations.conftest import SECRET, sign
from tests.sweeps.routes import Route

APP_SECRET = settings.WHATSAPP_APP_SECRET = "app-secret"


class SigningApi(Api):
    """A provider of the company, whose bodies are signed."""

    def request(
        self, method: str, path: str, body: Any = None, content_type: str = "application/json", **headers: str
    ) -> Any:
        raw = body if isinstance(body, bytes) else str(body or "").encode()
        if isinstance(body, dict | list):
            raw = json.dumps(body, cls=DjangoJSONEncoder).encode()
        return super().request(method, path, raw, content_type, **sign(raw) | headers)


class MetaApi(Api):
    """WhatsApp, whose bodies Meta signs."""

    def request(
        self, method: str, path: str, body: Any = None, content_type: str = "application/json", **headers: str
    ) -> Any:
        raw = body if isinstance(body, bytes) else str(body or "").encode()
        if isinstance(body, dict | list):
            raw = json.dumps(body, cls=DjangoJSONEncoder).encode()
        signature = hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        return super().request(
            method, path, raw, content_type, **{"X-Hub-Signature-256": f"sha256={signature}"} | headers
        )


@dataclass
class Ground:
    """Two companies that last for a module, and their callers."""

    owner: User
    stranger: User
    api: Api = field(init=False)
    anonymous: Api = field(init=False)
    powerless: Api = field(init=False)
    platform: Api = field(init=False)
    provider: Api = field(init=False)
    meta: Api = field(init=False)

    def __post_init__(self) -> None:
        self.api, self.anonymous = Api(self.owner), Api()
        with tenant_context(self.owner.tenant_id):
            self.powerless = Api(make_user(self.owner, role=make_role(self.owner, permissions=[], scope="all")))
            self.platform = Api(make_user(self.owner, is_superuser=True))
            for name in ("user_service", "payment_service"):
                create_provider(actor=self.owner, name=name, secret_key=SECRET)
        self.provider, self.meta = SigningApi(), MetaApi()

    def caller(self, route: Route) -> Api:
        """Whoever may do everything that the route is for."""
        if route.pattern.startswith("/api/integrations/webhooks/"):
            return self.provider
        if route.pattern == "/api/notifications/whatsapp/webhook/":
            return self.meta
        return self.platform if route.requirement == PLATFORM else self.api

    def own(self, model: Any, **values: Any) -> Any:
        """A row of the caller's own company."""
        with tenant_context(self.owner.tenant_id):
            return FACTORY_FOR[model](self.owner, **values)

    def foreign(self, model: Any, **values: Any) -> Any:
        """A row of the other company."""
        with tenant_context(self.stranger.tenant_id):
            return FACTORY_FOR[model](self.stranger, **values)


@pytest.fixture(scope="module")
def module_ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    # Committed: a transaction as long as a module's tests would hold back the events of every database of the server.
    with django_db_blocker.unblock():
        owners = [
            register_tenant(name=name, domain=f"{name}.example", email=f"owner@{name}.example", password="Password123!")
            for name in ("ours", "theirs")
        ]
        bind_tenant(None)
        yield Ground(*owners)
        delete_committed()


@pytest.fixture
def ground(module_ground: Ground) -> Iterator[Ground]:
    """The module's two companies, as they were before each test."""
    with transaction.atomic():
        yield module_ground
        transaction.set_rollback(True)
