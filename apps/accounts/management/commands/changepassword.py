from django.contrib.auth.management.commands import changepassword
from django.core.management.base import CommandParser


class Command(changepassword.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # No tenant is bound on the command line, which only the ops role sees beyond.
        parser.set_defaults(database="ops")
