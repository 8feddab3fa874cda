from django.urls import path

from apps.core.json import StrictJSONParser
from apps.core.routers import ApiRouter
from apps.core.sse import stream_options
from apps.core.transfer.views import UploadParser
from apps.documents.views.categorizing import CategorizationViewSet, CategorizeViewSet
from apps.documents.views.documents import DocumentViewSet
from apps.documents.views.reading import (
    CustomerPassportView,
    PassportStatusViewSet,
    PassportView,
    TextStatusViewSet,
    TextView,
)

router = ApiRouter()
router.register("documents", DocumentViewSet, basename="document")

# JSON is read, too, so that a row that is not there is told before the form that is missing.
uploads = {"parser_classes": (UploadParser, StrictJSONParser)}
categorize = "customer-applications/<int:pk>/categorize-documents/"
categorization = "document-categorization/<uuid:job_id>/"

urlpatterns = [
    *router.urls,
    path(
        "documents/<int:pk>/validation-stream/",
        DocumentViewSet.as_view({"get": "validation_stream"}, **stream_options()),
        name="document-validation-stream",
    ),
    path(categorize, CategorizeViewSet.as_view({"post": "start"}, **uploads), name="categorize"),
    path(f"{categorize}init/", CategorizeViewSet.as_view({"post": "announce"}), name="categorize-init"),
    path(
        f"{categorization}upload/",
        CategorizationViewSet.as_view({"post": "upload"}, **uploads),
        name="categorization-upload",
    ),
    path(
        "document-categorization/stream/<uuid:job_id>/",
        CategorizationViewSet.as_view({"get": "stream"}, **stream_options()),
        name="categorization-stream",
    ),
    path(f"{categorization}apply/", CategorizationViewSet.as_view({"post": "apply"}), name="categorization-apply"),
    path(f"{categorization}status/", CategorizationViewSet.as_view({"get": "status"}), name="categorization-status"),
    path("customers/check-passport/", CustomerPassportView.as_view(), name="check-passport"),
    path("ocr/check/", PassportView.as_view(), name="ocr-check"),
    path("ocr/status/<uuid:job_id>/", PassportStatusViewSet.as_view({"get": "status"}), name="ocr-status"),
    path("document-ocr/check/", TextView.as_view(), name="document-ocr-check"),
    path(
        "document-ocr/status/<uuid:job_id>/", TextStatusViewSet.as_view({"get": "status"}), name="document-ocr-status"
    ),
]
