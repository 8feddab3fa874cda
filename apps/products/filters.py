import django_filters

from apps.core.filters import TenantFilterSet, YesNoFilter
from apps.products.models import DocumentType, Product


class ProductFilter(TenantFilterSet):
    product_type = django_filters.ChoiceFilter(choices=Product.Type.choices)
    deprecated = YesNoFilter()
    currency = django_filters.CharFilter()

    class Meta:
        model = Product
        fields = ["code", "product_type", "deprecated", "currency"]


class DocumentTypeFilter(TenantFilterSet):
    deprecated = YesNoFilter()
    has_expiration_date = YesNoFilter()
    has_doc_number = YesNoFilter()

    class Meta:
        model = DocumentType
        fields = ["deprecated", "has_expiration_date", "has_doc_number"]
