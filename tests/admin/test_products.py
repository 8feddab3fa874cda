"""Products and applications in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import bind_tenant, tenant_context
from apps.documents.models import CustomerApplication
from apps.products.models import DocumentType, Product
from tests.admin.test_pages import logged_in, page, text_of
from tests.factories import FACTORY_FOR


@pytest.fixture
def browser(owner: User) -> Browser:
    return logged_in(owner)


@pytest.fixture
def make(owner: User) -> Callable[..., Any]:
    def row(model: Any, **values: Any) -> Any:
        with tenant_context(owner.tenant_id):
            return FACTORY_FOR[model](owner, **values)

    return row


def rows_of(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """What the forms of an inline send."""
    form = {f"{prefix}-{name}": value for name, value in {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": initial}.items()}
    return form | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


PRODUCT = {"code": "B211A", "name": "Visit visa", "product_type": "visa", "base_price": "1", "retail_price": "2",
           "currency": "USD"}  # fmt: skip


def test_makes_and_changes_a_product_with_tasks_and_documents(
    browser: Browser, make: Callable[..., Any], owner: User
) -> None:
    passport, photo = make(DocumentType, name="Passport"), make(DocumentType, name="Photo")
    steps: list[dict[str, Any]] = [
        {"step": 1, "name": "Collect", "duration": 3, "notify_days_before": 0},
        {"step": 2, "name": "Submit", "duration": 5, "notify_days_before": 1, "duration_is_business_days": "on"},
    ]
    links = [{"document_type": passport.pk, "required": "on"}, {"document_type": photo.pk}]
    form = PRODUCT | rows_of("tasks", *steps) | rows_of("document_links", *links)
    assert browser.post(page(Product, "add"), form).status_code == 302
    bind_tenant(owner.tenant_id)
    product = Product.unscoped.get()
    assert [(task.name, task.duration_is_business_days) for task in product.tasks.all()] == [
        ("Collect", False), ("Submit", True),
    ]  # fmt: skip
    assert (product.required_documents, product.optional_documents) == ([passport], [photo])
    held = [{"id": task.pk, "product": product.pk} | steps[n] for n, task in enumerate(product.tasks.all())]
    held[1]["DELETE"] = "on"
    ids = [{"id": link.pk, "product": product.pk} | links[n] for n, link in enumerate(product.document_links.all())]
    form = PRODUCT | rows_of("tasks", *held, initial=2) | rows_of("document_links", *ids, initial=2)
    bind_tenant(None)
    assert browser.post(page(Product, "change", product.pk), form).status_code == 302
    bind_tenant(owner.tenant_id)
    product = Product.unscoped.get()
    assert [task.name for task in product.tasks.all()] == ["Collect"]
    assert product.required_documents == [passport]


def test_shows_beside_the_field_what_a_service_refuses(browser: Browser, make: Callable[..., Any]) -> None:
    make(Product, code="B211A")
    form = PRODUCT | rows_of("tasks") | rows_of("document_links")
    assert "Another product has this code." in text_of(browser.post(page(Product, "add"), form))


def test_leads_an_application_by_actions(browser: Browser, make: Callable[..., Any], owner: User) -> None:
    customer, product = make(Client), make(Product)
    form = {"customer": customer.pk, "product": product.pk, "doc_date": "", "due_date": "", "notes": ""}
    form |= rows_of("workflows") | rows_of("documents")
    assert browser.post(page(CustomerApplication, "add"), form).status_code == 302
    application = make(CustomerApplication)
    listing = reverse("admin:documents_customerapplication_changelist")

    def act(action: str) -> str:
        chosen = {"action": action, "_selected_action": [application.pk]}
        return text_of(browser.post(listing, chosen, follow=True))

    def status() -> str:
        with tenant_context(owner.tenant_id):
            return str(CustomerApplication.unscoped.get(pk=application.pk).status)

    assert "1 advanced" in act("advance")
    assert status() == "completed"
    assert "it is not possible to advance" in act("advance")
    act("reopen")
    act("close")
    assert status() == "closed"
    assert "Collect the papers" in text_of(browser.get(page(CustomerApplication, "change", application.pk)))
