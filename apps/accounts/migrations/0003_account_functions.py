"""Two questions that are asked before any tenant is bound: whose log-in is this, and whose session."""

from django.db import migrations

CREATE = """
CREATE FUNCTION account_by_identifier(identifier text) RETURNS TABLE (id bigint, tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT u.id, u.tenant_id FROM accounts_user u
  WHERE lower(u.username) = lower(identifier) OR lower(u.email) = lower(identifier)
  ORDER BY lower(u.username) = lower(identifier) DESC LIMIT 1
$$;
CREATE FUNCTION account_by_id(user_id bigint) RETURNS TABLE (id bigint, tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT u.id, u.tenant_id FROM accounts_user u WHERE u.id = user_id
$$;
"""
DROP = "DROP FUNCTION account_by_identifier(text); DROP FUNCTION account_by_id(bigint);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
