from django.urls import path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.notifications import views

router = ApiRouter()
router.register("workflow-notifications", views.NotificationViewSet, basename="notification")
router.register("message-templates", views.MessageTemplateViewSet, basename="message-template")
router.register("notifications/whatsapp/messages", views.WhatsAppMessageViewSet, basename="whatsapp-message")

urlpatterns = [
    path(
        "workflow-notifications/stream/",
        views.NotificationViewSet.as_view({"get": "stream"}, **stream_options()),
        name="notification-stream",
    ),
    path("push-notifications/key/", views.PushKeyView.as_view(), name="push-key"),
    path("push-notifications/register/", views.RegisterView.as_view(), name="push-register"),
    path("push-notifications/unregister/", views.UnregisterView.as_view(), name="push-unregister"),
    path("push-notifications/test/", views.TestView.as_view(), name="push-test"),
    path("push-notifications/send-test/", views.SendTestView.as_view(), name="push-send-test"),
    path("push-notifications/send-test-whatsapp/", views.SendTestWhatsAppView.as_view(), name="whatsapp-send-test"),
    path("notifications/whatsapp/account/", views.WhatsAppAccountView.as_view(), name="whatsapp-account"),
    path("notifications/whatsapp/webhook/", views.WhatsAppWebhookView.as_view(), name="whatsapp-webhook"),
    *router.urls,
]
