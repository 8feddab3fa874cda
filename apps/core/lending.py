"""Serializer fields built once in each thread and lent from then on.

The framework copies and binds every field of a serializer, and of those nested in it, for each request. A field keeps
nothing of a request but its way up to the serializer at work, so a thread can use the same ones again. What this rules
out is a serializer that changes `self.fields` of one instance.
"""

import threading
from typing import Any


class _Kept(threading.local):
    def __init__(self) -> None:
        self.fields: dict[type[Any], Any] = {}


_kept = _Kept()


def lend_fields(serializer: Any) -> None:
    """Give the serializer the fields that the last one of its class had in this thread; the last one is done with."""
    fields = _kept.fields.get(type(serializer))
    if fields is None:
        _kept.fields[type(serializer)] = serializer.fields
        return
    for field in fields.values():
        field.parent = serializer
    serializer.fields = fields
