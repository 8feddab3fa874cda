"""The files that invoices were read from."""

from apps.documents.services.files import forget_file
from apps.invoices.models import Invoice, InvoiceImport
from apps.tenants.actors import Actor


def forget_imported_file(*, actor: Actor, invoice: Invoice) -> None:
    """Let go of the file that an invoice was read from, as the invoice is about to be deleted; the record stays, and
    the file for other invoices that were in it."""
    rows = InvoiceImport.unscoped.filter(tenant_id=actor.acting_tenant_id)
    for row in rows.filter(invoice=invoice).exclude(file=""):
        # In one order: of two who let go at once, the second sees that it is the last.
        sharing = list(rows.filter(file=row.file.name).select_for_update(no_key=True).order_by("pk"))
        if not any(other.invoice_id != invoice.pk for other in sharing):
            forget_file(row.file.name)
        row.file = ""
        row.save(update_fields=["file", "updated_at"])
