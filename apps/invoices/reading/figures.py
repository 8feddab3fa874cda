"""Amounts and dates as people write them: 1,234.56, 1.234,56, 1 234,56, 1'234.56; 31.01.2024, 31 janvier 2024."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from apps.invoices.reading.words import MONTHS, SYMBOLS, VAGUE_SYMBOLS, key_of

_BLANKS: Final = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " ") | {"’": "'", "−": "-", "–": "-"})
_SIGNS: Final = sorted((sign for sign in SYMBOLS if sign != "CHF"), key=len, reverse=True)
_SIGN: Final = "|".join(re.escape(sign) for sign in _SIGNS)
_AMOUNT: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>-)?\s*(?P<before>[A-Z]{{3}}|{_SIGN})?\s*(?P<inner>-)?\s*"
    rf"(?P<digits>[0-9](?:[0-9.,' ]*[0-9])?)(?:,-|\.-)?\s*"
    rf"(?P<after>[A-Z]{{3}}|{_SIGN})?\s*(?P<behind>-)?\s*(?P<close>\))?"
)
_TOKENS: Final = re.compile(r"[0-9][0-9.,' ]*[0-9]")
_PERCENT: Final = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,3})?)\s*%")
_NUMERIC_DATE: Final = re.compile(r"(?<![0-9])([0-9]{1,4})\s?([./-])\s?([0-9]{1,2})\s?\2\s?([0-9]{2,4})(?![0-9])")
_DOLLARS: Final = re.compile(r"(?<![A-Za-z])(?:US)?\$|\bUSD\b")
_WORD: Final = re.compile(r"[^\W\d_]+|[0-9]+")


@dataclass(frozen=True)
class Amount:
    """A number as it was written, with the sign of a currency beside it if there was one."""

    value: Decimal
    currency: str = ""
    is_vague: bool = False
    """Whether the sign is one of several currencies."""


@dataclass(frozen=True)
class Figures:
    """How a document writes numbers and days."""

    decimal_mark: str = "."
    month_first: bool = False
    is_mark_sure: bool = False

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Figures":
        """What the numbers and days of a document have in common. Where no date tells, those beside dollars begin with
        the month."""
        votes = {".": 0.0, ",": 0.0}
        month_first = day_first = 0
        in_dollars = False
        for text in texts:
            plain = text.translate(_BLANKS)
            in_dollars = in_dollars or _DOLLARS.search(plain) is not None
            for found in _NUMERIC_DATE.finditer(plain):
                first, second = int(found[1]), int(found[3])
                month_first += first <= 12 < second and len(found[1]) < 3
                day_first += second <= 12 < first and len(found[1]) < 3
            for token in _TOKENS.findall(_NUMERIC_DATE.sub(" ", plain)):
                _vote(token, votes)
        mark = "," if votes[","] > votes["."] else "."
        if not (month_first or day_first):
            month_first += in_dollars
        return cls(mark, month_first > day_first, max(votes.values()) >= 1)

    def amount(self, text: str) -> Amount | None:
        """The amount that a text is, and nothing else; None where it is none."""
        found = _AMOUNT.fullmatch(text.translate(_BLANKS).strip().rstrip("*"))
        if found is None:
            return None
        value = self._number(found["digits"])
        sign = found["before"] or found["after"] or ""
        if value is None or (sign.isascii() and len(sign) == 3 and sign.isalpha() and not _is_code(sign)):
            return None
        negative = bool(found["minus"] or found["inner"] or found["behind"] or (found["open"] and found["close"]))
        return Amount(-value if negative else value, SYMBOLS.get(sign, sign), sign in VAGUE_SYMBOLS)

    def _number(self, digits: str) -> Decimal | None:
        whole, _, fraction = digits.partition(self.decimal_mark)
        if self.decimal_mark in fraction:
            # The mark stands several times: here it can only part thousands.
            whole, fraction = digits, ""
        groups = re.split(r"[.,' ]", whole)
        if not fraction and len(groups) == 2 and len(groups[1]) < 3 and re.search("[.,]", whole):
            # A quantity or a rate may be written the other way than the amounts.
            return Decimal(".".join(groups))
        if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or len(groups[-1]) != 3):
            return None
        if any(len(group) not in (2, 3) for group in groups[1:]) or not (fraction or "0").isdigit():
            return None
        joined = "".join(groups)
        return (
            Decimal(f"{joined}.{fraction}" if fraction else joined) if joined.isdigit() and len(joined) <= 15 else None
        )

    def percent(self, text: str) -> Decimal | None:
        """The percentage in a text, as a fraction."""
        found = _PERCENT.search(text.translate(_BLANKS))
        return Decimal(found[1].replace(",", ".")).scaleb(-2) if found else None

    def day(self, text: str) -> tuple[date, float] | None:
        """The first date in a text and how sure it is: less where day and month could be each other."""
        plain = text.translate(_BLANKS)
        for found in _NUMERIC_DATE.finditer(plain):
            if day := self._numeric_day(found):
                return day
        return _worded_day(plain)

    def _numeric_day(self, found: re.Match[str]) -> tuple[date, float] | None:
        one, two, three = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) == 4:
            return _day(one, two, three, 0.95)
        if len(found[4]) == 3:
            return None
        year = three if len(found[4]) == 4 else 2000 + three
        if found[2] == "." or one > 12 or (two <= 12 and not self.month_first):
            sure = 0.95 if found[2] == "." or one > 12 or one == two else 0.7
            return _day(year, two, one, sure)
        return _day(year, one, two, 0.95 if two > 12 else 0.7)


def _vote(token: str, votes: dict[str, float]) -> None:
    token = token.strip()
    other = {".": ",", ",": "."}
    last = max(token.rfind("."), token.rfind(","))
    if last < 0:
        return
    mark, behind = token[last], len(token) - last - 1
    if token.count(mark) > 1:
        votes[other[mark]] += 2
    elif other[mark] in token or (" " in token or "'" in token):
        votes[mark] += 3
    elif behind == 2:
        votes[mark] += 1
    elif behind == 3 and last <= 3:
        votes[other[mark]] += 0.5


def _is_code(letters: str) -> bool:
    from moneyed import CURRENCIES

    return letters in CURRENCIES


def _day(year: int, month: int, day: int, sure: float) -> tuple[date, float] | None:
    try:
        return (date(year, month, day), sure) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _worded_day(text: str) -> tuple[date, float] | None:
    """`31 January 2024`, `January 31, 2024`, `31. Jan. 24` in any of the languages."""
    words = [key_of(word) for word in _WORD.findall(text)]
    words = [word for word in words if word not in ("de", "del", "of", "st", "nd", "rd", "th", "er")]
    for place, word in enumerate(words):
        month = MONTHS.get(word)
        if month is None or place + 1 >= len(words):
            continue
        before = words[place - 1] if place and words[place - 1].isdigit() else ""
        after = words[place + 1 : place + 3]
        if before and after[0].isdigit() and len(before) <= 2:
            day, year = before, after[0]
        elif len(after) == 2 and after[0].isdigit() and after[1].isdigit():
            day, year = after[0], after[1]
        else:
            continue
        if (
            len(year) in (2, 4)
            and len(day) <= 2
            and (found := _day(int(year) + (2000 if len(year) == 2 else 0), month, int(day), 0.95))
        ):
            return found
    return None
