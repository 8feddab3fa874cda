"""The days on which a tenant does not work, besides its weekends."""

from typing import Any, ClassVar

from django.db import models

from apps.core.fence import SharedManager
from apps.tenants.models import OwnedRecord


class Holiday(OwnedRecord):
    """A day off. `country` is where it is kept, as people write it; empty for one of the company's own."""

    date = models.DateField()
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = SharedManager()

    class Meta(OwnedRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "date", "country", "name"], name="holiday_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
