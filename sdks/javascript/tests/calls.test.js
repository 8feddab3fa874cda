// What the SDK sends, and what it makes of answers, refusals and broken connections; without a server.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { test } from "node:test";
import * as sdk from "../src/index.js";
import { operations } from "../src/operations.js";

const { Client } = sdk;
const baseUrl = "https://api.example";
const EMPTY_PAGE = { count: 0, count_is_estimate: false, next: null, previous: null, results: [] };

/** A `fetch` that answers in turn what it was given, the last one again and again, and keeps what was asked. */
function serverOf(...answers) {
  const requests = [];
  const fetch = async (url, init) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? json({});
    requests.push({ ...init, url: new URL(url) });
    if (answer instanceof Error) throw answer;
    return answer.clone();
  };
  return { requests, fetch, client: (options) => new Client({ apiKey: "key", baseUrl, fetch, ...options }) };
}

function json(body, { status = 200, headers = {} } = {}) {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

function refusal(status, headers = {}) {
  const body = { error: "some_code", message: "No.", details: { email: ["Bad."] }, request_id: "r1" };
  return json(body, { status, headers });
}

function events(...frames) {
  const text = frames.map(([id, name, data]) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  return new Response(`: hello\n\n${text.join("")}`, { headers: { "content-type": "text/event-stream" } });
}

function lost(code) {
  return Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(`connect ${code}`), { code }) });
}

/** Pauses take no time, and are kept. */
function withoutPauses(t) {
  const pauses = [];
  const real = globalThis.setTimeout;
  t.mock.method(globalThis, "setTimeout", (act, milliseconds) => {
    if (milliseconds >= 30_000) return real(act, milliseconds).unref();
    pauses.push(milliseconds);
    return real(act, 0);
  });
  return pauses;
}

test("every method sends its operation", async () => {
  for (const [name, id, method, path, kind, , takesKey] of operations) {
    const server = serverOf(kind === "stream" ? events(["1", "done", {}]) : json(kind === "page" ? EMPTY_PAGE : {}));
    const call = name.split(".").reduce((where, word) => where[word], server.client());
    assert.equal(call.operationId, id);
    const answer = call(...(path.match(/{/g) ?? []).map(() => 7));
    await (kind === "stream" ? answer.next() : answer);
    const [request] = server.requests;
    assert.equal(`${request.method} ${request.url}`, `${method} ${baseUrl}${path.replace(/{\w+}/g, "7")}`);
    assert.equal("idempotency-key" in request.headers, Boolean(takesKey), id);
    assert.equal(request.headers.authorization, "Api-Key key");
  }
});

test("refuses a call without its id", async () => {
  await assert.rejects(serverOf().client().users.retrieve(), /client\.users\.retrieve: id is missing/);
});

test("writes filters as the API reads them", async () => {
  const server = serverOf(json(EMPTY_PAGE));
  await server.client().users.list({ is_active: true, cursor: "", search: "lim & co", role: undefined });
  assert.equal(server.requests[0].url.search, "?is_active=true&cursor=&search=lim+%26+co");
});

test("quotes what stands in a path", async () => {
  const server = serverOf(new Response("zip"));
  await server.client().backups.download("../users?x=1");
  assert.equal(server.requests[0].url.pathname, "/api/backups/download/..%2Fusers%3Fx%3D1/");
});

for (const where of ["page=2&page_size=2", "cursor=abc&page_size=2"]) {
  test(`goes through a list to its end: ${where}`, async () => {
    const next = `https://elsewhere.example/api/users/?${where}`;
    const first = { ...EMPTY_PAGE, count: 3, results: [{ id: 1 }, { id: 2 }], next };
    const server = serverOf(json(first), json({ ...EMPTY_PAGE, results: [{ id: 3 }] }));
    const page = await server.client().users.list({ page_size: 2 });
    assert.equal(page.count, 3);
    const ids = [];
    for await (const user of page) ids.push(user.id);
    assert.deepEqual(ids, [1, 2, 3]);
    assert.equal(String(server.requests[1].url), `${baseUrl}/api/users/?${where}`, "the key goes to no other host");
  });
}

const KINDS = {
  400: "BadRequestError",
  401: "AuthenticationError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  405: "APIError",
  409: "ConflictError",
  412: "PreconditionFailedError",
  413: "TooLargeError",
  422: "IdempotencyKeyReusedError",
  429: "RateLimitError",
  500: "ServerError",
  503: "ServerError",
};

for (const [status, kind] of Object.entries(KINDS)) {
  test(`throws a ${kind} for ${status}`, async () => {
    const client = serverOf(refusal(Number(status))).client({ retries: 0 });
    const error = await client.users.create({ email: "x" }).then(assert.fail, (thrown) => thrown);
    assert.equal(error.constructor, sdk[kind]);
    assert.ok(error instanceof sdk.SaasPlatformError);
    const { name, code, message, requestId, details } = error;
    assert.deepEqual([name, error.status, code, message, requestId], [kind, Number(status), "some_code", "No.", "r1"]);
    assert.deepEqual(details, { email: ["Bad."] });
  });
}

test("throws an error for an answer that is not of the API", async () => {
  const server = serverOf(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  const error = await server.client({ retries: 0 }).users.list().catch((thrown) => thrown);
  assert.deepEqual([error.constructor, error.status, error.code], [sdk.ServerError, 502, "unexpected"]);
});

test("sends a POST again under the same key, and another call under another", async (t) => {
  withoutPauses(t);
  const server = serverOf(lost("ECONNRESET"), refusal(503), lost("UND_ERR_SOCKET"), json({ id: 9 }, { status: 201 }));
  const client = server.client();
  assert.equal((await client.clients.create({ name: "Lim" })).id, 9);
  const keys = () => server.requests.map((request) => request.headers["idempotency-key"]);
  assert.equal(new Set(keys()).size, 1);
  assert.deepEqual(server.requests.map((request) => request.body), Array(4).fill('{"name":"Lim"}'));
  await client.clients.create({ name: "Lim" });
  await client.clients.create({ name: "Lim" }, { idempotencyKey: "mine" });
  assert.equal(new Set(keys()).size, 3);
  assert.equal(keys().at(-1), "mine");
});

test("does not repeat a change that may have happened", async (t) => {
  withoutPauses(t);
  const server = serverOf(lost("ECONNRESET"));
  await assert.rejects(server.client().clients.partialUpdate(1, { notes: "x" }), {
    name: "APIConnectionError",
    message: /PATCH .*connect ECONNRESET/,
  });
  await assert.rejects(server.client().clients.destroy(1, { ifMatch: '"v1"' }), sdk.APIConnectionError);
  await assert.rejects(serverOf(refusal(500)).client().clients.partialUpdate(1, {}), sdk.ServerError);
  assert.equal(server.requests.length, 2);
});

test("repeats any call that did not arrive or was put off", async (t) => {
  withoutPauses(t);
  const later = [refusal(429, { "retry-after": "2" }), refusal(409, { "retry-after": "1" })];
  const server = serverOf(lost("ECONNREFUSED"), ...later, json({}));
  await server.client().clients.partialUpdate(1, { notes: "x" });
  assert.equal(server.requests.length, 4);
});

test("waits as long as the server asks, and no longer than a minute", async (t) => {
  const pauses = withoutPauses(t);
  await serverOf(refusal(429, { "retry-after": "7" }), json(EMPTY_PAGE)).client().users.list();
  assert.ok(pauses[0] >= 7000 && pauses[0] <= 7500, `${pauses}`);
  const patient = serverOf(refusal(429, { "retry-after": "3600" }));
  await assert.rejects(patient.client().users.list().then(), { name: "RateLimitError", retryAfter: 3600 });
  assert.equal(patient.requests.length, 1);
});

test("pauses grow", async (t) => {
  const pauses = withoutPauses(t);
  await assert.rejects(serverOf(refusal(503)).client({ retries: 6 }).users.list().then(), sdk.ServerError);
  assert.equal(pauses.length, 6);
  pauses.forEach((pause, attempt) => {
    const limit = Math.min(8000, 500 * 2 ** attempt);
    assert.ok(pause >= limit / 2 && pause <= limit);
  });
});

test("says that time ran out, and stops when the caller does", async () => {
  const silent = (_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  const client = new Client({ baseUrl, fetch: silent, retries: 0 });
  await assert.rejects(client.me.retrieve({ timeout: 5 }), sdk.APITimeoutError);
  const stop = new AbortController();
  const asked = client.me.retrieve({ signal: stop.signal });
  stop.abort();
  await assert.rejects(asked, { name: "AbortError" });
});

test("goes on with a stream after the last event", async (t) => {
  withoutPauses(t);
  const begun = events(["1", "progress", { progress: 10 }], ["2", "progress", { progress: 20 }]);
  const server = serverOf(begun, lost("ECONNRESET"), events(["3", "done", { progress: 100 }]));
  const seen = [];
  for await (const event of server.client().asyncJobs.stream("job")) seen.push([event.id, event.name, event.data.progress]);
  assert.deepEqual(seen, [["1", "progress", 10], ["2", "progress", 20], ["3", "done", 100]]);
  assert.deepEqual(server.requests.map((request) => request.headers["last-event-id"]), [undefined, "2", "2"]);
});

test("gives up on a stream that stays away, and does not send a POST again for its rest", async (t) => {
  withoutPauses(t);
  const all = async (stream) => {
    for await (const event of stream) assert.ok(event);
  };
  const away = serverOf(events(["1", "progress", {}]), lost("ECONNREFUSED"));
  await assert.rejects(all(away.client({ retries: 1 }).asyncJobs.stream("job")), sdk.APIConnectionError);
  await assert.rejects(all(serverOf(refusal(404)).client().asyncJobs.stream("job")), sdk.NotFoundError);
  const posted = serverOf(events(["1", "progress", {}]));
  await assert.rejects(all(posted.client().backups.restore({ filename: "x" })), /ended before its last event/);
  assert.equal(posted.requests.length, 1);
});

test("reads every form of an event, in pieces of any size", async () => {
  const text =
    "event: a\r\ndata: one\r\ndata: two\r\n\r\ndata:3\nid: 7\n\n\nevent: empty\n\n:comment\nevent: done\ndata: {\"ñ\":1}\n\n";
  for (const size of [1, 2, 7, 1000]) {
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const client = new Client({ baseUrl, fetch: async () => new Response(body) });
    const seen = [];
    for await (const { name, data, id } of client.calendarReminders.stream()) seen.push([name, data, id]);
    assert.deepEqual(seen, [["a", "one\ntwo", ""], ["message", 3, "7"], ["done", { ñ: 1 }, "7"]]);
  }
});

test("waits for a job", async () => {
  const done = { job_id: "j", status: "succeeded", progress: 100 };
  assert.deepEqual(await serverOf(events(["1", "progress", {}], ["2", "done", done])).client().wait("j"), done);
  const failed = { job_id: "j", kind: "import", status: "failed", error: "Row 3 is empty." };
  await assert.rejects(serverOf(events(["1", "error", failed])).client().wait({ job_id: "j" }), {
    name: "JobFailedError",
    message: /ended as failed: Row 3 is empty/,
    job: failed,
  });
});

test("sends files as a form, and again", async (t) => {
  withoutPauses(t);
  const uploads = [new File(["Lim"], "people.csv"), new Blob(["Lim"]), new TextEncoder().encode("Lim")];
  for (const file of uploads) {
    const server = serverOf(refusal(503), json({ success: true }));
    await server.client().customers.import({ file, dry_run: true });
    assert.equal(server.requests.length, 2);
    for (const { body, headers } of server.requests) {
      assert.equal(await body.get("file").text(), "Lim");
      assert.equal(body.get("file").name, file.name ?? "file");
      assert.equal(body.get("dry_run"), "true");
      assert.ok(!("content-type" in headers));
    }
  }
});

test("sends JSON or a form by what there is", async () => {
  const server = serverOf();
  await server.client().documents.create({ customer_application: 1, doc_type: 2 });
  await server.client().documents.create({ customer_application: 1, doc_type: 2, file: new Blob(["%PDF"]) });
  assert.equal(server.requests[0].headers["content-type"], "application/json");
  assert.ok(server.requests[1].body instanceof FormData);
});

test("saves a file under a name that is no path", async () => {
  const headers = { "content-disposition": 'attachment; filename="../../INV-1.pdf"', "content-type": "application/pdf" };
  const client = () => serverOf(new Response("%PDF", { headers })).client();
  const file = await client().invoices.download(1);
  assert.deepEqual([file.filename, file.contentType], ["INV-1.pdf", "application/pdf"]);
  const directory = await mkdtemp(join(tmpdir(), "sdk-"));
  await file.save(join(directory, file.filename));
  assert.equal(await readFile(join(directory, "INV-1.pdf"), "utf-8"), "%PDF");
  assert.deepEqual(await readdir(directory), ["INV-1.pdf"]);
  assert.equal(await (await client().invoices.download(1)).text(), "%PDF");
});

test("answers a report or its file", async () => {
  const client = () => serverOf(json({ totals: { amount: "1.50" } })).client();
  assert.deepEqual((await client().reports.aging()).totals, { amount: "1.50" });
  assert.ok((await client().reports.aging({ format: "csv" })) instanceof sdk.Download);
});

test("keeps the version of a resource beside it", async () => {
  const answer = await serverOf(json({ id: 1 }, { headers: { etag: '"v1"' } })).client().clients.retrieve(1);
  assert.equal(answer.etag, '"v1"');
  assert.deepEqual(Object.keys(answer), ["id"]);
});

test("takes key and address from the environment, and other options beside them", async () => {
  process.env.SAAS_PLATFORM_API_KEY = "from-outside";
  process.env.SAAS_PLATFORM_BASE_URL = "https://outside.example/api/";
  try {
    const server = serverOf();
    const client = new Client({ fetch: server.fetch, tenant: 3, language: "ms" });
    await client.withOptions({ headers: { "X-Cron-Token": "t" } }).request("get", "/api/health/");
    const [{ url, headers }] = server.requests;
    assert.equal(String(url), "https://outside.example/api/health/");
    assert.equal(headers.authorization, "Api-Key from-outside");
    assert.deepEqual([headers["x-tenant"], headers["accept-language"], headers["x-cron-token"]], ["3", "ms", "t"]);
  } finally {
    delete process.env.SAAS_PLATFORM_API_KEY;
    delete process.env.SAAS_PLATFORM_BASE_URL;
  }
});

test("refuses an address that is none", () => {
  assert.throws(() => new Client({ baseUrl: "example.com" }), /begins with http:\/\/ or https:\/\//);
  assert.throws(() => serverOf().client().request("GET", "https://elsewhere.example/"), /A path begins with \//);
});

test("shows no key", () => {
  const client = new Client({ apiKey: "very-secret", baseUrl });
  assert.ok(!inspect(client, { depth: 9, showHidden: false }).includes("very-secret"));
  assert.ok(!JSON.stringify(client).includes("very-secret"));
});
