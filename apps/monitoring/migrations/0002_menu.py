"""Monitoring's entry in the menu, below the administration."""

from django.db import migrations

TITLES = {"ms": "Pemantauan", "id": "Pemantauan", "bn": "পর্যবেক্ষণ"}


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    parent = items.filter(slug="administration").first()
    items.get_or_create(
        slug="monitoring",
        defaults={
            "title": "Monitoring", "titles": TITLES, "path": "/monitoring", "icon": "monitor_heart", "order": 90,
            "right": "monitoring.view_alert", "parent": parent,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial"), ("accounts", "0006_menu")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
