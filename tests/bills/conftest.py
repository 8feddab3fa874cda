import pytest

from apps.accounts.models import User
from apps.clients.models import Client
from tests.bills.bodies import add_customer


@pytest.fixture
def customer(owner: User) -> Client:
    return add_customer(owner, email="c@acme.com")
