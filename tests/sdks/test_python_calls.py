"""The Python SDK without a server: what it sends, and what it makes of answers, refusals and broken connections."""

import asyncio
import io
import json
import keyword
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from saas_platform import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConflictError,
    IdempotencyKeyReusedError,
    JobFailedError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionFailedError,
    RateLimitError,
    ServerError,
    TooLargeError,
    _retries,
)

from tools.sdks.document import Document, Operation

BASE = "https://api.example"
DOCUMENT = Document()
EMPTY_PAGE = {"count": 0, "count_is_estimate": False, "next": None, "previous": None, "results": []}
Answer = httpx.Response | Exception


class Server:
    """Answers in turn what it was given, the last one again and again, and keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers) or [httpx.Response(200, json={})]
        self.requests: list[httpx.Request] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    async def answer_later(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self.answer(request)

    def client(self, **options: Any) -> Client:
        http = httpx.Client(transport=httpx.MockTransport(self.answer))
        return Client("key", BASE, http_client=http, **options)

    def async_client(self, **options: Any) -> AsyncClient:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.answer_later))
        return AsyncClient("key", BASE, http_client=http, **options)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]

    def keys(self) -> list[str | None]:
        return [request.headers.get("Idempotency-Key") for request in self.requests]


def refusal(status: int, code: str = "refused", **headers: str) -> httpx.Response:
    body = {"error": code, "message": "No.", "detail": "No.", "details": {"email": ["Bad."]}, "request_id": "r1"}
    return httpx.Response(status, json=body | {"timestamp": "2026-01-01T00:00:00Z"}, headers=headers)


def events(*frames: tuple[str, str, Any]) -> httpx.Response:
    text = "".join(f"id: {id}\nevent: {name}\ndata: {json.dumps(data)}\n\n" for id, name, data in frames)
    return httpx.Response(200, content=f": hello\n\n{text}", headers={"Content-Type": "text/event-stream"})


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The pauses that were made, in no time."""
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr("saas_platform._transport.time.sleep", made.append)
    monkeypatch.setattr("saas_platform._transport.asyncio.sleep", sleep)
    return made


def method_of(client: Any, operation: Operation) -> Callable[..., Any]:
    names = [*operation.namespace, *([operation.name] if operation.name else [])]
    for name in names:
        client = getattr(client, f"{name}_" if keyword.iskeyword(name) else name)
    return client  # type: ignore[no-any-return]


def sent_as_documented(operation: Operation, request: httpx.Request) -> bool:
    path = re.sub(r"{\w+}", "7", operation.path)
    return (
        (request.method, str(request.url)) == (operation.method, BASE + path)
        and ("Idempotency-Key" in request.headers) == operation.takes_key
        and request.headers["Authorization"] == "Api-Key key"
    )


def test_every_method_sends_its_operation() -> None:
    wrong = []
    for operation in DOCUMENT.operations:
        server = Server(httpx.Response(200, json=EMPTY_PAGE if operation.kind == "page" else {}))
        if operation.kind == "stream":
            server = Server(events(("1", "done", {})))
        answer = method_of(server.client(), operation)(*[7 for _ in operation.path_parameters])
        if operation.kind == "stream":
            next(answer)
        if not sent_as_documented(operation, server.last):
            wrong.append(operation.id)
    assert wrong == []


def test_every_async_method_sends_its_operation() -> None:
    async def call_all() -> list[str]:
        wrong = []
        for operation in DOCUMENT.operations:
            server = Server(httpx.Response(200, json=EMPTY_PAGE if operation.kind == "page" else {}))
            if operation.kind == "stream":
                server = Server(events(("1", "done", {})))
            answer = method_of(server.async_client(), operation)(*[7 for _ in operation.path_parameters])
            await (anext(answer) if operation.kind == "stream" else answer)
            if not sent_as_documented(operation, server.last):
                wrong.append(operation.id)
        return wrong

    assert asyncio.run(call_all()) == []


def test_reads_amounts_as_decimals_and_times_as_times() -> None:
    line = {"id": 1, "description": "Work", "quantity": 0.1, "unit_price": "10.00", "discount": "0.00", "total": "1.00"}
    body = {"id": 5, "total_amount": "0.30", "issue_date": "2026-01-31", "created_at": "2026-01-31T08:00:00Z"}
    server = Server(httpx.Response(200, json=body | {"line_items": [line], "new_field": 1}, headers={"ETag": '"v1"'}))
    invoice = server.client().invoices.retrieve(5)
    assert invoice.total_amount == Decimal("0.30")
    assert str(invoice.total_amount) == "0.30"
    assert invoice.issue_date == date(2026, 1, 31)
    assert invoice.created_at == datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert invoice.line_items is not None
    assert invoice.line_items[0].quantity == Decimal("0.1")
    assert invoice.etag == '"v1"'
    assert invoice.notes is None


def test_sends_amounts_and_days_as_they_are_written_in_json() -> None:
    server = Server()
    server.client().payments.create(
        invoice=1, amount=Decimal("10.10"), payment_method="cash", payment_date=date(2026, 1, 31)
    )
    assert json.loads(server.last.content) == {
        "invoice": 1,
        "amount": "10.10",
        "payment_method": "cash",
        "payment_date": "2026-01-31",
    }


def test_refuses_to_send_what_json_cannot_hold() -> None:
    with pytest.raises(TypeError, match="object cannot be sent as JSON"):
        Server().client().clients.create(name=object())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not JSON compliant"):
        Server().client().request("POST", "/api/x/", body={"amount": float("nan")})


def test_writes_filters_as_the_api_reads_them() -> None:
    server = Server(httpx.Response(200, json=EMPTY_PAGE | {"totals": {}, "series": []}))
    client = server.client()
    client.users.list(is_active=True, cursor="", search="lim & co", role=None)  # type: ignore[arg-type]
    assert str(server.last.url.query, "ascii") == "is_active=true&cursor=&search=lim+%26+co"
    client.dashboard.overview(from_=date(2026, 1, 1), to="2026-01-31")
    assert dict(server.last.url.params) == {"from": "2026-01-01", "to": "2026-01-31"}


def test_quotes_what_stands_in_a_path() -> None:
    server = Server(httpx.Response(200, content=b"zip"))
    server.client().backups.download("../users?x=1")
    assert server.last.url.raw_path == b"/api/backups/download/..%2Fusers%3Fx%3D1/"


@pytest.mark.parametrize("cursor", [False, True])
def test_goes_through_a_list_to_its_end(cursor: bool) -> None:
    where = "cursor=abc&page_size=2" if cursor else "page=2&page_size=2"
    first = EMPTY_PAGE | {"count": 3, "results": [{"id": 1}, {"id": 2}], "next": f"https://elsewhere.example/?{where}"}
    server = Server(httpx.Response(200, json=first), httpx.Response(200, json=EMPTY_PAGE | {"results": [{"id": 3}]}))
    users = server.client().users.list(page_size=2)
    assert (users.count, len(server.requests)) == (3, 1)
    assert [user.id for user in users] == [1, 2, 3]
    assert str(server.last.url) == f"{BASE}/api/users/?{where}", "the key goes to no other host"


def test_goes_through_a_list_to_its_end_asynchronously() -> None:
    first = EMPTY_PAGE | {"count": 2, "results": [{"id": 1}], "next": "/?page=2"}
    server = Server(httpx.Response(200, json=first), httpx.Response(200, json=EMPTY_PAGE | {"results": [{"id": 2}]}))

    async def ids() -> list[int]:
        return [user.id async for user in server.async_client().users.list()]

    assert asyncio.run(ids()) == [1, 2]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (405, APIError),
        (409, ConflictError),
        (412, PreconditionFailedError),
        (413, TooLargeError),
        (422, IdempotencyKeyReusedError),
        (429, RateLimitError),
        (500, ServerError),
        (503, ServerError),
    ],
)
def test_raises_the_error_of_the_status(status: int, kind: type[APIError]) -> None:
    with pytest.raises(kind) as raised:
        Server(refusal(status, "some_code")).client().users.create(email="x")
    error = raised.value
    assert type(error) is kind
    assert (error.status, error.code, error.message, error.request_id) == (status, "some_code", "No.", "r1")
    assert error.details == {"email": ["Bad."]}


def test_raises_an_error_for_an_answer_that_is_not_of_the_api() -> None:
    with pytest.raises(ServerError) as raised:
        Server(httpx.Response(502, text="<h1>Bad gateway</h1>")).client().users.list()
    assert (raised.value.status, raised.value.code, raised.value.details) == (502, "unexpected", {})
    with pytest.raises(APIError, match="302"):
        Server(httpx.Response(302, headers={"Location": "https://elsewhere.example"})).client().users.list()


def test_sends_a_post_again_under_the_same_key() -> None:
    lost = httpx.ReadTimeout("too late")
    server = Server(lost, refusal(503), httpx.RemoteProtocolError("cut"), httpx.Response(201, json={"id": 9}))
    assert server.client().clients.create(name="Lim").id == 9
    assert len(server.requests) == 4
    assert len(set(server.keys())) == 1
    assert [json.loads(request.content) for request in server.requests] == [{"name": "Lim"}] * 4


def test_takes_another_key_for_another_call_and_the_callers_own() -> None:
    server = Server()
    client = server.client()
    client.clients.create(name="Lim")
    client.clients.create(name="Lim")
    client.clients.create(name="Lim", idempotency_key="mine")
    first, second, third = server.keys()
    assert first != second
    assert third == "mine"


def test_does_not_repeat_a_change_that_may_have_happened() -> None:
    server = Server(httpx.ReadError("cut"))
    with pytest.raises(APIConnectionError, match=r"PATCH https://api\.example/api/clients/1/: cut"):
        server.client().clients.partial_update(1, notes="x")
    with pytest.raises(APIConnectionError):
        server.client().clients.destroy(1, if_match='"v1"')
    with pytest.raises(ServerError):
        Server(refusal(500)).client().clients.partial_update(1, notes="x")
    assert len(server.requests) == 2


def test_repeats_any_call_that_did_not_arrive_or_was_put_off() -> None:
    server = Server(
        httpx.ConnectError("refused"),
        refusal(429, **{"Retry-After": "2"}),
        refusal(409, **{"Retry-After": "1"}),
        httpx.Response(200, json={}),
    )
    server.client().clients.partial_update(1, notes="x")
    assert len(server.requests) == 4


def test_waits_as_long_as_the_server_asks_and_no_longer_than_a_minute(pauses: list[float]) -> None:
    Server(refusal(429, **{"Retry-After": "7"}), httpx.Response(200, json=EMPTY_PAGE)).client().users.list()
    assert 7 <= pauses[0] <= 7.5
    patient = Server(refusal(429, **{"Retry-After": "3600"}))
    with pytest.raises(RateLimitError) as raised:
        patient.client().users.list()
    assert raised.value.retry_after == 3600
    assert len(patient.requests) == 1


def test_pauses_grow_and_differ(pauses: list[float]) -> None:
    with pytest.raises(ServerError):
        Server(refusal(503)).client(retries=6).users.list()
    for attempt, pause in enumerate(pauses):
        limit = min(8, 0.5 * 2**attempt)
        assert limit / 2 <= pause <= limit
    assert len({_retries.Retries().pause(0) for _ in range(20)}) > 1


def test_a_conflict_that_no_retry_can_solve_is_raised_at_once() -> None:
    server = Server(refusal(409))
    with pytest.raises(ConflictError):
        server.client().invoices.send(1)
    assert len(server.requests) == 1


def test_says_that_time_ran_out() -> None:
    with pytest.raises(APITimeoutError):
        Server(httpx.ReadTimeout("late")).client(retries=0).users.list()


def test_retries_asynchronously_too(pauses: list[float]) -> None:
    server = Server(httpx.ConnectError("refused"), refusal(503), httpx.Response(200, json={"id": 3}))

    async def create() -> int:
        async with server.async_client() as client:
            return (await client.clients.create(name="Lim")).id

    assert asyncio.run(create()) == 3
    assert len(set(server.keys())) == 1
    assert len(pauses) == 2


def test_goes_on_with_a_stream_after_the_last_event() -> None:
    server = Server(
        events(("1", "progress", {"progress": 10}), ("2", "progress", {"progress": 20})),
        httpx.ReadError("cut"),
        events(("3", "done", {"progress": 100})),
    )
    stream = server.client().async_jobs.stream("job")
    assert [(event.id, event.name, event.data["progress"]) for event in stream] == [
        ("1", "progress", 10),
        ("2", "progress", 20),
        ("3", "done", 100),
    ]
    assert [request.headers.get("Last-Event-ID") for request in server.requests] == [None, "2", "2"]


def test_gives_up_on_a_stream_that_stays_away() -> None:
    server = Server(events(("1", "progress", {})), httpx.ConnectError("refused"))
    with pytest.raises(APIConnectionError):
        list(server.client(retries=1).async_jobs.stream("job"))
    with pytest.raises(NotFoundError):
        next(Server(refusal(404)).client().async_jobs.stream("job"))


def test_does_not_send_a_post_again_for_the_rest_of_its_stream() -> None:
    server = Server(events(("1", "progress", {})))
    with pytest.raises(APIConnectionError, match="ended before its last event"):
        list(server.client().backups.restore(filename="x"))
    assert len(server.requests) == 1


def test_reads_every_form_of_an_event() -> None:
    text = "event: a\r\ndata: one\r\ndata: two\r\n\r\ndata:3\nid: 7\n\n\nevent: empty\n\n:comment\n"
    text += "event: done\ndata: {}\n\n"
    server = Server(httpx.Response(200, content=text))
    read = [(event.name, event.data, event.id) for event in server.client().calendar_reminders.stream()]
    assert read == [("a", "one\ntwo", ""), ("message", 3, "7"), ("done", {}, "7")]


def test_follows_a_stream_asynchronously() -> None:
    server = Server(events(("1", "progress", {})), events(("2", "done", {"status": "succeeded"})))

    async def follow() -> list[str]:
        return [event.name async for event in server.async_client().async_jobs.stream("job")]

    assert asyncio.run(follow()) == ["progress", "done"]
    assert server.last.headers["Last-Event-ID"] == "1"


def test_waits_for_a_job() -> None:
    done = {"job_id": "j", "status": "succeeded", "progress": 100, "result": {"rows": 3}}
    job = Server(events(("1", "progress", {}), ("2", "done", done))).client().wait("j")
    assert (job.status, job.result) == ("succeeded", {"rows": 3})
    failed = {"job_id": "j", "kind": "import", "status": "failed", "error": "Row 3 is empty."}
    with pytest.raises(JobFailedError, match="ended as failed: Row 3 is empty") as raised:
        Server(events(("1", "error", failed))).client().wait("j")
    assert raised.value.job.status == "failed"
    with pytest.raises(APITimeoutError, match="it goes on"):
        Server(events(("1", "progress", {}))).client().wait("j", timeout=-1)


def test_sends_files_in_every_form_and_again(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"name\nLim\n")
    with path.open("rb") as opened:
        opened.readline()
        forms = [
            (b"name\nLim\n", 'filename="file"'),
            (path, 'filename="people.csv"'),
            (opened, 'filename="people.csv"'),
            (("other.csv", io.BytesIO(b"Lim\n")), 'filename="other.csv"'),
            (("typed.csv", b"Lim\n", "text/x-people"), "Content-Type: text/x-people"),
        ]
        for upload, mark in forms:
            server = Server(refusal(503), httpx.Response(200, json={"success": True}))
            server.client().customers.import_(file=upload, dry_run=True)
            bodies = [request.content.decode() for request in server.requests]
            for body in bodies:
                assert mark in body
                assert "Lim\n" in body
                assert 'name="dry_run"\r\n\r\ntrue' in body


def test_sends_json_or_a_form_by_what_there_is() -> None:
    server = Server()
    client = server.client()
    client.documents.create(customer_application=1, doc_type=2)
    assert server.last.headers["Content-Type"] == "application/json"
    client.documents.create(customer_application=1, doc_type=2, file=b"%PDF")
    assert server.last.headers["Content-Type"].startswith("multipart/form-data")


def test_saves_a_file_under_a_name_that_is_no_path(tmp_path: Path) -> None:
    headers = {"Content-Disposition": 'attachment; filename="../../INV-1.pdf"', "Content-Type": "application/pdf"}
    file = Server(httpx.Response(200, content=b"%PDF", headers=headers)).client().invoices.download(1)
    assert (file.filename, file.content_type) == ("INV-1.pdf", "application/pdf")
    assert file.save(tmp_path).read_bytes() == b"%PDF"
    assert [path.name for path in tmp_path.iterdir()] == ["INV-1.pdf"]


def test_answers_a_report_or_its_file() -> None:
    server = Server(httpx.Response(200, json={"totals": {"amount": "1.50"}}))
    assert server.client().reports.aging().totals == {"amount": "1.50"}
    assert "format" not in server.last.url.params
    assert server.client().reports.aging(format="csv", to=date(2026, 1, 1)).read().startswith(b"{")
    assert dict(server.last.url.params) == {"to": "2026-01-01", "format": "csv"}


def test_decides_by_the_status_what_has_come_back() -> None:
    done = Server(httpx.Response(200, json={"success": True, "created": 2})).client().customers.import_(file=b"x")
    assert type(done).__name__ == "ImportResult"
    begun = Server(httpx.Response(202, json={"job_id": "j"})).client().customers.import_(file=b"x")
    assert type(begun).__name__ == "Job"


def test_takes_key_and_address_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAAS_PLATFORM_API_KEY", "from-outside")
    monkeypatch.setenv("SAAS_PLATFORM_BASE_URL", "https://outside.example/api/")
    server = Server()
    Client(http_client=httpx.Client(transport=httpx.MockTransport(server.answer)), tenant=3, language="ms").health()
    assert str(server.last.url) == "https://outside.example/api/health/"
    sent = server.last.headers
    assert (sent["Authorization"], sent["X-Tenant"], sent["Accept-Language"]) == ("Api-Key from-outside", "3", "ms")


def test_refuses_an_address_that_is_none() -> None:
    with pytest.raises(ValueError, match="begins with http:// or https://"):
        Client("key", "example.com")
    with pytest.raises(ValueError, match="A path begins with /"):
        Server().client().request("GET", "https://elsewhere.example/")


def test_shows_no_key() -> None:
    client = Client("very-secret", BASE)
    assert "very-secret" not in repr(client) + repr(client._transport.settings)


def test_other_options_leave_the_client_as_it_was() -> None:
    server = Server(refusal(503))
    client = server.client()
    with pytest.raises(ServerError):
        client.with_options(retries=0, headers={"X-Cron-Token": "t"}).users.list()
    assert len(server.requests) == 1
    assert server.last.headers["X-Cron-Token"] == "t"
    with pytest.raises(ServerError):
        client.users.list()
    assert len(server.requests) == 5
    assert "X-Cron-Token" not in server.last.headers


def test_threads_share_a_client() -> None:
    server = Server()
    client = server.client()
    threads = [threading.Thread(target=client.users.me.retrieve) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests) == 8
