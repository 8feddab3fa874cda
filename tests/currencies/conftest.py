from typing import Any

import pytest

import apps.currencies.tasks
import apps.invoices.tasks
import apps.quotes.tasks  # noqa: F401 - what a worker has imported
from apps.accounts.models import User
from apps.clients.models import Client
from tests.conftest import Api
from tests.documents import add_client, set_rate


@pytest.fixture
def client(owner: User) -> Client:
    """A client of Acme."""
    return add_client(owner)


@pytest.fixture
def euro(api: Api) -> list[dict[str, Any]]:
    """What a euro was worth in USD, the currency of Acme: 1.10, from 10 January 2024 on 1.20, from February on 1.00."""
    rates = {"2024-01-01": "1.10", "2024-01-10": "1.20", "2024-02-01": "1.00"}
    return [set_rate(api, "EUR", rate, day) for day, rate in rates.items()]
