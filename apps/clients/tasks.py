from apps.clients.imports import CustomerWriter
from apps.jobs.transfers import register_import

IMPORT_CUSTOMERS = "clients.import_customers"
register_import(IMPORT_CUSTOMERS, CustomerWriter)
