"""Figures pushed by real server processes, over WebSocket and as server-sent events."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.documents import add_client, add_invoice
from tests.worker.test_servers import PATIENCE, read_events, serving

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"]),
    pytest.mark.xdist_group("servers"),
]
PASSWORD = "Password123!"
PUSHED = 10.0
"""Seconds from a commit to its push, however busy the machine is; a stream that nothing wakes looks again after 15."""
CLOSED = 20.0
"""Seconds from the loss of a right to the end of its streams, however busy the machine is; what nothing tells of a loss
looks for it after a minute."""


def socket(address: str, headers: dict[str, str] | None = None, query: str = "", **options: Any) -> ClientConnection:
    url = f"{address.replace('http', 'ws')}/ws/dashboard/{query}"
    return connect(url, additional_headers=headers or {}, open_timeout=30, **options)


def figures(connection: ClientConnection, timeout: float = 30) -> dict[str, Any]:
    """The next message that is no heartbeat."""
    while True:
        message: dict[str, Any] = json.loads(connection.recv(timeout))
        if message["event"] != "heartbeat":
            return message


def ending(connection: ClientConnection) -> int | None:
    """The code with which the server closes, whatever it still says before."""
    try:
        while True:
            connection.recv(CLOSED)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


@contextmanager
def listening(address: str, headers: dict[str, str]) -> Iterator["Queue[Any]"]:
    """What an SSE stream of figures says, as it comes; None at its end."""
    heard: Queue[Any] = Queue()
    url = f"{address}/api/dashboard/streaming/aggregate/"
    with httpx.stream("GET", url, headers=headers, timeout=60) as stream:
        assert stream.status_code == 200

        def listen() -> None:
            try:
                for event in read_events(stream.iter_lines()):
                    heard.put(json.loads(event["data"]))
            except httpx.HTTPError:
                pass
            heard.put(None)

        threading.Thread(target=listen, daemon=True).start()
        yield heard


def test_a_payment_reaches_its_companys_viewers_in_every_process_and_nobody_else(
    api: Api, owner: User, charlie: User, tmp_path: Path
) -> None:
    other = Api(charlie)
    invoice = add_invoice(api, add_client(owner), status="sent")
    (tmp_path / "second").mkdir()
    with (
        serving(tmp_path) as one,
        serving(tmp_path / "second") as two,
        listening(one, api.headers) as sse,
        socket(two, api.headers) as ws,
        socket(two, other.headers) as foreign,
    ):
        assert sse.get(timeout=30)["revenue"]["collected"] == "0.00"
        first = figures(ws)
        assert (first["event"], first["data"]["revenue"]["collected"]) == ("figures", "0.00")
        assert figures(foreign)["data"]["revenue"]["invoiced"] == "0.00"

        body = {"invoice": invoice["id"], "amount": "10.00"}
        assert httpx.post(f"{one}/api/payments/", headers=api.headers, json=body, timeout=30).status_code == 201
        paid_at = time.monotonic()
        # What came before the payment may be pushed late on a busy machine.
        while (pushed := figures(ws, PUSHED))["data"]["revenue"]["collected"] == "0.00":
            pass
        while (streamed := sse.get(timeout=PUSHED))["revenue"]["collected"] == "0.00":
            pass
        assert time.monotonic() - paid_at < PUSHED
        assert pushed["data"]["revenue"]["collected"] == streamed["revenue"]["collected"] == "10.00"
        assert {"revenue", "recent_activity"} <= set(pushed["changed"])

        # The first that the other company hears of is its own.
        client = {"name": "Lim", "email": "lim@other.example"}
        assert httpx.post(f"{two}/api/clients/", headers=other.headers, json=client, timeout=30).status_code == 201
        assert figures(foreign)["data"]["clients"]["total"] == 1

    with serving(tmp_path) as one, socket(one, api.headers, f"?since={pushed['id']}") as back:
        again = {"invoice": invoice["id"], "amount": "5.00"}
        assert httpx.post(f"{one}/api/payments/", headers=api.headers, json=again, timeout=30).status_code == 201
        # Others at the sums are waited for half a second: a busy machine may list the payment before it is counted.
        while (came := figures(back, PUSHED))["data"]["revenue"]["collected"] != "15.00":
            assert came["id"] != pushed["id"], "what was seen is not sent again"
        assert back.ping().wait(PUSHED), "a ping is answered on a connection on which nothing was said before"
        back.close()
        assert back.close_code == 1000, "the server says goodbye, too"


def log_out(address: str, caller: Api) -> None:
    answer = httpx.post(f"{address}/api/auth/logout/", headers=caller.headers, json={}, timeout=PATIENCE)
    assert answer.status_code == 205


def change_password(address: str, caller: Api) -> None:
    body = {"old_password": PASSWORD, "new_password": "Another-Password-456"}
    url = f"{address}/api/user-profile/change_password/"
    answer = httpx.post(url, headers=caller.headers, json=body, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text


@pytest.fixture
def by_owner(api: Api) -> Callable[..., Callable[[str, Api], None]]:
    """Something that the owner does to a colleague."""

    def change(**changes: Any) -> Callable[[str, Api], None]:
        def act(address: str, caller: Api) -> None:
            assert caller.user
            url = f"{address}/api/users/{caller.user.pk}/"
            answer = httpx.patch(url, headers=api.headers, json=changes, timeout=PATIENCE)
            assert answer.status_code == 200, answer.text

        return act

    return change


def test_streams_end_with_the_right_to_them(
    api: Api, owner: User, colleague: Callable[..., User], by_owner: Any, tmp_path: Path
) -> None:
    losses: dict[str, Callable[[str, Api], None]] = {
        "logged-out": log_out,
        "new-password": change_password,
        "deactivated": by_owner(is_active=False),
        "demoted": by_owner(role="sales_person"),
    }
    callers = {name: Api(colleague("manager", name)) for name in losses}
    with serving(tmp_path) as address, ExitStack() as stack:
        open_ = {
            name: (
                stack.enter_context(socket(address, caller.headers)),
                stack.enter_context(listening(address, caller.headers)),
            )
            for name, caller in [*callers.items(), ("stays", api)]
        }
        for ws, sse in open_.values():
            figures(ws)
            sse.get(timeout=30)
        for name, lose in losses.items():
            lose(address, callers[name])
            lost_at = time.monotonic()
            ws, sse = open_[name]
            assert ending(ws) == 4401, name
            while sse.get(timeout=CLOSED) is not None:
                pass
            assert time.monotonic() - lost_at < CLOSED, name
        ws, _ = open_["stays"]
        client = {"name": "Lim", "email": "lim@x.example"}
        made = httpx.post(f"{address}/api/clients/", headers=api.headers, json=client, timeout=PATIENCE)
        assert made.status_code == 201
        while figures(ws)["data"]["clients"]["total"] != 1:
            pass


def test_a_socket_is_refused_as_any_request_is(api: Api, owner: User, tmp_path: Path) -> None:
    with serving(tmp_path) as address:

        def refusal(headers: dict[str, str] | None = None, query: str = "", **options: Any) -> int:
            with pytest.raises(InvalidStatus) as refused, socket(address, headers, query, **options):
                pass
            return refused.value.response.status_code

        assert refusal() == 401
        assert refusal({"Authorization": "Bearer nonsense"}) == 401
        assert refusal(api.headers, "?from=2026-02-01&to=2026-01-01") == 400
        assert refusal(api.headers, origin="https://evil.example") == 403
        caller = httpx.Client(base_url=address, headers=api.headers, timeout=PATIENCE)
        assert caller.get("/ws/dashboard/").status_code == 426

        ticket = caller.post("/api/auth/stream-ticket/", json={}).json()["ticket"]
        with socket(address, query=f"?ticket={ticket}", origin=address) as ws:
            assert figures(ws)["event"] == "figures"
        assert refusal(query=f"?ticket={ticket}") == 401


def test_a_page_opens_its_socket_with_its_session_until_it_logs_out(owner: User, tmp_path: Path) -> None:
    with serving(tmp_path) as address, httpx.Client(base_url=address, follow_redirects=True, timeout=30) as browser:
        form = {"username": owner.email, "password": PASSWORD}
        browser.get("/api/session-auth/login/")
        token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post("/api/session-auth/login/", data=form | token)
        cookie = {"Cookie": f"sessionid={browser.cookies['sessionid']}"}
        with pytest.raises(InvalidStatus) as foreign, socket(address, cookie, origin="http://localhost:3000"):
            pass
        assert foreign.value.response.status_code == 401
        with socket(address, cookie, origin=address) as ws:
            figures(ws)
            token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            assert browser.post("/api/session-auth/logout/", data=token).status_code == 200
            left_at = time.monotonic()
            with pytest.raises(ConnectionClosed):
                figures(ws, CLOSED)
            assert time.monotonic() - left_at < CLOSED
        with tenant_context(owner.tenant_id):
            assert User.unscoped.filter(pk=owner.pk, is_active=True).exists()
