from celery import shared_task

from apps.invoices.downloads import register_files
from apps.invoices.mail import link_makers
from apps.quotes import services
from apps.quotes.links import link_for_mail
from apps.quotes.models import Quote
from apps.quotes.selectors import tenants_with_late_quotes
from apps.tenants.ageing import age_tenants

register_files(Quote)
link_makers.append(link_for_mail)


@shared_task(name="quotes.expire_quotes")
def expire_quotes() -> None:
    """Expire sent quotes whose expiry date has passed where their tenant is."""
    age_tenants(services.expire_quotes, tenants_with_late_quotes())
