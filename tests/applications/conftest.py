from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.search import search_key
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.factories import make_client

TASKS = [
    {"name": "Collect the papers", "duration": 3},
    {"name": "Submit", "duration": 5, "duration_is_business_days": True},
    {"name": "Hand over", "duration": 1},
]
Move = Callable[..., Any]


@pytest.fixture
def customer(owner: User) -> Client:
    with tenant_context(owner.tenant_id):
        return make_client(
            owner, name="Lim Wei", search_text=search_key("Lim Wei"), stage="ACTIVE", prospect_status="won"
        )


@pytest.fixture
def apply(api: Api, customer: Client) -> Callable[..., dict[str, Any]]:
    """Make a product with these tasks, and an application for it of Wednesday, 31 January 2024."""
    made = 0

    def add(
        tasks: list[dict[str, Any]] = TASKS, product: dict[str, Any] | None = None, **fields: Any
    ) -> dict[str, Any]:
        nonlocal made
        made += 1
        body = {"code": f"P{made}", "name": "Visit visa", "tasks": tasks, **(product or {})}
        sold = api.post("/api/products/", body)
        assert sold.status_code == 201, sold.content
        body = {"customer": customer.pk, "product": sold.json()["id"], "doc_date": "2024-01-31", **fields}
        answer = api.post("/api/customer-applications/", body)
        assert answer.status_code == 201, answer.content
        return dict(answer.json())

    return add


@pytest.fixture
def move(api: Api) -> Move:
    """Ask for a move of an application, or with `step` (from 1) of one of its steps."""

    def ask(application: dict[str, Any], name: str, step: int | None = None, **body: Any) -> Any:
        path = f"/api/customer-applications/{application['id']}/"
        if step is not None:
            path += f"workflows/{application['workflows'][step - 1]['id']}/"
        return api.post(f"{path}{name}/", body)

    return ask


def due_dates(application: dict[str, Any]) -> list[str]:
    return [step["due_date"] for step in application["workflows"]]


def states(application: dict[str, Any]) -> list[str]:
    """The statuses of the steps, the current one's with a star."""
    return [step["status"] + "*" * step["is_current_step"] for step in application["workflows"]]
