from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from tests.factories import FACTORY_FOR


@pytest.fixture
def own() -> Callable[..., Any]:
    """Make a row of a user's company: `own(user, Client, name="Ada")`."""

    def make(user: User, model: Any, **values: Any) -> Any:
        with tenant_context(user.tenant_id):
            return FACTORY_FOR[model](user, **values)

    return make


@pytest.fixture
def without_row_level_security() -> Callable[[str], Any]:
    """Take the second fence off a table for a block; the table is the owner's, and nobody may be using it."""

    @contextmanager
    def off(table: str) -> Iterator[None]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            try:
                yield
            finally:
                cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")

    return off
