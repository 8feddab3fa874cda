"""What keeps a row from being deleted: the rows of any app that refer to it and would be left without it.

A model whose rows only tie others together names in `stands_for` the reference that people know it by.
"""

from typing import Any, Final

from django.db.models import PROTECT, Model

from apps.core.actors import Viewer

MOST_NAMED: Final = 20


def references_to(row: Model, viewer: Viewer) -> list[dict[str, Any]]:
    """The kinds of rows that refer to this one: `[{type, count, rows: [{id, name}]}]`, kinds without any left out.

    Every row of the tenant counts; at most 20 of a kind are named, of those that the viewer sees.
    """
    found = []
    for relation in row._meta.related_objects:
        if relation.on_delete is not PROTECT:
            continue
        model: Any = relation.related_model
        name = relation.field.name
        count = model.unscoped.filter(tenant_id=viewer.acting_tenant_id, **{name: row}).count()
        if count:
            visible = model.objects.visible_to(viewer).filter(**{name: row}).order_by("pk")
            stands_for = getattr(model, "stands_for", "")
            visible = visible.select_related(stands_for) if stands_for else visible
            named = [getattr(one, stands_for) if stands_for else one for one in visible[:MOST_NAMED]]
            found.append(
                {
                    "type": str(named[0]._meta.verbose_name if named else model._meta.verbose_name),
                    "count": count,
                    "rows": [{"id": one.pk, "name": str(one)} for one in dict.fromkeys(named)],
                }
            )
    return found


def describe_references(references: list[dict[str, Any]]) -> str:
    """The references in words: `2 customer applications (#4, #7), 1 invoice (INV-2024-001)`."""
    parts = []
    for reference in references:
        count, kind = reference["count"], reference["type"]
        names = ", ".join(row["name"] for row in reference["rows"][:5])
        parts.append(f"{count} {kind}{'' if count == 1 else 's'}{f' ({names})' if names else ''}")
    return ", ".join(parts)
