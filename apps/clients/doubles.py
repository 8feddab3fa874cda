"""Doubles: which parties are likely the same."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from django.db import connection
from django.db.models import Q

from apps.clients.models import Client
from apps.core.actors import Viewer
from apps.core.search import find_rows, search_words

MOST = 10
NEAR = 0.85
"""How alike two names are, of 1, to be near."""
_NEIGHBOURS = 5
_BESIDE = "SELECT place, id, beside FROM ids_beside_keys('clients_client', 'name_key', %s, %s) ORDER BY place, id"


def likely_duplicates(viewer: Viewer, client: Client) -> list[Client]:
    """Other parties that the viewer sees and that may be this one, each with its `reasons`: `email`, `phone`,
    `tax_number`, `name`. At most ten."""
    others = Client.objects.visible_to(viewer).exclude(pk=client.pk)
    same = Q(name_key=client.name_key)
    for field in ("email_key", "phone_key", "tax_key"):
        if key := getattr(client, field):
            same |= Q(**{field: key})
    candidates = {other.pk: other for other in others.filter(same).order_by("pk")[:MOST]}
    # A slip of the pen seldom spoils the beginnings of all words.
    for word in search_words(client.name)[:3]:
        for other in find_rows(others, word[:4], ["search_text"]).order_by("-pk")[: 10 * MOST]:
            if _are_near(other.name_key, client.name_key):
                candidates.setdefault(other.pk, other)
    found = list(candidates.values())[:MOST]
    for other in found:
        other.reasons = [
            reason
            for reason, key in (("email", "email_key"), ("phone", "phone_key"), ("tax_number", "tax_key"))
            if getattr(client, key) and getattr(client, key) == getattr(other, key)
        ]
        if _are_near(other.name_key, client.name_key):
            other.reasons.append("name")
    return found


def near_names(viewer: Viewer, names: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """For each of the parties, given by id and `name_key`, those that the viewer sees and whose names begin alike and
    are near: its id, the other's id and name. Looks at ten neighbours in the alphabet."""
    made = list(names.items())
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [[key for _, key in made], _NEIGHBOURS])
        beside = [(*made[place - 1], other, key) for place, other, key in cursor.fetchall()]
    near = [
        (pk, other) for pk, key, other, other_key in beside if other_key[:4] == key[:4] and _are_near(other_key, key)
    ]
    others = Client.objects.visible_to(viewer).filter(pk__any=[other for _, other in near])
    names_of = dict(others.values_list("pk", "name"))
    for pk, other in near:
        if other in names_of:
            yield pk, other, names_of[other]


def _are_near(one: str, other: str) -> bool:
    # Seen much faster than how alike any two are: that they differ in one place, that they share too few letters.
    same = _common_start(one, other)
    rest, left = one[same:], other[same:]
    if same + _common_start(rest[::-1], left[::-1]) >= NEAR * max(len(one), len(other)):
        return True
    shared = same + sum([min(rest.count(letter), left.count(letter)) for letter in set(rest)])
    return 2 * shared >= NEAR * (len(one) + len(other)) and SequenceMatcher(None, one, other).ratio() >= NEAR


def _common_start(one: str, other: str) -> int:
    for place, (letter, its) in enumerate(zip(one, other, strict=False)):
        if letter != its:
            return place
    return min(len(one), len(other))
