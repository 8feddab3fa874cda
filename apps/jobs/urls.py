from django.urls import include, path

from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.jobs.views import JobViewSet

router = ApiRouter()
router.register("async-jobs", JobViewSet, basename="job")

urlpatterns = [
    path(
        "async-jobs/status/<uuid:job_id>/",
        JobViewSet.as_view({"get": "stream"}, **stream_options()),
        name="job-stream",
    ),
    path("", include(router.urls)),
]
