from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from apps.core.admin import TenantAdmin, TenantInline
from apps.core.money import format_money
from apps.products.models import DocumentType, Product, ProductDocument, ProductTask
from apps.products.services import (
    change_document_type,
    change_product,
    create_document_type,
    create_product,
    delete_document_type,
    delete_product,
)

TASK = ("step", "name", "duration", "duration_is_business_days", "notify_days_before", "notify_customer")


@admin.register(DocumentType)
class DocumentTypeAdmin(TenantAdmin):
    services = {"create": create_document_type, "update": change_document_type, "destroy": delete_document_type}
    list_display = ("name", "has_expiration_date", "has_doc_number", "deprecated")
    list_filter = ("deprecated",)
    search_fields = ("search_text",)
    fields = ("name", "description", ("has_expiration_date", "has_doc_number", "deprecated"), "keywords")


class TaskInline(TenantInline):
    model = ProductTask
    fields = TASK
    extra = 0


class DocumentInline(TenantInline):
    model = ProductDocument
    verbose_name_plural = "Documents"
    fields = ("document_type", "required")
    autocomplete_fields = ("document_type",)
    extra = 0


@admin.register(Product)
class ProductAdmin(TenantAdmin):
    services = {"create": create_product, "update": change_product, "destroy": delete_product}
    list_display = ("code", "name", "product_type", "price", "deprecated")
    list_filter = ("product_type", "deprecated")
    search_fields = ("search_text",)
    inlines = (TaskInline, DocumentInline)
    fieldsets = (
        (None, {"fields": (("code", "name"), ("product_type", "deprecated"), "description")}),
        ("Price", {"fields": (("base_price", "retail_price", "currency"), ("tax_rate", "validity"))}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        viewer: Any = request.user
        return {"currency": viewer.acting_tenant.preferences.currency}

    def values_of(self, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        values = super().values_of(form, formsets, change)
        for rows in formsets:
            if not rows.has_changed():
                continue
            given = [
                row.cleaned_data
                for row in rows.forms
                if row not in rows.deleted_forms and (row.instance.pk or row.has_changed())
            ]
            if rows.model is ProductTask:
                values["tasks"] = [{name: task[name] for name in TASK} for task in given]
            else:
                values["required_documents"] = [link["document_type"] for link in given if link["required"]]
                values["optional_documents"] = [link["document_type"] for link in given if not link["required"]]
        return values

    @display(description="Price", ordering="retail_price")
    def price(self, product: Product) -> str:
        return f"{format_money(product.retail_price, product.currency)} {product.currency}"
