from apps.core.routers import ApiRouter
from apps.quotes.views import QuoteViewSet

router = ApiRouter()
router.register("quotes", QuoteViewSet, basename="quote")

urlpatterns = router.urls
