import pytest

from apps.accounts.models import User
from apps.core.tenancy import bind_tenant


@pytest.fixture
def superuser(db: None) -> User:
    root = User.unscoped.create_superuser("root", "root@platform.example", "Password123!")
    bind_tenant(None)
    return root
