"""The page of a public link in a real browser, on the widths of a desk and of a phone."""

from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from tests.browser.chromium import PROGRAM, Chromium
from tests.browser.test_browser import TEXT, chromium, keep  # noqa: F401 - fixtures
from tests.conftest import Api
from tests.documents import LINE, add_client, add_quote

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)."),
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
]
SIZES = {"public-quote.png": (1000, 900, False), "public-quote-phone.png": (390, 844, True)}


@pytest.mark.parametrize("name", SIZES)
def test_a_client_reads_a_quote_and_accepts_it(
    chromium: Chromium,  # noqa: F811
    live_server: Any,
    api: Api,
    owner: User,
    keep: Any,  # noqa: F811
    name: str,
    tmp_path: Path,
) -> None:
    settings = {"address": "12 Jalan Ampang\n50450 Kuala Lumpur", "email": "billing@acme.example", "currency": "MYR"}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": settings}).status_code == 200
    client = add_client(owner, company="Lovelace Engines", address="48 Jalan Tun Razak, Kuala Lumpur")
    lines = [
        LINE | {"description": "Warehouse system\nAnalysis, design and the first release", "unit_price": "18500.00"},
        LINE | {"description": "Training, per day", "quantity": 3, "unit_price": "1450.00", "discount": "350.00"},
    ]
    quote = add_quote(api, client, status="sent", line_items=lines, terms="Half now, half on delivery.")
    url = api.post("/api/public-links/", {"quote": quote["id"]}).json()["url"]
    width, height, mobile = SIZES[name]
    chromium.resize(width, height, mobile=mobile)
    chromium.open(f"{live_server}/p/{url.rpartition('/p/')[2]}")
    assert quote["quote_number"] in chromium.ask(TEXT)
    assert chromium.ask("document.documentElement.scrollWidth <= window.innerWidth")
    keep(chromium.picture(), name)
    chromium.fill_in("name", "Ada Lovelace")
    chromium.click("document.querySelector('button[name=accept]')")
    chromium.until(f"{TEXT}.includes('Accepted by Ada Lovelace')")
    assert api.get(f"/api/quotes/{quote['id']}/").json()["status"] == "accepted"
    assert chromium.complaints == []
