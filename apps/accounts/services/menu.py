"""The entries of the menu, edited by those who run the installation."""

from typing import Any

from django.db import transaction

from apps.accounts.models import MenuItem
from apps.accounts.roles import all_permissions
from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.texts import say
from apps.tenants.actors import Actor


@transaction.atomic
def create_menu_item(*, actor: Actor, **fields: Any) -> MenuItem:
    """An entry of everybody's menu. 400 for a slug that is taken or a right that there is not."""
    item = MenuItem(**fields)
    _check(item)
    insert_row(item)
    record(actor=actor, action="create", target=item, new=fields)
    return item


@transaction.atomic
def update_menu_item(*, actor: Actor, menuitem: MenuItem, **changes: Any) -> MenuItem:
    """Change an entry. 400 for a slug that is taken, a right that there is not, or a place below itself."""
    item = MenuItem.objects.select_for_update().get(pk=menuitem.pk)
    old, new = apply_changes(item, changes)
    if new:
        _check(item)
        item.save()
        record(actor=actor, action="update", target=item, old=old, new=new)
    return item


@transaction.atomic
def delete_menu_item(*, actor: Actor, menuitem: MenuItem) -> None:
    """Remove an entry and all below it."""
    record(actor=actor, action="delete", target=menuitem, old={"slug": menuitem.slug, "title": menuitem.title})
    menuitem.delete()


def _check(item: MenuItem) -> None:
    if MenuItem.objects.filter(slug=item.slug).exclude(pk=item.pk).exists():
        raise RuleViolation(say("There is an entry {item} already.", item=item.slug), code="taken", field="slug")
    if item.right and item.right not in all_permissions():
        raise RuleViolation(say("There is no right {right!r}.", right=item.right), code="invalid", field="right")
    above = item.parent
    while above is not None:
        if above.pk == item.pk:
            raise RuleViolation("An entry cannot stand below itself.", code="invalid", field="parent")
        above = above.parent
