"""The dashboard's page in a real browser against the product's own server: log-in, charts, live figures, screens."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from tests.browser.chromium import PROGRAM, Chromium
from tests.browser.test_browser import TEXT, chromium, keep, log_in  # noqa: F401 - fixtures
from tests.conftest import Api
from tests.documents import LINE, add_client
from tests.worker.test_servers import PATIENCE, serving

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)."),
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]
LIVE = "document.querySelector('#live').innerText.trim() == 'Live'"
DRAWN = (
    "['months', 'aging', 'expenses'].every(id => { const c = document.getElementById(id);"
    " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(point => point) })"
)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as address:
        yield address


@pytest.fixture
def books(api: Api, owner: User) -> None:
    """A year of a small company's life, in ringgit."""
    settings = {"currency": "MYR", "accent_color": "#1f5fbf"}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": settings}).status_code == 200
    names = ("Lovelace Engines", "Tan & Partners", "Kedai Kopi Aman", "Borneo Logistics", "Sinar Klinik")
    clients = [add_client(owner, name, f"office@{name.split()[0].lower()}.example", company=name) for name in names]
    today = date.today()
    for month in range(12):
        for number, client in enumerate(clients[: 3 + month % 3]):
            issued = today - timedelta(days=30 * month + 4 * number)
            price = Decimal(900 + 260 * number + round(420 * math.sin(month / 2 + number)))
            body = {
                "client": client.pk,
                "issue_date": issued.isoformat(),
                "due_date": (issued + timedelta(days=14)).isoformat(),
                "line_items": [LINE | {"quantity": "3", "unit_price": f"{price}.00"}],
                "status": "sent",
            }
            invoice = api.post("/api/invoices/", body).json()
            if (month + number) % 4 != 1:
                body = {"invoice": invoice["id"], "amount": invoice["total_amount"], "payment_date": issued.isoformat()}
                assert api.post("/api/payments/", body).status_code == 201
        for place, category in enumerate(("office", "software", "travel", "marketing")[: 2 + month % 3]):
            spent = {"amount": f"{620 + 310 * place + 35 * month}.00", "category": category, "description": category}
            day = (today - timedelta(days=30 * month + place)).isoformat()
            answer = api.post("/api/expenses/", spent | {"expense_date": day})
            assert answer.status_code == 201, answer.content
    for status in ("sent", "sent", "draft"):
        api.post("/api/quotes/", {"client": clients[0].pk, "line_items": [LINE], "status": status})


def enter(chromium: Chromium, address: str, user: User) -> None:  # noqa: F811
    chromium.open(f"{address}/dashboard/")
    chromium.until("location.pathname == '/api/session-auth/login/'")
    log_in(chromium, user.email)
    chromium.until(f"location.pathname == '/dashboard/' && {LIVE}")


def fit(chromium: Chromium, width: int, *, mobile: bool) -> None:  # noqa: F811
    """Make the screen as high as the page."""
    chromium.resize(width, 900, mobile=mobile)
    chromium.resize(width, int(chromium.ask("document.documentElement.scrollHeight")), mobile=mobile)
    chromium.until(f"innerWidth == {width} && {DRAWN}")


def settled(chromium: Chromium) -> bytes:  # noqa: F811
    """A picture once the charts have come to rest."""
    before, after = chromium.picture(), chromium.picture()
    while before != after:
        before, after = after, chromium.picture()
    return after


def test_draws_the_companys_figures_on_every_screen(
    chromium: Chromium,  # noqa: F811
    address: str,
    owner: User,
    books: None,
    keep: Any,  # noqa: F811
) -> None:
    chromium.prefer("light")
    enter(chromium, address, owner)
    text = chromium.ask(TEXT)
    for words in ("Acme", "Revenue", "MYR", "Lovelace Engines", "90+ days", "Office", "Sent", "was entered by owner"):
        assert words in text or words in chromium.ask("document.querySelector('#aging').ariaLabel"), words
    for width, mobile, device in ((1280, False, ""), (390, True, "-phone")):
        for scheme in ("light", "dark"):
            chromium.prefer(scheme)
            fit(chromium, width, mobile=mobile)
            assert chromium.ask("document.documentElement.scrollWidth <= innerWidth")
            keep(settled(chromium), f"dashboard{device}{'-dark' if scheme == 'dark' else ''}.png")
    loaded = chromium.ask("performance.getEntriesByType('resource').map(e => e.name)")
    assert all(name.startswith(address) for name in loaded), "nothing comes from an outside address"
    assert chromium.complaints == []


def test_shows_a_payment_without_a_reload(
    chromium: Chromium,  # noqa: F811
    address: str,
    api: Api,
    owner: User,
) -> None:
    invoice = api.post(
        "/api/invoices/", {"client": add_client(owner).pk, "line_items": [LINE], "status": "sent"}
    ).json()
    enter(chromium, address, owner)
    collected = "document.querySelector('[data-figure=collected] strong').dataset.value"
    assert chromium.ask(collected) == "0.00"
    body = {"invoice": invoice["id"], "amount": "12.50"}
    paid = httpx.post(f"{address}/api/payments/", headers=api.headers, json=body, timeout=PATIENCE)
    assert paid.status_code == 201
    chromium.until(f"{collected} == '12.50'")
    chromium.until("charts.get('months').data.datasets[1].data.at(-1) == 12.5")
    chromium.click_text("Year")
    chromium.until(f"location.search == '?period=year' && {LIVE} && {collected} == '12.50'")

    chromium.click_text("Log out")
    chromium.until("location.pathname == '/api/session-auth/logout/'")
    chromium.open(f"{address}/dashboard/")
    chromium.until("location.pathname == '/api/session-auth/login/'")
    assert chromium.complaints == []


def test_an_open_page_asks_to_log_in_again_when_its_session_has_ended(
    chromium: Chromium,  # noqa: F811
    address: str,
    owner: User,
) -> None:
    enter(chromium, address, owner)
    with tenant_context(owner.tenant_id):
        User.unscoped.filter(pk=owner.pk).update(is_active=False)
    chromium.ask("live.socket.close()")
    chromium.until("location.pathname == '/api/session-auth/login/'")


def test_empty_books_and_other_ways_to_write_figures_look_good_too(
    chromium: Chromium,  # noqa: F811
    address: str,
    api: Api,
    owner: User,
    keep: Any,  # noqa: F811
) -> None:
    settings = {"currency": "IDR", "number_format": "1.234,56", "accent_color": "#0f766e"}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": settings}).status_code == 200
    chromium.prefer("light")
    enter(chromium, address, owner)
    text = chromium.ask(TEXT)
    for words in ("Your books are open", "0,00", "IDR", "Nobody owes you anything", "No expenses in this period"):
        assert words in text, words
    fit(chromium, 1280, mobile=False)
    keep(settled(chromium), "dashboard-empty.png")

    client = {"name": "Lim", "email": "lim@x.example"}
    office = httpx.Client(base_url=f"{address}/api", headers=api.headers, timeout=PATIENCE)
    client = office.post("/clients/", json=client).json()
    body = {"client": client["id"], "line_items": [LINE | {"unit_price": "1234567.00"}], "status": "sent"}
    assert office.post("/invoices/", json=body).status_code == 201
    chromium.until(f"!{TEXT}.includes('Your books are open') && {TEXT}.includes('1.358.023,70')")

    assert office.patch("/user-settings/me/", json={"language": "id"}).is_success
    chromium.open(f"{address}/dashboard/")
    chromium.until("document.querySelector('#live').innerText.trim() == 'Langsung'")
    text = chromium.ask(TEXT)
    for words in ("Pendapatan", "Tidak ada yang lewat jatuh tempo", "Faktur", "dimasukkan oleh owner", "1.358.023,70"):
        assert words in text, words
    for words in ("Revenue", "undefined", "{"):
        assert words not in text, words
    assert chromium.complaints == []
