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
        self.serializers: dict[type[Any], tuple[Any, dict[str, Any]]] = {}
        """The one of each class with its fields, and what it has before it is given anything."""
        self.fields: dict[type[Any], tuple[Any, list[Any]]] = {}
        """The fields by name of those that are made anew, and themselves: to go through the names is slow."""


_kept = _Kept()


def lend_serializer(kind: Any, *args: Any, many: bool = False, **kwargs: Any) -> Any:
    """The serializer `kind(*args, **kwargs)`; the one before it of its class in this thread is done with."""
    if many or kind.__init__ is not BaseSerializer.__init__:
        serializer = kind(*args, many=many, **kwargs)
        _lend_fields(getattr(serializer, "child", serializer))
        return serializer
    if kind not in _kept.serializers:
        made = kind()
        _kept.serializers[kind] = made, {**vars(made), "fields": made.fields}
    serializer, beginning = _kept.serializers[kind]
    attributes = vars(serializer)
    attributes.clear()
    attributes.update(beginning)
    _begin(serializer, *args, **kwargs)
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
