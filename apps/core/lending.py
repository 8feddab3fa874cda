"""Serializer fields built once in each thread and lent from then on.

The framework copies and binds every field of a serializer, and of those nested in it, for each request. A field keeps
nothing of a request but its way up to the serializer at work, so a thread can use the same ones again. What this rules
out is a serializer that changes `self.fields` of one instance.
"""

import threading
from typing import Any


class _Kept(threading.local):
    def __init__(self) -> None:
        self.fields: dict[type[Any], tuple[Any, list[Any]]] = {}
        """The fields by name, and themselves: to go through the names is slow."""


_kept = _Kept()


def lend_fields(serializer: Any) -> None:
    """Give the serializer the fields that the last one of its class had in this thread; the last one is done with."""
    kept = _kept.fields.get(type(serializer))
    if kept is None:
        _kept.fields[type(serializer)] = serializer.fields, list(serializer.fields.values())
        return
    serializer.fields, fields = kept
    for field in fields:
        field.parent = serializer
