from argparse import ArgumentParser

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        # No tenant is bound on the command line, which only the ops role sees beyond.
        parser.set_defaults(database="ops")
