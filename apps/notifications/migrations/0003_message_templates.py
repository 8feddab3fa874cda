import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    items.create(
        slug="message-templates", title="Message templates",
        titles={"ms": "Templat mesej", "id": "Templat pesan", "bn": "বার্তার টেমপ্লেট"},
        path="/message-templates", icon="drafts", order=86, right="tenants.change_tenant",
        parent=items.filter(slug="administration").first(),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_senders_and_menu'),
        ('tenants', '0005_tenant_logo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['tenant', '-id'], name='message_template_newest')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'kind'), name='a_kind_of_message_has_one_template')],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(deliver, migrations.RunPython.noop),
    ]
