"""The bills' entry in the menu, below sales."""

from django.db import migrations


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    sales = items.filter(slug="sales").first()
    if sales is None or items.filter(slug="bills").exists():
        return
    items.create(
        slug="bills", title="Bandwidth bills", path="/bills", icon="network_check", order=7, right="bills.view_bill",
        titles={"ms": "Bil jalur lebar", "id": "Tagihan bandwidth", "bn": "ব্যান্ডউইথ বিল"}, parent=sales,
    )


class Migration(migrations.Migration):
    dependencies = [("bills", "0001_bills"), ("accounts", "0006_menu")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
