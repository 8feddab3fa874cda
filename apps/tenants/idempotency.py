"""A POST with an Idempotency-Key happens once: the same key and body are given the first answer again for 24 hours.

The key's row and the work share one transaction. A twin that comes meanwhile waits on the unique index, then replays; a
crash rolls both back, so that no key sticks. What the work refuses by a rule is an answer and kept; refusals before the
work (rights, validation, limits), conflicts that a retry may solve, and failures are not.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import json
from apps.core.errors import RuleViolation

KEPT = timedelta(hours=24)
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 255
_HEADERS = ("Content-Type", "Content-Disposition", "Location")

# A row whose time has passed is taken over as if it were not there.
_CLAIM = """
INSERT INTO tenants_keptanswer (tenant_id, user_id, key_hash, request_hash, headers, body, created_at)
VALUES (%s, %s, %s, %s, '{}', '', now())
ON CONFLICT (tenant_id, user_id, key_hash) DO UPDATE
SET request_hash = excluded.request_hash, status = NULL, created_at = now()
WHERE tenants_keptanswer.created_at < %s
RETURNING id
"""


def answer_once(
    request: Request,
    *args: Any,
    key: str,
    work: Callable[..., Any],
    refuse: Callable[[Exception], Response],
    **kwargs: Any,
) -> HttpResponseBase:
    """What `work` answers, or what it answered when this caller first sent this key.

    Raises ParseError for a key that is no printable ASCII of at most 255 characters, RuleViolation (422) for one that
    was sent with another request.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise ParseError(f"An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters.")
    key_hash, request_hash = hashlib.sha256(key.encode()).hexdigest(), _hash(request)
    user: Any = request.user
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, [user.acting_tenant_id, user.pk, key_hash, request_hash, timezone.now() - KEPT])
        claimed = cursor.fetchone()
        if claimed is None:
            return _replay(cursor, user, key, key_hash, request_hash)
        response: HttpResponseBase
        try:
            with transaction.atomic():
                response = work(request, *args, **kwargs)
        except RuleViolation as exc:
            response = refuse(exc)
        if response.status_code >= 500 or response.streaming:
            cursor.execute("DELETE FROM tenants_keptanswer WHERE id = %s", claimed)
        else:
            _keep(cursor, claimed[0], key, response)
    return response


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


def _keep(cursor: Any, pk: int, key: str, response: Any) -> None:
    is_data = isinstance(response, Response)
    content = b"" if is_data and response.data is None else json.dumps(response.data) if is_data else response.content
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    if is_data and content:
        headers["Content-Type"] = json.JSONRenderer.media_type
    nonce = os.urandom(12)
    cursor.execute(
        "UPDATE tenants_keptanswer SET status = %s, headers = %s, body = %s WHERE id = %s",
        [response.status_code, json.dumps(headers).decode(), nonce + _cipher(key).encrypt(nonce, content, None), pk],
    )


def _replay(cursor: Any, user: Any, key: str, key_hash: str, request_hash: str) -> HttpResponse:
    cursor.execute(
        "SELECT request_hash, status, headers, body FROM tenants_keptanswer "
        "WHERE tenant_id = %s AND user_id = %s AND key_hash = %s",
        [user.acting_tenant_id, user.pk, key_hash],
    )
    held_hash, status, headers, body = cursor.fetchone()
    if held_hash != request_hash:
        raise RuleViolation(
            "This Idempotency-Key was used for another request: take a new key for a new request.",
            code="idempotency_key_reused",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    sealed = bytes(body)
    content = _cipher(key).decrypt(sealed[:12], sealed[12:], None)
    return HttpResponse(content, status=status, headers=json.loads(headers.encode()) | {REPLAYED: "true"})


def _cipher(key: str) -> AESGCM:
    """From the server's secret and the caller's key, which is stored as a hash: the database alone opens nothing."""
    secret = hmac.digest(settings.SECRET_KEY.encode(), b"idempotency\0" + key.encode(), "sha256")
    return AESGCM(secret)
