"""The table of exchange rates: entered by hand, imported, asked of a source."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.currencies.models import ExchangeRate
from apps.currencies.rates import quotient
from apps.currencies.sources import SourceFailed, european_central_bank
from apps.currencies.tasks import fetch_rates
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.conftest import Api
from tests.documents import set_rate

RATES = "/api/exchange-rates/"
ECB = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube><Cube time='2024-05-17'>
    <Cube currency='USD' rate='1.0844'/><Cube currency='JPY' rate='169.00'/><Cube currency='MYR' rate='5.0820'/>
  </Cube></Cube>
</gesmes:Envelope>"""


class Bank(BaseHTTPRequestHandler):
    """Stands for the European Central Bank; says what it is told to."""

    status, body = 200, ECB

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def bank(settings: Any) -> Iterator[type[Bank]]:
    Bank.status, Bank.body = 200, ECB
    server = HTTPServer(("127.0.0.1", 0), Bank)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
    settings.ECB_RATES_URL = f"http://127.0.0.1:{server.server_port}/eurofxref-daily.xml"
    yield Bank
    server.shutdown()
    server.server_close()
    thread.join()


def want(api: Api, owner: User, *currencies: str, **settings: Any) -> None:
    wanted = {"settings": {"exchange_rate_currencies": list(currencies), **settings}}
    assert api.patch(f"/api/tenants/{owner.tenant_id}/", wanted).status_code == 200


def table(api: Api) -> list[tuple[str, str, str, str]]:
    rows = api.get(f"{RATES}?ordering=currency").json()["results"]
    return [(row["currency"], row["date"], row["rate"], row["source"]) for row in rows]


def test_keeps_rates_by_currency_and_day(api: Api) -> None:
    made = set_rate(api, "EUR", "1.0845", "2024-01-15")
    assert (made["base_currency"], made["rate"], made["source"]) == ("USD", "1.0845", "manual")
    path = f"{RATES}{made['id']}/"
    assert api.patch(path, {"rate": "1.09"}).json()["rate"] == "1.09"
    assert api.get(f"{RATES}?currency=EUR&date__lte=2024-01-15").json()["count"] == 1
    assert api.get(f"{RATES}?date__gte=2024-01-16").json()["count"] == 0
    assert api.delete(path).status_code == 204
    assert table(api) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"currency": "USD"}, "currency"),
        ({"currency": "ZZZ"}, "currency"),
        ({"currency": "XAU"}, "currency"),
        ({"rate": "0"}, "rate"),
        ({"rate": "-1"}, "rate"),
        ({"rate": "1.0000000000001"}, "rate"),
        ({"rate": "1000000000000"}, "rate"),
        ({"date": "1066-10-14"}, "date"),
        ({"date": "2024-01-16"}, "date"),
    ],
)
def test_refuses_what_is_no_rate(api: Api, body: dict[str, str], field: str) -> None:
    set_rate(api, "EUR", "1.08", "2024-01-16")
    answer = api.post(RATES, {"currency": "EUR", "date": "2024-01-15", "rate": "1.08"} | body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert len(table(api)) == 1


def test_keeps_rates_apart_by_company_and_right(api: Api, colleague: Any, charlie: User) -> None:
    made = set_rate(api, "EUR", "1.08", "2024-01-15")
    stranger = Api(charlie)
    assert stranger.get(f"{RATES}{made['id']}/").status_code == 404
    assert stranger.get(RATES).json()["count"] == 0
    accountant, seller = Api(colleague("accountant")), Api(colleague("sales_person"))
    assert set_rate(accountant, "EUR", "1.09", "2024-01-16")["rate"] == "1.09"
    assert seller.get(RATES).json()["count"] == 2
    assert seller.delete(f"{RATES}{made['id']}/").status_code == 403


def test_imports_rates_from_a_table(api: Api) -> None:
    set_rate(api, "EUR", "1.08", "2024-01-15")
    rows = "Currency,Day,Exchange rate\nEUR,2024-01-15,1.0850\nJPY,2024-01-15,0.0067\nUSD,2024-01-15,1\nEUR,x,1\n"
    file = SimpleUploadedFile("rates.csv", rows.encode())
    answer = api.request("post", f"{RATES}import/", {"file": file}, content_type=MULTIPART_CONTENT).json()
    assert (answer["created"], answer["updated"], answer["failed"]) == (1, 1, 2)
    assert [(error["row"], error["field"]) for error in answer["errors"]] == [(4, "currency"), (5, "date")]
    assert table(api) == [
        ("EUR", "2024-01-15", "1.0850", "manual"),
        ("JPY", "2024-01-15", "0.0067", "manual"),
    ]


def test_asks_the_european_central_bank_every_day(api: Api, owner: User, bank: type[Bank]) -> None:
    fetch_rates()
    assert table(api) == []
    want(api, owner, "JPY", "EUR", "CHF")
    fetch_rates()
    expected = [("EUR", "2024-05-17", "1.0844", "ecb"), ("JPY", "2024-05-17", "0.006416568047", "ecb")]
    assert table(api) == expected
    fetch_rates()
    assert table(api) == expected


def test_leaves_rates_entered_by_hand(api: Api, owner: User, bank: type[Bank]) -> None:
    set_rate(api, "EUR", "1.5", "2024-05-17")
    want(api, owner, "EUR")
    fetch_rates()
    assert table(api) == [("EUR", "2024-05-17", "1.5", "manual")]


def test_computes_rates_by_way_of_the_euro(api: Api, owner: User, bank: type[Bank]) -> None:
    want(api, owner, "USD", "JPY", currency="MYR")
    fetch_rates()
    assert [row[:3] for row in table(api)] == [
        ("JPY", "2024-05-17", "0.030071005917"),
        ("USD", "2024-05-17", "4.68646255994"),
    ]


def test_fetches_on_demand_as_a_job(api: Api, owner: User, bank: type[Bank]) -> None:
    refused = api.post(f"{RATES}fetch/")
    assert (refused.status_code, refused.json()["error"]) == (400, "nothing_to_fetch")
    want(api, owner, "EUR")
    started = api.post(f"{RATES}fetch/")
    assert started.status_code == 202
    with tenant_context(owner.tenant_id):
        run_job(owner.tenant_id, Job.unscoped.get(job_id=started.json()["job_id"]).pk)
    job = api.get(f"/api/async-jobs/{started.json()['job_id']}/").json()
    assert (job["status"], job["result"]) == ("succeeded", {"date": "2024-05-17", "entered": 1})


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Sorry</html>",
        b"",
        ECB[:-40],
        ECB.replace(b"1.0844", b"NaN"),
        ECB.replace(b"169.00", b"-1"),
        b'<!DOCTYPE x [<!ENTITY a "1.0">]>' + ECB.partition(b"?>")[2],
    ],
    ids=["another page", "nothing", "cut off", "no number", "negative", "with entities"],
)
def test_takes_nothing_from_an_answer_that_is_no_list_of_rates(
    api: Api, owner: User, bank: type[Bank], body: bytes
) -> None:
    want(api, owner, "EUR")
    bank.body = body
    with pytest.raises(SourceFailed):
        european_central_bank()
    fetch_rates()  # tries again another day
    assert table(api) == []


def test_says_why_the_bank_gave_nothing(bank: type[Bank], settings: Any) -> None:
    bank.status = 503
    with pytest.raises(SourceFailed, match="503"):
        european_central_bank()
    settings.OUTBOUND_ALLOWED_HOSTS = []
    with pytest.raises(SourceFailed, match="public internet"):
        european_central_bank()


def test_asks_whatever_source_is_set(api: Api, owner: User, settings: Any) -> None:
    want(api, owner, "EUR")
    settings.EXCHANGE_RATE_SOURCE = ""
    fetch_rates()
    assert table(api) == []
    settings.EXCHANGE_RATE_SOURCE = "tests.currencies.source.fixed"
    fetch_rates()
    assert table(api) == [("EUR", "2024-06-01", "2", "fixed")]


def test_a_rate_holds_until_the_next_one_or_for_so_many_days(api: Api, owner: User) -> None:
    day = date(2024, 3, 1)
    set_rate(api, "EUR", "1.08", day.isoformat())

    def spend(days_later: int) -> Any:
        spent_on = (day + timedelta(days=days_later)).isoformat()
        return api.post(
            "/api/expenses/", {"description": "Taxi", "amount": "1.00", "currency": "EUR", "expense_date": spent_on}
        )

    assert [spend(days).status_code for days in (-1, 0, 200)] == [400, 201, 201]
    want(api, owner, exchange_rate_days=7)
    assert [spend(days).status_code for days in (0, 7, 8)] == [201, 201, 400]


@given(st.decimals("0.0001", "100000", places=4), st.decimals("0.0001", "100000", places=4))
def test_a_computed_rate_is_right_to_eleven_digits(numerator: Decimal, denominator: Decimal) -> None:
    rate = quotient(numerator, denominator)
    assert rate > 0
    assert -rate.as_tuple().exponent <= 12  # type: ignore[operator]
    off = abs(rate - numerator / denominator)
    assert off <= max(Decimal("5e-13"), rate * Decimal("1e-11"))


def test_keeps_the_companys_currency_once_something_is_booked(api: Api, owner: User) -> None:
    path = f"/api/tenants/{owner.tenant_id}/"
    assert api.patch(path, {"settings": {"currency": "MYR"}}).status_code == 200
    api.post("/api/expenses/", {"description": "Taxi", "amount": "1.00"})
    refused = api.patch(path, {"settings": {"currency": "EUR"}})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["settings.currency"])
    assert api.patch(path, {"settings": {"currency": "MYR", "phone": "1"}}).status_code == 200
    with tenant_context(owner.tenant_id):
        assert ExchangeRate.unscoped.count() == 0
