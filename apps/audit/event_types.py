"""The types of events that the product writes: `<resource_type>.<action>`, as the change feed and webhooks name them.

They stand in `event_types.txt`, one a line. The suite fails where an event of another type is recorded; run with
WRITE_EVENTS=1 it adds what it met.
"""

from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_suffix(".txt")
EVENT_TYPES: Final = frozenset(LIST.read_text().split())
RESOURCE_TYPES: Final = frozenset(name.partition(".")[0] for name in EVENT_TYPES)


def event_type(resource_type: str, action: str) -> str:
    """The name of an event's type: `invoice.send`."""
    return f"{resource_type}.{action.replace(' ', '_')}"


def fits(type_name: str, chosen: str) -> bool:
    """Whether a type is among what was chosen: a type by its name, `invoice.*` or `*`."""
    return chosen in (type_name, "*", f"{type_name.partition('.')[0]}.*")
