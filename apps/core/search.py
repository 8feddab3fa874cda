"""One way to search: by the beginning of any word, several words in any order, blind to case and accents.

A model that can be searched has a column `search_text`, written by its services with `search_key`; each migration lays
a GIN index over its words (`apps.core.rls`). The operators of full text are not leakproof, so row-level security would
keep PostgreSQL from using that index: the ids are asked of `search_ids`, a function that runs as the owner. Each word
in the index carries its tenant, and the function puts the bound tenant before each word it looks for: it finds no
other's rows, and a search costs what the tenant's own rows cost. What fits more than `MOST` rows is not worth an index:
rows are then compared one by one, in the list's order, and how many there are is estimated.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from string import ascii_lowercase
from typing import Any

from django.db import connection, models
from django.db.models import Lookup, Q, QuerySet

from apps.core.counting import EXACT, expect_about, planned_rows

MOST = EXACT
"""How many ids a search takes from the index."""
_LONGEST_WORD = 100
_MOST_WORDS_STORED = 2_000
_MOST_WORDS_ASKED = 20
_SHORTEST_NUMBER = 4
_COUNTRY_CODE = re.compile(r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
"""ITU-T E.164: every code is of three digits but for these."""
_PLAIN = bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256))
"""ASCII in lower case, with a blank for all that is neither letter nor digit."""
_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_LATIN_ACCENTS = re.compile("[\u0300-\u036f]+")
_BARE_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

INDEXED_WORDS = "((replace(search_text, ' ', ((' ' || (tenant_id)::text) || '_')))::tsvector)"
SEARCH_IDS = """
CREATE OR REPLACE FUNCTION search_ids(relation text, words text[], most int) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off
SET enable_indexscan = off AS $$
DECLARE
  query tsquery := string_agg(quote_literal(app_tenant() || '_' || word) || ':*', ' & ') FROM unnest(words) AS word;
  found bigint[];
BEGIN
  EXECUTE format(
    'SELECT array_agg(id) FROM (SELECT id FROM public.%I WHERE <words> @@ $1 LIMIT $2) AS matching', relation
  ) INTO found USING query, most + 1;
  IF cardinality(found) > most THEN
    RETURN ARRAY[-(SELECT max(id) FROM unnest(found) AS id)];
  END IF;
  RETURN coalesce(found, ARRAY[]::bigint[]);
END $$
""".replace("<words>", INDEXED_WORDS.replace("'", "''"))
"""The ids, in no order; where there are more than `most`, the highest id of the first of them, as a negative number."""


def search_words(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, without accents and punctuation."""
    if not text.isascii():
        text = _LATIN_ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()).translate(_BARE_LETTERS))
    if text.isascii():
        words = text.encode().translate(_PLAIN).decode().split()
    else:
        words = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c)).split()
    return words if len(text) <= _LONGEST_WORD else [word[:_LONGEST_WORD] for word in words]


def joined_words(text: str) -> str:
    """The words of a text in one piece, as numbers are compared."""
    return text.encode().translate(_PLAIN, _MARKS).decode() if text.isascii() else "".join(search_words(text))


def search_key(*parts: str, numbers: Sequence[str] = ()) -> str:
    """What a `search_text` column holds: every word with a blank before it, so that ` wo` finds where a word begins.

    `numbers` (of telephones, of tax payers) are also found written in one piece, with or without what leads them, the
    country's code or letters: +60 12-345 6789 by 0123456789 and by 12 345 67, GB 123 4567 by 1234567.
    """
    words = search_words(" ".join((*parts, *numbers)))
    for number in filter(None, numbers):
        words += _spellings(joined_words(number)[:_LONGEST_WORD])
    unique = dict.fromkeys(words)
    if len(unique) > _MOST_WORDS_STORED:
        unique = dict.fromkeys(list(unique)[:_MOST_WORDS_STORED])
    return " " + " ".join(unique) if unique else ""


def _spellings(number: str) -> list[str]:
    """A number in one piece, as it is and as it is written at home; not what is too short."""
    if not number.isdigit():
        rest = [number.lstrip(ascii_lowercase)]
    elif number.startswith("0") and not number.startswith("00"):
        rest = [number[1:]]
    else:
        dialled = number.lstrip("0")
        code = _COUNTRY_CODE.match(dialled)
        home = dialled[code.end() :] if code else ""
        # North Americans leave out the area's three digits, too.
        rest = [home, f"0{home}", home[3:] if dialled.startswith("1") else ""]
    return [spelling for spelling in (number, *rest) if len(spelling) >= _SHORTEST_NUMBER]


def find_rows(rows: QuerySet[Any], text: str, lookups: Sequence[str]) -> QuerySet[Any]:
    """The rows in which every word of the text begins a word of one of `lookups`, paths to columns `search_text`."""
    words = list(dict.fromkeys(search_words(text)))[:_MOST_WORDS_ASKED]
    if not words:
        return rows.none() if text.strip() else rows
    # A number may be written in groups here and in one piece there.
    whole = [joined_words(text)] if len(words) > 1 and any(c.isdigit() for c in text) else []
    if whole and whole[0].isdigit():
        # Its groups begin very many words; the piece hardly any.
        pieces = [_find_terms(rows.model, lookup, [whole])[0] for lookup in lookups]
        if any(piece.number for piece in pieces):
            return _limited(rows, reduce(or_, (piece.condition for piece in pieces)), _most_of(pieces))
        whole = []
    if len(lookups) == 1:
        found = [_find_terms(rows.model, lookups[0], [words, *([whole] if whole else [])])]
        return _limited(rows, reduce(or_, (one.condition for one in found[0])), _most_of(found[0]))
    each = [[word] for word in words] + ([whole] if whole else [])
    found = [_find_terms(rows.model, lookup, each) for lookup in lookups]
    anywhere = [reduce(or_, (one.condition for one in alternatives)) for alternatives in zip(*found, strict=True)]
    fits = reduce(and_, anywhere[: len(words)])
    about = min(_most_of(alternatives) for alternatives in zip(*found, strict=True))
    return _limited(rows, fits | anywhere[-1] if whole else fits, about)


@dataclass(frozen=True)
class _Found:
    """What fits a term: as a condition on the rows, and how many it fits, about."""

    condition: Q
    number: int


def _most_of(found: Sequence[_Found]) -> int:
    return max(one.number for one in found)


def _limited(rows: QuerySet[Any], condition: Q, about: int) -> QuerySet[Any]:
    limited = rows.filter(condition)
    if about <= MOST:
        return limited
    # Other filters leave a part of them, the same as of all rows.
    share = min(1.0, planned_rows(rows) / max(planned_rows(rows.model._base_manager.all()), 1))
    return expect_about(limited, round(about * share))


def _find_terms(model: type[Any], lookup: str, terms: Sequence[Sequence[str]]) -> list[_Found]:
    """What fits each term: all its words begin a word of the column. One statement for all terms."""
    path = lookup.removesuffix("search_text")
    for relation in path.split("__")[:-1]:
        model = model._meta.get_field(relation).related_model
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["search_ids(%s, %s, %s)"] * len(terms)),
            [part for term in terms for part in (model._meta.db_table, list(term), MOST)],
        )
        answers = cursor.fetchone()
    return [
        _Found(reduce(and_, (Q(**{f"{lookup}__contains": f" {word}"}) for word in term)), _expected(model, -ids[0]))
        if ids and ids[0] < 0
        else _Found(Q(**{f"{path}id__any": ids}), len(ids))
        for term, ids in zip(terms, answers, strict=True)
    ]


def _expected(model: type[Any], last: int) -> int:
    """About how many rows fit if `MOST` do up to the row `last`: the index gave them in the order of the table."""
    rows = model._base_manager.all()
    return round((MOST + 1) * max(1.0, planned_rows(rows) / max(planned_rows(rows.filter(pk__lte=last)), 1)))


@models.AutoField.register_lookup
@models.BigAutoField.register_lookup
class EqualsAny(Lookup[Any]):
    """`id__any=[..]`: one of a list of ids, sent as one value however long the list."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*parameters, self.rhs)
