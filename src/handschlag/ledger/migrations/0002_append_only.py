"""The database itself refuses to change, delete or empty the ledger, whoever asks; SQLite also refuses to insert out of order
(``INSERT OR REPLACE`` would otherwise delete without a trigger firing)."""

from django.db import migrations

GUARDS = {
    "sqlite": [
        """CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
           BEGIN SELECT RAISE(ABORT, 'The ledger is append-only: no update'); END""",
        """CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
           BEGIN SELECT RAISE(ABORT, 'The ledger is append-only: no delete'); END""",
        """CREATE TRIGGER ledger_entry_in_order BEFORE INSERT ON ledger_entry
           WHEN NEW.seq <= (SELECT MAX(seq) FROM ledger_entry)
           BEGIN SELECT RAISE(ABORT, 'The ledger is append-only: entries follow the last one'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN RAISE EXCEPTION 'The ledger is append-only: no %', lower(TG_OP) USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry
           FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()""",
        """CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
           FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_refuse()""",
        "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_no_change",
        "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_no_truncate",
    ],
}

LIFTED = {
    "sqlite": [f"DROP TRIGGER ledger_entry_{name}" for name in ("no_update", "no_delete", "in_order")],
    "postgresql": ["DROP FUNCTION ledger_entry_refuse() CASCADE"],
}


def guard(apps, schema_editor):
    for statement in GUARDS[schema_editor.connection.vendor]:
        schema_editor.connection.cursor().execute(statement)


def lift(apps, schema_editor):
    """For undoing this migration, and for tests that empty or tamper with the ledger."""
    for statement in LIFTED[schema_editor.connection.vendor]:
        schema_editor.connection.cursor().execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_entries")]
    operations = [migrations.RunPython(guard, lift)]
