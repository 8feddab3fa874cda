"""Changes are announced on connections that may have been closed since they were last used."""

import socket

import pytest
from redis.exceptions import RedisError

from apps.core import limits
from apps.core.live import changes
from apps.core.live.changes import announce_change, version_of


def test_announces_on_a_new_connection_where_the_last_was_closed() -> None:
    announce_change(7)
    before = version_of(7)
    limits._connection()._sock.shutdown(socket.SHUT_RDWR)
    announce_change(7)
    assert version_of(7) not in ("", before)


def test_a_change_stands_though_nobody_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*commands: object) -> None:
        raise RedisError

    before = version_of(7)
    monkeypatch.setattr(changes, "ask_redis", gone)
    announce_change(7)
    assert version_of(7) == before
