"""What must never be edited: what was ordered of a bank, who took it there, what the bank sent.

A file's order is guarded in its own row: once it is made, only its fate moves.
"""

from django.db import migrations

from onboarding.audit.guards import append_only

MADE_NEVER_CHANGES = """
CREATE FUNCTION refuse_change_of_bank_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (
        OLD.run_id, OLD.format, OLD.currency, OLD.number, OLD.message_id, OLD.modifier,
        OLD.originator, OLD.execute_on, OLD.entry_count, OLD.total_minor, OLD.content_hash,
        OLD.sha256, OLD.made_at
    ) IS DISTINCT FROM (
        NEW.run_id, NEW.format, NEW.currency, NEW.number, NEW.message_id, NEW.modifier,
        NEW.originator, NEW.execute_on, NEW.entry_count, NEW.total_minor, NEW.content_hash,
        NEW.sha256, NEW.made_at
    ) THEN
        RAISE EXCEPTION 'bank file % is made and never changes', OLD.message_id
            USING ERRCODE = 'restrict_violation', HINT = 'Withdraw it; a new one is made.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER made_never_changes BEFORE UPDATE OR DELETE ON payouts_bankfile
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_bank_file();
CREATE TRIGGER append_only_rows BEFORE TRUNCATE ON payouts_bankfile
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

UNDO = """
DROP TRIGGER append_only_rows ON payouts_bankfile;
DROP TRIGGER made_never_changes ON payouts_bankfile;
DROP FUNCTION refuse_change_of_bank_file();
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0007_guarantees")]

    operations = [
        *(
            append_only(f"payouts_{table}")
            for table in ("bankfileentry", "bankfiledownload", "bankreport")
        ),
        migrations.RunSQL(MADE_NEVER_CHANGES, UNDO),
    ]
