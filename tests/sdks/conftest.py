"""One started product for the tests of both SDKs."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from saas_platform import Client

from tests.config.test_up import Product
from tests.integrations.receiver import Receiver


class Account(NamedTuple):
    """A company of its own on the started product, and the key of its owner."""

    base_url: str
    api_key: str
    email: str


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """Where the product's webhooks go to."""
    with Receiver().listening() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def product(receiver: Receiver) -> Iterator[Product]:
    home = Path(tempfile.mkdtemp(prefix="senangkira-sdks-"))
    home.chmod(0o711)
    product = Product(home)
    product.environment["OUTBOUND_ALLOWED_HOSTS"] = receiver.host
    try:
        product.start()
        yield product
    finally:
        product.clear()
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def base_url(product: Product) -> str:
    return f"http://127.0.0.1:{product.port}"


@pytest.fixture(scope="session")
def sign_up(base_url: str) -> Callable[[], Account]:
    """Makes a new company, and a key for its owner."""

    def make() -> Account:
        name = uuid.uuid4().hex[:8]
        email = f"aisyah@{name}.example"
        with Client(base_url=base_url) as anybody:
            signed_up = anybody.auth.register(
                tenant_name="Kopi Utama", tenant_domain=f"{name}.example", email=email, password="Password123!"
            )
        with Client(access_token=signed_up.access, base_url=base_url) as owner:
            return Account(base_url, owner.auth.api_keys.create(name="SDK").key, email)

    return make


@pytest.fixture(scope="session")
def account(sign_up: Callable[[], Account]) -> Account:
    return sign_up()


@pytest.fixture
def client(account: Account) -> Iterator[Client]:
    with Client(api_key=account.api_key, base_url=account.base_url) as client:
        yield client
