"""The shapes of bills."""

from datetime import date
from typing import Any

from apps.bills.models import Advance, Bill, BillSlice
from apps.clients.models import Client
from apps.core import serializers
from apps.core.fields import AmountField, TenantRelatedField
from apps.core.schema import with_example


def _quantity(**options: Any) -> AmountField:
    return AmountField(required=False, min_value=0, max_digits=12, decimal_places=2, **options)


def _amount(**options: Any) -> AmountField:
    return AmountField(required=False, min_value=0, **options)


class BandwidthSerializer(serializers.Serializer[Any]):
    """The lines of a bill: quantities, and prices of whole lines."""

    iig_qt = _quantity()
    iig_qt_price = _amount(help_text="The price of the line, not of a unit.")
    fna = _quantity()
    fna_price = _amount()
    ggc = _quantity()
    ggc_price = _amount()
    cdn = _quantity()
    cdn_price = _amount()
    bdix = _quantity()
    bdix_price = _amount()
    baishan = _quantity()
    baishan_price = _amount()


class CustomerBriefSerializer(serializers.ModelSerializer[Client]):
    """The customer as a bill shows it."""

    email = serializers.CharField(read_only=True)

    class Meta:
        model = Client
        fields = ["id", "name", "email"]
        read_only_fields = fields


class BillSliceSerializer(serializers.ModelSerializer[BillSlice]):
    """Some days of a line that changed in mid-month."""

    quantity = AmountField(read_only=True)
    monthly_price = AmountField(read_only=True, help_text="What a whole month costs at this quantity.")
    amount = AmountField(read_only=True)

    class Meta:
        model = BillSlice
        fields = ["line", "first_day", "last_day", "quantity", "monthly_price", "amount"]
        read_only_fields = fields


@with_example(
    request={
        "customer": 1,
        "nttn_cap": "CAP-01",
        "nttn_com": "COM-01",
        "billing_date": "2025-11-30",
        "iig_qt": "10.00",
        "iig_qt_price": "100.00",
        "fna": "1.00",
        "fna_price": "10.00",
        "ggc": "2.00",
        "ggc_price": "20.00",
        "discount": "0.00",
        "total_received": "100.00",
        "status": "Active",
        "remarks": "Monthly bill",
    }
)
class BandwidthBillSerializer(BandwidthSerializer, serializers.ModelSerializer[Bill]):
    """A bandwidth bill. Totals are the server's: `total_bill` is the sum of the prices less the discount, `total_due`
    what of it is open."""

    customer = TenantRelatedField(Client)
    customer_details = CustomerBriefSerializer(source="customer", read_only=True)
    billing_date = serializers.DateField(required=False, help_text="Today in the tenant's timezone unless given.")
    month = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text="The first day of the month whose regular bill this is; null for a further bill of a month.",
    )
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the tenant's unless given.")
    discount = _amount()
    total_bill = AmountField(read_only=True)
    total_received = _amount(help_text="At most `total_bill`; it includes the `advance_used`.")
    total_due = AmountField(read_only=True)
    advance = _amount(help_text="What came in beyond a bill that is paid in full; the customer's next bill uses it.")
    advance_used = AmountField(read_only=True, help_text="The part of `total_received` that was paid ahead.")
    exchange_rate = AmountField(
        read_only=True, allow_null=True, help_text="To the company's currency, as of the billing date."
    )
    base_total_bill = AmountField(read_only=True, allow_null=True, help_text="In `base_currency`, by that rate.")
    base_total_received = AmountField(read_only=True, allow_null=True)
    base_total_due = AmountField(read_only=True, allow_null=True)
    remarks = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    slices = BillSliceSerializer(many=True, read_only=True)

    class Meta:
        model = Bill
        fields = [
            "id", "customer", "customer_details", "nttn_cap", "nttn_com", "billing_date", "month", "currency",
            "iig_qt", "iig_qt_price", "fna", "fna_price", "ggc", "ggc_price", "cdn", "cdn_price", "bdix", "bdix_price",
            "baishan", "baishan_price", "discount", "total_bill", "total_received", "total_due", "advance",
            "advance_used", "status", "remarks", "slices", "base_currency", "exchange_rate", "base_total_bill",
            "base_total_received", "base_total_due", "created_at", "updated_at", "owner",
        ]  # fmt: skip
        read_only_fields = ["id", "base_currency", "created_at", "updated_at", "owner"]


class GenerationSerializer(serializers.Serializer[Any]):
    """Which month to lay out."""

    month = serializers.RegexField(
        r"^[12][0-9]{3}-(0[1-9]|1[0-2])\Z",
        required=False,
        error_messages={"invalid": "Give a month such as 2025-12."},
        help_text="Such as 2025-12; the next month unless given.",
    )

    def validate_month(self, month: str) -> date:
        """Its first day."""
        return date.fromisoformat(f"{month}-01")


class BandwidthChangeSerializer(BandwidthSerializer):
    """Quantities and monthly prices that hold from a day on; what is not given stays."""

    effective_date = serializers.DateField(help_text="A day of the bill's month.")


class AdvanceSerializer(serializers.ModelSerializer[Advance]):
    """What a customer has paid ahead and no bill has used yet."""

    customer_name = serializers.CharField(source="customer.name", read_only=True)
    balance = AmountField(read_only=True)

    class Meta:
        model = Advance
        fields = ["id", "customer", "customer_name", "currency", "balance"]
        read_only_fields = fields
