"""Which failures are tried again, and after how long."""

import random
from dataclasses import dataclass

import httpx

from saas_platform._errors import APIConnectionError, APITimeoutError, retry_after

_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_SAFE_METHODS = {"GET", "PUT", "DELETE"}


@dataclass(frozen=True)
class Retries:
    """How often, and after how many seconds: `first` doubled each time up to `longest`, less a random part."""

    times: int = 3
    first: float = 0.5
    longest: float = 8.0
    patience: float = 60.0
    """A server that wants to be left alone for longer than this is not asked again."""

    def after_answer(self, response: httpx.Response, attempt: int) -> float | None:
        """Seconds until the next attempt; None where the answer stands.

        429, and 409 with Retry-After, were refused before anything happened. 5xx is repeated only where doing it twice
        is the same as doing it once: reads, PUT, DELETE, and POST under an Idempotency-Key.
        """
        wanted = retry_after(response)
        status = response.status_code
        undone = status == 429 or (status == 409 and wanted is not None)
        if attempt >= self.times or not (undone or (status >= 500 and repeatable(response.request))):
            return None
        if wanted is None:
            return self.pause(attempt)
        return None if wanted > self.patience else wanted + random.uniform(0, self.first)

    def after_failure(self, error: httpx.TransportError, request: httpx.Request, attempt: int) -> float:
        """Seconds until the next attempt. Raises APIConnectionError where there is none."""
        if attempt < self.times and (isinstance(error, _NEVER_ARRIVED) or repeatable(request)):
            return self.pause(attempt)
        raise connection_error(error, request) from error

    def pause(self, attempt: int) -> float:
        limit = min(self.longest, self.first * 2.0**attempt)
        return random.uniform(limit / 2, limit)


def repeatable(request: httpx.Request) -> bool:
    """Whether sending the request twice does no more than sending it once."""
    if "If-Match" in request.headers:
        return False  # the first one may have made the version another
    return request.method in _SAFE_METHODS or "Idempotency-Key" in request.headers


def connection_error(error: httpx.TransportError, request: httpx.Request) -> APIConnectionError:
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    return kind(f"{request.method} {request.url}: {str(error) or type(error).__name__}")
