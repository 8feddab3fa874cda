"""From a call of a method to an HTTP request and back."""

import asyncio
import os
import time
import uuid
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import httpx

from saas_platform._errors import error_of
from saas_platform._events import LAST, Event, Parser
from saas_platform._files import Form, has_files
from saas_platform._operation import Operation, T
from saas_platform._retries import Retries, connection_error
from saas_platform._types import Model, as_query, decode, parse, write

JSON = "application/json"
STREAM = "text/event-stream"
SILENCE = 45.0
"""Seconds without a byte after which a stream counts as broken; the server speaks every 15."""
VERSION = "0.1.0"


@dataclass(frozen=True)
class Settings:
    """Where the server is, who calls, and how patiently."""

    base_url: str
    headers: dict[str, str] = field(repr=False)
    timeout: float = 30.0
    retries: Retries = field(default_factory=Retries)

    @classmethod
    def of(
        cls,
        *,
        api_key: str | None,
        base_url: str | None,
        access_token: str | None,
        tenant: str | int | None,
        language: str | None,
        timeout: float,
        retries: int,
    ) -> "Settings":
        if api_key is None and access_token is None:
            api_key = os.environ.get("SAAS_PLATFORM_API_KEY")
        base_url = base_url or os.environ.get("SAAS_PLATFORM_BASE_URL") or "http://localhost:8000"
        if not base_url.startswith(("http://", "https://")):
            raise ValueError(f"base_url begins with http:// or https://, such as https://example.com; not {base_url!r}")
        headers = {"User-Agent": f"saas-platform-python/{VERSION}"}
        if access_token or api_key:
            headers["Authorization"] = f"Bearer {access_token}" if access_token else f"Api-Key {api_key}"
        if tenant is not None:
            headers["X-Tenant"] = str(tenant)
        if language:
            headers["Accept-Language"] = language
        root = base_url.rstrip("/").removesuffix("/api")
        return cls(base_url=root, headers=headers, timeout=timeout, retries=Retries(times=retries))

    def changed(self, *, timeout: float | None, retries: int | None, headers: Mapping[str, str] | None) -> "Settings":
        return replace(
            self,
            timeout=self.timeout if timeout is None else timeout,
            retries=self.retries if retries is None else replace(self.retries, times=retries),
            headers=self.headers | dict(headers or {}),
        )


@dataclass
class Call:
    """One call of an operation, which may take several requests."""

    method: str
    url: str
    headers: dict[str, str]
    timeout: httpx.Timeout
    query: dict[str, Any] = field(default_factory=dict)
    content: bytes | None = None
    form: Form | None = None

    @classmethod
    def of(
        cls,
        settings: Settings,
        operation: Operation[Any],
        path: tuple[Any, ...],
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        version: str | None = None,
        accept: str = JSON,
    ) -> "Call":
        where = operation.path
        for value in path:
            before, _, rest = where.partition("{")
            where = f"{before}{quote(str(value), safe='')}{rest.partition('}')[2]}"
        call = cls(
            operation.method,
            settings.base_url + where,
            settings.headers | {"Accept": accept},
            httpx.Timeout(settings.timeout, read=max(settings.timeout, SILENCE if accept == STREAM else 0)),
            as_query(query),
        )
        if operation.takes_key:
            call.headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if version is not None:
            call.headers["If-Match"] = version
        if operation.body:
            call._carry(body or {}, operation.body)
        return call

    def build(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        form: dict[str, Any] = {}
        if self.form:
            self.form.rewind()
            form = {"data": self.form.fields, "files": self.form.files}
        return http.build_request(
            self.method,
            self.url,
            params=self.query or None,
            content=self.content,
            headers=self.headers,
            timeout=self.timeout,
            **form,
        )

    def close(self) -> None:
        if self.form:
            self.form.close()

    def _carry(self, body: Mapping[str, Any], forms: str) -> None:
        if forms == "form" or (forms == "both" and has_files(body)):
            self.form = Form.of(body)
        else:
            self.content = write(body)
            self.headers["Content-Type"] = JSON


def answer_of(operation: Operation[T], response: httpx.Response) -> T:
    """What the server answered, in the operation's shape."""
    shape = operation.answers.get(response.status_code) or next(iter(operation.answers.values()), None)
    if shape is None or not response.content:
        return None  # type: ignore[return-value]
    answer: Any = decode(shape, body_of(response))
    if isinstance(answer, Model) and "ETag" in response.headers:
        answer.etag = response.headers["ETag"]
    return answer  # type: ignore[no-any-return]


def body_of(response: httpx.Response) -> Any:
    """The answer's JSON, or its text where it is none."""
    if not response.content:
        return None
    return parse(response.content) if "json" in response.headers.get("Content-Type", "") else response.text


class Transport:
    """Sends calls, again where that helps, and raises what the server refuses."""

    def __init__(self, settings: Settings, http: httpx.Client) -> None:
        self.settings, self.http = settings, http

    def send(self, call: Call, *, stream: bool = False) -> httpx.Response:
        attempt = 0
        try:
            while True:
                request = call.build(self.http)
                try:
                    response = self.http.send(request, stream=stream)
                except httpx.TransportError as error:
                    pause = self.settings.retries.after_failure(error, request, attempt)
                else:
                    wait = self.settings.retries.after_answer(response, attempt)
                    if response.is_success:
                        return response
                    response.read()
                    if wait is None:
                        raise error_of(response)
                    pause = wait
                time.sleep(pause)
                attempt += 1
        finally:
            call.close()

    def events(self, call: Call) -> Generator[Event, None, None]:
        parser, attempt = Parser(), 0
        while True:
            call.headers |= parser.begin()
            try:
                response = self.send(call, stream=True)
                with closing(response):
                    for line in response.iter_lines():
                        if event := parser.feed(line):
                            attempt = 0
                            yield event
                            if event.name in LAST:
                                return
                error: httpx.TransportError = httpx.RemoteProtocolError("The stream ended before its last event.")
            except httpx.TransportError as failure:
                error = failure
            if call.method != "GET" or attempt >= self.settings.retries.times:
                raise connection_error(error, call.build(self.http)) from error
            time.sleep(self.settings.retries.pause(attempt))
            attempt += 1


class AsyncTransport:
    """Sends calls, again where that helps, and raises what the server refuses."""

    def __init__(self, settings: Settings, http: httpx.AsyncClient) -> None:
        self.settings, self.http = settings, http

    async def send(self, call: Call, *, stream: bool = False) -> httpx.Response:
        attempt = 0
        try:
            while True:
                request = call.build(self.http)
                try:
                    response = await self.http.send(request, stream=stream)
                except httpx.TransportError as error:
                    pause = self.settings.retries.after_failure(error, request, attempt)
                else:
                    wait = self.settings.retries.after_answer(response, attempt)
                    if response.is_success:
                        return response
                    await response.aread()
                    if wait is None:
                        raise error_of(response)
                    pause = wait
                await asyncio.sleep(pause)
                attempt += 1
        finally:
            call.close()

    async def events(self, call: Call) -> AsyncGenerator[Event, None]:
        parser, attempt = Parser(), 0
        while True:
            call.headers |= parser.begin()
            try:
                response = await self.send(call, stream=True)
                try:
                    async for line in response.aiter_lines():
                        if event := parser.feed(line):
                            attempt = 0
                            yield event
                            if event.name in LAST:
                                return
                finally:
                    await response.aclose()
                error: httpx.TransportError = httpx.RemoteProtocolError("The stream ended before its last event.")
            except httpx.TransportError as failure:
                error = failure
            if call.method != "GET" or attempt >= self.settings.retries.times:
                raise connection_error(error, call.build(self.http)) from error
            await asyncio.sleep(self.settings.retries.pause(attempt))
            attempt += 1
