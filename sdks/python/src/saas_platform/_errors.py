"""What can go wrong. Everything that the SDK raises of its own is a `SaasPlatformError`."""

from typing import Any

import httpx

from saas_platform import models
from saas_platform._types import parse


class SaasPlatformError(Exception):
    """Any failure of a call."""


class APIConnectionError(SaasPlatformError):
    """No answer: the server could not be reached, or the connection broke. Whether it acted is unknown."""


class APITimeoutError(APIConnectionError):
    """No answer in time."""


class JobFailedError(SaasPlatformError):
    """A job that was waited for has failed or was cancelled."""

    def __init__(self, job: models.Job) -> None:
        super().__init__(f"Job {job.job_id} ({job.kind}) ended as {job.status}: {job.error or job.message}")
        self.job = job


class APIError(SaasPlatformError):
    """The server refused. `code` is for programs, `message` for people, `details` names fields."""

    def __init__(self, response: httpx.Response) -> None:
        body = _body(response)
        self.status: int = response.status_code
        self.code: str = body.get("error") or "unexpected"
        self.message: str = body.get("message") or f"The server answered {response.status_code} without a reason."
        self.details: dict[str, list[str]] = body.get("details") or {}
        self.timestamp: str | None = body.get("timestamp")
        self.request_id: str | None = body.get("request_id") or response.headers.get("X-Request-ID")
        self.response = response
        super().__init__(f"{self.status} {self.code}: {self.message} (request {self.request_id})")

    @property
    def retry_after(self) -> float | None:
        """Seconds after which the server wants to be asked again."""
        return retry_after(self.response)


class BadRequestError(APIError):
    """400: the body or a parameter is wrong."""


class AuthenticationError(APIError):
    """401: no key or token, or one that is no longer good."""


class PermissionDeniedError(APIError):
    """403: the caller lacks the right."""


class NotFoundError(APIError):
    """404: there is no such thing, or not for this caller."""


class ConflictError(APIError):
    """409: the present state does not allow it."""


class PreconditionFailedError(APIError):
    """412: somebody else changed it since the version that `if_match` names."""


class TooLargeError(APIError):
    """413: the body or the file is larger than the server takes."""


class IdempotencyKeyReusedError(APIError):
    """422: the key was used before, for another request."""


class RateLimitError(APIError):
    """429: too many requests, and the retries did not outlast the limit."""


class ServerError(APIError):
    """5xx: the server failed."""


_BY_STATUS: dict[int, type[APIError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    412: PreconditionFailedError,
    413: TooLargeError,
    422: IdempotencyKeyReusedError,
    429: RateLimitError,
}


def error_of(response: httpx.Response) -> APIError:
    kind = ServerError if response.status_code >= 500 else _BY_STATUS.get(response.status_code, APIError)
    return kind(response)


def retry_after(response: httpx.Response) -> float | None:
    try:
        return max(0.0, float(response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return None


def _body(response: httpx.Response) -> dict[str, Any]:
    try:
        body = parse(response.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
