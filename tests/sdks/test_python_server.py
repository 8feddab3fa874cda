"""The Python SDK against a running server."""

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from saas_platform import (
    APIError,
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    IdempotencyKeyReusedError,
    NotFoundError,
    PreconditionFailedError,
    WebhookVerificationError,
    models,
    webhooks,
)

from tests.config.test_up import until
from tests.integrations.receiver import Receiver
from tests.sdks.conftest import Account

pytestmark = pytest.mark.xdist_group("sdks")


def unique() -> str:
    return uuid.uuid4().hex[:8]


def add_client(client: Client, **values: Any) -> models.CreatedClient:
    return client.clients.create(**{"name": "Lim Trading", "email": f"{unique()}@lim.example"} | values)


def add_invoice(client: Client, unit_price: str = "10.00") -> models.Invoice:
    lines: Any = [{"description": "Work", "quantity": 3, "unit_price": Decimal(unit_price), "tax_rate": "0.06"}]
    return client.invoices.create(client=add_client(client).id, line_items=lines)


def test_lists_the_users_as_the_documentation_shows(account: Account) -> None:
    client = Client(api_key=account.api_key, base_url=account.base_url)
    users = client.users.list()
    assert [user.email for user in users] == [account.email]
    assert users.results[0].role == "owner"
    assert datetime.now(UTC) - users.results[0].created_at < timedelta(hours=1)


def test_goes_through_a_list_by_pages_and_by_cursor(client: Client) -> None:
    name = f"Paged {unique()}"
    made = {add_client(client, name=name).id for _ in range(5)}
    by_pages = client.clients.list(search=name, page_size=2)
    assert by_pages.count == 5
    assert len(by_pages.results) == 2
    assert sorted(row.id for row in by_pages) == sorted(made)
    assert sorted(row.id for row in client.clients.list(search=name, page_size=2, cursor="")) == sorted(made)
    assert [len(page.results) for page in by_pages.pages()] == [2, 2, 1]


def test_a_list_without_pages_is_a_page_too(client: Client) -> None:
    assert client.users.list(paginate=False).count == 1


def test_makes_changes_and_removes_a_client(client: Client) -> None:
    made = add_client(client)
    found = client.clients.retrieve(made.id)
    changed = client.clients.partial_update(made.id, name="Lim & Sons", if_match=found.etag)
    assert (changed.name, changed.etag == found.etag) == ("Lim & Sons", False)
    with pytest.raises(PreconditionFailedError):
        client.clients.partial_update(made.id, name="x", if_match=found.etag)
    client.clients.destroy(made.id)
    with pytest.raises(NotFoundError):
        client.clients.retrieve(made.id)


def test_keeps_money_exact_to_a_paid_invoice(client: Client) -> None:
    invoice = client.invoices.send(add_invoice(client, "0.10").id)
    assert invoice.total_amount == Decimal("0.32")
    client.payments.create(invoice=invoice.id, amount=Decimal("0.30"), payment_method="cash")
    assert client.invoices.retrieve(invoice.id).balance == Decimal("0.02")
    with pytest.raises(BadRequestError) as raised:
        client.payments.create(invoice=invoice.id, amount=Decimal("0.03"), payment_method="cash")
    assert raised.value.code == "above_balance"
    client.payments.create(invoice=invoice.id, amount=Decimal("0.02"), payment_method="cash")
    assert client.invoices.retrieve(invoice.id).status == "paid"


def test_the_same_key_happens_once(client: Client) -> None:
    key, email = unique(), f"{unique()}@once.example"
    first = client.clients.create(name="Once", email=email, idempotency_key=key)
    assert client.clients.create(name="Once", email=email, idempotency_key=key).id == first.id
    with pytest.raises(IdempotencyKeyReusedError):
        client.clients.create(name="Twice", email=email, idempotency_key=key)


class DroppedOnce(httpx.HTTPTransport):
    """The real connection, which loses the first answer to a POST after the server has acted."""

    def __init__(self) -> None:
        super().__init__()
        self.dropped = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if request.method == "POST" and not self.dropped:
            self.dropped += 1
            response.close()
            raise httpx.ReadError("the answer got lost", request=request)
        return response


def test_a_lost_answer_makes_nothing_twice(account: Account, client: Client) -> None:
    name, transport = f"Lost {unique()}", DroppedOnce()
    with Client(account.api_key, account.base_url, http_client=httpx.Client(transport=transport)) as shaky:
        made = add_client(shaky, name=name)
    assert transport.dropped == 1
    assert [row.id for row in client.clients.list(search=name)] == [made.id]


def test_names_what_was_wrong(account: Account, client: Client) -> None:
    with pytest.raises(BadRequestError) as raised:
        client.clients.create(name="x", email="no address")
    error = raised.value
    assert (error.status, error.code, list(error.details)) == (400, "validation_error", ["email"])
    assert error.request_id == error.response.headers["X-Request-ID"]
    with pytest.raises(AuthenticationError):
        Client("wrong", account.base_url).users.list()


def test_says_it_in_the_callers_language(account: Account) -> None:
    with Client("wrong", account.base_url, language="ms") as malay, Client("wrong", account.base_url) as english:
        texts = []
        for client in (malay, english):
            with pytest.raises(AuthenticationError) as raised:
                client.users.list()
            texts.append(raised.value.message)
    assert texts[0] != texts[1]


def test_sends_a_file_up_and_brings_others_down(client: Client, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(f"name,email\nZoe,{unique()}@zoe.example\n")
    imported = client.customers.import_(file=people)
    assert isinstance(imported, models.ImportResult)
    assert (imported.created, imported.failed) == (1, 0)
    exported = client.customers.export(format="csv").save(tmp_path)
    assert "Zoe" in exported.read_text()
    invoice = add_invoice(client)
    pdf = client.invoices.download(invoice.id, file_format="pdf")
    assert pdf.filename == f"{invoice.invoice_number}.pdf"
    assert pdf.read().startswith(b"%PDF-")


def test_follows_a_job_to_its_file(client: Client) -> None:
    job = client.invoices.download_async(add_invoice(client).id, file_format="pdf")
    names = [event.name for event in client.async_jobs.stream(job.job_id)]
    assert names[-1] == "done"
    assert set(names[:-1]) <= {"progress"}
    assert client.wait(job, timeout=60).status == "succeeded"
    assert client.invoices.download_async.file(job.job_id).read().startswith(b"%PDF-")


def test_signs_a_webhook_that_the_server_accepts_once(client: Client) -> None:
    secret = unique() * 4
    for known in client.integrations.providers.list(search="payment_service"):
        client.integrations.providers.destroy(known.id)
    client.integrations.providers.create(
        name="payment_service", api_base_url="https://pay.example", auth_type="none", secret_key=secret
    )
    body = json.dumps({"event_type": "payment.noted", "event_id": unique(), "data": {}}).encode()

    def send(secret: str) -> Any:
        signed = webhooks.sign(body, secret, id=unique())
        return client.request("POST", "/api/integrations/webhooks/payment-service/", body=body, headers=signed)

    assert send(secret) == {"status": "accepted"}
    assert send(secret) == {"status": "duplicate"}
    with pytest.raises(APIError, match="401"):
        send("another secret")


def test_verifies_the_webhooks_that_the_server_sends(client: Client, receiver: Receiver) -> None:
    endpoint = client.webhooks.endpoints.create(url=receiver.url, event_types=["client.*"])
    made = add_client(client)

    def of_the_client() -> list[Any]:
        """What the relay had not handed on when the endpoint was made comes too."""
        read = [(came, webhooks.read(came.body, came.headers, endpoint.secret)) for came in receiver.came]
        return [pair for pair in read if pair[1].data.resource_id == str(made.id)]

    until(lambda: len(of_the_client()) > 0, 30, "a webhook")
    came, message = of_the_client()[0]
    assert message.type == "client.create"
    assert message.data.new_values["email"] == made.email
    with pytest.raises(WebhookVerificationError):
        webhooks.read(came.body + b" ", came.headers, endpoint.secret)
    client.webhooks.endpoints.destroy(endpoint.id)


def test_reads_the_change_feed_to_its_end(client: Client) -> None:
    cursor = client.changes.list(since="now").cursor
    made = [add_client(client).id for _ in range(3)]
    seen: list[str] = []

    def is_complete() -> bool:
        nonlocal cursor
        changes = client.changes.list(since=cursor)
        seen.extend(change.resource_id for change in changes.results if change.type == "client.create")
        cursor = changes.cursor
        return len(seen) >= len(made)

    until(is_complete, 30, "all changes")
    assert seen == [str(pk) for pk in made]


def test_does_all_of_it_asynchronously(account: Account) -> None:
    async def use() -> tuple[int, str, bytes]:
        async with AsyncClient(account.api_key, account.base_url) as client:
            made = await asyncio.gather(
                *(client.clients.create(name=name, email=f"{unique()}@x.example") for name in "ABC")
            )
            lines: Any = [{"description": "Work", "quantity": 1, "unit_price": "10.00"}]
            invoice = await client.invoices.create(client=made[0].id, line_items=lines)
            job = await client.wait(await client.invoices.download_async(invoice.id, file_format="pdf"), timeout=60)
            file = await client.invoices.download_async.file(job.job_id)
            ids = {row.id async for row in client.clients.list(page_size=2)}
            assert {each.id for each in made} <= ids
            page = await client.clients.list(page_size=2)
            return len(page.results), job.status, await file.read()

    rows, status, pdf = asyncio.run(use())
    assert (rows, status, pdf[:5]) == (2, "succeeded", b"%PDF-")
