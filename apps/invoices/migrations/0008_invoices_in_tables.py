from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invoices', '0007_credited'),
        ('jobs', '0002_origin'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='invoiceimport',
            name='a_file_is_imported_once',
        ),
        migrations.AddField(
            model_name='invoiceimport',
            name='part',
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddConstraint(
            model_name='invoiceimport',
            constraint=models.UniqueConstraint(condition=models.Q(('invoice__isnull', False), ('status', 'imported')), fields=('tenant', 'digest', 'part'), name='a_file_is_imported_once'),
        ),
    ]
