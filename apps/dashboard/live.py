"""Answers that are kept until the event log moves, and what a stream of figures reads."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from typing import Final

from redis.exceptions import RedisError

from apps.core import json
from apps.core.limits import redis_client
from apps.core.live.changes import version_of
from apps.core.sse import Event
from apps.core.viewsets import ApiRequest
from apps.dashboard.asked import asked_of
from apps.dashboard.selectors import overview
from apps.tenants.days import today_of

log = logging.getLogger(__name__)
KEPT_SECONDS: Final = 86_400
"""How long Redis holds what nobody asks for; what is asked for is good as long as its version."""


class KeptAnswer:
    """The JSON answer to a caller's question, good for one day and one version of the tenant's event log.

    The version is read before anything is computed: what is committed meanwhile makes the answer stale at once.
    """

    def __init__(self, request: ApiRequest, path: str) -> None:
        user = request.user
        self._version = version_of(user.acting_tenant_id)
        asked = (
            path,
            sorted((name, *request.query_params.getlist(name)) for name in request.query_params),
            request.build_absolute_uri("/"),
            today_of(user).isoformat(),
            [sorted(part) if isinstance(part, frozenset) else part for part in user.standing],
        )
        self._key = f"figures:{user.acting_tenant_id}:{hashlib.sha256(repr(asked).encode()).hexdigest()}"

    def find(self) -> tuple[dict[str, str], bytes] | None:
        """The answer's headers and body, where it was kept and nothing has happened since."""
        if not self._version:
            return None
        try:
            found = redis_client().get(self._key)
        except RedisError as exc:
            log.warning("redis_unavailable", exc_info=exc)
            return None
        version, _, answer = (found if isinstance(found, bytes) else b"").partition(b"\n")
        headers, _, body = answer.partition(b"\n")
        return (json.loads(headers), body) if version.decode() == self._version else None

    def keep(self, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Keep what was computed after this question was put."""
        if not self._version:
            return
        try:
            answer = b"\n".join((self._version.encode(), json.dumps(dict(headers or {})), body))
            redis_client().set(self._key, answer, ex=KEPT_SECONDS)
        except RedisError as exc:
            log.warning("redis_unavailable", exc_info=exc)


def overview_reader(request: ApiRequest) -> Callable[[], Event]:
    """What a stream reads: the overview that the request asks for, on the day when it is read."""

    def read() -> Event:
        kept = KeptAnswer(request, "overview")
        if found := kept.find():
            _, body = found
        else:
            asked = asked_of(request)
            body = json.dumps(overview(asked.scope, period=asked.period, today=asked.today))
            kept.keep(body)
        return hashlib.sha256(body).hexdigest()[:16], "figures", json.loads(body)

    return read
