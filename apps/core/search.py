"""One way to search: by the beginning of any word, several words in any order, blind to case and accents."""

import unicodedata


def search_words(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, without accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return letters.split()


def search_key(*parts: str) -> str:
    """What a `search_text` column holds: every word with a blank before it, so that ` wo` finds where a word begins."""
    words = [word for part in parts for word in search_words(part)]
    return " " + " ".join(dict.fromkeys(words)) if words else ""
