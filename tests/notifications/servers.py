"""Servers that stand for those of the world: mail, push services and WhatsApp. They note what arrives, and can be told
to break off, to answer late, or to say no."""

import asyncio
import base64
import json
import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.ports import free_port

LATE = 3.0
"""Seconds after which a late answer comes: the suite's workers wait for one."""
Mood = Callable[[], str]
"""What a server does with the next request: `take`, `drop` it, take it and `hang_up`, be `late`, or answer a status."""


def steady() -> str:
    return "take"


def moody(seed: int, **shares: float) -> Mood:
    """Each mood with its share, the rest is taken; the same order for the same seed."""
    chance, lock = random.Random(seed), threading.Lock()

    def mood() -> str:
        with lock:
            (chosen,) = chance.choices([*shares, "take"], [*shares.values(), 1 - sum(shares.values())])
        return chosen

    return mood


def in_turn(*moods: str) -> Mood:
    """These moods one after the other, then the last one for ever."""
    left = list(moods)

    def mood() -> str:
        return left.pop(0) if len(left) > 1 else left[0]

    return mood


@dataclass
class HttpService:
    """An HTTP server in a thread."""

    answer: Callable[["HttpService", str, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]
    mood: Mood = steady
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    """What was taken: path, headers in small letters, body."""
    tries: int = 0
    address: str = ""
    released: threading.Event = field(default_factory=threading.Event)
    """Ends the waiting of those that are answered late."""

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    service: HttpService

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: whoever hangs up on a late answer is meant to."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        service, mood = self.server.service, self.server.service.mood()
        service.tries += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.close_connection = True
        if mood == "drop":
            return
        if mood.isdigit():
            status, headers, content = int(mood), {}, b'{"error": {"message": "No."}}'
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.requests.append((self.path, headers, body))
            status, headers, content = service.answer(service, self.path, headers, body)
        if mood == "hang_up":
            return
        if mood == "late":
            service.released.wait(LATE)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def serving_http(answer: Any, mood: Mood = steady) -> Iterator[HttpService]:
    service = HttpService(answer, mood)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.service = service
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def whatsapp(service: HttpService, path: str, headers: dict[str, str], body: bytes) -> Any:
    """Takes every message, as Meta's cloud API does."""
    number = sum(1 for _, _, sent in service.requests if sent)
    content = {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{number}"}]}
    return 200, {"Content-Type": "application/json"}, json.dumps(content).encode()


def messages_at(service: HttpService) -> list[dict[str, Any]]:
    """What the WhatsApp server was told to send."""
    return [json.loads(body) for _, _, body in service.requests if body]


def push_service(service: HttpService, path: str, headers: dict[str, str], body: bytes) -> Any:
    return 201, {"Location": "/message/1"}, b""


class Browser:
    """A browser that has subscribed at a push service: it alone can read what is pushed to it."""

    def __init__(self, address: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._secret = random.randbytes(16)
        self.endpoint = address

    def subscription(self) -> dict[str, Any]:
        public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {name: base64.urlsafe_b64encode(raw).rstrip(b"=").decode() for name, raw in
                (("p256dh", public), ("auth", self._secret))}  # fmt: skip
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> dict[str, Any]:
        plain = http_ece.decrypt(body, private_key=self._key, auth_secret=self._secret, version="aes128gcm")
        content: dict[str, Any] = json.loads(plain)
        return content


@dataclass
class MailServer:
    """An SMTP server; `mailbox` holds what a mailbox would: each Message-ID once."""

    mood: Mood = steady
    arrived: list[EmailMessage] = field(default_factory=list)
    tries: int = 0
    port: int = 0

    @property
    def mailbox(self) -> dict[str, EmailMessage]:
        return {str(mail["Message-ID"]): mail for mail in self.arrived}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mood = self.mood()
        self.tries += 1
        if mood == "drop":
            server.transport.close()
            return "421 Gone"
        if re.fullmatch(r"[45]\d\d", mood):
            return f"{mood} No."
        if mood == "late":
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), LATE)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.arrived.append(mail)  # type: ignore[arg-type]
        if mood == "hang_up":
            server.transport.close()
        return "250 Taken"


@contextmanager
def serving_mail(mood: Mood = steady) -> Iterator[MailServer]:
    handler = MailServer(mood)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()
