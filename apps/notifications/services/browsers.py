"""The browsers that users want to be told in."""

import base64
import binascii
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.outbound import OutboundFailed, OutboundRefused, check_reachable
from apps.core.texts import say
from apps.notifications.models import PushSubscription

MOST_BROWSERS: Final = 20
_SECRET_BYTES: Final = 16


def register_browser(
    *, actor: User, endpoint: str, p256dh: str, auth: str, user_agent: str = ""
) -> tuple[PushSubscription, bool]:
    """Note a browser of the actor's, and whether it is new. One that was somebody else's is the actor's from now on.

    400 for an address that is not of a push service in the public internet, and for keys that are none; 409 above 20.
    """
    _check_endpoint(endpoint)
    _check_keys(p256dh, auth)
    # Whoever used this browser before, in whichever company, must not be told here what is theirs.
    PushSubscription.unscoped.using("ops").filter(endpoint=endpoint).exclude(tenant_id=actor.acting_tenant_id).delete()
    with transaction.atomic():
        values: dict[str, Any] = {"user": actor, "p256dh": p256dh, "auth": auth, "user_agent": user_agent[:300]}
        browser, is_new = PushSubscription.unscoped.update_or_create(
            tenant_id=actor.acting_tenant_id, endpoint=endpoint, defaults=values
        )
        if PushSubscription.unscoped.filter(tenant_id=actor.acting_tenant_id, user=actor).count() > MOST_BROWSERS:
            raise RuleViolation(
                say("At most {most} browsers: unregister one first.", most=MOST_BROWSERS), code="too_many_browsers"
            )
        record(actor=actor, action="register", target=browser, new={"host": urlsplit(endpoint).hostname})
    return browser, is_new


@transaction.atomic
def unregister_browser(*, actor: User, endpoint: str) -> None:
    """Forget a browser of the actor's. 404 for one that is not."""
    rows = PushSubscription.unscoped.select_for_update().filter(tenant_id=actor.acting_tenant_id, user=actor)
    browser = rows.filter(endpoint=endpoint).first()
    if browser is None:
        raise RuleViolation("This browser is not registered.", code="not_found", status=404)
    record(actor=actor, action="unregister", target=browser, old={"host": urlsplit(endpoint).hostname})
    browser.delete()


def _check_endpoint(endpoint: str) -> None:
    parts = urlsplit(endpoint)
    is_allowed = f"{parts.hostname}:{parts.port}" in settings.OUTBOUND_ALLOWED_HOSTS
    if parts.scheme != "https" and not is_allowed:
        raise RuleViolation("The address of a push service begins with https.", code="invalid", field="endpoint")
    try:
        check_reachable(endpoint)
    except (OutboundRefused, OutboundFailed) as exc:
        raise RuleViolation(
            say("No push service can be reached there: {reason}.", reason=exc), code="invalid", field="endpoint"
        ) from exc


def _check_keys(p256dh: str, auth: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(p256dh))
    except (ValueError, binascii.Error) as exc:
        raise RuleViolation("No public key of a browser.", code="invalid", field="keys.p256dh") from exc
    try:
        is_secret = len(_decoded(auth)) == _SECRET_BYTES
    except (ValueError, binascii.Error):
        is_secret = False
    if not is_secret:
        raise RuleViolation("No secret of a browser: 16 bytes are needed.", code="invalid", field="keys.auth")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
