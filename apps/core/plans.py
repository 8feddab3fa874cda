"""What follows from the types of some values, worked out once for each combination of them."""

from collections.abc import Callable
from typing import Final, TypeVar

Plan = TypeVar("Plan")
MOST: Final = 500
"""How many combinations are remembered; few occur."""


class Plans(dict[tuple[type, ...], Plan]):
    """`plans[types]` is what `make(types)` answers, which is asked for what is not remembered."""

    def __init__(self, make: Callable[[tuple[type, ...]], Plan]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, types: tuple[type, ...]) -> Plan:
        if len(self) >= MOST:
            self.clear()
        plan = self[types] = self._make(types)
        return plan
