from apps.bills import generation  # noqa: F401 - registers its jobs
from apps.bills.imports import BillWriter
from apps.jobs.transfers import register_import

IMPORT_BILLS = "bills.import_bills"
register_import(IMPORT_BILLS, BillWriter)
