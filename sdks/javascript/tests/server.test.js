// The SDK against a running server: SAAS_PLATFORM_BASE_URL and SAAS_PLATFORM_API_KEY say which.
import assert from "node:assert/strict";
import { test } from "node:test";
import { APIError, AuthenticationError, BadRequestError, Client, NotFoundError, PreconditionFailedError } from "../src/index.js";
import { webhooks } from "../src/index.js";

const { SAAS_PLATFORM_BASE_URL: baseUrl, SAAS_PLATFORM_API_KEY: apiKey } = process.env;
const skip = baseUrl && apiKey ? false : "SAAS_PLATFORM_BASE_URL and SAAS_PLATFORM_API_KEY name no server";
const client = skip ? undefined : new Client({ apiKey, baseUrl });
const unique = () => crypto.randomUUID().slice(0, 8);
const addClient = (values) => client.clients.create({ name: "Lim Trading", email: `${unique()}@lim.example`, ...values });

test("lists the users", { skip }, async () => {
  const users = await client.users.list();
  assert.ok(users.count >= 1);
  assert.equal(users.results[0].role, "owner");
});

test("goes through a list by pages and by cursor", { skip }, async () => {
  const name = `Paged ${unique()}`;
  const ids = [];
  for (let n = 0; n < 5; n += 1) ids.push((await addClient({ name })).id);
  for (const query of [{ page_size: 2 }, { page_size: 2, cursor: "" }]) {
    const seen = [];
    for await (const row of client.clients.list({ ...query, search: name })) seen.push(row.id);
    assert.deepEqual(seen.sort((a, b) => a - b), ids);
  }
});

test("makes, changes and removes a client", { skip }, async () => {
  const made = await addClient();
  const found = await client.clients.retrieve(made.id);
  const changed = await client.clients.partialUpdate(made.id, { name: "Lim & Sons" }, { ifMatch: found.etag });
  assert.equal(changed.name, "Lim & Sons");
  await assert.rejects(client.clients.partialUpdate(made.id, { name: "x" }, { ifMatch: found.etag }), PreconditionFailedError);
  assert.equal(await client.clients.destroy(made.id), undefined);
  await assert.rejects(client.clients.retrieve(made.id), NotFoundError);
});

test("keeps money exact from a quote to a paid invoice", { skip }, async () => {
  const { id } = await addClient();
  const lines = [{ description: "Work", quantity: 3, unit_price: "0.10", tax_rate: "0.06" }];
  const quote = await client.quotes.create({ client: id, line_items: lines });
  await client.quotes.send(quote.id);
  await client.quotes.accept(quote.id);
  const invoice = await client.invoices.send((await client.quotes.convert(quote.id)).id);
  assert.equal(invoice.total_amount, "0.32");
  await client.payments.create({ invoice: invoice.id, amount: "0.32", payment_method: "cash" });
  assert.equal((await client.invoices.retrieve(invoice.id)).status, "paid");
});

test("the same key happens once", { skip }, async () => {
  const options = { idempotencyKey: unique() };
  const body = { name: "Once", email: `${unique()}@once.example` };
  const first = await client.clients.create(body, options);
  assert.equal((await client.clients.create(body, options)).id, first.id);
});

test("names what was wrong", { skip }, async () => {
  const error = await client.clients.create({ name: "x", email: "no address" }).catch((thrown) => thrown);
  assert.ok(error instanceof BadRequestError);
  assert.deepEqual([error.code, Object.keys(error.details)], ["validation_error", ["email"]]);
  assert.match(error.requestId, /^[0-9a-f]{32}$/);
  await assert.rejects(new Client({ apiKey: "wrong", baseUrl }).users.list().then(), AuthenticationError);
});

test("sends a file up, waits for a job and fetches its file", { skip }, async () => {
  const file = new File([`name,email\nZoe,${unique()}@zoe.example\n`], "people.csv");
  const imported = await client.customers.import({ file });
  assert.equal(imported.created, 1);
  const { id } = await addClient();
  const lines = [{ description: "Work", quantity: 1, unit_price: "10.00" }];
  const invoice = await client.invoices.create({ client: id, line_items: lines });
  const job = await client.invoices.downloadAsync(invoice.id, { file_format: "pdf" });
  const names = [];
  for await (const event of client.asyncJobs.stream(job.job_id)) names.push(event.name);
  assert.equal(names.at(-1), "done");
  assert.equal((await client.wait(job, { timeout: 60_000 })).status, "succeeded");
  const pdf = await client.invoices.downloadAsync.file(job.job_id);
  assert.match(pdf.filename, /\.pdf$/);
  assert.match(await pdf.text(), /^%PDF-/);
});

test("signs a webhook that the server accepts once", { skip }, async () => {
  const secret_key = `whsec_${btoa(unique().repeat(3))}`;
  const provider = { name: "user_service", api_base_url: "https://users.example", auth_type: "none", secret_key };
  const known = (await client.integrations.providers.list({ search: "user_service" })).results[0];
  if (known) await client.integrations.providers.destroy(known.id);
  await client.integrations.providers.create(provider);
  const body = JSON.stringify({ event_type: "user.noted", event_id: unique(), data: {} });
  const send = async (headers) => client.request("POST", "/api/integrations/webhooks/user-service/", { body, headers });
  const headers = await webhooks.sign(body, secret_key, { id: unique() });
  assert.deepEqual(await send(headers), { status: "accepted" });
  assert.deepEqual(await send(headers), { status: "duplicate" });
  const forged = await webhooks.sign(body, "another", { id: unique() });
  await assert.rejects(send(forged), (error) => error instanceof APIError && error.status === 401);
});
