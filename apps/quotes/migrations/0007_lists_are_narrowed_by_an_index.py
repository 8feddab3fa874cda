from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('clients', '0006_indexes_that_fill_at_their_end'),
        ('invoices', '0009_lists_are_narrowed_by_an_index'),
        ('quotes', '0006_exchange'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='quote',
            index=models.Index(fields=['tenant', 'currency', '-id'], name='quote_by_currency'),
        ),
        AddIndexConcurrently(
            model_name='quote',
            index=models.Index(fields=['tenant', 'total_amount', '-id'], name='quote_by_total'),
        ),
        AddIndexConcurrently(
            model_name='quote',
            index=models.Index(fields=['tenant', 'issue_date'], name='quote_by_issue'),
        ),
        AddIndexConcurrently(
            model_name='quote',
            index=models.Index(fields=['tenant', 'expiry_date'], name='quote_by_expiry'),
        ),
    ]
