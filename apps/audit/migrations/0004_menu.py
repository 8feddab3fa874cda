"""The audit log's entry in the menu, below administration."""

from django.db import migrations


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    items.create(
        slug="audit-log", title="Audit log", titles={"ms": "Log audit", "id": "Log audit", "bn": "অডিট লগ"},
        path="/audit-log", icon="history", order=90, right="audit.view_auditlog",
        parent=items.filter(slug="administration").first(),
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_bare_log"), ("accounts", "0006_menu")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
