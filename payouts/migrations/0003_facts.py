"""What must never be edited: metered, rated, accrued, skipped, proven, issued.

An issued invoice's lines are guarded through the invoice: its figures are refused to change
once it has a number.
"""

from django.db import migrations

from onboarding.audit.guards import append_only

ISSUED_NEVER_CHANGES = """
CREATE FUNCTION refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.number IS NOT NULL AND (
        OLD.number, OLD.brand_id, OLD.period_id, OLD.currency, OLD.issued_at, OLD.due_on,
        OLD.net_minor, OLD.tax_minor, OLD.total_minor, OLD.tax_rate, OLD.tax_note,
        OLD.seller, OLD.buyer
    ) IS DISTINCT FROM (
        NEW.number, NEW.brand_id, NEW.period_id, NEW.currency, NEW.issued_at, NEW.due_on,
        NEW.net_minor, NEW.tax_minor, NEW.total_minor, NEW.tax_rate, NEW.tax_note,
        NEW.seller, NEW.buyer
    ) THEN
        RAISE EXCEPTION 'invoice % is issued and never changes', OLD.number
            USING ERRCODE = 'restrict_violation', HINT = 'Correct it with a credit note.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_never_changes BEFORE UPDATE OR DELETE ON payouts_invoice
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued();
CREATE TRIGGER append_only_rows BEFORE TRUNCATE ON payouts_invoice
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

UNDO = """
DROP TRIGGER append_only_rows ON payouts_invoice;
DROP TRIGGER issued_never_changes ON payouts_invoice;
DROP FUNCTION refuse_change_of_issued();
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0002_books")]

    operations = [
        *(
            append_only(f"payouts_{table}")
            for table in (
                "usagerecord",
                "ratedwork",
                "accrual",
                "clearing",
                "invoiceline",
                "creditnote",
                "creditnoteline",
                "allocation",
                "payoutskip",
                "proof",
                "proofresult",
                "journalseal",
            )
        ),
        migrations.RunSQL(ISSUED_NEVER_CHANGES, UNDO),
    ]
