import { APITimeoutError, JobFailedError } from "./errors.js";
import { Download } from "./files.js";
import { operations } from "./operations.js";
import { PageRequest } from "./pages.js";
import { Transport, VERSION, addQuery, callOf, carry, lowered } from "./transport.js";

const STREAM = operations.find(([, id]) => id === "async_jobs_stream");

/** The API, as `client.<resource>.<method>()`. */
export class Client {
  #transport;

  constructor({ apiKey, baseUrl, accessToken, tenant, language, timeout = 30_000, retries = 3, headers = {}, fetch } = {}) {
    const environment = globalThis.process?.env ?? {};
    const key = apiKey ?? (accessToken === undefined ? environment.SAAS_PLATFORM_API_KEY : undefined);
    const root = baseUrl || environment.SAAS_PLATFORM_BASE_URL || "http://localhost:8000";
    if (!/^https?:\/\//.test(root)) {
      throw new TypeError(`baseUrl begins with http:// or https://, such as https://example.com; not ${root}`);
    }
    const own = { "user-agent": `saas-platform-javascript/${VERSION}` };
    if (accessToken || key) own.authorization = accessToken ? `Bearer ${accessToken}` : `Api-Key ${key}`;
    if (tenant !== undefined) own["x-tenant"] = String(tenant);
    if (language) own["accept-language"] = language;
    this.#attach(
      new Transport({
        baseUrl: root.replace(/\/+$/, "").replace(/\/api$/, ""),
        headers: { ...own, ...lowered(headers) },
        timeout,
        retries,
        fetch: fetch ?? ((...given) => globalThis.fetch(...given)),
      }),
    );
  }

  /** The same client with other settings. */
  withOptions({ timeout, retries, headers } = {}) {
    const { baseUrl, fetch } = this.#transport;
    const other = new Client({ baseUrl, fetch, accessToken: "" });
    other.#attach(
      new Transport({
        baseUrl,
        fetch,
        timeout: timeout ?? this.#transport.timeout,
        retries: retries ?? this.#transport.retries,
        headers: { ...this.#transport.headers, ...lowered(headers) },
      }),
    );
    return other;
  }

  /** The JSON of any path of the server, for what has no method here. Objects are sent as JSON, anything else as it is. */
  request(method, path, { query, body, headers, idempotencyKey, signal, timeout } = {}) {
    if (!path.startsWith("/")) throw new TypeError(`A path begins with /, such as /api/users/; not ${path}`);
    const call = { method: method.toUpperCase(), url: new URL(this.#transport.baseUrl + path), signal, timeout };
    call.headers = { ...this.#transport.headers, accept: "application/json" };
    addQuery(call.url, query);
    if (call.method === "POST") call.headers["idempotency-key"] = idempotencyKey ?? crypto.randomUUID();
    if (typeof body === "string" || body instanceof Uint8Array) {
      call.body = body;
      call.headers["content-type"] = "application/json";
    } else if (body !== undefined) carry(call, body, "both");
    Object.assign(call.headers, lowered(headers));
    return this.#transport.json(call);
  }

  /** The job, once it has succeeded. Throws JobFailedError for one that did not, APITimeoutError after `timeout` ms. */
  async wait(job, { timeout, signal } = {}) {
    const jobId = typeof job === "string" ? job : job.job_id;
    const late = timeout === undefined ? undefined : AbortSignal.timeout(timeout);
    const signals = [signal, late].filter(Boolean);
    const options = signals.length ? { signal: AbortSignal.any(signals) } : {};
    try {
      for await (const event of this.#transport.events(callOf(this.#transport, STREAM, [jobId, options]))) {
        if (event.name === "done") return event.data;
        if (event.name === "error") throw new JobFailedError(event.data);
      }
    } catch (error) {
      if (late?.aborted && !signal?.aborted) {
        throw new APITimeoutError(`Job ${jobId} did not end in time; it goes on.`, { cause: error });
      }
      throw error;
    }
    throw new Error("a stream of a job ends with its last event");
  }

  #attach(transport) {
    this.#transport = transport;
    for (const operation of operations) {
      const words = operation[0].split(".");
      const last = words.pop();
      let where = this;
      for (const word of words) {
        if (!Object.hasOwn(where, word)) define(where, word, {});
        where = where[word];
      }
      define(where, last, (...values) => run(transport, operation, values), operation[1]);
    }
  }
}

/** A property that may stand on a function as well, whose own `name` it then hides. */
function define(where, name, value, operationId) {
  if (operationId) Object.defineProperty(value, "operationId", { value: operationId });
  Object.defineProperty(where, name, { value, enumerable: true, configurable: true });
}

function run(transport, operation, values) {
  const [, , , path, kind, takes] = operation;
  const places = (path.match(/{/g) ?? []).length;
  if (kind === "page") {
    const load = async (query) => {
      const given = takes ? [query, values[places + 1]] : [{ ...values[places], query }];
      return transport.json(callOf(transport, operation, [...values.slice(0, places), ...given]));
    };
    return new PageRequest(load, takes ? values[places] : undefined);
  }
  if (kind === "stream") return transport.events(callOf(transport, operation, values));
  return answer(transport, operation, values);
}

async function answer(transport, operation, values) {
  const call = callOf(transport, operation, values);
  const isFile = operation[4] === "file" || (operation[4] === "either" && call.headers.accept === "*/*");
  return isFile ? new Download(await transport.send(call, { streams: true })) : transport.json(call);
}
