from apps.jobs.transfers import register_import
from apps.products import exports  # noqa: F401 - registers its job
from apps.products.imports import ProductWriter

IMPORT_PRODUCTS = "products.import_products"
register_import(IMPORT_PRODUCTS, ProductWriter)
