export { Client } from "./client.js";
export {
  APIConnectionError,
  APIError,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  IdempotencyKeyReusedError,
  JobFailedError,
  NotFoundError,
  PermissionDeniedError,
  PreconditionFailedError,
  RateLimitError,
  SaasPlatformError,
  ServerError,
  TooLargeError,
  WebhookVerificationError,
} from "./errors.js";
export { Download } from "./files.js";
export { Page, PageRequest } from "./pages.js";
export { VERSION } from "./transport.js";
export * as webhooks from "./webhooks.js";
