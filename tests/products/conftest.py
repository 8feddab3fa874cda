from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Api

Add = Callable[..., dict[str, Any]]


@pytest.fixture
def document_type(api: Api) -> Add:
    """Add a document type by its name."""

    def add(name: str, **fields: Any) -> dict[str, Any]:
        answer = api.post("/api/document-types/", {"name": name, **fields})
        assert answer.status_code == 201, answer.content
        return dict(answer.json())

    return add


@pytest.fixture
def product(api: Api) -> Add:
    """Add a product by its code."""

    def add(code: str = "B211A", **fields: Any) -> dict[str, Any]:
        answer = api.post("/api/products/", {"code": code, "name": "Visit visa", **fields})
        assert answer.status_code == 201, answer.content
        return dict(answer.json())

    return add
