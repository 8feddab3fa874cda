import pytest

import apps.invoices.tasks
import apps.quotes.tasks  # noqa: F401 - what a worker has imported
from apps.accounts.models import User
from apps.clients.models import Client
from tests.documents import add_client


@pytest.fixture
def client(owner: User) -> Client:
    """A client of Acme."""
    return add_client(owner)
