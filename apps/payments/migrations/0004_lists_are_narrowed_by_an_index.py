from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('invoices', '0009_lists_are_narrowed_by_an_index'),
        ('payments', '0003_exchange'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='payment',
            index=models.Index(fields=['tenant', 'currency', '-id'], name='payment_by_currency'),
        ),
        AddIndexConcurrently(
            model_name='payment',
            index=models.Index(fields=['tenant', 'payment_method', '-id'], name='payment_by_method'),
        ),
        AddIndexConcurrently(
            model_name='payment',
            index=models.Index(condition=models.Q(('reference', ''), _negated=True), fields=['tenant', 'reference'], name='payment_by_reference'),
        ),
        AddIndexConcurrently(
            model_name='payment',
            index=models.Index(fields=['tenant', 'created_at'], name='payment_by_creation'),
        ),
    ]
