"""What parties are compared by: the same mailbox, telephone, tax number or name, however written."""

import re
import unicodedata
from functools import lru_cache

from apps.core.search import search_key, search_words

_NO_DIGITS = re.compile("[^0-9]+")
_LEGAL_FORMS = {
    *(
        "ab",
        "ag",
        "aps",
        "as",
        "bhd",
        "bv",
        "co",
        "corp",
        "corporation",
        "company",
        "gmbh",
        "inc",
        "incorporated",
        "kg",
    ),
    *("limited", "llc", "llp", "ltd", "nv", "oy", "plc", "pt", "pte", "pty", "sa", "sarl", "sas", "sdn", "sl", "spa"),
}


def email_key(email: str) -> str:
    """One mailbox, whatever the case it is written in."""
    if email.isascii():
        return email.strip().lower()[:254]
    return unicodedata.normalize("NFKC", email).strip().casefold()[:254]


def phone_key(phone: str) -> str:
    """The digits of a telephone number."""
    if phone.isascii():
        return _NO_DIGITS.sub("", phone)[:20]
    return "".join(str(unicodedata.digit(c)) for c in phone if unicodedata.digit(c, None) is not None)[:20]


def tax_key(number: str) -> str:
    """The letters and digits of a tax number."""
    return "".join(search_words(number))[:50] if number else ""


@lru_cache(maxsize=1_000)
def name_key(name: str) -> str:
    """The words of a name in alphabetical order, legal forms left out: Smith, John Ltd. is John Smith."""
    words = search_words(name)
    return " ".join(sorted(set(words) - _LEGAL_FORMS or set(words)))[:250]


def search_text(*, name: str, company: str, email: str, phone: str, tax_number: str) -> str:
    """What a party is found by."""
    return search_key(name, company, email, numbers=(phone, tax_number))
