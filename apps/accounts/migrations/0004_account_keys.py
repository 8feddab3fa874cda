"""Accounts are compared by keys that look-alikes share."""

from django.db import migrations, models

FILL = """
ALTER TABLE accounts_user NO FORCE ROW LEVEL SECURITY;
UPDATE accounts_user SET username_key = lower(username), email_key = lower(email),
  search_text = ' ' || lower(concat_ws(' ', username, email, first_name, last_name));
ALTER TABLE accounts_user FORCE ROW LEVEL SECURITY;
CREATE OR REPLACE FUNCTION account_by_identifier(identifier text) RETURNS TABLE (id bigint, tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT u.id, u.tenant_id FROM accounts_user u
  WHERE u.username_key = identifier OR u.email_key = identifier
  ORDER BY u.username_key = identifier DESC LIMIT 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_account_functions"), ("tenants", "0002_tenant_deleted_at")]

    operations = [
        migrations.RemoveConstraint(model_name="user", name="username_is_unique"),
        migrations.RemoveConstraint(model_name="user", name="email_is_unique"),
        migrations.AddField("user", "search_text", models.TextField(blank=True, editable=False, default=""), False),
        migrations.AddField("user", "username_key", models.CharField(editable=False, max_length=300, default=""), False),
        migrations.AddField("user", "email_key", models.CharField(editable=False, max_length=300, default=""), False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint("user", models.UniqueConstraint(fields=("username_key",), name="username_is_unique")),
        migrations.AddConstraint("user", models.UniqueConstraint(fields=("email_key",), name="email_is_unique")),
    ]
