from typing import Any

from rest_framework.routers import SimpleRouter


class OwnerMigrates:
    """Schema changes run through the owner's connection only; the app and ops roles own nothing."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"


class ApiRouter(SimpleRouter):
    """Routes of viewsets by path converters, without a root view of its own."""

    def __init__(self) -> None:
        super().__init__(use_regex_path=False)
