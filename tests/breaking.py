"""Connections that break, as under a proxy that is killed."""

from django.db import connection

from tests.conftest import superuser_cursor


def break_connection() -> None:
    """End this thread's connection at the server's side; the thread has yet to find out."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    with superuser_cursor(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)
