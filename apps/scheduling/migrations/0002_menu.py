"""The calendar and tasks, in the menu as it is delivered."""

from django.db import migrations

# slug, English, Malay, Indonesian, Bengali, path, icon, right, order
ENTRIES = [
    ("calendar", "Calendar", "Kalendar", "Kalender", "ক্যালেন্ডার", "/calendar", "calendar_month",
     "scheduling.view_calendarevent", 6),
    ("tasks", "Tasks", "Tugasan", "Tugas", "কাজ", "/tasks", "task_alt", "scheduling.view_task", 6),
]


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    for slug, title, ms, id_, bn, path, icon, right, order in ENTRIES:
        items.create(
            slug=slug, title=title, titles={"ms": ms, "id": id_, "bn": bn}, path=path, icon=icon, order=order, right=right,
        )


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial"), ("accounts", "0006_menu")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
