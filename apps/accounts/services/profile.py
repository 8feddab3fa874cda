"""What people change of themselves: password, picture, settings."""

from functools import partial
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services.users import change_password, forget_rights, lock_user
from apps.accounts.sessions import TokenPair, start_session
from apps.audit.services import record
from apps.core.tenancy import tenant_context

AVATAR = (512, 512)


def renew_password(*, actor: User, old_password: str, new_password: str, user_agent: str = "") -> TokenPair:
    """Change the actor's password, which ends all sessions, and begin one. Refuses what `change_password` does."""
    with tenant_context(actor.tenant_id), transaction.atomic():
        user = change_password(actor=actor, old_password=old_password, new_password=new_password)
        return start_session(actor=user, user_agent=user_agent, is_verified=actor.verified_at is not None)


@transaction.atomic
def set_avatar(*, actor: User, avatar: IO[bytes]) -> User:
    """Make a picture the actor's: at most 512 pixels a side, anew as WebP, without what the camera wrote into it.

    400 for what is no PNG, JPEG, WebP or GIF, or has more than 25 million pixels.
    """
    from apps.core.pictures import redraw_image  # its library is seldom wanted, and large

    content = redraw_image(avatar, field="avatar", within=AVATAR, encode="WEBP")
    user = lock_user(actor=actor, user=actor)
    old = user.avatar.name
    user.avatar.save(f"avatars/{user.tenant_id}/{uuid4().hex}.webp", ContentFile(content), save=False)
    user.save(update_fields=["avatar", "updated_at"])
    record(actor=actor, action="upload_avatar", target=user)
    if old:
        transaction.on_commit(partial(default_storage.delete, old))
    forget_rights(user)
    return user


@transaction.atomic
def update_settings(*, actor: User, **changes: Any) -> User:
    """Change some of the actor's own settings; null takes one back to the tenant's or the product's."""
    user = lock_user(actor=actor, user=actor)
    before = dict(user.preferences)
    user.preferences = {name: value for name, value in {**before, **changes}.items() if value is not None}
    if user.preferences != before:
        user.save(update_fields=["preferences", "updated_at"])
        record(
            actor=actor,
            action="update",
            target=user,
            old={"preferences": before},
            new={"preferences": user.preferences},
        )
        forget_rights(user)
    return user
