import type { Api } from "./resources.js";
import type * as models from "./schema.js";

export type { models };
export type * from "./resources.js";

export declare const VERSION: string;

/** What can be sent as a file. A `File` keeps its name. */
export type Upload = Blob | ArrayBuffer | Uint8Array;

/** What the server answered. Of a single resource `etag` is the version, for `ifMatch`. */
export type Answered<T> = T & { readonly etag?: string };

export interface ClientOptions {
  /** From SAAS_PLATFORM_API_KEY unless given. */
  apiKey?: string;
  /** From SAAS_PLATFORM_BASE_URL unless given, else http://localhost:8000. */
  baseUrl?: string;
  /** That of a log-in, instead of a key. */
  accessToken?: string;
  /** For superusers: the id or domain of the tenant to act in. */
  tenant?: string | number;
  /** Of the texts of refusals, such as `ms`. */
  language?: string;
  /** Milliseconds for an answer; 30,000 unless given. */
  timeout?: number;
  /** How often something lost on the way is sent again; 3 unless given. */
  retries?: number;
  headers?: Record<string, string>;
  fetch?: typeof globalThis.fetch;
}

export interface Options {
  /** Of a POST; a random one unless given. The same key and body are given the first answer again. */
  idempotencyKey?: string;
  /** The `etag` of the version to change; PreconditionFailedError where it is another by now. */
  ifMatch?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds for the answer. */
  timeout?: number;
}

export interface RequestOptions extends Options {
  query?: Record<string, unknown>;
  /** Objects are sent as JSON, texts and bytes as they are. */
  body?: object | string | Uint8Array;
}

/** The API, as `client.<resource>.<method>()`. */
export declare class Client {
  constructor(options?: ClientOptions);
  /** The same client with other settings. */
  withOptions(options: Pick<ClientOptions, "timeout" | "retries" | "headers">): Client;
  /** The JSON of any path of the server, for what has no method here. */
  request(method: string, path: string, options?: RequestOptions): Promise<unknown>;
  /** The job, once it has succeeded. Throws JobFailedError for one that did not, APITimeoutError after `timeout` ms. */
  wait(job: models.Job | string, options?: { timeout?: number; signal?: AbortSignal }): Promise<models.Job>;
}
export interface Client extends Api {}

/** A page of a list. Going over it with `for await` goes through the whole list. */
export declare class Page<T> implements AsyncIterable<T> {
  readonly count: number;
  /** Past 10,000 rows `count` is an estimate. */
  readonly count_is_estimate: boolean;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: T[];
  nextPage(): Promise<Page<T> | null>;
  pages(): AsyncGenerator<Page<T>, void, undefined>;
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined>;
}

/** A page that is asked for: `await` it, or go through the whole list with `for await`. */
export declare class PageRequest<T> implements PromiseLike<Page<T>>, AsyncIterable<T> {
  then<A = Page<T>, B = never>(
    resolve?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B>;
  catch<B = never>(reject?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Page<T> | B>;
  finally(act?: (() => void) | null): Promise<Page<T>>;
  pages(): AsyncGenerator<Page<T>, void, undefined>;
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined>;
}

/** One server-sent event. `data` is its JSON, or its text where that is none. */
export interface Event {
  name: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  id: string;
}

/** The events of a stream, for `for await`. A connection that breaks is made again, and goes on after the last event. */
export type EventStream = AsyncGenerator<Event, void, undefined>;

/** A file that the server sends. Its body is read once. */
export declare class Download {
  readonly contentType: string;
  /** The name alone, never a path; empty where the server gives none. */
  readonly filename: string;
  readonly body: ReadableStream<Uint8Array>;
  bytes(): Promise<Uint8Array>;
  blob(): Promise<Blob>;
  text(): Promise<string>;
  /** Write it to a path, in Node. A download that breaks leaves nothing behind. */
  save(path: string): Promise<string>;
}

/** Any failure of a call that the SDK throws of its own. */
export declare class SaasPlatformError extends Error {}
/** No answer: the server could not be reached, or the connection broke. Whether it acted is unknown. */
export declare class APIConnectionError extends SaasPlatformError {}
/** No answer in time. */
export declare class APITimeoutError extends APIConnectionError {}
/** A job that was waited for has failed or was cancelled. */
export declare class JobFailedError extends SaasPlatformError {
  readonly job: models.Job;
}
/** The webhook is not signed with the secret, or was signed too long ago: do not act on it. */
export declare class WebhookVerificationError extends SaasPlatformError {}
/** The server refused. `code` is for programs, `message` for people, `details` names fields. */
export declare class APIError extends SaasPlatformError {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, string[]>;
  readonly timestamp?: string;
  readonly requestId?: string;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter?: number;
  readonly response: Response;
}
export declare class BadRequestError extends APIError {}
export declare class AuthenticationError extends APIError {}
export declare class PermissionDeniedError extends APIError {}
export declare class NotFoundError extends APIError {}
export declare class ConflictError extends APIError {}
export declare class PreconditionFailedError extends APIError {}
export declare class TooLargeError extends APIError {}
export declare class IdempotencyKeyReusedError extends APIError {}
export declare class RateLimitError extends APIError {}
export declare class ServerError extends APIError {}

type Headers = Record<string, string | string[] | undefined> | globalThis.Headers | Map<string, string>;

export declare namespace webhooks {
  /** Seconds that a webhook may be on its way, and that the clocks may differ. */
  const TOLERANCE: number;
  /**
   * The webhook's JSON, if it is signed with the secret, by Standard Webhooks or by X-Webhook-Signature; throws
   * WebhookVerificationError otherwise. `payload` is the body as it came, before anything has parsed it.
   */
  function verify<T = models.WebhookMessage>(
    payload: string | ArrayBuffer | Uint8Array,
    headers: Headers,
    secret: string,
    options?: { tolerance?: number; now?: number },
  ): Promise<T>;
  /** The headers of Standard Webhooks for a body. */
  function sign(
    payload: string | ArrayBuffer | Uint8Array,
    secret: string,
    options: { id: string; timestamp?: number },
  ): Promise<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>>;
}
