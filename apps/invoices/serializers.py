"""The shapes of invoices, and of what quotes share with them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field

from apps.clients.models import Client
from apps.core import serializers
from apps.core.fields import AmountField, FactorField, QuantityField, RateField, TenantRelatedField
from apps.core.money import PERCENT_DECIMALS, PERCENT_DIGITS
from apps.core.schema import with_example
from apps.documents.models import CustomerApplication
from apps.invoices.documents import DocumentLine
from apps.invoices.models import Invoice, InvoiceLine
from apps.products.models import Product

MAX_TEXT = 20_000


class TaxSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    rate = RateField(help_text='A fraction: "0.09975" is 9.975 %.')


@extend_schema_field(TaxSerializer(many=True))
class TaxesField(serializers.JSONField):
    """The taxes of a line, answered as stored."""

    def to_internal_value(self, data: Any) -> list[dict[str, Any]]:
        taxes: Any = serializers.ListSerializer(data=data, child=TaxSerializer(), max_length=20)
        taxes.is_valid(raise_exception=True)
        return list(taxes.validated_data)


class TaxTotalSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    rate = serializers.CharField()
    taxable = serializers.CharField()
    amount = serializers.CharField()


@extend_schema_field(TaxTotalSerializer(many=True))
class TaxTotalsField(serializers.JSONField):
    """What each tax of a document comes to, answered as stored."""


class PartySerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    address = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    tax_number = serializers.CharField()


@extend_schema_field(PartySerializer)
class PartyField(serializers.JSONField):
    """A party as it was when the document was issued; null for a draft."""


class LineSerializer(serializers.ModelSerializer[DocumentLine]):
    """One line. `total` is quantity times price, rounded, less the discount."""

    description = serializers.CharField(max_length=5000)
    quantity = QuantityField(required=False, help_text="1 unless given.")
    unit_price = AmountField()
    discount = AmountField(required=False, help_text="An amount. Leave it out where a percentage is given.")
    discount_percent = FactorField(
        max_digits=PERCENT_DIGITS,
        decimal_places=PERCENT_DECIMALS,
        required=False,
        allow_null=True,
        help_text="4 is 4 %, taken of the rounded amount.",
    )
    taxes = TaxesField(required=False)
    tax_rate = RateField(
        required=False, allow_null=True, help_text="Short form of a single tax; answered as the sum of the rates."
    )
    total = AmountField(read_only=True)
    product = TenantRelatedField(Product, required=False, allow_null=True)
    customer_application = TenantRelatedField(
        CustomerApplication,
        required=False,
        allow_null=True,
        help_text="An application of the document's client. It stands on one invoice that is not cancelled, at most.",
    )

    class Meta:
        model: type[DocumentLine] = InvoiceLine
        fields = [
            "id", "description", "quantity", "unit_price", "discount", "discount_percent", "taxes", "tax_rate", "total",
            "product", "customer_application",
        ]  # fmt: skip
        read_only_fields = ["id"]


class DocumentSerializer(serializers.ModelSerializer[Any]):
    """What quotes and invoices have in common. Figures are computed by the server, whatever the body says."""

    client = TenantRelatedField(Client)
    client_name = serializers.CharField(source="client.name", read_only=True)
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the tenant's unless given.")
    issue_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    taxes = TaxTotalsField(read_only=True)
    subtotal = AmountField(read_only=True)
    tax_amount = AmountField(required=False, help_text="Counts only where no line names a tax.")
    total_amount = AmountField(read_only=True)
    terms = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    notes = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    exchange_rate = AmountField(
        read_only=True, allow_null=True, help_text="To the company's currency, as of the issue date; null for a draft."
    )
    base_subtotal = AmountField(read_only=True, allow_null=True)
    base_tax_amount = AmountField(read_only=True, allow_null=True)
    base_total_amount = AmountField(read_only=True, allow_null=True, help_text="In `base_currency`, by that rate.")
    seller = PartyField(read_only=True, allow_null=True)
    buyer = PartyField(read_only=True, allow_null=True)

    class Meta:
        fields = [
            "id", "client", "client_name", "issue_date", "status", "currency", "tax_mode", "prices_include_tax",
            "taxes", "subtotal", "tax_amount", "total_amount", "terms", "notes", "sent_at", "created_at", "updated_at",
            "owner", "line_items", "emailed_at", "seller", "buyer",
            "content_hash", "base_currency", "exchange_rate", "base_subtotal", "base_tax_amount", "base_total_amount",
        ]  # fmt: skip
        read_only_fields = [
            "id", "sent_at", "emailed_at", "content_hash", "base_currency", "created_at", "updated_at", "owner",
        ]  # fmt: skip


class PaymentBriefSerializer(serializers.Serializer[Any]):
    """A payment as its invoice shows it."""

    id = serializers.IntegerField()
    amount = AmountField()
    currency = serializers.CharField()
    invoice_amount = AmountField(help_text="What it covers, in the invoice's currency.")
    payment_date = serializers.DateField()
    payment_method = serializers.CharField()
    reference = serializers.CharField()


@with_example(
    request={
        "client": 1,
        "issue_date": "2024-01-01",
        "due_date": "2024-01-31",
        "line_items": [{"description": "Consulting", "quantity": 1, "unit_price": "1000.00", "tax_rate": "0.1"}],
        "terms": "Payable within 30 days.",
    },
    answer={
        "id": 1,
        "invoice_number": "INV-2024-001",
        "client": 1,
        "client_name": "Lim Trading",
        "issue_date": "2024-01-01",
        "due_date": "2024-01-31",
        "status": "partial",
        "currency": "USD",
        "tax_mode": "group",
        "prices_include_tax": False,
        "taxes": [{"name": "Tax", "rate": "0.1", "taxable": "1000.00", "amount": "100.00"}],
        "subtotal": "1000.00",
        "tax_amount": "100.00",
        "total_amount": "1100.00",
        "credited_amount": "0.00",
        "paid_amount": "500.00",
        "balance": "600.00",
        "is_credited": False,
        "late_fee_for": None,
        "terms": "Payable within 30 days.",
        "notes": "",
        "sent_at": "2024-01-01T02:00:00Z",
        "emailed_at": "2024-01-01T02:00:04Z",
        "created_at": "2024-01-01T01:59:00Z",
        "updated_at": "2024-01-15T08:30:00Z",
        "owner": 1,
        "seller": {
            "name": "Acme",
            "address": "12 Jalan Ampang\n50450 Kuala Lumpur",
            "email": "billing@acme.example",
            "phone": "+60321234567",
            "tax_number": "W10-1808-32000001",
        },
        "buyer": {
            "name": "Lim Trading",
            "address": "48 Jalan Tun Razak, Kuala Lumpur",
            "email": "mei@lim.example",
            "phone": "",
            "tax_number": "",
        },
        "base_currency": "USD",
        "exchange_rate": "1",
        "base_subtotal": "1000.00",
        "base_tax_amount": "100.00",
        "base_total_amount": "1100.00",
        "base_credited_amount": "0.00",
        "base_paid_amount": "500.00",
        "base_balance": "600.00",
        "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "line_items": [
            {
                "id": 1,
                "description": "Consulting",
                "quantity": 1,
                "unit_price": "1000.00",
                "discount": "0.00",
                "discount_percent": None,
                "taxes": [{"name": "Tax", "rate": "0.1"}],
                "tax_rate": "0.1",
                "total": "1000.00",
                "product": None,
                "customer_application": None,
            }
        ],
        "payments": [
            {
                "id": 1,
                "amount": "500.00",
                "currency": "USD",
                "invoice_amount": "500.00",
                "payment_date": "2024-01-15",
                "payment_method": "bank_transfer",
                "reference": "TXN123456",
            }
        ],
    },
)
class InvoiceSerializer(DocumentSerializer):
    """A claim on a client, with its lines and what was paid on it."""

    due_date = serializers.DateField(required=False, help_text="The tenant's payment terms after the issue date.")
    credited_amount = AmountField(read_only=True, help_text="What credit notes take off.")
    paid_amount = AmountField(read_only=True, help_text="Payments and applied credit, less what became credit.")
    balance = AmountField(read_only=True)
    is_credited = serializers.BooleanField(
        read_only=True, help_text="Taken back whole by credit notes; the status is then `paid`, as nothing is owed."
    )
    base_credited_amount = AmountField(read_only=True, allow_null=True)
    base_paid_amount = AmountField(read_only=True, allow_null=True, help_text="At the invoice's rate.")
    base_balance = AmountField(read_only=True, allow_null=True)
    line_items = LineSerializer(many=True, required=False)
    payments = PaymentBriefSerializer(many=True, read_only=True)

    class Meta(DocumentSerializer.Meta):
        model = Invoice
        fields = [
            *DocumentSerializer.Meta.fields, "invoice_number", "due_date", "credited_amount", "paid_amount",
            "balance", "is_credited", "late_fee_for", "payments", "base_credited_amount", "base_paid_amount",
            "base_balance",
        ]  # fmt: skip
        read_only_fields = [*DocumentSerializer.Meta.read_only_fields, "invoice_number", "late_fee_for"]


class ProposalQuerySerializer(serializers.Serializer[Any]):
    invoice_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")


class ProposalSerializer(serializers.Serializer[Any]):
    invoice_number = serializers.CharField()
    invoice_date = serializers.DateField()
    issue_date = serializers.DateField()
    due_date = serializers.DateField()
    currency = serializers.CharField()


class DownloadQuerySerializer(serializers.Serializer[Any]):
    file_format = serializers.ChoiceField(["pdf", "docx"], default="pdf")


class DeletionPreviewSerializer(serializers.Serializer[Any]):
    """What a forced deletion takes with it: lines and payments; quotes lose their invoice."""

    id = serializers.IntegerField()
    invoice_number = serializers.CharField()
    status = serializers.CharField()
    total_amount = AmountField()
    paid_amount = AmountField()
    can_delete = serializers.BooleanField(help_text="Whether DELETE would do: the invoice is a draft.")
    line_items = serializers.IntegerField()
    payments = serializers.IntegerField()
    quotes = serializers.IntegerField()
    credit_notes = serializers.IntegerField()
    credit_entries = serializers.IntegerField(help_text="Movements of the client's credit.")


class InvoiceIdsSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False)


class BulkDownloadSerializer(InvoiceIdsSerializer, DownloadQuerySerializer):
    """Which invoices to put into one archive, and in which format."""


class SkippedInvoiceSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    message = serializers.CharField()


class DeletedInvoicesSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()
    skipped = serializers.IntegerField()
    reasons = SkippedInvoiceSerializer(many=True, help_text="Why invoices were skipped.")


class InvoiceApplicationSerializer(serializers.ModelSerializer[InvoiceLine]):
    """A line of an invoice that is for an application."""

    invoice_number = serializers.CharField(source="invoice.invoice_number", read_only=True)
    status = serializers.CharField(source="invoice.status", read_only=True, help_text="The invoice's.")
    total = AmountField(read_only=True, help_text="Without tax, unless prices include it.")

    class Meta:
        model = InvoiceLine
        fields = ["id", "invoice", "invoice_number", "status", "total"]
        read_only_fields = fields


class InvoiceableApplicationSerializer(serializers.ModelSerializer[CustomerApplication]):
    """An application as it may be put on an invoice, with the invoices that it stands on."""

    product_code = serializers.CharField(source="product.code", read_only=True)
    product_name = serializers.CharField(source="product.name", read_only=True)
    price = AmountField(source="product.retail_price", read_only=True)
    currency = serializers.CharField(source="product.currency", read_only=True)
    tax_rate = RateField(source="product.tax_rate", read_only=True, allow_null=True)
    invoice_applications = InvoiceApplicationSerializer(source="invoicelines", many=True, read_only=True)

    class Meta:
        model = CustomerApplication
        fields = [
            "id", "customer", "product", "product_code", "product_name", "price", "currency", "tax_rate", "doc_date",
            "due_date", "status", "notes", "invoice_applications",
        ]  # fmt: skip
        read_only_fields = fields


class DueAmountSerializer(serializers.Serializer[Any]):
    """What an application's line comes to with its tax. Payments are shared out among an invoice's lines."""

    invoice_application_id = serializers.IntegerField()
    customer_application = serializers.IntegerField()
    invoice = serializers.IntegerField()
    invoice_number = serializers.CharField()
    status = serializers.CharField(help_text="The invoice's: it follows from its payments.")
    currency = serializers.CharField()
    amount = AmountField()
    paid_amount = AmountField()
    due_amount = AmountField(help_text="Nothing on a draft or a cancelled invoice.")
