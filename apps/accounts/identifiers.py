"""Names and e-mails as they are stored and compared, so that no two accounts can be taken for each other."""

import unicodedata

# Letters that look like a Latin one once they are lower case and without accents.
_LOOK_ALIKES = str.maketrans(
    dict(zip("асԁеһіјкӏмпорԛгѕтцѵԝхувнѡ", "acdehijklmnopqrstuvwxybhw", strict=True))  # Cyrillic
    | dict(zip("αβϲεηικνορτυχωγϳμ", "abcenikvoptuxwyjm", strict=True))  # Greek
    | dict(zip("օցհյզսոք", "oghjqunp", strict=True))  # Armenian
    | dict(zip("ıȷɑɡɩʏɴɪʀʟøłđħŧ", "ijagiynirloldht", strict=True))  # Latin
    | dict(zip("ⲟⲣⲥⲁ", "opca", strict=True))  # Coptic
)


def normalize_identifier(text: str) -> str:
    """An e-mail as it is stored: compatibility forms resolved, lower case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def normalize_username(text: str) -> str:
    """A username as it is stored: compatibility forms resolved, its case kept."""
    return unicodedata.normalize("NFKC", text).strip()


def identifier_key(text: str) -> str:
    """What an identifier is compared by: the same for two that a person cannot tell apart.

    Blind to case, accents, width, invisible characters and the letters of other scripts that look Latin.
    """
    decomposed = unicodedata.normalize("NFKD", normalize_identifier(text))
    seen = "".join(c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return seen.casefold().translate(_LOOK_ALIKES)
