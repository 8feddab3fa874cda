from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services import register_tenant
from apps.core.permissions import PLATFORM
from apps.core.tenancy import bind_tenant, tenant_context
from tests.conftest import Api
from tests.factories import FACTORY_FOR, make_role, make_user
from tests.sweeps.routes import Route


@dataclass
class Ground:
    """Two companies that last for a module, and their callers."""

    owner: User
    stranger: User
    api: Api = field(init=False)
    anonymous: Api = field(init=False)
    powerless: Api = field(init=False)
    platform: Api = field(init=False)

    def __post_init__(self) -> None:
        self.api, self.anonymous = Api(self.owner), Api()
        with tenant_context(self.owner.tenant_id):
            self.powerless = Api(make_user(self.owner, role=make_role(self.owner, permissions=[], scope="all")))
            self.platform = Api(make_user(self.owner, is_superuser=True))

    def caller(self, route: Route) -> Api:
        """Whoever may do everything that the route is for."""
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
    with django_db_blocker.unblock(), transaction.atomic():
        owners = [
            register_tenant(name=name, domain=f"{name}.example", email=f"owner@{name}.example", password="Password123!")
            for name in ("ours", "theirs")
        ]
        bind_tenant(None)
        yield Ground(*owners)
        transaction.set_rollback(True)


@pytest.fixture
def ground(module_ground: Ground) -> Iterator[Ground]:
    """The module's two companies, as they were before each test."""
    with transaction.atomic():
        yield module_ground
        transaction.set_rollback(True)
