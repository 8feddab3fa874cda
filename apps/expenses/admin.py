from functools import partial

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action, display

from apps.core.admin import TenantAdmin
from apps.core.money import format_money
from apps.expenses.models import Expense, ExpenseAttachment
from apps.expenses.services import change_expense, create_expense, delete_expense, move_expense


@admin.register(Expense)
class ExpenseAdmin(TenantAdmin):
    services = {"create": create_expense, "update": change_expense, "destroy": delete_expense}
    list_display = ("description", "spent", "category", "expense_date", "status", "vendor", "client")
    list_filter = ("status", "category", "is_billable")
    list_select_related = ("client",)
    search_fields = ("search_text",)
    autocomplete_fields = ("client",)
    fields = (
        "description",
        ("amount", "tax_amount", "currency"),
        ("category", "expense_date"),
        ("vendor", "receipt_number"),
        ("is_billable", "client"),
        "notes",
    )
    actions = ("approve", "reject", "reimburse")

    @display(description="Amount", ordering="amount")
    def spent(self, expense: Expense) -> str:
        return f"{format_money(expense.amount, expense.currency)} {expense.currency}"

    @action(description="Approve", permissions=["change"])
    def approve(self, request: HttpRequest, rows: QuerySet[Expense]) -> None:
        self.apply(request, rows, partial(move_expense, status=Expense.Status.APPROVED), "approved")

    @action(description="Reject", permissions=["change"])
    def reject(self, request: HttpRequest, rows: QuerySet[Expense]) -> None:
        self.apply(request, rows, partial(move_expense, status=Expense.Status.REJECTED), "rejected")

    @action(description="Reimburse", permissions=["change"])
    def reimburse(self, request: HttpRequest, rows: QuerySet[Expense]) -> None:
        self.apply(request, rows, partial(move_expense, status=Expense.Status.REIMBURSED), "reimbursed")


@admin.register(ExpenseAttachment)
class ExpenseAttachmentAdmin(TenantAdmin):
    """What is known of a receipt's file; the API stores, serves and removes it."""

    list_display = ("filename", "expense", "content_type", "size", "created_at")
    list_select_related = ("expense",)
    fields = ("filename", "expense", ("content_type", "size"), "created_at")
