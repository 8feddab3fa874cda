from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from apps.bills.exports import EXPORTED
from apps.bills.models import Bill
from apps.core.transfer.exports import stored_rows
from apps.jobs.commands import ExportCommand
from apps.tenants.actors import Actor


class Command(ExportCommand):
    help = "Writes a tenant's bills to a CSV or XLSX file, told by its ending, that can be imported again."
    header = list(EXPORTED)
    noun = "bills"

    def rows_of(self, actor: Actor) -> QuerySet[Any]:
        return Bill.objects.visible_to(actor)

    def as_text(self, rows: QuerySet[Any], tenant_id: int) -> Iterator[Sequence[str]]:
        return stored_rows(rows, tenant_id, list(EXPORTED.values()))
