"""What a document says, ready to be set in type: every figure and date is already a string of its language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from apps.core.rendering.words import words

Tone: TypeAlias = Literal["positive", "warning", "negative", "neutral"]

LABELS = (
    "from", "to", "tax_number", "description", "quantity", "unit_price", "discount", "tax", "total", "subtotal",
    "grand_total", "paid", "balance", "terms", "notes",
)  # fmt: skip
DEFAULT_ACCENT = "#0f766e"


SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def media_type_of(logo: bytes) -> str:
    """Answer the media type of an image by its first bytes. Raises ValueError for anything but a logo's types."""
    for signature, media_type in SIGNATURES.items():
        if logo.startswith(signature):
            return media_type
    raise ValueError("A logo must be a PNG, JPEG, GIF or WebP image.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A seller or buyer. The address may have several lines; what is empty is not printed."""

    name: str
    address: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its value: a date, a reference, what one tax comes to."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One line. The first line of the description is its heading, further lines are set smaller.

    A column in which every line is empty is not printed.
    """

    description: str
    quantity: str
    unit_price: str
    total: str
    discount: str = ""
    tax: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContent:
    """A whole document.

    `title` is the kind as printed ("Invoice"), `currency` the code beside the total, `language` a BCP 47 tag
    that also decides the direction of writing, `accent` a colour as #rrggbb, `logo` a PNG, JPEG, GIF or WebP.
    `credited`, `paid` and `balance` are left out when None. `labels` replaces words of that language, by the keys of
    `LABELS`.

    Raises ValueError for an accent, a language or a logo of another form and for an unknown label.
    """

    title: str
    number: str
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[DocumentLine, ...]
    subtotal: str
    """Empty where there is none to show."""
    total: str
    dates: tuple[Row, ...] = ()
    taxes: tuple[Row, ...] = ()
    credited: Row | None = None
    paid: str | None = None
    balance: str | None = None
    terms: str = ""
    notes: str = ""
    stamp: str | None = None
    stamp_tone: Tone = "neutral"
    accent: str = DEFAULT_ACCENT
    language: str = "en"
    logo: bytes | None = field(default=None, repr=False)
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.accent):
            raise ValueError(f"The accent {self.accent!r} is no colour. Write it as #rrggbb, such as '#0f766e'.")
        if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", self.language):
            raise ValueError(f"The language {self.language!r} is no tag. Write it as 'en', 'pt-BR' or 'zh-Hans'.")
        if unknown := sorted(set(self.labels) - set(LABELS)):
            raise ValueError(f"Unknown labels: {', '.join(unknown)}. There are: {', '.join(LABELS)}.")
        if self.logo is not None:
            media_type_of(self.logo)

    @property
    def all_labels(self) -> dict[str, str]:
        spoken = words(self.language)
        return {name: self.labels.get(name, spoken[name]) for name in LABELS}
