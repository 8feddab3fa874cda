import apps.tenants.models
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Events so far were where their company is. Each company's rows are behind the fence, also for who migrates.
WHERE_THE_COMPANY_IS = """
DO $$
DECLARE company record;
BEGIN
  FOR company IN
    SELECT id, settings ->> 'timezone' AS zone FROM tenants_tenant WHERE settings ->> 'timezone' <> 'UTC'
  LOOP
    PERFORM set_config('app.tenant', company.id::text, true);
    UPDATE scheduling_calendarevent SET timezone = company.zone WHERE tenant_id = company.id;
  END LOOP;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_reading'),
        ('scheduling', '0002_menu'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='calendarevent',
            name='exdates',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='calendarevent',
            name='original_date',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='calendarevent',
            name='recurring_event',
            field=apps.tenants.models.TenantForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changed_occurrences', to='scheduling.calendarevent'),
        ),
        migrations.AddField(
            model_name='calendarevent',
            name='recurs_until',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='calendarevent',
            name='rrule',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='calendarevent',
            name='timezone',
            field=models.CharField(default='UTC', max_length=60),
        ),
        migrations.AddIndex(
            model_name='calendarevent',
            index=models.Index(fields=['tenant', 'end'], name='event_by_end'),
        ),
        migrations.AddIndex(
            model_name='calendarevent',
            index=models.Index(condition=models.Q(('rrule', ''), _negated=True), fields=['tenant', 'recurs_until'], name='event_recurring'),
        ),
        migrations.AddConstraint(
            model_name='calendarevent',
            constraint=models.UniqueConstraint(condition=models.Q(('recurring_event__isnull', False)), fields=('tenant', 'recurring_event', 'original_date'), name='an_occurrence_is_changed_once'),
        ),
        migrations.AddConstraint(
            model_name='calendarevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('original_date__isnull', True), ('recurring_event__isnull', True)), models.Q(('original_date__isnull', False), ('recurring_event__isnull', False), ('rrule', '')), _connector='OR'), name='a_changed_occurrence_has_a_day_and_no_rule'),
        ),
        migrations.RunSQL(WHERE_THE_COMPANY_IS, migrations.RunSQL.noop),
    ]
