"""One way to search: by the beginning of any word, several words in any order, blind to case and accents.

A model that can be searched has a column `search_text`, written by its services with `search_key`; each migration lays
a GIN index over its words (`apps.core.rls`). The operators of full text are not leakproof, so row-level security would
keep PostgreSQL from using that index: the ids are asked of `search_ids`, a function that runs as the owner. Each word
in the index carries its tenant, and the function puts the bound tenant before each word it looks for: it finds no
other's rows, and a search costs what the tenant's own rows cost. What fits more than `MOST` rows is not worth an index:
rows are then compared one by one, in the list's order, and how many there are is known from statistics, about.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from math import prod
from operator import and_, or_
from string import ascii_lowercase
from time import monotonic
from typing import Any

from django.db import connection, models
from django.db.models import Lookup, Q, QuerySet

from apps.core.counting import EXACT, expect_about, planned_rows
from apps.core.tenancy import bound_tenant

MOST = EXACT
"""How many ids a search takes from the index."""
FEW = 500
"""How many of one word's rows are looked at for the other words."""
_GUESSES = 2
"""How many words are tried for such a rare one."""
_REMEMBERED_SECONDS = 60
_MOST_REMEMBERED = 1_000
_common: dict[tuple[int | None, str], tuple[float, float, list[str], list[float]]] = {}
"""By tenant and table: until when, how many rows there are, the common words in their order and their shares."""
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
COMMON_WORDS = """
CREATE OR REPLACE FUNCTION common_words(relation text) RETURNS TABLE (word text, share float, rows float)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT substr(known.word, length(app_tenant() || '_') + 1), known.share, reltuples
  FROM pg_class, pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known (word, share)
  WHERE pg_class.oid = format('public.%I', relation)::regclass
    AND schemaname = 'public' AND tablename = relation || '_search' AND starts_with(known.word, app_tenant() || '_')
$$
"""
"""The bound tenant's words of which the statistics know how large a share of the table's rows has them."""
SEARCH_IDS = """
CREATE OR REPLACE FUNCTION search_ids(relation text, words text[], numbers float[], most int) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off
SET enable_indexscan = off AS $$
DECLARE
  plan json;
  rows float;
  fewest float;
  next_fewest float;
  expected float;
  asked tsquery;
  found bigint[];
BEGIN
  SELECT min(number), (array_agg(number ORDER BY number))[2] INTO fewest, next_fewest FROM unnest(numbers) AS number;
  IF fewest > most THEN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM public.%I WHERE tenant_id = app_tenant()', relation) INTO plan;
    rows := greatest((plan -> 0 -> 'Plan' ->> 'Plan Rows')::float, most);
    SELECT rows * exp(sum(ln(least(number / rows, 1)))) INTO expected FROM unnest(numbers) AS number;
    IF expected > 2 * most THEN
      RETURN ARRAY[-round(expected)];
    END IF;
  END IF;
  SELECT string_agg(quote_literal(app_tenant() || '_' || word) || ':*', ' & ') INTO asked
  FROM unnest(words, numbers) AS given (word, number)
  WHERE number <= CASE WHEN fewest > most THEN coalesce(next_fewest, fewest) ELSE most END;
  EXECUTE format(
    'SELECT array_agg(id) FROM (SELECT id FROM public.%I WHERE <words> @@ $1 AND search_text LIKE ALL ($2) LIMIT $3) '
    'AS matching', relation
  ) INTO found USING asked, ARRAY(SELECT '% ' || word || '%' FROM unnest(words) AS word), most + 1;
  IF cardinality(found) > most THEN
    RETURN ARRAY[-round(greatest(expected, most + 1))];
  END IF;
  RETURN coalesce(found, ARRAY[]::bigint[]);
END $$
""".replace("<words>", INDEXED_WORDS.replace("'", "''"))
"""The ids, in no order; where there are more than `most`, about how many, as a negative number. `numbers` are of how
many rows each word is known to be.

PostgreSQL collects every row of a word that is looked for by its beginning, which takes long where very many have it.
So the statistics of the index are asked first, which know the words of many rows. If all words of a search are such,
and likely together too, the rows are not collected at all; if some are, they are looked for in what the others leave.
"""


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
    """The rows in which every word of the text begins a word of one of `lookups`, paths to columns `search_text`.

    A path behind `=` leads to a number, written as it is or in capitals: what has the text for its number is all that
    is found, if there is such.
    """
    words = list(dict.fromkeys(search_words(text)))[:_MOST_WORDS_ASKED]
    if not words:
        return rows.none() if text.strip() else rows
    numbers = [lookup[1:] for lookup in lookups if lookup.startswith("=")]
    if numbers and (ids := _ids_by_number(rows, text.strip(), numbers)):
        return rows.filter(pk__any=ids)
    lookups = [lookup for lookup in lookups if not lookup.startswith("=")]
    if not lookups:
        return rows.none()
    # A number may be written in groups here and in one piece there.
    whole = [joined_words(text)] if len(words) > 1 and any(c.isdigit() for c in text) else []
    if whole and whole[0].isdigit():
        # Its groups begin very many words; the piece hardly any.
        (pieces,) = _find_terms(rows.model, lookups, [whole], MOST)
        if any(piece.number for piece in pieces):
            return _limited(rows, _any_of(pieces), _most_of(pieces))
        whole = []
    if len(lookups) == 1:
        terms = [term for (term,) in _find_terms(rows.model, lookups, [words, *([whole] if whole else [])], MOST)]
        return _limited(rows, _any_of(terms), _most_of(terms))
    if len(words) > 1 and (fits := _with_a_rare_word(rows.model, lookups, words, whole)):
        return rows.filter(fits)
    found = _find_terms(rows.model, lookups, [*([word] for word in words), *([whole] if whole else [])], MOST)
    fits = reduce(and_, map(_any_of, found[: len(words)]))
    return _limited(rows, fits | _any_of(found[-1]) if whole else fits, min(map(_most_of, found)))


def _ids_by_number(rows: QuerySet[Any], number: str, lookups: Sequence[str]) -> list[int]:
    if not number.isprintable() or not any(c.isdigit() for c in number):
        return []
    equal = reduce(or_, (Q(**{f"{lookup}__in": {number, number.upper()}}) for lookup in lookups))
    return list(rows.filter(equal).order_by().values_list("pk", flat=True)[:MOST])


def _with_a_rare_word(
    model: type[models.Model], lookups: Sequence[str], words: Sequence[str], whole: Sequence[str]
) -> Q | None:
    """What all words fit, where one of them fits so few rows that those are looked through for the others: these
    might each fit thousands, whose ids would be fetched. None where no such word is guessed at once."""
    tables = {_table_of(model, lookup) for lookup in lookups}
    known = {word: sum(_known_number(table, word) for table in tables) for word in words}
    rarest = sorted(words, key=lambda word: (known[word], word.isalpha(), -len(word)))
    for rare in [word for word in rarest if known[word] <= FEW][:_GUESSES]:
        few = _find_terms(model, lookups, [[rare], *([whole] if whole else [])], FEW)
        if all(one.number <= FEW for term in few for one in term):
            others = [_any_has(lookups, word) for word in words if word != rare]
            fits = reduce(and_, others, _any_of(few[0]))
            return fits | _any_of(few[1]) if whole and _most_of(few[1]) else fits
    return None


@dataclass(frozen=True)
class _Found:
    """What fits a term: as a condition on the rows, and how many it fits, about."""

    condition: Q
    number: int


def _any_of(found: Sequence[_Found]) -> Q:
    some = [one.condition for one in found if one.number]
    return reduce(or_, some) if some else Q(pk__in=[])


def _any_has(lookups: Sequence[str], word: str) -> Q:
    return reduce(or_, (Q(**{f"{lookup}__has": f" {word}"}) for lookup in lookups))


def _most_of(found: Sequence[_Found]) -> int:
    return max(one.number for one in found)


def _limited(rows: QuerySet[Any], condition: Q, about: int) -> QuerySet[Any]:
    limited = rows.filter(condition)
    if about <= MOST:
        return limited
    # Other filters leave a part of them, the same as of all rows.
    share = min(1.0, planned_rows(rows) / max(planned_rows(rows.model._base_manager.all()), 1))
    return expect_about(limited, round(about * share))


def _find_terms(
    model: type[models.Model], lookups: Sequence[str], terms: Sequence[Sequence[str]], most: int
) -> list[list[_Found]]:
    """What fits each term by each lookup: all its words begin a word of the column. One statement for all."""
    tables = [_table_of(model, lookup) for lookup in lookups]
    asked = [
        (table, list(term), [_known_number(table, word) for word in term], most) for term in terms for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['search_ids(%s, %s, %s::float[], %s)'] * len(asked))}",
            [part for one in asked for part in one],
        )
        answers = iter(cursor.fetchone())
    return [[_found(lookup, term, next(answers)) for lookup in lookups] for term in terms]


def _found(lookup: str, term: Sequence[str], ids: list[int]) -> _Found:
    if ids and ids[0] < 0:
        return _Found(reduce(and_, (_any_has([lookup], word) for word in term)), -ids[0])
    return _Found(Q(**{f"{lookup.removesuffix('search_text')}id__any": ids}), len(ids))


def _known_number(table: str, word: str) -> float:
    """How many rows have words that begin so, as far as the statistics know of them; they are asked once a minute."""
    key = bound_tenant(), table
    until, rows, words, shares = _common.get(key, (0.0, 0.0, [], []))
    if until < monotonic():
        with connection.cursor() as cursor:
            cursor.execute('SELECT word, share, rows FROM common_words(%s) ORDER BY word COLLATE "C"', [table])
            found = cursor.fetchall()
        rows = found[0][2] if found else 0.0
        words, shares = [one[0] for one in found], [one[1] for one in found]
        if len(_common) >= _MOST_REMEMBERED:
            _common.clear()
        _common[key] = monotonic() + _REMEMBERED_SECONDS, rows, words, shares
    beginning = slice(bisect_left(words, word), bisect_left(words, f"{word}\U0010ffff"))
    return rows * (1 - prod(1 - share for share in shares[beginning]))


@cache
def _table_of(model: type[models.Model], lookup: str) -> str:
    """The table that has the column at a lookup's end."""
    there: Any = model
    for relation in lookup.split("__")[:-1]:
        there = there._meta.get_field(relation).related_model
    return str(there._meta.db_table)


@models.AutoField.register_lookup
@models.BigAutoField.register_lookup
class EqualsAny(Lookup[Any]):
    """`id__any=[..]`: one of a list of ids, sent as one value however long the list."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*parameters, self.rhs)


@models.TextField.register_lookup
class Has(Lookup[Any]):
    """`text__has=" wo"`: contains it, which PostgreSQL expects of every third row. It takes LIKE for so rare that it
    would search all rows with several processes for what is on the first page."""

    lookup_name = "has"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, parameters = self.process_lhs(compiler, connection)
        part, more = self.process_rhs(compiler, connection)
        return f"strpos({text}, {part}) > 0", (*parameters, *more)
