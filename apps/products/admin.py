from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectMultipleWidget

from apps.core.admin import ServiceForm, TenantAdmin, TenantInline
from apps.core.money import format_money
from apps.products.models import DocumentType, Product, ProductTask
from apps.products.services import (
    change_document_type,
    change_product,
    create_document_type,
    create_product,
    delete_document_type,
    delete_product,
)

TASK = ("step", "name", "duration", "duration_is_business_days", "notify_days_before", "notify_customer")
DOCUMENTS = ("required_documents", "optional_documents")


@admin.register(DocumentType)
class DocumentTypeAdmin(TenantAdmin):
    services = {"create": create_document_type, "update": change_document_type, "destroy": delete_document_type}
    list_display = ("name", "has_expiration_date", "has_doc_number", "deprecated")
    list_filter = ("deprecated",)
    search_fields = ("search_text",)
    fields = ("name", "description", ("has_expiration_date", "has_doc_number", "deprecated"), "keywords")


class ProductForm(ServiceForm):
    """A product with the document types that it asks for."""

    required_documents = forms.ModelMultipleChoiceField(
        DocumentType.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget
    )
    optional_documents = forms.ModelMultipleChoiceField(
        DocumentType.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in DOCUMENTS:
                self.initial[name] = getattr(self.instance, name)


class TaskInline(TenantInline):
    model = ProductTask
    fields = TASK
    extra = 0


@admin.register(Product)
class ProductAdmin(TenantAdmin):
    services = {"create": create_product, "update": change_product, "destroy": delete_product}
    form = ProductForm
    list_display = ("code", "name", "product_type", "price", "deprecated")
    list_filter = ("product_type", "deprecated")
    search_fields = ("search_text",)
    inlines = (TaskInline,)
    fieldsets = (
        (None, {"fields": (("code", "name"), ("product_type", "deprecated"), "description")}),
        ("Price", {"fields": (("base_price", "retail_price", "currency"), ("tax_rate", "validity"))}),
        ("Documents", {"fields": (DOCUMENTS,)}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        viewer: Any = request.user
        return {"currency": viewer.acting_tenant.preferences.currency}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        viewer: Any = request.user
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in DOCUMENTS:
            if name in form.base_fields:
                form.base_fields[name].queryset = DocumentType.objects.visible_to(viewer).order_by("name")
        return form

    def values_of(self, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        values = super().values_of(form, formsets, change)
        for tasks in formsets:
            if tasks.has_changed():
                values["tasks"] = [
                    {name: task.cleaned_data[name] for name in TASK}
                    for task in tasks.forms
                    if task not in tasks.deleted_forms and (task.instance.pk or task.has_changed())
                ]
        return values

    @display(description="Price", ordering="retail_price")
    def price(self, product: Product) -> str:
        return f"{format_money(product.retail_price, product.currency)} {product.currency}"
