"""Checked by mypy in `make check`, never run: what the types of the Python SDK allow, and what they refuse."""

from datetime import date, datetime
from decimal import Decimal

from saas_platform import AsyncClient, Client, Download, EventStream, NotFoundError, Page, models, webhooks

client = Client(api_key="key", base_url="https://example.com")

page: Page[models.User] = client.users.list(role="admin", page_size=50, is_active=True)
emails: list[str] = [user.email for user in client.users.list()]
invoice: models.Invoice = client.invoices.create(
    client=1,
    issue_date=date(2026, 1, 31),
    line_items=[{"description": "Work", "quantity": Decimal("2.5"), "unit_price": Decimal("10.00")}],
    idempotency_key="once",
)
total: Decimal = invoice.total_amount
made_at: datetime = invoice.created_at
client.invoices.partial_update(invoice.id, notes="x", if_match=invoice.etag)
pdf: Download = client.invoices.download(invoice.id, file_format="pdf")
report: models.Report = client.reports.aging()
sheet: Download = client.reports.aging(format="excel")
imported: models.BillImportResult | models.Job = client.bills.import_(file=b"name")
job: models.Job = client.wait(client.invoices.download_async(1, file_format="pdf"), timeout=60)
stream: EventStream = client.async_jobs.stream(job.job_id)
second_factor: models.SecondFactor = client.auth.mfa()
change: models.Change = webhooks.read(b"{}", {}, "secret").data
feed: models.Changes = client.changes.list(since="")

client.users.list(colour="red")  # type: ignore[call-arg]
client.payments.create(invoice=1, amount=10.5, payment_method="cash")  # type: ignore[arg-type]
client.payments.create(amount="10.50")  # type: ignore[call-arg]
client.users.send(1)  # type: ignore[attr-defined]
client.users.retrieve("one")  # type: ignore[arg-type]


async def use(client: AsyncClient) -> str:
    async for user in client.users.list():
        first: models.User = user
    page = await client.users.list(ordering="email")
    try:
        await client.users.destroy(page.results[0].id)
    except NotFoundError as refusal:
        return refusal.message
    return first.email
