from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('clients', '0006_indexes_that_fill_at_their_end'),
        ('expenses', '0002_exchange'),
        ('invoices', '0009_lists_are_narrowed_by_an_index'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='expense',
            index=models.Index(fields=['tenant', 'currency', '-id'], name='expense_by_currency'),
        ),
        AddIndexConcurrently(
            model_name='expense',
            index=models.Index(fields=['tenant', 'vendor', '-id'], name='expense_by_vendor'),
        ),
        AddIndexConcurrently(
            model_name='expense',
            index=models.Index(condition=models.Q(('receipt_number', ''), _negated=True), fields=['tenant', 'receipt_number'], name='expense_by_receipt'),
        ),
        AddIndexConcurrently(
            model_name='expense',
            index=models.Index(fields=['tenant', 'created_at'], name='expense_by_creation'),
        ),
    ]
