"""The log in a partition for each month. The rows that are there are copied month by month, in one transaction."""

from django.db import migrations

from apps.core.partitions import FUNCTIONS, MONTHS_AHEAD

PARTITION = """
DO $$
DECLARE definition text; definitions text[]; highest bigint; month date;
BEGIN
  SELECT array_agg(indexdef) INTO definitions FROM pg_indexes
  WHERE schemaname = 'public' AND tablename = 'audit_auditlog' AND indexdef NOT LIKE 'CREATE UNIQUE%';
  ALTER TABLE audit_auditlog NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE audit_auditlog RENAME TO audit_auditlog_whole;
  ALTER TABLE audit_auditlog_whole ALTER id DROP IDENTITY IF EXISTS;
  CREATE TABLE audit_auditlog (LIKE audit_auditlog_whole INCLUDING DEFAULTS) PARTITION BY RANGE (timestamp);
  CREATE TABLE audit_auditlog_other PARTITION OF audit_auditlog DEFAULT;
  CREATE SEQUENCE audit_auditlog_id_seq AS bigint OWNED BY audit_auditlog.id;
  ALTER TABLE audit_auditlog ALTER id SET DEFAULT nextval('audit_auditlog_id_seq');
  FOR month IN SELECT DISTINCT date_trunc('month', timestamp AT TIME ZONE 'UTC')::date FROM audit_auditlog_whole LOOP
    PERFORM make_month('audit_auditlog', 'timestamp', month);
  END LOOP;
  PERFORM make_month('audit_auditlog', 'timestamp', (now() + n * interval '1 month')::date)
    FROM generate_series(0, {ahead}) n;
  INSERT INTO audit_auditlog SELECT * FROM audit_auditlog_whole;
  SELECT max(id) INTO highest FROM audit_auditlog_whole;
  PERFORM setval('audit_auditlog_id_seq', coalesce(highest, 1), highest IS NOT NULL);
  DROP TABLE audit_auditlog_whole;
  ALTER TABLE audit_auditlog ADD PRIMARY KEY (id, timestamp);
  ALTER TABLE audit_auditlog ADD UNIQUE (tenant_id, timestamp, id);
  FOREACH definition IN ARRAY definitions LOOP
    EXECUTE definition;
  END LOOP;
  PERFORM fence_partition('audit_auditlog', 'audit_auditlog_other');
  CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditlog
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_index_of_impersonators")]
    operations = [
        migrations.RunSQL([FUNCTIONS, PARTITION.replace("{ahead}", str(MONTHS_AHEAD))]),
    ]
