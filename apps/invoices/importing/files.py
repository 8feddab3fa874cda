"""The files that invoices were read from."""

from apps.documents.services.files import forget_file
from apps.invoices.models import Invoice, InvoiceImport
from apps.tenants.actors import Actor


def forget_imported_file(*, actor: Actor, invoice: Invoice) -> None:
    """Let go of the file that an invoice was read from, as the invoice is about to be deleted; the record stays."""
    for row in InvoiceImport.unscoped.filter(tenant_id=actor.acting_tenant_id, invoice=invoice).exclude(file=""):
        forget_file(row.file.name)
        row.file = ""
        row.save(update_fields=["file", "updated_at"])
