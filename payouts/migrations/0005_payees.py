"""What a payee gave and signed is never edited; only its status and its seal move on."""

from django.db import migrations

from onboarding.audit.guards import append_only

# A seal may be renewed under another key, so the sealed columns are not compared here: an
# envelope of another row or column does not open.
KEPT = """
CREATE FUNCTION refuse_change_of_details() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (
        OLD.public_id, OLD.payee_id, OLD.version, OLD.kind, OLD.country, OLD.bank_code,
        OLD.account_type, OLD.masked, OLD.fingerprint, OLD.destination, OLD.contact, OLD.risks,
        OLD.is_own, OLD.proposed_by_id, OLD.proposed_at
    ) IS DISTINCT FROM (
        NEW.public_id, NEW.payee_id, NEW.version, NEW.kind, NEW.country, NEW.bank_code,
        NEW.account_type, NEW.masked, NEW.fingerprint, NEW.destination, NEW.contact, NEW.risks,
        NEW.is_own, NEW.proposed_by_id, NEW.proposed_at
    ) OR OLD.confirmed_at IS NOT NULL AND (OLD.confirmed_at, OLD.effective_at)
        IS DISTINCT FROM (NEW.confirmed_at, NEW.effective_at) THEN
        RAISE EXCEPTION 'payout details % never change', OLD.id
            USING ERRCODE = 'restrict_violation', HINT = 'Propose a further version.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE ON payouts_payoutdetails
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_details();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON payouts_payoutdetails
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (
        OLD.public_id, OLD.payee_id, OLD.kind, OLD.residence, OLD.classification, OLD.tin_kind,
        OLD.tin_masked, OLD.tin_fingerprint, OLD.treaty, OLD.statement_version,
        OLD.statement_hash, OLD.signed_at, OLD.signed_from, OLD.signed_by_id, OLD.holds_until
    ) IS DISTINCT FROM (
        NEW.public_id, NEW.payee_id, NEW.kind, NEW.residence, NEW.classification, NEW.tin_kind,
        NEW.tin_masked, NEW.tin_fingerprint, NEW.treaty, NEW.statement_version,
        NEW.statement_hash, NEW.signed_at, NEW.signed_from, NEW.signed_by_id, NEW.holds_until
    ) THEN
        RAISE EXCEPTION 'tax form % is signed and never changes', OLD.id
            USING ERRCODE = 'restrict_violation', HINT = 'Have a further form signed.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE ON payouts_taxform
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON payouts_taxform
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

UNDO = """
DROP TRIGGER never_emptied ON payouts_taxform;
DROP TRIGGER never_change ON payouts_taxform;
DROP FUNCTION refuse_change_of_signed();
DROP TRIGGER never_emptied ON payouts_payoutdetails;
DROP TRIGGER never_change ON payouts_payoutdetails;
DROP FUNCTION refuse_change_of_details();
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0004_extras")]

    operations = [append_only("payouts_reveal"), migrations.RunSQL(KEPT, UNDO)]
