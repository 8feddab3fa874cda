import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.addresses import ConfigurationError
from config.embedded import EmbeddedError
from config.embedded.processes import end_with_parent
from config.running import Running, StartError


class Command(BaseCommand):
    help = (
        "Starts the product: PostgreSQL and Valkey where the environment names no servers, the web server, the worker "
        "and beat. Runs until Ctrl-C or SIGTERM, and ends what it started. PORT, HOST, DATA_DIR and DEMO are honoured."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--end-with-parent", action="store_true", help="stop when the calling process has ended")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["end_with_parent"]:
            end_with_parent(signal.SIGTERM)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            with Running(tell=self._tell) as running:
                running.watch()
        except (StartError, ConfigurationError, EmbeddedError) as error:
            raise CommandError(str(error)) from error
        except SystemExit:
            self._tell("Stopped.")
            raise

    def _stop(self, number: int, frame: Any) -> None:
        """Unwind to the end of the `with`; what stops there takes seconds, and is not to be cut short."""
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        self._tell("Stopping.")
        raise SystemExit(0)

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
