"""What is written to people: templates with places to fill in, in whichever language is at hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from babel.dates import format_date
from django.utils.translation import get_language, gettext_noop, to_locale

from apps.core.texts import say


@dataclass(frozen=True)
class Letter:
    """A subject and a body, and what is filled into both."""

    subject: str
    body: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def about(self, **values: Any) -> "Letter":
        """The letter with its places filled in."""
        return Letter(self.subject, self.body, values)

    def written(self) -> tuple[str, str]:
        """Subject and body in the language at hand, dates as it writes them."""
        values = self.shown()
        return say(self.subject, **values), say(self.body, **values) if self.body else ""

    def shown(self) -> dict[str, Any]:
        """What is filled in, dates as the language at hand writes them."""
        return {name: _day(value) if isinstance(value, date) else value for name, value in self.values.items()}


def _day(day: date) -> str:
    return str(format_date(day, format="long", locale=to_locale(get_language() or "en")))


DEADLINE: Final = Letter(
    gettext_noop("{step}: due on {day}"),
    gettext_noop(
        "Dear {name},\n\nin your application {number} for {product}, the step “{step}” is due on {day}.\n\n{company}\n"
    ),
)
STEP_DONE: Final = Letter(
    gettext_noop("{product}: {done} is done"),
    gettext_noop(
        "Dear {name},\n\nin your application {number} for {product}, the step “{done}” is done. Next comes “{step}”, "
        "due on {day}.\n\n{company}\n"
    ),
)
COMPLETED: Final = Letter(
    gettext_noop("{product}: your application is completed"),
    gettext_noop("Dear {name},\n\nyour application {number} for {product} is completed.\n\n{company}\n"),
)
REJECTED: Final = Letter(
    gettext_noop("{product}: your application was rejected"),
    gettext_noop(
        "Dear {name},\n\nyour application {number} for {product} was rejected. Please get in touch with us.\n\n"
        "{company}\n"
    ),
)
MOVED: Final = Letter(
    gettext_noop("Application {number} of {customer}: {step}"),
    gettext_noop("Application {number} of {customer} for {product} has moved on to “{step}”, due on {day}."),
)
EXPIRING: Final = Letter(
    gettext_noop("{document} of {customer} expires on {day}"),
    gettext_noop("{document} {doc_number} of {customer}, in application {number}, expires on {day}.\n\n{company}\n"),
)
REMINDER: Final = Letter(
    gettext_noop("Reminder: {title}"),
    gettext_noop("{title}\n\n{moment} ({timezone})\n"),
)
ALERT: Final = Letter(
    gettext_noop("[{severity}] {title}"),
    gettext_noop("{message}\n\nSince {since} UTC.\n{address}\n"),
)
TEST: Final = Letter(
    gettext_noop("Test of {company}"),
    gettext_noop("This is a test: messages from {company} arrive here."),
)
