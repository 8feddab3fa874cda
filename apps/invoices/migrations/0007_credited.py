from django.db import migrations, models
from django.db.models import F, Q

from apps.invoices.freezing import guard

INVOICES = ("invoices_invoice", "invoices_invoiceline", "invoice_id")
MUTABLE = (
    "paid_amount", "credited_amount", "balance", "reminders_sent", "late_fee_for_id", "base_paid_amount",
    "base_credited_amount", "base_balance",
)


class Migration(migrations.Migration):
    dependencies = [("invoices", "0006_invoice_imports")]
    operations = [
        migrations.AddField(
            model_name="invoice",
            name="is_credited",
            field=models.GeneratedField(
                db_persist=True,
                expression=Q(("credited_amount", F("total_amount")), ("total_amount__gt", 0)),
                output_field=models.BooleanField(),
            ),
        ),
        # A trigger sees a generated column before it is generated.
        migrations.RunSQL(guard(*INVOICES, (*MUTABLE, "is_credited")), guard(*INVOICES, MUTABLE)),
    ]
