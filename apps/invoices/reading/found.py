"""What was read of an invoice: each value with how sure it is and where it stood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from apps.core.errors import RuleViolation

CERTAIN: Final = 1.0
PARTY: Final = ("name", "tax_number", "email", "phone", "address")
FIGURES: Final = ("subtotal", "tax_amount", "total_amount", "amount_due")
"""The sums that a file prints, in the names of the API; `amount_due` is what is left to pay."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value, how sure it is (0 to 1), and the place or the words that it was told by."""

    value: Any
    confidence: float = CERTAIN
    source: str = ""

    def body(self) -> dict[str, Any]:
        return {"value": _plain(self.value), "confidence": round(self.confidence, 2), "source": self.source}


@dataclass(slots=True)
class Fields:
    """Values by their names; what was not read is not there."""

    found: dict[str, Found] = field(default_factory=dict)

    def put(self, name: str, value: Any, confidence: float = CERTAIN, source: str = "") -> None:
        """Keep a value unless it is empty."""
        if value is not None and value != "":
            self.found[name] = Found(value, confidence, source)

    def get(self, name: str, default: Any = None) -> Any:
        return self.found[name].value if name in self.found else default


@dataclass(frozen=True, slots=True)
class ReadTax:
    """A tax of a line or a group of them; the rate is a fraction."""

    name: str
    rate: Decimal
    taxable: Decimal | None = None
    amount: Decimal | None = None


@dataclass(slots=True)
class ReadInvoice:
    """An invoice as a file tells it.

    `fields` hold `document_number, document_type, issue_date, due_date, currency, notes, terms`, the parties' as
    `seller.name`, `buyer.tax_number` (see PARTY), and the sums (FIGURES). A line holds `description, quantity,
    unit_price, discount, taxes` (a tuple of ReadTax), `total`.
    """

    format: str
    fields: Fields = field(default_factory=Fields)
    lines: list[Fields] = field(default_factory=list)
    taxes: list[ReadTax] = field(default_factory=list)
    """The sums by tax, where they are told."""
    extras: int = 0
    """How many of the last lines are allowances and charges that stood among the sums of a paper."""
    is_exact: bool = False
    """Whether the file is made for programs: its lines are before tax, and nothing in it is guessed."""
    warnings: list[str] = field(default_factory=list)
    """What is in the file and cannot be on the draft, or was read in another way than it is written."""

    def confidences(self) -> Iterator[tuple[str, Found]]:
        """Everything that was read, by its path: `buyer.name`, `line_items.0.quantity`."""
        yield from self.fields.found.items()
        for number, line in enumerate(self.lines):
            for name, found in line.found.items():
                yield f"line_items.{number}.{name}", found


def refused(message: str, code: str) -> RuleViolation:
    """The refusal of a file for what is in it."""
    return RuleViolation(message, code=code, field="file")


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case ReadTax():
            return {"name": value.name, "rate": format(value.rate, "f")}
        case tuple():
            return [_plain(item) for item in value]
    return value
