"""What was written in the log cannot be changed, whoever asks: the database refuses it.

Only `actor` may become nobody (an invented person who goes with the demo world). Deleting is refused by the model, not
here: on SQLite the tests empty every table with DELETE, and the demo world is deleted.
"""

from typing import Any

from django.db import migrations

COLUMNS = ("id", "at", "verb", "object_type", "object_key", "detail")

SQLITE = f"""
CREATE TRIGGER accounts_auditevent_append_only BEFORE UPDATE ON accounts_auditevent
WHEN NEW.actor_id IS NOT NULL AND NEW.actor_id IS NOT OLD.actor_id
     OR {" OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in COLUMNS)}
BEGIN SELECT RAISE(ABORT, 'accounts_auditevent_append_only'); END
"""
POSTGRES = f"""
CREATE FUNCTION accounts_auditevent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'accounts_auditevent_append_only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER accounts_auditevent_append_only BEFORE UPDATE ON accounts_auditevent FOR EACH ROW
WHEN (NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id
      OR {" OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in COLUMNS)})
EXECUTE FUNCTION accounts_auditevent_append_only()
"""
POSTGRES_BACK = """
DROP TRIGGER accounts_auditevent_append_only ON accounts_auditevent;
DROP FUNCTION accounts_auditevent_append_only()
"""


def add(apps: Any, schema_editor: Any) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE if is_sqlite else POSTGRES, params=None)


def take_away(apps: Any, schema_editor: Any) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute("DROP TRIGGER accounts_auditevent_append_only" if is_sqlite else POSTGRES_BACK, params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_erased_accounts")]

    operations = [migrations.RunPython(add, take_away)]
