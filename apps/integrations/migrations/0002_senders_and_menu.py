"""Who may have sent a webhook, asked before any tenant is bound; and the entry in the menu."""

from django.db import migrations

CREATE = """
CREATE FUNCTION webhook_senders(sender text)
RETURNS TABLE (id bigint, tenant_id bigint, sealed bytea, allowed_ips text[], rate_limit integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.tenant_id, p.sealed, p.allowed_ips::text[], p.rate_limit FROM integrations_provider p
  WHERE p.name = sender AND p.is_active AND p.has_secret_key
$$;
"""


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    items.create(
        slug="integrations", title="Integrations", titles={"ms": "Integrasi", "id": "Integrasi", "bn": "ইন্টিগ্রেশন"},
        path="/integrations", icon="hub", order=80, right="integrations.view_provider",
        parent=items.filter(slug="administration").first(),
    )


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial"), ("accounts", "0006_menu")]
    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION webhook_senders(text)"),
        migrations.RunPython(deliver, migrations.RunPython.noop),
    ]
