"""What is asked about products and document types."""

from typing import Any, Final

from django.db.models import QuerySet

from apps.core.actors import Viewer
from apps.core.references import describe_references, references_to
from apps.products.models import DocumentType, Product

OPEN_APPLICATIONS: Final = ("pending", "processing")
"""The statuses of applications that are under way."""
MOST_NAMED: Final = 100


def deletability(row: Product | DocumentType, viewer: Viewer) -> dict[str, Any]:
    """Whether the row can be deleted, or else why not and what refers to it: `{can_delete, reason, references}`."""
    references = references_to(row, viewer)
    reason = f"It is in use by {describe_references(references)}." if references else ""
    return {"can_delete": not references, "reason": reason, "references": references}


def deprecation_impact(document_type: DocumentType, viewer: Viewer) -> dict[str, Any]:
    """What a document type is still asked by: the products that name it, the open applications that wait for one."""
    links = document_type.product_links.select_related("product").order_by("product__code")
    waiting: QuerySet[Any] = document_type.documents.filter(
        completed=False, customer_application__status__in=OPEN_APPLICATIONS
    )
    return {
        "id": document_type.pk,
        "name": document_type.name,
        "deprecated": document_type.deprecated,
        "products": [
            {"id": link.product.pk, "code": link.product.code, "name": link.product.name, "required": link.required}
            for link in links[:MOST_NAMED]
        ],
        "products_count": links.count(),
        "open_documents": waiting.count(),
        "open_applications": waiting.values("customer_application").distinct().count(),
        "references": references_to(document_type, viewer),
    }
