from django.urls import path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.scheduling.feed_views import FeedView
from apps.scheduling.google_views import GoogleAccountView, GoogleCallbackView, GoogleConnectView
from apps.scheduling.views import EventViewSet, ReminderViewSet, TaskViewSet

router = ApiRouter()
router.register("calendar", EventViewSet, basename="calendar")
router.register("tasks", TaskViewSet, basename="task")
router.register("calendar-reminders", ReminderViewSet, basename="reminder")

urlpatterns = [
    path("calendar/google/", GoogleAccountView.as_view(), name="google-account"),
    path("calendar/google/connect/", GoogleConnectView.as_view(), name="google-connect"),
    path("calendar/google/callback/", GoogleCallbackView.as_view(), name="google-callback"),
    path("calendar/feed/", FeedView.as_view(), name="calendar-feed"),
    path(
        "calendar-reminders/stream/",
        ReminderViewSet.as_view({"get": "stream"}, **stream_options()),
        name="reminder-stream",
    ),
    *router.urls,
]
