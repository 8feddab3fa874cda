"""A POST with an Idempotency-Key happens once: the same key and body are given the first answer again for 24 hours.

The key's row and the work share one transaction. A twin that comes meanwhile waits for the key's lock, then replays; a
crash rolls both back, so that no key sticks. What the work refuses by a rule is an answer and kept; refusals before the
work (rights, validation, limits), wrong credentials, conflicts that a retry may solve, and failures are not.

A key belongs to the caller: to the user within the tenant, or for somebody who is not logged in to the address and the
path. An answer is sealed under the key and the whole request, so that nobody reads it who does not send both again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import json
from apps.core.addresses import client_address
from apps.core.errors import RuleViolation
from apps.core.sealing import SealBroken, seal, unseal
from apps.core.tenancy import bound_tenant, tenant_context
from apps.core.texts import say
from apps.tenants.models import AnonymousAnswer, KeptAnswer

KEPT = timedelta(hours=24)
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 255


@dataclass(frozen=True)
class Shelf:
    """Where a caller's answer to a key is kept: the table, and the columns that are unique to the two."""

    table: str
    place: dict[str, Any]

    @classmethod
    def of(cls, request: Request, key: str) -> "Shelf":
        user: Any = request.user
        if user.is_authenticated:
            place = {"tenant_id": user.acting_tenant_id, "user_id": user.pk, "key_hash": _digest(key)}
            return cls(KeptAnswer._meta.db_table, place)
        return cls(
            AnonymousAnswer._meta.db_table, {"key_hash": _digest(f"{client_address(request)}\n{request.path}\n{key}")}
        )

    def claim(self, cursor: Any) -> tuple[int, dict[str, str], bytes] | None:
        """Take the place until the transaction ends; a twin that is at work is waited for. What was answered already,
        unless its time has passed."""
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s); "  # noqa: S608 - names of our own
            f"SELECT status, headers, body, created_at < %s FROM {self.table} {self._where}",
            [self._lock, timezone.now() - KEPT, *self.place.values()],
        )
        if (found := cursor.fetchone()) is None:
            return None
        status, headers, body, is_past = found
        if is_past:
            cursor.execute(f"DELETE FROM {self.table} {self._where}", list(self.place.values()))  # noqa: S608
            return None
        return status, json.loads(headers.encode()), bytes(body)

    def put(self, status: int, headers: dict[str, str], sealed: bytes) -> None:
        """Keep the answer; it goes with the commit."""
        names, values = ", ".join(self.place), list(self.place.values())
        connection.send_later(  # type: ignore[attr-defined]
            f"INSERT INTO {self.table} ({names}, status, headers, body, created_at) "  # noqa: S608 - names of our own
            f"VALUES ({', '.join(['%s'] * len(values))}, %s, %s, %s, now())",
            [*values, status, json.dumps(headers).decode(), sealed],
        )

    @property
    def _lock(self) -> int:
        """The number of the place's lock: what differs between two places is hashed to 64 bits."""
        digest = hashlib.sha256(f"{self.table} {self.place}".encode()).digest()
        return int.from_bytes(digest[:8], signed=True)

    @property
    def _where(self) -> str:
        return f"WHERE {' AND '.join(f'{name} = %s' for name in self.place)}"


def answer_once(
    request: Request,
    *args: Any,
    key: str,
    work: Callable[..., Any],
    refuse: Callable[[Exception], Response],
    finish: Callable[..., Any],
    **kwargs: Any,
) -> HttpResponseBase:
    """What `work` answers, or what it answered when this caller first sent this key.

    `refuse` makes an answer of a rule's refusal, `finish` makes one ready to be rendered. Raises ParseError for a key
    that is no printable ASCII of at most 255 characters, RuleViolation (422) for one that was sent with another
    request.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise ParseError(
            say("An Idempotency-Key has 1 to {longest_key} printable ASCII characters.", longest_key=LONGEST_KEY)
        )
    shelf, context = Shelf.of(request, key), f"answer\n{key}\n{_hash(request)}".encode()
    tenant = bound_tenant()
    with transaction.atomic(), connection.cursor() as cursor:
        if kept := shelf.claim(cursor):
            return _replay(*kept, context)
        response: Any
        try:
            with transaction.atomic():
                response = work(request, *args, **kwargs)
        except RuleViolation as exc:
            response = refuse(exc)
        if response.status_code < 500 and not response.streaming:
            if isinstance(response, Response):
                # Some headers, such as the ETag, are known only then.
                response = finish(request, response, *args, **kwargs).render()
            with tenant_context(tenant):  # the work may have bound another, as the founding of a company does
                shelf.put(response.status_code, dict(response.headers), seal(response.content, context=context))
    return response  # type: ignore[no-any-return]


def _replay(status: int, headers: dict[str, str], sealed: bytes, context: bytes) -> HttpResponse:
    try:
        content = unseal(sealed, context=context)
    except SealBroken as exc:
        raise RuleViolation(
            "This Idempotency-Key was used for another request: take a new key for a new request.",
            code="idempotency_key_reused",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        ) from exc
    return HttpResponse(content, status=status, headers=headers | {REPLAYED: "true"})


def _hash(request: Request) -> str:
    """Method, address and body; of a form with files, the fields and the files' contents."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    form = request.data
    if not isinstance(form, QueryDict):
        digest.update(request._request.body)
        return digest.hexdigest()
    for name, values in sorted(form.lists()):
        for value in values:
            digest.update(f"\n{name}=".encode())
            if isinstance(value, UploadedFile):
                for chunk in value.chunks():
                    digest.update(chunk)
                value.seek(0)
            else:
                digest.update(str(value).encode())
    return digest.hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
