from django.db import migrations


class Migration(migrations.Migration):
    """Streams are woken by the commit itself; nobody heard what the subscriber `live` told them."""

    dependencies = [("audit", "0009_request_tree")]

    operations = [
        migrations.RunSQL(
            "DELETE FROM audit_relayposition WHERE subscriber = 'live'", reverse_sql=migrations.RunSQL.noop
        ),
    ]
