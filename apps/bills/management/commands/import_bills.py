from apps.bills.imports import BillWriter
from apps.jobs.commands import ImportCommand
from apps.tenants.actors import Actor


class Command(ImportCommand):
    help = (
        "Imports bills from a CSV or XLSX file, with the customers that are new; a file imported again makes nothing."
    )

    def make_writer(self, actor: Actor) -> BillWriter:
        return BillWriter(actor)
