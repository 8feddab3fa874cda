from typing import Any


class OwnerMigrates:
    """Schema changes run through the owner's connection only; the app and ops roles own nothing."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
