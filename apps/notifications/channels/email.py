"""By e-mail. The Message-ID is fixed, so that a mail that a dying worker sent twice is dropped by whoever gets it."""

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.utils.translation import gettext_noop as _

from apps.notifications.channels.outcomes import NotTaken, Refused, Unreachable
from apps.notifications.channels.sparing import sparing
from apps.notifications.kinds import Attachment
from apps.notifications.models import Notification
from apps.notifications.unsubscribing import unsubscribe_url
from apps.tenants.actors import Actor

_PERMANENT = 500
_ADDRESS_REFUSED = _("The mail server refuses the address: {codes}")


def send_email(actor: Actor, notification: Notification, attachments: Sequence[Attachment]) -> str:
    """Hand the mail to the mail server. Answers its Message-ID."""
    mail = compose_email(actor, notification, attachments)
    with sparing("SMTP"):
        _send(mail)
    return str(mail.extra_headers["Message-ID"])


def _send(mail: EmailMessage) -> None:
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as exc:
        codes = {recipient: code for recipient, (code, _) in exc.recipients.items()}
        kind = Refused if min(codes.values()) >= _PERMANENT else NotTaken
        raise kind(_ADDRESS_REFUSED, codes=codes) from exc
    except smtplib.SMTPResponseException as exc:
        said = exc.smtp_error.decode(errors="replace") if isinstance(exc.smtp_error, bytes) else exc.smtp_error
        is_of_the_mail = isinstance(exc, smtplib.SMTPSenderRefused | smtplib.SMTPDataError)
        permanent = is_of_the_mail and exc.smtp_code >= _PERMANENT
        raise (Refused if permanent else NotTaken)("{code} {text}", code=exc.smtp_code, text=said) from exc
    except (BadHeaderError, UnicodeError) as exc:
        raise Refused("No mail can be made of it: {reason}", reason=exc) from exc
    except OSError as exc:
        raise Unreachable("The mail server does not answer: {reason}", reason=exc) from exc


def compose_email(actor: Actor, notification: Notification, attachments: Sequence[Attachment]) -> EmailMessage:
    """The mail: plain text, so that no markup in a name is ever taken for any."""
    tenant = actor.acting_tenant
    headers = {"Message-ID": f"<{notification.reference}@{tenant.domain}>"}
    if address := unsubscribe_url(notification):
        headers |= {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    reply_to = tenant.preferences.email if notification.client_id else ""
    mail = EmailMessage(
        notification.subject,
        notification.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notification.recipient],
        reply_to=[reply_to] if reply_to else [],
        headers=headers,
    )
    for one in attachments:
        mail.attach(one.filename, one.content, one.media_type)
    return mail
