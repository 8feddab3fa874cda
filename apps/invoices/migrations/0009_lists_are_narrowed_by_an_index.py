from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('clients', '0006_indexes_that_fill_at_their_end'),
        ('invoices', '0008_invoices_in_tables'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='invoice',
            index=models.Index(fields=['tenant', 'currency', '-id'], name='invoice_by_currency'),
        ),
        AddIndexConcurrently(
            model_name='invoice',
            index=models.Index(fields=['tenant', 'total_amount', '-id'], name='invoice_by_total'),
        ),
        AddIndexConcurrently(
            model_name='invoice',
            index=models.Index(fields=['tenant', 'due_date'], name='invoice_by_due'),
        ),
    ]
