/** Any failure of a call that the SDK raises of its own. */
export class SaasPlatformError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** No answer: the server could not be reached, or the connection broke. Whether it acted is unknown. */
export class APIConnectionError extends SaasPlatformError {}

/** No answer in time. */
export class APITimeoutError extends APIConnectionError {}

/** A job that was waited for has failed or was cancelled. */
export class JobFailedError extends SaasPlatformError {
  constructor(job) {
    super(`Job ${job.job_id} (${job.kind}) ended as ${job.status}: ${job.error || job.message}`);
    this.job = job;
  }
}

/** The webhook is not signed with the secret, or was signed too long ago: do not act on it. */
export class WebhookVerificationError extends SaasPlatformError {}

/** The server refused. `code` is for programs, `message` for people, `details` names fields. */
export class APIError extends SaasPlatformError {
  constructor(response, body) {
    const reason = body.message || `The server answered ${response.status} without a reason.`;
    const requestId = body.request_id ?? response.headers.get("x-request-id") ?? undefined;
    super(reason);
    this.status = response.status;
    this.code = body.error || "unexpected";
    this.details = body.details ?? {};
    this.timestamp = body.timestamp;
    this.requestId = requestId;
    this.retryAfter = retryAfter(response);
    this.response = response;
  }
}

/** 400: the body or a parameter is wrong. */
export class BadRequestError extends APIError {}

/** 401: no key or token, or one that is no longer good. */
export class AuthenticationError extends APIError {}

/** 403: the caller lacks the right. */
export class PermissionDeniedError extends APIError {}

/** 404: there is no such thing, or not for this caller. */
export class NotFoundError extends APIError {}

/** 409: the present state does not allow it. */
export class ConflictError extends APIError {}

/** 412: somebody else changed it since the version that `ifMatch` names. */
export class PreconditionFailedError extends APIError {}

/** 413: the body or the file is larger than the server takes. */
export class TooLargeError extends APIError {}

/** 422: the key was used before, for another request. */
export class IdempotencyKeyReusedError extends APIError {}

/** 429: too many requests, and the retries did not outlast the limit. */
export class RateLimitError extends APIError {}

/** 5xx: the server failed. */
export class ServerError extends APIError {}

const BY_STATUS = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionFailedError,
  413: TooLargeError,
  422: IdempotencyKeyReusedError,
  429: RateLimitError,
};

/** The error of an answer that is a refusal; reads its body. */
export async function errorOf(response) {
  let body;
  try {
    body = JSON.parse(await response.text());
  } catch {
    body = {};
  }
  const Kind = response.status >= 500 ? ServerError : (BY_STATUS[response.status] ?? APIError);
  return new Kind(response, body !== null && typeof body === "object" ? body : {});
}

/** The seconds that the server wants to be left alone, if it says so. */
export function retryAfter(response) {
  const header = response.headers.get("retry-after");
  const seconds = header === null || header.trim() === "" ? NaN : Number(header);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
