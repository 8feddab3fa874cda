"""The log-ins of the demo data. Everybody knows them: demo data is never loaded in production unasked."""

from typing import Final, NamedTuple


class DemoLogin(NamedTuple):
    username: str
    password: str


DEMO_OWNER: Final = DemoLogin("demo@senangkira.example", "Demo-2024-pass")
DEMO_SUPERUSER: Final = DemoLogin("admin", "Admin-2024-pass")
