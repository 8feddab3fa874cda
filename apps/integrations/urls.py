from django.urls import include, path

from apps.core.routers import ApiRouter
from apps.integrations import endpoint_views, views

router = ApiRouter()
router.register("integrations/providers", views.ProviderViewSet, basename="provider")
router.register("integrations/events", views.WebhookEventViewSet, basename="webhook-event")
router.register("webhooks/endpoints", endpoint_views.EndpointViewSet, basename="webhook-endpoint")
router.register("webhooks/deliveries", endpoint_views.DeliveryViewSet, basename="webhook-delivery")

urlpatterns = [
    path("integrations/health/", views.HealthView.as_view(), name="integration-health"),
    path("integrations/webhooks/user-service/", views.UserServiceWebhook.as_view(), name="user-service-webhook"),
    path(
        "integrations/webhooks/payment-service/", views.PaymentServiceWebhook.as_view(), name="payment-service-webhook"
    ),
    path("", include(router.urls)),
]
