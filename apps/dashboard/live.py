"""Answers that are kept until the event log moves, and what a stream of figures reads."""

import hashlib
import logging
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

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
_AT_HAND: Final = 1_000
_SHORT: Final = 16_384
"""So many answers of at most so many bytes are held by the process too."""
OVERVIEW: Final = "overview"
_OF_ONE_STREAM: Final = {"ticket", "since"}
"""What a query may hold that makes no other question."""
_at_hand: dict[Hashable, tuple[str, dict[str, str], bytes]] = {}


def question_of(request: ApiRequest, path: str) -> tuple[Any, ...]:
    """What an answer with figures follows from, but for the books: what is asked for, on which day, and by whom, as far
    as that matters."""
    user = request.user
    query = request.GET.lists() if request.META.get("QUERY_STRING") else ()
    return (
        path,
        tuple(sorted((name, *values) for name, values in query if name not in _OF_ONE_STREAM)),
        request.scheme,
        request.get_host(),
        today_of(user).isoformat(),
        # The caller may be remembered as before a change of these, which the version has had already.
        str(user.tenant_timezone),
        user.acting_tenant.preferences.currency,
        user.outlook,
    )


class KeptAnswer:
    """The JSON answer to a question, good for one day and one version of the tenant's event log, and for all colleagues
    who are shown the same.

    The version is read before anything is computed: what is committed meanwhile makes the answer stale at once.
    """

    def __init__(self, request: ApiRequest, path: str, version: str) -> None:
        self._version = version
        self._asked = question_of(request, path)

    def find(self) -> tuple[dict[str, str], bytes] | None:
        """The answer's headers and body, where it was kept and nothing has happened since."""
        if not self._version:
            return None
        at_hand = _at_hand.get(self._asked)
        if at_hand and at_hand[0] == self._version:
            return at_hand[1:]
        try:
            found = redis_client().get(self._key)
        except RedisError as exc:
            log.warning("redis_unavailable", exc_info=exc)
            return None
        version, _, answer = (found if isinstance(found, bytes) else b"").partition(b"\n")
        head, _, body = answer.partition(b"\n")
        if version.decode() != self._version:
            return None
        headers = json.loads(head)
        self._hold(headers, body)
        return headers, body

    def keep(self, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Keep what was computed after this question was put."""
        if not self._version:
            return
        headers = dict(headers or {})
        self._hold(headers, body)
        try:
            answer = b"\n".join((self._version.encode(), json.dumps(headers), body))
            redis_client().set(self._key, answer, ex=KEPT_SECONDS)
        except RedisError as exc:
            log.warning("redis_unavailable", exc_info=exc)

    @property
    def _key(self) -> str:
        *asked, outlook = self._asked
        stable = [sorted(part) if isinstance(part, frozenset) else part for part in outlook]
        digest = hashlib.sha256(repr((asked, stable)).encode()).hexdigest()
        return f"figures:{digest}"

    def _hold(self, headers: dict[str, str], body: bytes) -> None:
        if len(body) <= _SHORT:
            if len(_at_hand) >= _AT_HAND:
                _at_hand.clear()
            _at_hand[self._asked] = self._version, headers, body


def overview_reader(request: ApiRequest) -> Callable[[], Event]:
    """What a stream reads: the overview that the request asks for, on the day when it is read."""

    def read() -> Event:
        kept = KeptAnswer(request, OVERVIEW, version_of(request.user.acting_tenant_id))
        if found := kept.find():
            _, body = found
        else:
            asked = asked_of(request)
            figures = overview(asked.scope, period=asked.period, today=asked.today)
            body = json.dumps(figures)
            if not figures.are_behind:
                kept.keep(body)
        return hashlib.sha256(body).hexdigest()[:16], "figures", json.loads(body)

    return read
