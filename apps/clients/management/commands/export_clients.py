from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from apps.clients.exports import HEADER, customer_rows
from apps.clients.models import Client
from apps.jobs.commands import ExportCommand
from apps.tenants.actors import Actor


class Command(ExportCommand):
    help = "Writes a tenant's customers to a CSV or XLSX file, told by its ending, that can be imported again."
    header = HEADER
    noun = "customers"

    def rows_of(self, actor: Actor) -> QuerySet[Any]:
        return Client.objects.visible_to(actor).filter(Client.CUSTOMER)

    def as_text(self, rows: QuerySet[Any], tenant_id: int) -> Iterator[Sequence[str]]:
        return customer_rows(rows, tenant_id)
