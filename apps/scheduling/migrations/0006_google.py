
import apps.tenants.models
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0005_reminder_channels'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='calendarevent',
            name='sync_error',
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name='task',
            name='google_task_id',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='task',
            name='sync_error',
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name='task',
            name='sync_status',
            field=models.CharField(choices=[('local', 'Kept here only'), ('pending', 'On its way'), ('synced', 'Synced'), ('failed', 'Failed')], default='local', editable=False, max_length=7),
        ),
        migrations.AlterField(
            model_name='calendarevent',
            name='google_event_id',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AlterField(
            model_name='calendarevent',
            name='source',
            field=models.CharField(choices=[('manual', 'Manual'), ('application', 'Application'), ('google', 'Google')], default='manual', max_length=11),
        ),
        migrations.AlterField(
            model_name='calendarevent',
            name='sync_status',
            field=models.CharField(choices=[('local', 'Kept here only'), ('pending', 'On its way'), ('synced', 'Synced'), ('failed', 'Failed')], default='local', editable=False, max_length=7),
        ),
        migrations.CreateModel(
            name='GoogleAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(blank=True, max_length=254)),
                ('sealed', models.BinaryField(default=b'')),
                ('calendar_id', models.CharField(blank=True, editable=False, max_length=300)),
                ('tasklist_id', models.CharField(blank=True, editable=False, max_length=300)),
                ('calendar_sync_token', models.CharField(blank=True, editable=False, max_length=1000)),
                ('tasks_seen_until', models.DateTimeField(editable=False, null=True)),
                ('status', models.CharField(choices=[('connected', 'Connected'), ('failing', 'Tried again by itself'), ('broken', 'To be connected again')], default='connected', max_length=9)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('connected_at', models.DateTimeField(auto_now_add=True)),
                ('synced_at', models.DateTimeField(editable=False, null=True)),
                ('next_sync_at', models.DateTimeField(editable=False, null=True)),
                ('lease', models.UUIDField(editable=False, null=True)),
                ('leased_until', models.DateTimeField(editable=False, null=True)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='GoogleItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('event', 'Event'), ('task', 'Task')], max_length=5)),
                ('local_id', models.BigIntegerField()),
                ('google_id', models.CharField(blank=True, max_length=300)),
                ('etag', models.CharField(blank=True, max_length=200)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('status', models.CharField(choices=[('local', 'Kept here only'), ('pending', 'On its way'), ('synced', 'Synced'), ('failed', 'Failed')], default='pending', max_length=7)),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('account', apps.tenants.models.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='scheduling.googleaccount')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='googleaccount',
            index=models.Index(fields=['next_sync_at'], name='google_account_due'),
        ),
        migrations.AddConstraint(
            model_name='googleaccount',
            constraint=models.UniqueConstraint(fields=('tenant', 'user'), name='a_user_has_one_google_account'),
        ),
        migrations.AddIndex(
            model_name='googleitem',
            index=models.Index(condition=models.Q(('status', 'pending')), fields=['tenant', 'account', 'next_attempt_at'], name='google_item_due'),
        ),
        migrations.AddIndex(
            model_name='googleitem',
            index=models.Index(fields=['tenant', 'kind', 'local_id'], name='google_item_of_row'),
        ),
        migrations.AddConstraint(
            model_name='googleitem',
            constraint=models.UniqueConstraint(fields=('tenant', 'account', 'kind', 'local_id'), name='a_row_is_in_google_once'),
        ),
        migrations.AddConstraint(
            model_name='googleitem',
            constraint=models.UniqueConstraint(condition=models.Q(('google_id', ''), _negated=True), fields=('tenant', 'account', 'kind', 'google_id'), name='what_google_has_is_one_row'),
        ),
    ]
