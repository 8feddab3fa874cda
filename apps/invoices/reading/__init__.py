"""What invoices in files say: pure functions from bytes to `ReadInvoice`, which know no rows and no requests."""
