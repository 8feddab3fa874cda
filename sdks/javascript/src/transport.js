import { APIConnectionError, APITimeoutError, errorOf, retryAfter } from "./errors.js";
import { EventParser, LAST } from "./events.js";

export const VERSION = "0.1.0";

const JSON_TYPE = "application/json";
const STREAM_TYPE = "text/event-stream";
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;
/** A server that wants to be left alone for longer than this is not asked again. */
const PATIENCE = 60_000;
/** Milliseconds without a byte after which a stream counts as broken; the server speaks every 15 seconds. */
const SILENCE = 45_000;
const SAFE_METHODS = new Set(["GET", "PUT", "DELETE"]);
const NEVER_ARRIVED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Sends calls, again where that helps, and throws what the server refuses. */
export class Transport {
  constructor({ baseUrl, headers, timeout, retries, fetch }) {
    Object.assign(this, { baseUrl, timeout, retries, fetch });
    // Not shown where a client is printed.
    Object.defineProperty(this, "headers", { value: headers, enumerable: false });
  }

  /** Fetch, until there is an answer that stands. `streams`: the body may take longer than the timeout. */
  async send(call, { streams = false } = {}) {
    for (let attempt = 0; ; attempt += 1) {
      let pause;
      try {
        const response = await this.#fetch(call, streams);
        if (response.ok) return response;
        pause = this.#pauseAfter(response, call, attempt);
        if (pause === undefined) throw await errorOf(response);
        await response.body?.cancel();
      } catch (error) {
        if (!(error instanceof APIConnectionError)) throw error;
        const lost = !NEVER_ARRIVED.has(error.cause?.cause?.code);
        if (attempt >= this.retries || (lost && !isRepeatable(call))) throw error;
        pause = pauseOf(attempt);
      }
      await sleep(pause, call.signal);
    }
  }

  /** The answer's JSON, or its text where it is none; a broken body counts as no answer. */
  async json(call) {
    const response = await this.send(call);
    let text;
    try {
      text = await response.text();
    } catch (error) {
      throw failureOf(error, call);
    }
    if (text === "") return undefined;
    if (!(response.headers.get("content-type") ?? "").includes("json")) return text;
    const body = JSON.parse(text);
    const etag = response.headers.get("etag");
    if (etag !== null && body !== null && typeof body === "object") {
      Object.defineProperty(body, "etag", { value: etag, enumerable: false });
    }
    return body;
  }

  /** Events, and those of the connections that follow one that broke, up to the last. */
  async *events(call) {
    const parser = new EventParser();
    for (let attempt = 0; ; attempt += 1) {
      const stop = new AbortController();
      const signal = call.signal ? AbortSignal.any([call.signal, stop.signal]) : stop.signal;
      let failure;
      try {
        const response = await this.send({ ...call, signal, headers: { ...call.headers, ...parser.begin() } }, { streams: true });
        for await (const line of lines(response.body, stop)) {
          const event = parser.feed(line);
          if (event) {
            attempt = 0;
            yield event;
            if (LAST.includes(event.name)) return;
          }
        }
        failure = new APIConnectionError("The stream ended before its last event.");
      } catch (error) {
        call.signal?.throwIfAborted();
        failure = failureOf(error, call);
        if (!(failure instanceof APIConnectionError)) throw failure;
      } finally {
        stop.abort();
      }
      if (call.method !== "GET" || attempt >= this.retries) throw failure;
      await sleep(pauseOf(attempt), call.signal);
    }
  }

  async #fetch(call, streams) {
    const timer = new AbortController();
    const timeout = call.timeout ?? this.timeout;
    const clock = setTimeout(() => timer.abort(new DOMException(`No answer in ${timeout} ms.`, "TimeoutError")), timeout);
    const signal = call.signal ? AbortSignal.any([call.signal, timer.signal]) : timer.signal;
    try {
      const { method, headers, body } = call;
      const response = await this.fetch(call.url, { method, headers, body, signal, redirect: "manual" });
      if (streams) return response;
      // Held in memory here, so that the timeout counts for the body as well.
      const bytes = await response.arrayBuffer();
      return new Response(bytes.byteLength ? bytes : null, response);
    } catch (error) {
      call.signal?.throwIfAborted();
      throw failureOf(error, call);
    } finally {
      clearTimeout(clock);
    }
  }

  #pauseAfter(response, call, attempt) {
    const wanted = retryAfter(response);
    const undone = response.status === 429 || (response.status === 409 && wanted !== undefined);
    if (attempt >= this.retries || !(undone || (response.status >= 500 && isRepeatable(call)))) return undefined;
    if (wanted === undefined) return pauseOf(attempt);
    return wanted * 1000 > PATIENCE ? undefined : wanted * 1000 + Math.random() * FIRST_PAUSE;
  }
}

/** One call of an operation, as `fetch` wants it. */
export function callOf(transport, [name, , method, path, kind, takes, key], values) {
  const names = [...path.matchAll(/{(\w+)}/g)].map((found) => found[1]);
  const where = path.replace(/{(\w+)}/g, (_, word) => {
    const value = values[names.indexOf(word)];
    if (value === undefined || value === null || typeof value === "object") {
      throw new TypeError(`client.${name}: ${word} is missing`);
    }
    return encodeURIComponent(value);
  });
  const rest = values.slice(names.length);
  const sent = takes ? rest.shift() : undefined;
  const { idempotencyKey, ifMatch, headers, query, signal, timeout } = rest[0] ?? {};
  const url = new URL(transport.baseUrl + where);
  addQuery(url, takes === "query" ? { ...query, ...sent } : query);
  const call = { method, url, signal, timeout, headers: { ...transport.headers, accept: acceptOf(kind, sent) } };
  if (key) call.headers["idempotency-key"] = idempotencyKey ?? crypto.randomUUID();
  if (ifMatch !== undefined) call.headers["if-match"] = ifMatch;
  if (takes && takes !== "query") carry(call, sent ?? {}, takes);
  Object.assign(call.headers, lowered(headers));
  return call;
}

/** Headers under names that are the same however they were written. */
export function lowered(headers) {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

export function addQuery(url, query) {
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) url.searchParams.append(name, asText(one));
    }
  }
}

/** Put a body on a call: `json`, `form`, or `both` where it is a form once there are files. */
export function carry(call, body, forms) {
  const values = Object.values(body).flat();
  if (forms !== "form" && !(forms === "both" && values.some(isUpload))) {
    call.headers["content-type"] = JSON_TYPE;
    call.body = JSON.stringify(body);
    return;
  }
  call.body = new FormData();
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (isUpload(one)) call.body.append(name, one instanceof Blob ? one : new Blob([one]), one.name ?? "file");
      else if (one !== undefined && one !== null) call.body.append(name, asText(one));
    }
  }
}

function acceptOf(kind, sent) {
  if (kind === "stream") return STREAM_TYPE;
  const isFile = kind === "file" || (kind === "either" && (sent?.format ?? "json") !== "json");
  return isFile ? "*/*" : JSON_TYPE;
}

function isUpload(value) {
  return value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

function asText(value) {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether sending the request twice does no more than sending it once. */
function isRepeatable({ method, headers }) {
  if ("if-match" in headers) return false; // the first one may have made the version another
  return SAFE_METHODS.has(method) || "idempotency-key" in headers;
}

function pauseOf(attempt) {
  const limit = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
  return limit / 2 + (Math.random() * limit) / 2;
}

function failureOf(error, call) {
  const isOfFetch = error instanceof TypeError || error instanceof DOMException;
  if (!isOfFetch) return error;
  const Kind = error.name === "TimeoutError" ? APITimeoutError : APIConnectionError;
  const reason = error.cause?.message || error.message;
  return new Kind(`${call.method} ${call.url}: ${reason}`, { cause: error });
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => (clearTimeout(clock), reject(signal.reason));
    const clock = setTimeout(() => (signal?.removeEventListener("abort", stop), resolve()), milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/** The lines of a body. A long silence ends them with an error. */
async function* lines(body, stop) {
  let rest = "";
  let clock;
  const listen = () => {
    clearTimeout(clock);
    clock = setTimeout(() => stop.abort(new DOMException("The stream fell silent.", "TimeoutError")), SILENCE);
    clock.unref?.(); // the connection keeps a program alive, this does not
  };
  try {
    listen();
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      listen();
      const parts = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop();
      yield* parts;
    }
  } finally {
    clearTimeout(clock);
  }
}
