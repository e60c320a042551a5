"""The books: one function that posts, and the guards that nobody passes.

Plain SQL behind the rights of the application's role. The role may read the books and call
``ledger_post``; it may write no table of theirs, and the triggers bind whoever may.

All legs of a transaction are written by one statement together with the transaction. So one
set-based check at the end of that statement sees whole transactions, and no row-by-row
deferred trigger is needed: a statement that leaves a transaction without legs, out of
balance, or adds a leg to an older one is refused as a whole.
"""

from django.db import migrations

from onboarding.audit.guards import append_only

# The same as payouts.money; a test holds the two against each other.
ROUNDING = """
CREATE FUNCTION round_half_even(numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (CASE WHEN abs($1 - trunc($1)) = 0.5 THEN 2 * round($1 / 2) ELSE round($1) END)::bigint
$$;
CREATE FUNCTION minor_units_in(currency text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF',
                          'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 1
        WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1000
        ELSE 100 END
$$;
"""

UNROUND = """
DROP FUNCTION round_half_even(numeric);
DROP FUNCTION minor_units_in(text);
"""

GUARDS = """
ALTER TABLE payouts_journaltransaction
    ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION ledger_check_transactions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong text;
BEGIN
    SELECT n.event_key INTO wrong FROM new_rows n
    WHERE n.xact <> pg_current_xact_id() LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transaction % carries a forged seal', wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT n.event_key INTO wrong FROM new_rows n
    WHERE NOT EXISTS (SELECT FROM payouts_journalentry e WHERE e.transaction_id = n.id) LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transaction % has no entries: write both in one statement', wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER whole_transactions AFTER INSERT ON payouts_journaltransaction
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_transactions();

CREATE FUNCTION ledger_check_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
    -- A transaction that exists already, from this database transaction or an older one, has
    -- more entries than this statement brought; one that does not exist has no row to join.
    SELECT n.transaction_id, t.event_key, n.legs, n.total, n.uneven,
           (SELECT count(*) FROM payouts_journalentry e
            WHERE e.transaction_id = n.transaction_id) AS standing,
           t.xact = pg_current_xact_id() AS sealed_here
    INTO wrong
    FROM (
        SELECT transaction_id, sum(legs) AS legs, min(total) AS total,
               bool_or(total <> 0) AS uneven
        FROM (
            SELECT transaction_id, currency, count(*) AS legs, sum(amount_minor) AS total
            FROM new_rows GROUP BY transaction_id, currency
        ) by_currency
        GROUP BY transaction_id
    ) n
    LEFT JOIN payouts_journaltransaction t ON t.id = n.transaction_id
    WHERE n.uneven OR n.legs < 2 OR t.xact IS DISTINCT FROM pg_current_xact_id()
       OR n.legs <> (SELECT count(*) FROM payouts_journalentry e
                     WHERE e.transaction_id = n.transaction_id)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transaction % is %', coalesce(wrong.event_key, '#' || wrong.transaction_id),
            CASE WHEN wrong.event_key IS NULL THEN 'not in the journal'
                 WHEN NOT wrong.sealed_here OR wrong.legs <> wrong.standing
                     THEN 'sealed: nobody adds legs later'
                 WHEN wrong.legs < 2 THEN 'a single leg'
                 ELSE 'out of balance' END
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Accounts are never deleted, so checking here is what a foreign key would check, set-based.
    IF EXISTS (
        SELECT FROM new_rows n LEFT JOIN payouts_ledgeraccount a ON a.id = n.account_id
        WHERE a.currency IS DISTINCT FROM n.currency
    ) THEN
        RAISE EXCEPTION 'an entry''s currency is not its account''s'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER balanced_and_sealed AFTER INSERT ON payouts_journalentry
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_entries();

CREATE FUNCTION ledger_keep_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE passed text;
BEGIN
    -- Rows are locked in account order, so that two statements cannot wait for each other.
    -- A floor on promises refuses a promise; a correction of the past may go below it.
    WITH moved AS (
        SELECT n.account_id,
               coalesce(sum(n.amount_minor) FILTER (WHERE n.amount_minor > 0), 0) AS debits,
               -coalesce(sum(n.amount_minor) FILTER (WHERE n.amount_minor < 0), 0) AS credits,
               count(*) AS entries,
               bool_or(t.kind IN ('PAYOUT_RESERVED', 'HOLD_PLACED', 'PREPAID_DRAWN',
                                  'INSTANT_PAYOUT')) AS promised
        FROM new_rows n
        JOIN payouts_ledgeraccount a ON a.id = n.account_id AND a.is_cached
        JOIN payouts_journaltransaction t ON t.id = n.transaction_id
        GROUP BY n.account_id
    ), kept AS (
        INSERT INTO payouts_ledgerbalance AS b
            (account_id, debits_minor, credits_minor, entry_count)
        SELECT account_id, debits, credits, entries FROM moved ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE
        SET debits_minor = b.debits_minor + excluded.debits_minor,
            credits_minor = b.credits_minor + excluded.credits_minor,
            entry_count = b.entry_count + excluded.entry_count
        RETURNING b.account_id, b.debits_minor, b.credits_minor
    )
    SELECT a.code INTO passed
    FROM kept
    JOIN payouts_ledgeraccount a ON a.id = kept.account_id
    JOIN moved ON moved.account_id = kept.account_id
    WHERE a.floor_minor IS NOT NULL
      AND (CASE a.grows_by WHEN 'DEBIT' THEN kept.debits_minor - kept.credits_minor
           ELSE kept.credits_minor - kept.debits_minor END) < a.floor_minor
      AND (CASE a.grows_by WHEN 'DEBIT' THEN moved.debits - moved.credits
           ELSE moved.credits - moved.debits END) < 0
      AND (a.floor_binds = 'EVERYTHING' OR (a.floor_binds = 'PROMISES' AND moved.promised))
    LIMIT 1;
    IF passed IS NOT NULL THEN
        RAISE EXCEPTION 'account % would pass its floor', passed
            USING ERRCODE = 'TL001';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_balances AFTER INSERT ON payouts_journalentry
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_balances();
"""

POST = """
CREATE FUNCTION ledger_open_accounts(codes text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO payouts_ledgeraccount
        (code, kind, owner, owner_id, currency, grows_by, floor_minor, floor_binds, is_cached)
    SELECT c.code, k.kind, k.owner, nullif(split_part(c.code, '/', 3), '')::bigint,
           split_part(c.code, '/', 2), k.grows_by,
           CASE WHEN k.floor_binds = 'NOTHING' THEN NULL ELSE 0 END, k.floor_binds,
           k.owner <> 'PLATFORM'
    FROM (SELECT DISTINCT unnest(codes) AS code) c
    JOIN (VALUES
        ('BRAND_UNBILLED', 'BRAND', 'DEBIT', 'NOTHING'),
        ('BRAND_RECEIVABLE', 'BRAND', 'DEBIT', 'NOTHING'),
        ('BRAND_PREPAID', 'BRAND', 'CREDIT', 'EVERYTHING'),
        ('AGENT_PENDING', 'AGENT', 'CREDIT', 'NOTHING'),
        ('AGENT_PAYABLE', 'AGENT', 'CREDIT', 'PROMISES'),
        ('AGENT_HELD', 'AGENT', 'CREDIT', 'EVERYTHING'),
        ('AGENT_IN_TRANSIT', 'AGENT', 'CREDIT', 'EVERYTHING'),
        ('PROCESSOR_BALANCE', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('BANK', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('REVENUE', 'PLATFORM', 'CREDIT', 'NOTHING'),
        ('AGENT_COST', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('TAX_PAYABLE', 'PLATFORM', 'CREDIT', 'NOTHING'),
        ('PROCESSOR_FEES', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('DISPUTE_RESERVE', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('BAD_DEBT', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('FX', 'PLATFORM', 'DEBIT', 'NOTHING')
    ) AS k (kind, owner, grows_by, floor_binds) ON k.kind = split_part(c.code, '/', 1)
    WHERE NOT EXISTS (SELECT FROM payouts_ledgeraccount a WHERE a.code = c.code)
      AND split_part(c.code, '/', 2) ~ '^[A-Z]{3}$'
      AND (k.owner = 'PLATFORM') = (split_part(c.code, '/', 3) = '')
    ORDER BY c.code
    ON CONFLICT (code) DO NOTHING
$$;

-- Posts each event once. Legs are parallel arrays; leg_of names the event by its place, from 1.
-- Returns a row for each event: its transaction, and whether it is new.
CREATE FUNCTION ledger_post(
    event_keys text[], kinds text[], effective_ats timestamptz[], reverses bigint[],
    leg_of int[], leg_codes text[], leg_amounts bigint[],
    recorded timestamptz, actor bigint
) RETURNS TABLE (place int, transaction_id bigint, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE reused text; unknown text; written_count bigint;
BEGIN
    -- Accounts are opened by a statement of their own, before the one that takes its snapshot.
    SELECT l.code INTO unknown FROM unnest(leg_codes) AS l (code)
    WHERE NOT EXISTS (SELECT FROM payouts_ledgeraccount a WHERE a.code = l.code) LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM ledger_open_accounts(leg_codes);
        SELECT l.code INTO unknown FROM unnest(leg_codes) AS l (code)
        WHERE NOT EXISTS (SELECT FROM payouts_ledgeraccount a WHERE a.code = l.code) LIMIT 1;
        IF unknown IS NOT NULL THEN
            RAISE EXCEPTION 'there is no account %', unknown
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;

    RETURN QUERY
    WITH leg AS MATERIALIZED (
        SELECT l.place, a.id AS account_id, a.currency, l.amount, l.code
        FROM unnest(leg_of, leg_codes, leg_amounts) AS l (place, code, amount)
        JOIN payouts_ledgeraccount a ON a.code = l.code
    ), event AS MATERIALIZED (
        SELECT e.place::int AS place, e.event_key, e.kind, e.effective_at, e.reverses_id,
               encode(sha256(convert_to(
                   concat_ws('|', e.kind, e.reverses_id, f.content), 'UTF8')), 'hex') AS fingerprint
        FROM unnest(event_keys, kinds, effective_ats, reverses) WITH ORDINALITY
            AS e (event_key, kind, effective_at, reverses_id, place)
        LEFT JOIN (
            SELECT place, string_agg(code || '=' || amount, ',' ORDER BY code, amount) AS content
            FROM leg GROUP BY place
        ) f ON f.place = e.place
    ), written AS (
        INSERT INTO payouts_journaltransaction
            (event_key, fingerprint, kind, effective_at, recorded_at, reverses_id, actor_id)
        SELECT event_key, fingerprint, kind, effective_at, recorded, reverses_id, actor
        FROM event ORDER BY event.place
        ON CONFLICT (event_key) DO NOTHING
        RETURNING id, payouts_journaltransaction.event_key
    ), first_of AS (
        -- The same event twice in one call is written once, with the first one's legs.
        SELECT w.id, min(event.place) AS place
        FROM written w JOIN event ON event.event_key = w.event_key GROUP BY w.id
    ), entered AS (
        INSERT INTO payouts_journalentry (transaction_id, account_id, currency, amount_minor)
        SELECT first_of.id, leg.account_id, leg.currency, leg.amount
        FROM first_of JOIN leg ON leg.place = first_of.place
        ORDER BY first_of.place
    )
    SELECT first_of.place, first_of.id, true FROM first_of;

    -- A later statement sees what another session committed meanwhile under the same key.
    GET DIAGNOSTICS written_count = ROW_COUNT;
    IF written_count < cardinality(event_keys) THEN
        SELECT e.event_key INTO reused
        FROM (
            SELECT e.event_key, encode(sha256(convert_to(
                       concat_ws('|', e.kind, e.reverses_id, f.content), 'UTF8')), 'hex') AS print
            FROM unnest(event_keys, kinds, reverses) WITH ORDINALITY
                AS e (event_key, kind, reverses_id, place)
            LEFT JOIN (
                SELECT l.place,
                       string_agg(l.code || '=' || l.amount, ',' ORDER BY l.code, l.amount) AS content
                FROM unnest(leg_of, leg_codes, leg_amounts) AS l (place, code, amount)
                GROUP BY l.place
            ) f ON f.place = e.place
        ) e
        JOIN payouts_journaltransaction t ON t.event_key = e.event_key
        WHERE t.fingerprint <> e.print LIMIT 1;
        IF reused IS NOT NULL THEN
            RAISE EXCEPTION 'event key % already stands for something else', reused
                USING ERRCODE = 'TL002';
        END IF;
    END IF;
END $$;

COMMENT ON TABLE payouts_ledgeraccount IS 'written by functions';
COMMENT ON TABLE payouts_journaltransaction IS 'written by functions';
COMMENT ON TABLE payouts_journalentry IS 'written by functions';
COMMENT ON TABLE payouts_ledgerbalance IS 'written by functions';
"""

UNDO = """
DROP FUNCTION ledger_post(
    text[], text[], timestamptz[], bigint[], int[], text[], bigint[], timestamptz, bigint);
DROP FUNCTION ledger_open_accounts(text[]);
"""

UNGUARD = """
DROP TRIGGER keep_balances ON payouts_journalentry;
DROP TRIGGER balanced_and_sealed ON payouts_journalentry;
DROP TRIGGER whole_transactions ON payouts_journaltransaction;
DROP FUNCTION ledger_keep_balances();
DROP FUNCTION ledger_check_entries();
DROP FUNCTION ledger_check_transactions();
ALTER TABLE payouts_journaltransaction DROP COLUMN xact;
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_initial")]

    operations = [
        migrations.RunSQL(ROUNDING, UNROUND),
        migrations.RunSQL(GUARDS, UNGUARD),
        append_only("payouts_ledgeraccount"),
        append_only("payouts_journaltransaction"),
        append_only("payouts_journalentry"),
        migrations.RunSQL(POST, UNDO),
    ]
