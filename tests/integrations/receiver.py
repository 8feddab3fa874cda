"""A server that takes webhooks, or does not, as a test tells it."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """A message as it came in."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.message["data"])

    def is_signed_with(self, secret: str) -> bool:
        """By the text of Standard Webhooks: base64 of the HMAC-SHA256 of id, time and body, joined by dots."""
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        key = base64.b64decode(secret.split("_", 1)[1])
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{expected}" in self.headers["webhook-signature"].split(" ")


Answering = Callable[[Received], int | None]
"""What to answer to a message; None hangs up without an answer."""


@dataclass
class Receiver:
    """What came in, in its order; `answering` decides about each."""

    port: int = 0
    came: list[Received] = field(default_factory=list)
    answering: Answering = lambda received: 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/hooks?of=us"

    def told(self) -> list[tuple[str, str]]:
        """Resource and action of each message."""
        return [(received.data["resource_id"], received.data["action"]) for received in self.came]

    @contextmanager
    def listening(self) -> Iterator["Receiver"]:
        """Listen on the port that was listened on before, at first on any."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received = Received({name.lower(): value for name, value in self.headers.items()}, body)
                receiver.came.append(received)
                status = receiver.answering(received)
                if status is None:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(receiver.body)))
                self.end_headers()
                self.wfile.write(receiver.body)

            def log_message(self, *args: Any) -> None:
                """Nothing."""

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, *args: Any) -> None:
                """Callers that are killed in the middle are no news."""

        with Server(("127.0.0.1", self.port), Handler) as server:
            self.port = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()
