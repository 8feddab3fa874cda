"""Which type of document a text is: told by its machine-readable zone, by keywords, and by what it is like."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.core.search import search_words
from apps.documents.reading.mrz import Zone

LIKELY: Final = 0.5
"""The score from which on a file is taken for a type."""
_CLOSE: Final = 0.1
_ZONE, _KEYWORDS, _NAME, _FILE_NAME, _LIKENESS = 0.95, 0.9, 0.5, 0.3, 0.85
_WORDS_OF_ZONES: Final = {
    "P": ("passport", "paspor", "passeport", "pasaporte", "reisepass", "passaporto", "passaporte", "paspoort"),
    "V": ("visa", "visum", "evisa"),
    "I": ("identity", "id card", "ktp", "identitas", "mykad", "residence permit", "kitas", "kitap", "nric"),
}
_LONGEST_TEXT: Final = 20_000


@dataclass(frozen=True)
class Candidate:
    """A type that a file may be of; `samples` are texts of documents that were approved as such."""

    id: int
    name: str
    description: str = ""
    keywords: Sequence[str] = ()
    samples: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True)
class Match:
    """How well a file fits a type, from 0 to 1, and why."""

    candidate: Candidate
    score: float
    reason: str

    def body(self) -> dict[str, Any]:
        return {
            "doc_type": self.candidate.id,
            "doc_type_name": self.candidate.name,
            "score": self.score,
            "reason": self.reason,
        }


def match_types(
    text: str, candidates: Sequence[Candidate], *, zone: Zone | None = None, filename: str = ""
) -> list[Match]:
    """Every candidate with its score and the reason, the best first. Signals add up without ever exceeding 1."""
    words = f" {_key(text[:_LONGEST_TEXT])} "
    named = f" {_key(filename.rpartition('.')[0].replace('_', ' ').replace('-', ' '))} "
    counts = Counter(_terms(words))
    shared = Counter(key for candidate in candidates for key in {_key(word) for word in candidate.keywords})
    matches = []
    for candidate in candidates:
        signals = [
            _by_zone(candidate, zone),
            _by_keywords(candidate, words, shared),
            _by_name(candidate, words, _NAME, "The text names the type"),
            _by_name(candidate, named, _FILE_NAME, "The file's name names the type"),
            _by_likeness(candidate, counts),
        ]
        told = sorted((signal for signal in signals if signal[0] > 0), reverse=True)
        score = 1 - math.prod(1 - strength for strength, _ in told)
        reason = "; ".join(why for _, why in told) or "Nothing in the file speaks for it"
        matches.append(Match(candidate, round(score, 3), reason))
    return sorted(matches, key=lambda match: -match.score)


def judge_claim(matches: Sequence[Match], claimed: int) -> dict[str, Any]:
    """Whether a file is of the type it claims: likely, and no other type clearly likelier."""
    best = matches[0]
    own = next(match for match in matches if match.candidate.id == claimed)
    fits = own.score >= LIKELY and own.score >= best.score - _CLOSE
    return {"matches": fits, **own.body(), "best": best.body()}


def _key(text: str) -> str:
    return " ".join(search_words(text))


def _by_zone(candidate: Candidate, zone: Zone | None) -> tuple[float, str]:
    if zone is None or not zone.is_clear:
        return 0.0, ""
    kind = {"P": "P", "V": "V"}.get(zone.lines[0][0], "I")
    called = _key(" ".join([candidate.name, *candidate.keywords]))
    if not any(word in called for word in _WORDS_OF_ZONES[kind]):
        return 0.0, ""
    sure = _ZONE if zone.is_valid else _ZONE / 2
    return sure, f"It holds the machine-readable zone of a travel document ({zone.format}, code {zone.lines[0][0]})"


def _by_keywords(candidate: Candidate, words: str, shared: Mapping[str, int]) -> tuple[float, str]:
    """A keyword counts the less, the more types share it. Two of a type's own are enough for the whole."""
    keys = {_key(word): word for word in candidate.keywords if _key(word)}
    found = [key for key in keys if f" {key} " in words]
    if not found:
        return 0.0, ""
    weight = sum(1 / shared[key] for key in found)
    strength = _KEYWORDS * min(1.0, weight / min(2, len(keys)))
    return strength, f"Keywords found: {', '.join(sorted(keys[key] for key in found)[:8])}"


def _by_name(candidate: Candidate, words: str, strength: float, why: str) -> tuple[float, str]:
    name = _key(candidate.name)
    return (strength, why) if name and f" {name} " in words else (0.0, "")


def _by_likeness(candidate: Candidate, counts: Counter[str]) -> tuple[float, str]:
    """The cosine between the text and the closest sample, or what the type says of itself."""
    profile = _key(" ".join([candidate.name, candidate.description, *candidate.keywords]))
    likeness = _cosine(counts, Counter(_terms(profile))) / 2
    closest = max((_cosine(counts, Counter(_terms(_key(text)))) for text in candidate.samples), default=0.0)
    if closest > likeness:
        return (_LIKENESS * closest if closest > 0.3 else 0.0), "It reads like documents that were approved as such"
    return (_LIKENESS * likeness if likeness > 0.1 else 0.0), "It reads like the type's description"


def _terms(words: str) -> list[str]:
    return [word for word in words.split() if len(word) > 2 and not word.isdigit()]


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    common = one.keys() & other.keys()
    if not common:
        return 0.0
    dot = sum(math.log1p(one[term]) * math.log1p(other[term]) for term in common)
    lengths = [math.sqrt(sum(math.log1p(count) ** 2 for count in side.values())) for side in (one, other)]
    return dot / (lengths[0] * lengths[1])
