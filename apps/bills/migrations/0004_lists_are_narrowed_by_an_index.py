from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('bills', '0003_exchange'),
        ('clients', '0006_indexes_that_fill_at_their_end'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='bill',
            index=models.Index(condition=models.Q(('total_due__gt', 0)), fields=['tenant', '-id'], name='bill_owed'),
        ),
    ]
