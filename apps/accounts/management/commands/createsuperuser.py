from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError, CommandParser
from django.db import IntegrityError


class Command(createsuperuser.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # No tenant is bound on the command line, which only the ops role sees beyond.
        parser.set_defaults(database="ops")

    def handle(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().handle(*args, **options)
        except IntegrityError as exc:
            raise CommandError("That username or e-mail is already taken; choose another.") from exc
