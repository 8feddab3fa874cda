"""The menu that a user sees."""

from typing import Any

from django.utils.translation import get_language

from apps.accounts.models import MenuItem, User


def menu_of(user: User) -> list[dict[str, Any]]:
    """The active entries whose right the user holds, as a tree. An entry without a path needs one below it."""
    below: dict[int | None, list[MenuItem]] = {}
    for item in MenuItem.objects.filter(is_active=True):
        below.setdefault(item.parent_id, []).append(item)
    return _entries(user, below, None)


def _entries(user: User, below: dict[int | None, list[MenuItem]], parent: int | None) -> list[dict[str, Any]]:
    entries = []
    for item in below.get(parent, ()):
        children = _entries(user, below, item.pk)
        if (not item.right or user.has_perm(item.right)) and (item.path or children):
            title = item.titles.get(get_language(), item.title)
            entry = {"id": item.pk, "slug": item.slug, "title": title, "path": item.path, "icon": item.icon}
            entries.append(entry | {"order": item.order, "children": children})
    return entries
