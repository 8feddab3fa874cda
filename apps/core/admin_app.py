from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's admin with the product's site."""

    default_site = "apps.core.sites.ProductSite"
