"""Endpoints that are there are told on as before: they have no snapshot."""

from django.db import migrations, models
from django.db.models.functions import Cast


class Migration(migrations.Migration):
    dependencies = [("integrations", "0004_subscriptions")]
    operations = [
        migrations.AddField("webhookendpoint", "snapshot", models.TextField(db_default="", editable=False)),
        migrations.AlterField(
            "webhookendpoint",
            "snapshot",
            models.TextField(
                db_default=Cast(models.Func(function="pg_current_snapshot"), models.TextField()), editable=False
            ),
        ),
    ]
