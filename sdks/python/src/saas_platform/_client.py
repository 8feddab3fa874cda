"""The two clients: `Client`, and `AsyncClient` for asyncio."""

import time
from collections.abc import Mapping
from typing import Any, Self

import httpx

from saas_platform import _operations, models
from saas_platform._async_api import AsyncApi
from saas_platform._errors import APITimeoutError, JobFailedError
from saas_platform._events import LAST, Event
from saas_platform._operation import Operation
from saas_platform._sync_api import Api
from saas_platform._transport import AsyncTransport, Call, Settings, Transport, body_of
from saas_platform._types import decode


class Client(Api):
    """The API, as `client.<resource>.<method>()`.

    `api_key` and `base_url` may come from SAAS_PLATFORM_API_KEY and SAAS_PLATFORM_BASE_URL; `access_token` is that of
    a log-in, instead of a key. `tenant` is for superusers, `language` for the texts of refusals. What is lost on the
    way is tried again up to `retries` times. `http_client` brings proxies, certificates or a transport of your own.
    Threads may share a client.
    """

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        *,
        access_token: str | None = None,
        tenant: str | int | None = None,
        language: str | None = None,
        timeout: float = 30.0,
        retries: int = 3,
        http_client: httpx.Client | None = None,
    ) -> None:
        settings = Settings.of(
            api_key=api_key,
            base_url=base_url,
            access_token=access_token,
            tenant=tenant,
            language=language,
            timeout=timeout,
            retries=retries,
        )
        super().__init__(Transport(settings, http_client or httpx.Client()))

    def with_options(
        self, *, timeout: float | None = None, retries: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Self:
        """The same client on the same connections, with other settings."""
        settings = self._transport.settings.changed(timeout=timeout, retries=retries, headers=headers)
        other = type(self).__new__(type(self))
        Api.__init__(other, Transport(settings, self._transport.http))
        return other

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """The JSON of any path, for what has no method here. `body` is sent as JSON, bytes as they are."""
        call = _call(self._transport.settings, method, path, query, body, headers, idempotency_key)
        return body_of(self._transport.send(call))

    def wait(self, job: models.Job | str, *, timeout: float | None = None) -> models.Job:
        """The job, once it has succeeded. Raises JobFailedError where it did not, APITimeoutError after `timeout`."""
        job_id, deadline = _job_id(job), _deadline(timeout)
        with self._stream(_operations.async_jobs_stream, (job_id,)) as events:
            for event in events:
                if done := _ended(event, job_id, deadline):
                    return done
        raise AssertionError("a stream of a job ends with its last event")

    def close(self) -> None:
        self._transport.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client of {self._transport.settings.base_url}>"


class AsyncClient(AsyncApi):
    """`Client` for asyncio: the same methods, awaited. Lists and streams are gone through with `async for`."""

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        *,
        access_token: str | None = None,
        tenant: str | int | None = None,
        language: str | None = None,
        timeout: float = 30.0,
        retries: int = 3,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        settings = Settings.of(
            api_key=api_key,
            base_url=base_url,
            access_token=access_token,
            tenant=tenant,
            language=language,
            timeout=timeout,
            retries=retries,
        )
        super().__init__(AsyncTransport(settings, http_client or httpx.AsyncClient()))

    def with_options(
        self, *, timeout: float | None = None, retries: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Self:
        """The same client on the same connections, with other settings."""
        settings = self._transport.settings.changed(timeout=timeout, retries=retries, headers=headers)
        other = type(self).__new__(type(self))
        AsyncApi.__init__(other, AsyncTransport(settings, self._transport.http))
        return other

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """The JSON of any path, for what has no method here. `body` is sent as JSON, bytes as they are."""
        call = _call(self._transport.settings, method, path, query, body, headers, idempotency_key)
        return body_of(await self._transport.send(call))

    async def wait(self, job: models.Job | str, *, timeout: float | None = None) -> models.Job:
        """The job, once it has succeeded. Raises JobFailedError where it did not, APITimeoutError after `timeout`."""
        job_id, deadline = _job_id(job), _deadline(timeout)
        async with self._stream(_operations.async_jobs_stream, (job_id,)) as events:
            async for event in events:
                if done := _ended(event, job_id, deadline):
                    return done
        raise AssertionError("a stream of a job ends with its last event")

    async def aclose(self) -> None:
        await self._transport.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<AsyncClient of {self._transport.settings.base_url}>"


def _call(
    settings: Settings,
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    body: Mapping[str, Any] | bytes | None,
    headers: Mapping[str, str] | None,
    key: str | None,
) -> Call:
    if not path.startswith("/"):
        raise ValueError(f"A path begins with /, such as /api/users/; not {path!r}")
    is_raw = isinstance(body, bytes)
    method = method.upper()
    operation = Operation[Any](method, path, body="" if body is None or is_raw else "both", takes_key=method == "POST")
    call = Call.of(settings, operation, (), query=query, body=None if isinstance(body, bytes) else body, key=key)
    if isinstance(body, bytes):
        call.content = body
        call.headers["Content-Type"] = "application/json"
    call.headers |= dict(headers or {})
    return call


def _job_id(job: models.Job | str) -> str:
    return job if isinstance(job, str) else str(job.job_id)


def _deadline(timeout: float | None) -> float:
    return float("inf") if timeout is None else time.monotonic() + timeout


def _ended(event: Event, job_id: str, deadline: float) -> models.Job | None:
    """The job, where the event says that it has succeeded. Events of running jobs come with each change only."""
    if event.name == LAST[0]:
        job: models.Job = decode(models.Job, event.data)
        return job
    if event.name in LAST:
        raise JobFailedError(decode(models.Job, event.data))
    if time.monotonic() > deadline:
        raise APITimeoutError(f"Job {job_id} did not end in time; it goes on.")
    return None
