from django.urls import path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.scheduling.feed_views import FeedView
from apps.scheduling.views import EventViewSet, ReminderViewSet, TaskViewSet

router = ApiRouter()
router.register("calendar", EventViewSet, basename="calendar")
router.register("tasks", TaskViewSet, basename="task")
router.register("calendar-reminders", ReminderViewSet, basename="reminder")

urlpatterns = [
    path("calendar/feed/", FeedView.as_view(), name="calendar-feed"),
    path(
        "calendar-reminders/stream/",
        ReminderViewSet.as_view({"get": "stream"}, **stream_options()),
        name="reminder-stream",
    ),
    *router.urls,
]
