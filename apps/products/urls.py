from django.urls import path

from apps.core.json import FILE_RENDERERS
from apps.core.routers import ApiRouter
from apps.products.views import DocumentTypeViewSet, ProductExportViewSet, ProductViewSet

router = ApiRouter()
router.register("products", ProductViewSet, basename="product")
router.register("document-types", DocumentTypeViewSet, basename="document-type")

urlpatterns = [
    *router.urls,
    path(
        "products/export/download/<uuid:job_id>/",
        ProductExportViewSet.as_view({"get": "file"}, renderer_classes=FILE_RENDERERS),
        name="product-export-file",
    ),
]
