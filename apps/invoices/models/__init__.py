from apps.invoices.models.documents import CreditEntry, CreditNote, CreditNoteLine, Invoice, InvoiceLine, Seal
from apps.invoices.models.imports import InvoiceImport
from apps.invoices.models.recurring import RecurringInvoice, RecurringPeriod

__all__ = [
    "CreditEntry",
    "CreditNote",
    "CreditNoteLine",
    "Invoice",
    "InvoiceImport",
    "InvoiceLine",
    "RecurringInvoice",
    "RecurringPeriod",
    "Seal",
]
