from collections.abc import Callable

import pytest

from apps.accounts.models import User
from tests.conftest import Api


@pytest.fixture
def root(db: None) -> Api:
    """A superuser of the installation, logged in."""
    return Api(User.unscoped.create_superuser("root", "root@platform.example", "Password123!"))


@pytest.fixture
def admin(colleague: Callable[..., User]) -> Api:
    """An administrator of Acme, logged in."""
    return Api(colleague("admin"))
