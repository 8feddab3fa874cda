"""The pages for people, in a real browser against a live server.

`SCREENSHOTS=docs/images` keeps the pictures that the guides show.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.tenancy import bind_tenant, tenant_context
from apps.tenants.models import Tenant
from tests.admin.test_impersonation import events
from tests.admin.test_pages import page
from tests.browser.chromium import PROGRAM, Chromium

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)."),
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
]
PNG = b"\x89PNG\r\n\x1a\n"
TEXT = "document.body.innerText"


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Chromium]:
    chromium = Chromium(tmp_path / "profile")
    try:
        yield chromium
    finally:
        chromium.close()


@pytest.fixture
def keep(tmp_path: Path) -> Any:
    """Write a picture to where pictures are kept."""

    def write(picture: bytes, name: str) -> None:
        assert picture.startswith(PNG)
        (Path(os.environ.get("SCREENSHOTS", tmp_path)) / name).write_bytes(picture)

    return write


def log_in(chromium: Chromium, identifier: str, password: str = "Password123!") -> None:
    chromium.fill_in("username", identifier)
    chromium.fill_in("password", password)
    chromium.click("document.querySelector('form button')")


def test_the_session_log_in_page_refuses_a_wrong_password_and_takes_the_right_one(
    chromium: Chromium, live_server: Any, owner: User, keep: Any
) -> None:
    at = f"{live_server}/api/session-auth/login/"
    chromium.open(at)
    chromium.until(f"{TEXT}.includes('Password')")
    keep(chromium.picture(), "log-in.png")
    log_in(chromium, owner.email, "wrong")
    chromium.until("document.querySelector('[role=alert]')?.innerText.includes('No active account')")
    assert chromium.ask("location.href") == at

    log_in(chromium, owner.email)
    chromium.until("location.pathname == '/'")
    chromium.open(f"{live_server}/admin/")
    assert "Invoices" in chromium.ask(TEXT)
    assert chromium.complaints == []


def test_the_admin_lets_an_owner_in_shows_the_company_and_lets_them_out(
    chromium: Chromium, live_server: Any, owner: User, keep: Any
) -> None:
    chromium.open(f"{live_server}/admin/")
    chromium.until("location.pathname == '/admin/login/'")
    keep(chromium.picture(), "admin-log-in.png")
    log_in(chromium, owner.username)
    chromium.until(f"location.pathname == '/admin/' && {TEXT}.includes('Invoices')")
    keep(chromium.picture(), "admin.png")

    chromium.open(f"{live_server}{page(User, 'add')}")
    chromium.fill_in("username", "mei")
    chromium.fill_in("email", "mei@acme.example")
    chromium.click("document.querySelector('[name=_save]')")
    chromium.until(f"location.pathname == '{page(User, 'changelist')}' && {TEXT}.includes('mei@acme.example')")
    with tenant_context(owner.tenant_id):
        assert User.unscoped.filter(username="mei", tenant=owner.tenant).exists()

    chromium.ask("document.querySelector('form[action$=\"/admin/logout/\"]').submit()")
    chromium.until("!location.pathname.startsWith('/admin/accounts/')")
    chromium.open(f"{live_server}/admin/")
    chromium.until("location.pathname == '/admin/login/'")
    assert chromium.complaints == []


def test_a_superuser_acts_inside_a_company_and_stops_by_one_click(
    chromium: Chromium, live_server: Any, owner: User
) -> None:
    root = User.unscoped.create_superuser("root", "root@platform.example", "Password123!")
    bind_tenant(None)
    chromium.open(f"{live_server}/admin/")
    log_in(chromium, root.username)
    chromium.until("location.pathname == '/admin/'")
    chromium.open(f"{live_server}{page(Tenant, 'change', owner.tenant_id)}")
    chromium.click_text("Act here")
    chromium.fill_in("reason", "Ticket 17")
    chromium.click_text("Begin")
    chromium.until("document.querySelector('#impersonation')?.innerText.includes('Acme: Ticket 17')")
    chromium.open(f"{live_server}{page(User, 'changelist')}")
    assert owner.email in chromium.ask(TEXT)

    chromium.click("document.querySelector('#impersonation button')")
    chromium.until("location.pathname == '/admin/' && !document.querySelector('#impersonation')")
    assert [action for action, *_ in events(owner)] == ["start_impersonation", "end_impersonation"]
    assert chromium.complaints == []
