"""Which messages a company may put in its own words, and how their places are filled in.

A place is a name in braces. Text is filled by plain replacement: whatever else a company writes stays as it is, and
nothing that a customer is called is taken for a place.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop

from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.notifications.letters import COMPLETED, DEADLINE, REJECTED, STEP_DONE, Letter
from apps.notifications.models import MessageTemplate
from apps.tenants.models import Tenant

_PLACE: Final = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Wordable:
    """A kind of message that a company may put in its own words."""

    title: str
    """What it is, in English as the catalogues have it."""
    places: tuple[str, ...]
    """What may be filled in."""
    standard: Callable[[Tenant], tuple[str, str]]
    """Subject and body as the product writes them in the company's language, their places open."""


wordable: dict[str, Wordable] = {}
"""By the kind of the notification. An app registers the kinds that it has sent."""


def fill(text: str, values: Mapping[str, Any]) -> str:
    """The text with its places filled in, all at once; a place without a value stays as it is written."""
    return _PLACE.sub(lambda match: str(values.get(match[1], match[0])), text)


def check_places(kind: str, text: str, *, field: str) -> None:
    """400 where a text has a place that this kind of message cannot fill in."""
    known = wordable[kind].places
    unknown = [place for place in _PLACE.findall(text) if place not in known]
    if unknown:
        raise RuleViolation(
            say(
                "{place} cannot be filled in here. What can be: {known}.",
                place=f"{{{unknown[0][:50]}}}",
                known=_listed(known),
            ),
            code="unknown_place",
            field=field,
        )


def check_kind(kind: str) -> None:
    """400 for a kind of message that cannot be put in other words."""
    if kind not in wordable:
        raise RuleViolation(
            say("There is no such kind of message. There are: {known}.", known=", ".join(sorted(wordable))),
            code="unknown_kind",
            field="kind",
        )


def written_by(tenant: Tenant, kind: str, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Subject and body in the company's own words; None where it has none for the kind."""
    own: MessageTemplate | None = MessageTemplate.unscoped.filter(tenant_id=tenant.pk, kind=kind).first()
    return (fill(own.subject, values), fill(own.body, values)) if own else None


def _listed(places: Iterable[str]) -> str:
    return ", ".join(f"{{{place}}}" for place in places)


def _as_letter(letter: Letter, tenant: Tenant) -> tuple[str, str]:
    with translation.override(tenant.language or settings.LANGUAGE_CODE):
        return letter.written()


_OF_APPLICATIONS: Final = ("name", "number", "product", "company")
for _kind, _title, _letter, _more in (
    ("workflow.deadline", gettext_noop("A step's deadline is near"), DEADLINE, ("step", "day")),
    ("workflow.step_done", gettext_noop("A step is done"), STEP_DONE, ("done", "step", "day")),
    ("workflow.completed", gettext_noop("An application is completed"), COMPLETED, ("done", "day")),
    ("workflow.rejected", gettext_noop("An application was rejected"), REJECTED, ()),
):
    wordable[_kind] = Wordable(_title, (*_OF_APPLICATIONS, *_more), partial(_as_letter, _letter))
