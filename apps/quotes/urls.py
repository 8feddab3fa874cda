from apps.core.routers import ApiRouter
from apps.invoices.files import download_routes
from apps.quotes.models import Quote
from apps.quotes.views import PublicLinkViewSet, QuoteViewSet

router = ApiRouter()
router.register("public-links", PublicLinkViewSet, basename="public-link")
router.register("quotes", QuoteViewSet, basename="quote")

urlpatterns = [*router.urls, *download_routes("quotes", Quote)]
