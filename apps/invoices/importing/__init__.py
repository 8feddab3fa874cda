"""Invoices in files become drafts: uploads are taken in, a job reads them, each makes one draft at most."""
