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
_BESIDE = """
SELECT made.id, made.name_key, other.id, other.name, other.name_key, other.owner_id, other.assigned_to_id
FROM unnest(%s::bigint[], %s::text[]) AS made (id, name_key) CROSS JOIN LATERAL (
  (SELECT * FROM clients_client WHERE tenant_id = app_tenant() AND name_key > made.name_key
   ORDER BY name_key LIMIT %s)
  UNION ALL
  (SELECT * FROM clients_client WHERE tenant_id = app_tenant() AND name_key < made.name_key
   ORDER BY name_key DESC LIMIT %s)
) other WHERE left(other.name_key, 4) = left(made.name_key, 4) ORDER BY made.id, other.id
"""


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
    are near: its id, the other's id and name. One statement, which looks at ten neighbours in the alphabet."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [list(names), list(names.values()), _NEIGHBOURS, _NEIGHBOURS])
        rows = cursor.fetchall()
    for made, key, other, name, other_key, *people in rows:
        if (viewer.scope == "all" or viewer.pk in people) and _are_near(other_key, key):
            yield made, other, name


def _are_near(one: str, other: str) -> bool:
    # Most near names differ in one place, which is seen much faster than how alike any two are.
    same = _common_start(one, other)
    same += _common_start(one[same:][::-1], other[same:][::-1])
    return same >= NEAR * max(len(one), len(other)) or SequenceMatcher(None, one, other).ratio() >= NEAR


def _common_start(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((place for place in range(shorter) if one[place] != other[place]), shorter)
