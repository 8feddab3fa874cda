from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from tqdm import tqdm

from apps.core.errors import RuleViolation
from apps.monitoring.backups.archive import Tell
from apps.monitoring.backups.tools import ToolError


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """A bar to tell progress to. What refuses inside is a CommandError."""
    with tqdm(total=100, unit="%", disable=None) as bar:

        def tell(percent: int, message: str) -> None:
            bar.set_postfix_str(message, refresh=False)
            bar.update(percent - bar.n)

        try:
            yield tell
        except (RuleViolation, ToolError) as exc:
            raise CommandError(str(exc)) from exc
