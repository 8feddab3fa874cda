"""Which company a webhook of WhatsApp is for, asked before any tenant is bound; and the entry in the menu."""

from django.db import migrations

CREATE = """
CREATE FUNCTION whatsapp_tenant(number text, phone text, shared text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(
    (SELECT a.tenant_id FROM notifications_whatsappaccount a WHERE a.phone_number_id = number),
    (SELECT n.tenant_id FROM notifications_notification n
     WHERE number = shared AND shared <> '' AND n.channel = 'whatsapp' AND n.recipient = phone
     ORDER BY n.id DESC LIMIT 1)
  )
$$;
"""


def deliver(apps, schema_editor):
    apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias).create(
        slug="notifications", title="Notifications",
        titles={"ms": "Pemberitahuan", "id": "Pemberitahuan", "bn": "বিজ্ঞপ্তি"},
        path="/notifications", icon="notifications", order=6, right="notifications.view_notification",
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("accounts", "0006_menu")]
    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION whatsapp_tenant(text, text, text)"),
        migrations.RunPython(deliver, migrations.RunPython.noop),
    ]
