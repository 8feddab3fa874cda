"""Serializers and their fields built once in each thread and lent from then on.

The framework copies and binds every field of a serializer, and of those nested in it, for each request. A field keeps
nothing of a request but its way up to the serializer at work, so a thread can use the same ones again. What this rules
out is a serializer that changes `self.fields` of one instance.
"""

import threading
from typing import Any

from rest_framework.fields import empty
from rest_framework.serializers import BaseSerializer


class _Kept(threading.local):
    def __init__(self) -> None:
        self.fields: dict[type[Any], tuple[Any, list[Any]]] = {}
        """The fields by name, and themselves: to go through the names is slow."""
        self.beginnings: dict[type[Any], dict[str, Any]] = {}
        """What a serializer has that was made without anything."""


_kept = _Kept()


def lend_serializer(kind: Any, *args: Any, many: bool = False, **kwargs: Any) -> Any:
    """The serializer `kind(*args, **kwargs)`; the one before it of its class in this thread is done with."""
    if many or kind.__init__ is not BaseSerializer.__init__:
        serializer = kind(*args, many=many, **kwargs)
        _lend_fields(getattr(serializer, "child", serializer))
        return serializer
    if kind not in _kept.beginnings:
        _kept.beginnings[kind] = vars(kind())
    serializer = kind.__new__(kind)
    vars(serializer).update(_kept.beginnings[kind])
    _begin(serializer, *args, **kwargs)
    _lend_fields(serializer)
    return serializer


def _begin(
    serializer: Any, instance: Any = None, data: Any = empty, *, partial: bool = False, context: Any = None
) -> None:
    serializer.instance, serializer.partial, serializer._context = instance, partial, context or {}
    if data is not empty:
        serializer.initial_data = data


def _lend_fields(serializer: Any) -> None:
    kept = _kept.fields.get(type(serializer))
    if kept is None:
        _kept.fields[type(serializer)] = serializer.fields, list(serializer.fields.values())
        return
    serializer.fields, fields = kept
    for field in fields:
        field.parent = serializer
