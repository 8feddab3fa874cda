"""What parties are compared by: the same mailbox, telephone, tax number or name, however written."""

import unicodedata
from typing import Final

from apps.core.search import joined_words, search_key, search_words

_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())
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

COMPARED: Final = ("name", "company", "email", "phone", "tax_number")
DERIVED: Final = ("email_key", "phone_key", "tax_key", "name_key", "search_text")


def email_key(email: str) -> str:
    """One mailbox, whatever the case it is written in."""
    if email.isascii():
        return email.strip().lower()[:254]
    return unicodedata.normalize("NFKC", email).strip().casefold()[:254]


def phone_key(phone: str) -> str:
    """The digits of a telephone number."""
    if phone.isascii():
        return phone.encode().translate(None, _NO_DIGITS).decode()[:20]
    return "".join(str(unicodedata.digit(c)) for c in phone if unicodedata.digit(c, None) is not None)[:20]


def tax_key(number: str) -> str:
    """The letters and digits of a tax number."""
    return joined_words(number)[:50]


def name_key(name: str) -> str:
    """The words of a name in alphabetical order, legal forms left out: Smith, John Ltd. is John Smith."""
    words = set(search_words(name))
    return " ".join(sorted(words - _LEGAL_FORMS or words))[:250]


def derived_columns(name: str, company: str, email: str, phone: str, tax_number: str) -> dict[str, str]:
    """The columns that a party is compared and found by, from `COMPARED`, those they follow from."""
    return {
        "email_key": email_key(email),
        "phone_key": phone_key(phone),
        "tax_key": tax_key(tax_number),
        "name_key": name_key(name),
        "search_text": search_key(name, company, email, numbers=(phone, tax_number)),
    }
