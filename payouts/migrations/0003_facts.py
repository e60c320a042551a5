"""What must never be edited: metered, rated, accrued, skipped, proven, issued.

An issued invoice's lines are guarded through the invoice: its figures are refused to change
once it has a number, and their hash at that instant is kept with it.
"""

from django.db import migrations

from onboarding.audit.guards import append_only

ISSUED_NEVER_CHANGES = """
CREATE FUNCTION hash_of_issued(i payouts_invoice) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        i.number, i.brand_id, i.period_id, i.currency, extract(epoch FROM i.issued_at), i.due_on,
        i.net_minor, i.tax_minor, i.total_minor, i.taxes, i.tax_basis,
        i.seller, i.buyer, i.purchase_order_id, i.po_number, i.language
    )::text, 'UTF8')), 'hex')
$$;
CREATE FUNCTION refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND OLD.number IS NULL THEN
        NEW.issued_hash = CASE WHEN NEW.number IS NULL THEN '' ELSE hash_of_issued(NEW) END;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.number IS NOT NULL AND (
        OLD.number, OLD.brand_id, OLD.period_id, OLD.currency, OLD.issued_at, OLD.due_on,
        OLD.net_minor, OLD.tax_minor, OLD.total_minor, OLD.taxes, OLD.tax_basis,
        OLD.seller, OLD.buyer, OLD.purchase_order_id, OLD.po_number, OLD.language,
        OLD.issued_hash
    ) IS DISTINCT FROM (
        NEW.number, NEW.brand_id, NEW.period_id, NEW.currency, NEW.issued_at, NEW.due_on,
        NEW.net_minor, NEW.tax_minor, NEW.total_minor, NEW.taxes, NEW.tax_basis,
        NEW.seller, NEW.buyer, NEW.purchase_order_id, NEW.po_number, NEW.language,
        NEW.issued_hash
    ) THEN
        RAISE EXCEPTION 'invoice % is issued and never changes', OLD.number
            USING ERRCODE = 'restrict_violation', HINT = 'Correct it with a credit note.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_never_changes BEFORE INSERT OR UPDATE OR DELETE ON payouts_invoice
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued();
CREATE TRIGGER append_only_rows BEFORE TRUNCATE ON payouts_invoice
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

UNDO = """
DROP TRIGGER append_only_rows ON payouts_invoice;
DROP TRIGGER issued_never_changes ON payouts_invoice;
DROP FUNCTION refuse_change_of_issued();
DROP FUNCTION hash_of_issued(payouts_invoice);
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0002_books")]

    operations = [
        *(
            append_only(f"payouts_{table}")
            for table in (
                "usagerecord",
                "ratedwork",
                "ruling",
                "accrual",
                "clearing",
                "invoiceline",
                "creditnote",
                "creditnoteline",
                "evidencefile",
                "evidence",
                "verdict",
                "issuedfile",
                "allocation",
                "eventpoll",
                "payoutskip",
                "proof",
                "proofresult",
                "journalseal",
                "processormovement",
            )
        ),
        migrations.RunSQL(ISSUED_NEVER_CHANGES, UNDO),
    ]
