from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.deletion import DeletedRowsSerializer, RowIdsSerializer, delete_each
from apps.core.json import StrictJSONParser
from apps.core.permissions import PLATFORM
from apps.core.transfer.views import DRY_RUN, FORMAT, ExportQuerySerializer, ImportSerializer, UploadParser
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.jobs.imports import answer_import_job
from apps.jobs.serializers import JobSerializer
from apps.jobs.views import JobViewSet
from apps.products import services
from apps.products.exports import EXPORT_PRODUCTS, start_product_export
from apps.products.filters import DocumentTypeFilter, ProductFilter
from apps.products.models import DocumentType, Product
from apps.products.selectors import deletability, deprecation_impact
from apps.products.serializers import (
    DeletabilitySerializer,
    DeprecationImpactSerializer,
    DocumentTypeSerializer,
    ProductExportSerializer,
    ProductSerializer,
    QuickProductSerializer,
)
from apps.products.tasks import IMPORT_PRODUCTS


class ProductViewSet(TenantViewSet):
    """What is sold, with the steps of the work on it and the document types it asks for."""

    model = Product
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    writes = {
        "create": services.create_product,
        "update": services.change_product,
        "destroy": services.delete_product,
    }
    action_permissions = {
        "by_id": "products.view_product",
        "by_type": "products.view_product",
        "can_delete": "products.view_product",
        "quick_create": "products.add_product",
        "start_export": "products.view_product",
        "start_import": "products.add_product",
        "bulk_delete": PLATFORM,
    }
    wants_fresh_factor = frozenset({"bulk_delete"})
    prefetched = ("tasks", "document_links")
    search_lookups = ("search_text",)

    @extend_schema(responses=ProductSerializer, filters=False)
    @action(detail=False, url_path="get_product_by_id/<int:product_id>", pagination_class=None)
    def by_id(self, request: ApiRequest, product_id: int) -> Response:
        """The product of an id."""
        self.kwargs = {"pk": product_id}
        return self._retrieve(request, pk=product_id)

    @extend_schema(responses=ProductSerializer(many=True))
    @action(detail=False, url_path="get_products_by_product_type/<str:product_type>")
    def by_type(self, request: ApiRequest, product_type: str) -> Response:
        """The products of a type: `visa`, `service`, `goods` or `other`."""
        if product_type not in Product.Type.values:
            raise Http404
        return self.page_of(request, self.filter_queryset(self.get_queryset().filter(product_type=product_type)))

    @extend_schema(responses=DeletabilitySerializer)
    @action(detail=True, url_path="can-delete")
    def can_delete(self, request: ApiRequest, pk: int) -> Response:
        """Whether the product can be deleted, or else what refers to it."""
        return Response(DeletabilitySerializer(deletability(self.get_object(), request.user)).data)

    @extend_schema(request=QuickProductSerializer, responses={201: ProductSerializer})
    @action(detail=False, methods=["post"], url_path="quick-create")
    def quick_create(self, request: ApiRequest) -> Response:
        """A product from little more than a name."""
        body = QuickProductSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        product = services.quick_create_product(actor=request.user, **body.validated_data)
        return self.answer(product, status.HTTP_201_CREATED)

    @extend_schema(request=ProductExportSerializer, parameters=[FORMAT], responses={202: JobSerializer}, filters=True)
    @action(detail=False, methods=["post"], url_path="export/start")
    def start_export(self, request: ApiRequest) -> Response:
        """Start writing the products that the filters in the query leave, as a file that can be imported again."""
        self.filter_queryset(self.get_queryset())  # an unknown value of a filter is refused now
        query = ExportQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        body = ProductExportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = start_product_export(
            actor=request.user,
            file_format=body.validated_data.get("format", query.validated_data["format"]),
            filters=request.query_params.dict(),
        )
        return Response(JobSerializer(job, context={"request": request}).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        request={"multipart/form-data": ImportSerializer}, parameters=[DRY_RUN], responses={202: JobSerializer}
    )
    @action(detail=False, methods=["post"], url_path="import/start", parser_classes=[UploadParser, StrictJSONParser])
    def start_import(self, request: ApiRequest) -> Response:
        """Start importing products from a CSV or XLSX file. Rows match by code; the bad ones are told by the job."""
        return answer_import_job(request, IMPORT_PRODUCTS)

    @extend_schema(request=RowIdsSerializer, responses=DeletedRowsSerializer)
    @action(detail=False, methods=["post"], url_path="bulk-delete")
    def bulk_delete(self, request: ApiRequest) -> Response:
        """Delete products by their ids; those that something refers to are skipped, with the reason."""
        body = RowIdsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        deleted = delete_each(
            Product.objects.visible_to(request.user),
            body.validated_data["ids"],
            lambda product: services.delete_product(actor=request.user, product=product),
        )
        return Response(deleted)


class ProductExportViewSet(JobViewSet):
    """The files of products that exports wrote."""

    action_permissions = dict.fromkeys(JobViewSet.action_permissions, "products.view_product")
    limited_to = Q(kind=EXPORT_PRODUCTS)


class DocumentTypeViewSet(TenantViewSet):
    """The kinds of documents that products ask for."""

    model = DocumentType
    serializer_class = DocumentTypeSerializer
    filterset_class = DocumentTypeFilter
    writes = {
        "create": services.create_document_type,
        "update": services.change_document_type,
        "destroy": services.delete_document_type,
    }
    action_permissions = {
        "can_delete": "products.view_documenttype",
        "deprecation_impact": "products.view_documenttype",
    }
    search_lookups = ("search_text",)

    @extend_schema(responses=DeletabilitySerializer)
    @action(detail=True, url_path="can-delete")
    def can_delete(self, request: ApiRequest, pk: int) -> Response:
        """Whether the document type can be deleted, or else what refers to it."""
        return Response(DeletabilitySerializer(deletability(self.get_object(), request.user)).data)

    @extend_schema(responses=DeprecationImpactSerializer)
    @action(detail=True, url_path="deprecation-impact")
    def deprecation_impact(self, request: ApiRequest, pk: int) -> Response:
        """What the document type is still asked by: products, and open applications that wait for one."""
        return Response(DeprecationImpactSerializer(deprecation_impact(self.get_object(), request.user)).data)
