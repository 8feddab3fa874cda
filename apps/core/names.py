"""What people and companies call themselves, as it is stored."""

import unicodedata

from apps.core.errors import RuleViolation
from apps.core.texts import say

_JOINERS = frozenset("\u200c\u200d")
"""Invisible, but Bengali and Persian are not written right without them."""


def clean_name(text: str, *, field: str) -> str:
    """A person's or a company's name in composed form, with single blanks.

    400 for control characters and for marks that turn the direction of writing round, which make one name look like
    another.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") and character not in _JOINERS:
            raise RuleViolation(
                say(
                    "The name contains the invisible character U+{character:04X}; leave it out.",
                    character=ord(character),
                ),
                code="invalid",
                field=field,
            )
    return text
