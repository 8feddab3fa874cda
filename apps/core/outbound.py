"""The one way out to addresses that a user can set: never into the own network, whatever a name resolves to.

The name is resolved once and that very address connected to, so that a second answer of the name server changes
nothing. Redirects are not followed.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

TIMEOUT: Final = 10.0
MOST_BYTES: Final = 65_536
_TUNNELS: Final = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""IPv6 networks whose addresses stand for IPv4 ones."""
_OWN_NAMES: Final = (".localhost", ".local", ".internal", ".home.arpa")


class OutboundRefused(Exception):
    """The address is none that may be called; `str()` says why."""


class OutboundFailed(Exception):
    """There was no answer: no connection, no certificate to trust, or not in time."""


class OutboundUnanswered(OutboundFailed):
    """The request went out, wholly or in part, and no whole answer came: it may have been obeyed."""


@dataclass(frozen=True)
class Fetched:
    """What was answered: at most 64 KiB of it, and after how many milliseconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: int


def fetch(method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Fetched:
    """Call an address and read its answer within 10 seconds.

    Raises OutboundRefused for an address outside of the public internet (unless its `host:port` is one of
    `OUTBOUND_ALLOWED_HOSTS`) and OutboundFailed without an answer: OutboundUnanswered where it was called at all.
    """
    parts = check_url(url)
    started = time.monotonic()
    connection = _connection(parts, _address_of(parts))
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body=body or None, headers={"User-Agent": "SenangKira", **(headers or {})})
        answer = connection.getresponse()
        content = b""
        while len(content) < MOST_BYTES and (piece := answer.read1(MOST_BYTES - len(content))):
            content += piece
            if time.monotonic() - started > TIMEOUT:
                raise OutboundUnanswered(f"no whole answer within {TIMEOUT:.0f} seconds")
        passed = round((time.monotonic() - started) * 1000)
        return Fetched(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content, passed)
    except (OSError, HTTPException, UnicodeError) as exc:
        raise OutboundUnanswered(f"{type(exc).__name__}: {exc}") from exc
    finally:
        connection.close()


def check_url(url: str) -> SplitResult:
    """The parts of an address over HTTP, without a name and password in it. Raises OutboundRefused for any other."""
    try:
        parts = urlsplit(url)
        is_sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise OutboundRefused("an address as https://example.com/path is needed")
    return parts


def check_destination(url: str) -> SplitResult:
    """As `check_url`; refuses also what is seen to lie in the own network without asking a name server.

    What names lead to is checked whenever they are called.
    """
    parts = check_url(url)
    host, port = str(parts.hostname).rstrip("."), _port_of(parts)
    if f"{host}:{port}" in settings.OUTBOUND_ALLOWED_HOSTS:
        return parts
    try:
        # Also 2130706433 and 0x7f.1 are addresses.
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        found = []
    is_own = host == "localhost" or host.endswith(_OWN_NAMES)
    if is_own or not all(is_public(str(entry[4][0])) for entry in found):
        raise OutboundRefused(f"{host} is not in the public internet")
    return parts


def check_reachable(url: str) -> None:
    """Raises for an address that `fetch` would not call: OutboundRefused, or OutboundFailed for an unknown name."""
    _address_of(check_url(url))


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif any(ip in tunnel for tunnel in _TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast


def _port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _address_of(parts: SplitResult) -> str:
    host, port = str(parts.hostname), _port_of(parts)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise OutboundFailed(f"{host} is not known") from exc
    addresses = [str(entry[4][0]) for entry in found]
    if f"{host}:{port}" not in settings.OUTBOUND_ALLOWED_HOSTS and not all(map(is_public, addresses)):
        raise OutboundRefused(f"{host} is not in the public internet")
    return addresses[0]


def _connection(parts: SplitResult, address: str) -> HTTPConnection:
    """A connection to the address, under the name that the address was asked for by."""
    host, port = str(parts.hostname), _port_of(parts)
    connection = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(host, port, timeout=TIMEOUT)
    try:
        plain = socket.create_connection((address, port), TIMEOUT)
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain
        )
    except OSError as exc:
        raise OutboundFailed(f"{type(exc).__name__}: {exc}") from exc
    return connection
