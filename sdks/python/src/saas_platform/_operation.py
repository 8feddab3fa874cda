"""What the generated table says of an operation."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Operation(Generic[T]):
    """An operation of the API that answers T."""

    method: str
    path: str
    answers: dict[int, Any] = field(default_factory=dict)
    """The shape of the JSON that comes back, by status."""
    body: str = ""
    """How a body travels: `json`, `form`, or `both` where it is a form once there are files."""
    takes_key: bool = False
