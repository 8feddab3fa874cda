from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("clients", "0001_initial"), ("invoices", "0001_initial")]
    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} ADD COLUMN rehearsed text", f"ALTER TABLE {table} DROP COLUMN rehearsed")
        for table in ("clients_client", "invoices_invoice")
    ]
