"""What is said to people, in their language: the caller's own, else the tenant's, else the one the browser asks for.

The catalogues are under `locale/`; `make messages` adds new texts to them.
"""

from typing import Any

from django.utils.translation import gettext


def say(message: str, /, **values: Any) -> str:
    """The message in the language at hand, its `{placeholders}` filled with the values.

    A message is written out where it is said, never put together: a sentence in pieces cannot be translated.
    """
    text = gettext(message)
    return text.format(**values) if values else text
