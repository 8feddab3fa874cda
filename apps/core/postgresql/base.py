"""Django's PostgreSQL backend, with the bound tenant stamped on every statement.

The stamp travels in the same message as the statement it is for: `SET LOCAL app.tenant = '7'; SELECT ..` outside a
transaction (PostgreSQL runs one message as one transaction), `BEGIN; SET LOCAL ..; SELECT ..` at the start of one. So
it costs no round trip of its own, never outlives its transaction, and holds behind a transaction-pooling proxy.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.psycopg_any import sql as composable
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INERROR, cursor

from apps.core.tenancy import bound_tenant

_PLACEHOLDER = re.compile("%[s%]")
UNKNOWN = -1
"""The stamp of a transaction after a rollback to a savepoint: PostgreSQL has put back an earlier one."""


class _Thread(threading.local):
    def __init__(self) -> None:
        self.opened: list[DatabaseWrapper] = []


_thread = _Thread()


def look_at_connections() -> None:
    """Close those of the thread's connections that have broken or are too old.

    The framework's function asks of every alias whether the thread has it, which takes longer than to look at it.
    """
    for opened in _thread.opened:
        opened.close_if_unusable_or_obsolete()


class StampingCursor(cursor):
    wrapper: "DatabaseWrapper"

    def execute(self, query: Any, vars: Any = None) -> None:
        if prefix := self.wrapper.statement_prefix():
            query = prefix + (query.as_string(self) if isinstance(query, composable.Composable) else query)
        if self.wrapper.is_waiting:
            worded = self.mogrify(query, vars)  # what cannot be worded leaves what waits as it was
            query, vars = self.wrapper.take_waiting() + worded, None
        super().execute(query, vars)

    def executemany(self, query: Any, vars_list: Iterable[Any]) -> None:
        # The driver's own would not come by `execute`.
        for vars in vars_list:
            self.execute(query, vars)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> None:
        with self.wrapper.prefix_sent():
            super().copy_expert(sql, file, size)


class StampingNamedCursor(cursor):
    wrapper: "DatabaseWrapper"

    def execute(self, query: Any, vars: Any = None) -> None:
        with self.wrapper.prefix_sent():
            super().execute(query, vars)


class DatabaseWrapper(postgresql.DatabaseWrapper):
    _stamp: int | None = None
    _prepared: dict[str, tuple[str, str]]
    _waiting: bytes = b""
    """Statements that the next one takes along, with the opening of their transaction and their stamps."""
    _may_refuse: bool = False
    """Whether there are rows among them."""
    _unsent: dict[str, tuple[int, int]]
    """Where among them savepoints are made; all that follows one is within it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unsent = {}

    def get_new_connection(self, conn_params: Any) -> Any:
        self._prepared = {}
        self.take_waiting()
        if self not in _thread.opened:
            _thread.opened.append(self)
        return super().get_new_connection(conn_params)

    def prepared(self, query: str, values: Sequence[str] = ()) -> str:
        """What to execute instead of a query with `%s` parameters, so that it is planned once in this connection;
        `values` are words that stand in their places.

        For a bounded number of texts whose plan does not depend on the parameters: what they find, they find by key.
        Behind a proxy that hands connections on between transactions (PGBOUNCER), the query itself.
        """
        if self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return query % tuple(values) if values else query
        if self.connection is None:
            self.ensure_connection()
        if query not in self._prepared:
            self.validate_no_broken_transaction()
            name = f"prepared_{len(self._prepared)}"
            numbers = count(1)
            text = _PLACEHOLDER.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", query)
            with self.wrap_database_errors, self.connection.cursor() as raw:
                raw.execute(f"PREPARE {name} AS {text}")
            self._prepared[query] = f"EXECUTE {name}", ", ".join(["%s"] * (next(numbers) - 1))
        execute, places = self._prepared[query]
        return f"{execute} ({', '.join(values) if values else places})"

    def send_later(self, query: str, parameters: Sequence[Any]) -> None:
        """Execute a statement whose answer nobody waits for in the message of the next one, or in the commit's.

        An error is raised there. A rollback forgets the statement; outside a transaction it is executed at once.
        """
        if not self.in_atomic_block:
            with self.cursor() as cursor:
                cursor.execute(query, parameters)
            return
        self.validate_no_broken_transaction()
        if self.connection is None:
            self.ensure_connection()
        with self.connection.cursor() as raw:
            self._waiting += self.statement_prefix().encode() + raw.mogrify(query, parameters) + b";"
        self._may_refuse = True

    @property
    def is_waiting(self) -> bool:
        return bool(self._waiting)

    def take_waiting(self) -> bytes:
        """What the next message has to begin with; it is that message's from now on."""
        waiting, self._waiting, self._may_refuse = self._waiting, b"", False
        self._unsent.clear()
        return waiting

    def statement_prefix(self) -> str:
        """What must precede the next statement: the opening of a due transaction, the stamp where it differs."""
        tenant = bound_tenant()
        if self.autocommit:
            return "" if tenant is None else f"SET LOCAL app.tenant = '{tenant:d}';"
        prefix = ""
        status = self.connection.info.transaction_status
        if status == TRANSACTION_STATUS_INERROR:  # nothing but a rollback is taken now, and not with a stamp before it
            return ""
        if status == TRANSACTION_STATUS_IDLE and not self._waiting:
            prefix, self._stamp = f"BEGIN;{self._patience()}", None
        if tenant != self._stamp:
            value = "" if tenant is None else f"{tenant:d}"
            prefix, self._stamp = f"{prefix}SET LOCAL app.tenant = '{value}';", tenant
        return prefix

    def _patience(self) -> str:
        """How long the transaction waits for somebody else's lock, where the alias says so (LOCK_TIMEOUT)."""
        milliseconds = self.settings_dict.get("LOCK_TIMEOUT")
        return f"SET LOCAL lock_timeout = {milliseconds:d};" if milliseconds else ""

    @contextmanager
    def prefix_sent(self) -> Iterator[None]:
        """Send the prefix by itself, for a statement that cannot share a message (COPY, DECLARE).

        Outside a transaction the statement gets one of its own, which the stamp does not outlive.
        """
        prefix = self.statement_prefix()
        alone = self.autocommit and prefix
        with self.connection.cursor() as raw:
            if alone or (message := self.take_waiting() + prefix.encode()):
                raw.execute(f"BEGIN;{prefix}" if alone else message)
            try:
                yield
            except BaseException:
                if alone:
                    raw.execute("ROLLBACK")
                raise
            if alone:
                raw.execute("COMMIT")

    def is_usable(self) -> bool:
        """Asked once a request. A server that has gone has said so: only then is it worth a round trip."""
        if self.connection.closed:  # found out by the request before, at its last statement
            return False
        heard = poll()  # unlike select() it takes files beyond the 1,024th, of which streams open many
        heard.register(self.connection, POLLIN)
        return not heard.poll(0) or bool(super().is_usable())

    def create_cursor(self, name: str | None = None) -> Any:
        # To the driver a connection is always in autocommit mode, where a named cursor has to be holdable.
        stamping: Any = (
            self.connection.cursor(name, cursor_factory=StampingNamedCursor, scrollable=False, withhold=True)
            if name
            else self.connection.cursor(cursor_factory=StampingCursor)
        )
        stamping.wrapper = self
        stamping.tzinfo_factory = self.tzinfo_factory
        return stamping

    def _set_autocommit(self, autocommit: bool) -> None:
        # psycopg2 would send a BEGIN of its own; transactions are opened by the prefix of their first statement.
        self.connection.autocommit = True

    def _commit(self) -> None:
        self._end_transaction("COMMIT")

    def _rollback(self) -> None:
        self.take_waiting()
        self._end_transaction("ROLLBACK")

    def _end_transaction(self, statement: str) -> None:
        waiting = self.take_waiting()
        if self.connection is None:
            return
        if self.connection.info.transaction_status == TRANSACTION_STATUS_IDLE and not waiting:
            return
        with self.wrap_database_errors, self.connection.cursor() as raw:
            raw.execute(waiting + statement.encode())

    # A savepoint is made by the message of the first statement after it, and released by that of the next one, so that
    # a service within another costs no round trip. What waits and may be refused goes before either.

    def _savepoint(self, sid: str) -> None:
        if self._may_refuse:
            super()._savepoint(sid)  # type: ignore[misc]
            return
        self.ensure_connection()
        self._waiting += self.statement_prefix().encode()
        start = len(self._waiting)
        self._waiting += f"{self.ops.savepoint_create_sql(sid)};".encode()
        self._unsent[sid] = start, len(self._waiting)

    def _savepoint_commit(self, sid: str) -> None:
        start, end = self._unsent.pop(sid, (0, 0))
        is_broken = self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR
        if end and end == len(self._waiting):
            self._waiting = self._waiting[:start]
        elif self._may_refuse or is_broken:
            super()._savepoint_commit(sid)  # type: ignore[misc]
        else:
            self._waiting += f"{self.ops.savepoint_commit_sql(sid)};".encode()

    def _savepoint_rollback(self, sid: str) -> None:
        if sid in self._unsent:
            _, end = self._unsent[sid]
            self._waiting, self._may_refuse = self._waiting[:end], False
            self._unsent = {name: place for name, place in self._unsent.items() if place[1] <= end}
        else:
            self.take_waiting()  # it came after the savepoint, which would have taken it along
            super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._stamp = UNKNOWN
