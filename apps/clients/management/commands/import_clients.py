from apps.clients.imports import CustomerWriter
from apps.jobs.commands import ImportCommand
from apps.tenants.actors import Actor


class Command(ImportCommand):
    help = "Imports customers from a CSV or XLSX file; a file that is imported again changes nothing."

    def make_writer(self, actor: Actor) -> CustomerWriter:
        return CustomerWriter(actor)
