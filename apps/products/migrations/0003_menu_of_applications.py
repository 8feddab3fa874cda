"""Applications and days off, in the menu as it is delivered."""

from django.db import migrations

# slug, English, Malay, Indonesian, Bengali, path, icon, right, parent, order
ENTRIES = [
    ("applications", "Applications", "Permohonan", "Permohonan", "আবেদন", "/applications", "assignment",
     "documents.view_customerapplication", None, 2),
    ("holidays", "Holidays", "Cuti umum", "Hari libur", "ছুটির দিন", "/holidays", "event_busy",
     "documents.view_holiday", "applications", 1),
]


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    for slug, title, ms, id_, bn, path, icon, right, parent, order in ENTRIES:
        items.create(
            slug=slug, title=title, titles={"ms": ms, "id": id_, "bn": bn}, path=path, icon=icon, order=order,
            right=right, parent=items.filter(slug=parent).first() if parent else None,
        )


class Migration(migrations.Migration):
    dependencies = [("products", "0002_menu")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
