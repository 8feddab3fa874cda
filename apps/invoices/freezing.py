"""The database's own guard over issued documents: triggers that hold whatever code or hand writes.

A document is issued when it has a content hash. Then nothing it says changes, and neither it nor its lines go away,
except inside `apps.core.removal.removing`, which a service states.
"""

from collections.abc import Sequence

MUTABLE = (
    "status", "sent_at", "emailed_at", "search_text", "owner_id", "client_id", "created_at", "updated_at",
)  # fmt: skip
"""What may change of any issued document. The client may be merged into another; the buyer as printed stays."""
SET_ONCE = ("base_currency", "exchange_rate", "base_subtotal", "base_tax_amount", "base_total_amount")
"""What a document that was issued before there were exchange rates is given later, once."""
MUTABLE_OF_LINES = ("product_id", "customer_application_id")

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION guard_issued_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := TG_ARGV::text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(OLD) ->> 'exchange_rate' IS NULL THEN
      free := free || ARRAY[{values}];
    END IF;
    IF to_jsonb(OLD) - free IS NOT DISTINCT FROM to_jsonb(NEW) - free THEN
      RETURN NEW;
    END IF;
  ELSIF current_setting('app.removing', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% % is issued: what it says cannot change', TG_TABLE_NAME, OLD.id USING ERRCODE = '23514';
END $$;
"""
_OF_LINES = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line {lines}%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - TG_ARGV::text[] IS NOT DISTINCT FROM to_jsonb(NEW) - TG_ARGV::text[] THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN line := NEW; ELSE line := OLD; END IF;
  IF TG_OP = 'DELETE' AND current_setting('app.removing', true) = 'on' THEN
    RETURN OLD;
  END IF;
  IF EXISTS (
    SELECT FROM {documents} WHERE tenant_id = line.tenant_id AND id = line.{parent} AND content_hash <> ''
  ) THEN
    RAISE EXCEPTION '% % is issued: its lines cannot change', '{documents}', line.{parent} USING ERRCODE = '23514';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
"""


def guard(documents: str, lines: str, parent: str, mutable: Sequence[str] = ()) -> str:
    """The SQL that lays the guard over a table of documents and that of its lines; laid anew, it replaces the old."""
    free = ", ".join(f"'{name}'" for name in (*MUTABLE, *mutable))
    free_of_lines = ", ".join(f"'{name}'" for name in MUTABLE_OF_LINES)
    function = f"guard_{lines}"
    return "".join(
        [
            _FUNCTIONS.replace("{values}", ", ".join(f"'{name}'" for name in SET_ONCE)),
            _OF_LINES.format(function=function, documents=documents, lines=lines, parent=parent),
            f"CREATE OR REPLACE TRIGGER issued BEFORE UPDATE OR DELETE ON {documents} FOR EACH ROW "
            f"WHEN (OLD.content_hash <> '') EXECUTE FUNCTION guard_issued_document({free});\n",
            f"CREATE OR REPLACE TRIGGER issued BEFORE INSERT OR UPDATE OR DELETE ON {lines} FOR EACH ROW "
            f"EXECUTE FUNCTION {function}({free_of_lines});\n",
        ]
    )


def unguard(documents: str, lines: str) -> str:
    """The SQL that takes the guard off."""
    return f"DROP TRIGGER issued ON {documents}; DROP TRIGGER issued ON {lines}; DROP FUNCTION guard_{lines}();"
