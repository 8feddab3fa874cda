from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.AddField("tenant", "deleted_at", models.DateTimeField(editable=False, null=True)),
    ]
