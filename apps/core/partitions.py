"""Tables that only grow, in a partition for each month: what is asked of some months reads those alone, and the oldest
are dropped without touching a row.

A model says which column decides by `partitioned_by`. Its partitions are `<table>_<year>_<month>` (UTC), made ahead by
`migrate` and by beat; what fits none lies in `<table>_other` until its month is made. Making and dropping them is for
the owner and for the operators' role, whoever else may call the functions.
"""

from datetime import date
from typing import Any, Final

from django.apps import apps
from django.db import connections

MONTHS_AHEAD: Final = 3

FUNCTIONS: Final = """
CREATE OR REPLACE FUNCTION may_keep_table(held regclass, who name) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(bool_or(r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER')), false)
  FROM pg_roles r, pg_class c WHERE r.rolname = who AND c.oid = held
$$;

CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF may_keep_table(TG_RELID, current_user) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% only grows: nothing in it is changed or taken away', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE OR REPLACE FUNCTION fence_partition(parent regclass, part regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE reader name;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
    'FOR EACH STATEMENT EXECUTE FUNCTION only_grows()', part);
  FOR reader IN SELECT rolname FROM pg_roles
    WHERE rolbypassrls AND NOT rolsuper AND has_table_privilege(oid, parent, 'SELECT')
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO %I', part, reader);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION make_month(parent regclass, by_column name, day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET timezone = 'UTC' AS $$
DECLARE
  first timestamptz := date_trunc('month', day);
  following timestamptz := first + interval '1 month';
  part text := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
  rest text := format('%s_other', parent);
BEGIN
  IF NOT may_keep_table(parent, session_user) THEN
    RAISE EXCEPTION 'only the owner and the operators make partitions' USING ERRCODE = '42501';
  END IF;
  PERFORM pg_advisory_xact_lock(parent::oid::bigint);
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS)', part, parent);
  -- What came before its month was made moves there; the fence would hide it from the owner.
  EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', rest);
  EXECUTE format(
    'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
    rest, by_column, first, by_column, following, part);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', rest);
  EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, first, following);
  PERFORM fence_partition(parent, part::regclass);
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION drop_months(parent regclass, day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE part regclass; dropped integer := 0;
BEGIN
  IF NOT may_keep_table(parent, session_user) THEN
    RAISE EXCEPTION 'only the owner and the operators drop partitions' USING ERRCODE = '42501';
  END IF;
  FOR part IN SELECT inhrelid::regclass FROM pg_inherits
    WHERE inhparent = parent AND inhrelid::regclass::text ~ '_[0-9]{4}_[0-9]{2}$'
      AND inhrelid::regclass::text < format('%s_%s', parent, to_char(day, 'YYYY_MM'))
  LOOP
    EXECUTE format('DROP TABLE %s', part);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
"""


def partitioned_models() -> list[type[Any]]:
    """The models whose tables are in partitions."""
    return [model for model in apps.get_models() if getattr(model, "partitioned_by", None)]


def make_partitions(model: type[Any], *, using: str) -> int:
    """Make the partitions of the running month and of those ahead that are not there. Answers how many."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE make_month(%s::regclass, %s, (now() + n * interval '1 month')::date)) "
            "FROM generate_series(0, %s) n",
            [model._meta.db_table, model.partitioned_by, MONTHS_AHEAD],
        )
        return int(cursor.fetchone()[0])


def drop_partitions(model: type[Any], *, before: date, using: str) -> int:
    """Drop the partitions of the months before that of the day, with all rows in them. Answers how many."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT drop_months(%s::regclass, %s)", [model._meta.db_table, before])
        return int(cursor.fetchone()[0])
