from apps.core.routers import ApiRouter
from apps.expenses.views import AttachmentViewSet, ExpenseViewSet

router = ApiRouter()
router.register("expenses/attachments", AttachmentViewSet, basename="expense-attachment")
router.register("expenses", ExpenseViewSet, basename="expense")

urlpatterns = router.urls
