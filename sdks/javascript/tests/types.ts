// Compiled by `npm run types`, never run: what the types allow, and what they refuse.
import { Client, NotFoundError, webhooks, type Download, type models, type Page } from "@saas-platform/sdk";

const client = new Client({ apiKey: "key", baseUrl: "https://example.com" });

const page: Page<models.User> = await client.users.list({ role: "admin", page_size: 50, paginate: true });
const first: string | undefined = page.results[0]?.email;
for await (const user of client.users.list()) user.id.toFixed();

const invoice = await client.invoices.create(
  { client: 1, line_items: [{ description: "Work", quantity: 2.5, unit_price: "10.00" }] },
  { idempotencyKey: "once" },
);
const total: string = invoice.total_amount;
await client.invoices.partialUpdate(invoice.id, { notes: "x" }, { ifMatch: invoice.etag });
const file: Download = await client.invoices.download(invoice.id, { file_format: "pdf" });
await client.bills.import({ file: new Blob(["name"]) });
const report: models.Report = await client.reports.aging();
const sheet: Download = await client.reports.aging({ format: "excel" });
const job: models.Job = await client.wait(await client.invoices.downloadAsync(1, { file_format: "pdf" }));
for await (const event of client.asyncJobs.stream(job.job_id)) event.data.progress;
const type: string = (await webhooks.verify("{}", new Headers(), "secret")).type;
await client.auth.mfa();
try {
  await client.users.destroy(1);
} catch (error) {
  if (error instanceof NotFoundError) error.details.email?.[0];
}

// @ts-expect-error a filter that the list does not have
await client.users.list({ colour: "red" });
// @ts-expect-error an id is a number
await client.payments.create({ invoice: "1", amount: "10.50", payment_method: "cash" });
// @ts-expect-error a method that there is not
client.users.send(1);
// @ts-expect-error an id is wanted
await client.users.retrieve();

export { file, first, type, report, sheet, total };
