#!/usr/bin/env python
"""Django's command line, with the database and cache at hand for whatever command needs them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from environs.exceptions import EnvError

    from config.addresses import ConfigurationError
    from config.embedded import EmbeddedError, ensure_services

    try:
        ensure_services(sys.argv[1:])
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except (ConfigurationError, EmbeddedError, EnvError) as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
