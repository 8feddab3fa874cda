from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts.models import MenuItem, User
from apps.core.tenancy import tenant_context
from tests.conftest import Api

LIST, ADD = reverse("admin:accounts_menuitem_changelist"), reverse("admin:accounts_menuitem_add")
ENTRY = {"title": "Help", "slug": "help", "titles": "{}", "path": "/help", "icon": "help", "order": "99", "right": "",
         "is_active": "on", "parent": ""}  # fmt: skip


def logged_in(user: User) -> Browser:
    browser = Browser()
    with tenant_context(user.tenant_id):
        browser.force_login(user)
    return browser


@pytest.fixture
def browser(root: Api) -> Browser:
    assert root.user
    return logged_in(root.user)


def test_shows_everybody_an_entry_that_a_superuser_adds(browser: Browser, api: Api) -> None:
    assert browser.post(ADD, ENTRY).status_code == 302
    assert api.get("/api/auth/menu/").json()[-1]["slug"] == "help"
    page = reverse("admin:accounts_menuitem_change", args=[MenuItem.objects.get(slug="help").pk])
    sales = MenuItem.objects.get(slug="sales").pk
    assert browser.post(page, ENTRY | {"parent": str(sales)}).status_code == 302
    menu = {entry["slug"]: entry for entry in api.get("/api/auth/menu/").json()}
    assert menu["sales"]["children"][-1]["slug"] == "help"
    assert browser.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 302
    assert not MenuItem.objects.filter(slug="help").exists()


@pytest.mark.parametrize("wrong", [{"slug": "sales"}, {"right": "clients.fly_client"}, {"title": ""}])
def test_refuses_a_bad_entry(browser: Browser, wrong: dict[str, str]) -> None:
    assert browser.post(ADD, ENTRY | wrong).status_code == 200
    assert not MenuItem.objects.filter(path="/help").exists()


def test_refuses_an_entry_below_itself(browser: Browser) -> None:
    sales, quotes = (MenuItem.objects.get(slug=slug) for slug in ("sales", "quotes"))
    page = reverse("admin:accounts_menuitem_change", args=[sales.pk])
    answer: Any = browser.post(page, ENTRY | {"slug": "sales", "parent": str(quotes.pk)})
    assert "cannot stand below itself" in answer.content.decode()


def test_keeps_a_tenants_owner_from_the_menu(owner: User) -> None:
    assert logged_in(owner).get(LIST).status_code == 403
    assert logged_in(owner).post(ADD, ENTRY).status_code == 403
