from django.db import migrations


def deliver(apps, schema_editor):
    """The menu's entry."""
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    items.create(
        slug="exchange-rates", title="Exchange rates",
        titles={"ms": "Kadar pertukaran", "id": "Nilai tukar", "bn": "বিনিময় হার"},
        path="/exchange-rates", icon="currency_exchange", order=90, right="currencies.view_exchangerate",
        parent=items.filter(slug="sales", parent=None).first(),
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_menu"), ("currencies", "0001_rates")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
