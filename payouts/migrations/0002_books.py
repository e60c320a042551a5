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
# Not STRICT: nothing is nothing by its own arithmetic, and a strict CASE is never inlined.
ROUNDING = """
CREATE FUNCTION round_half_even(numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
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

-- What the guards look up, they look up row by row through an index, and say so by asking in a
-- scalar subquery, which is never planned as a join: a join may be planned as a scan of the whole
-- journal, by a session that first saw it empty, and then every posting would pay for it.
CREATE FUNCTION ledger_check_transactions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
    SELECT n.event_key, n.xact <> pg_current_xact_id() AS is_forged, n.reverses_id INTO wrong
    FROM new_rows n
    WHERE n.xact <> pg_current_xact_id()
       OR (SELECT 1 FROM payouts_journalentry e WHERE e.transaction_id = n.id LIMIT 1) IS NULL
       OR n.reverses_id IS NOT NULL
          AND ARRAY(SELECT (e.account_id, e.amount_minor)::text FROM payouts_journalentry e
                    WHERE e.transaction_id = n.id ORDER BY e.account_id, e.amount_minor)
           <> ARRAY(SELECT (e.account_id, -e.amount_minor)::text FROM payouts_journalentry e
                    WHERE e.transaction_id = n.reverses_id
                    ORDER BY e.account_id, -e.amount_minor)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transaction % %', wrong.event_key,
            CASE WHEN wrong.is_forged THEN 'carries a forged seal'
                 WHEN wrong.reverses_id IS NOT NULL THEN 'is not the opposite of what it reverses'
                 ELSE 'has no entries: write both in one statement' END
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER whole_transactions AFTER INSERT ON payouts_journaltransaction
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_transactions();

-- Planned once in a session, perhaps for two legs: without sorting it suits forty thousand as well.
CREATE FUNCTION ledger_check_entries() RETURNS trigger
LANGUAGE plpgsql SET enable_sort = off AS $$
DECLARE wrong record; written_by cid;
BEGIN
    -- Two rows that carry one command id within one database transaction were written by one
    -- statement. So a leg whose transaction carries another came later than its transaction.
    SELECT (SELECT e.cmin FROM payouts_journalentry e WHERE e.id = n.id) INTO written_by
    FROM new_rows n LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- No leg is zero, so legs that sum to zero are two at least, in each currency.
    SELECT n.transaction_id, n.total INTO wrong
    FROM (
        SELECT transaction_id, currency, sum(amount_minor) AS total
        FROM new_rows GROUP BY transaction_id, currency
    ) n
    WHERE n.total <> 0
       OR (SELECT t.cmin = written_by AND t.xact = pg_current_xact_id()
           FROM payouts_journaltransaction t WHERE t.id = n.transaction_id) IS NOT TRUE
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transaction #% is %', wrong.transaction_id,
            CASE WHEN wrong.total <> 0 THEN 'out of balance, or a single leg'
                 ELSE 'sealed, or not in the journal: nobody adds legs later' END
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER balanced_and_sealed AFTER INSERT ON payouts_journalentry
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_entries();

CREATE FUNCTION ledger_keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
    -- Rows are locked in account order, so that two statements cannot wait for each other.
    -- A floor on promises refuses a promise; a correction of the past may go below it.
    WITH moved AS MATERIALIZED (
        SELECT n.account_id, n.currency, n.debits, n.credits, n.entries,
               (SELECT a FROM payouts_ledgeraccount a WHERE a.id = n.account_id) AS account
        FROM (
            SELECT account_id, currency,
                   sum(greatest(amount_minor, 0)) AS debits,
                   sum(greatest(-amount_minor, 0)) AS credits,
                   count(*) AS entries
            FROM new_rows GROUP BY account_id, currency
        ) n
    ), kept AS (
        INSERT INTO payouts_ledgerbalance AS b
            (account_id, debits_minor, credits_minor, entry_count)
        SELECT account_id, debits, credits, entries FROM moved
        WHERE (account).is_cached AND (account).currency = currency
        ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE
        SET debits_minor = b.debits_minor + excluded.debits_minor,
            credits_minor = b.credits_minor + excluded.credits_minor,
            entry_count = b.entry_count + excluded.entry_count
        RETURNING b.account_id, b.debits_minor - b.credits_minor AS stands_at
    )
    SELECT (m.account).code, m.currency, (m.account).currency IS DISTINCT FROM m.currency AS is_alien
    INTO wrong
    FROM moved m LEFT JOIN kept k ON k.account_id = m.account_id
    -- Accounts are never deleted, so asking here is what a foreign key would ask, set-based.
    WHERE (m.account).currency IS DISTINCT FROM m.currency
       OR (m.account).floor_minor IS NOT NULL
      AND (CASE (m.account).grows_by WHEN 'DEBIT' THEN k.stands_at ELSE -k.stands_at END)
          < (m.account).floor_minor
      AND (CASE (m.account).grows_by WHEN 'DEBIT' THEN m.debits - m.credits
           ELSE m.credits - m.debits END) < 0
      AND ((m.account).floor_binds = 'EVERYTHING'
           OR (m.account).floor_binds = 'PROMISES' AND EXISTS (
               SELECT FROM new_rows n
               JOIN payouts_journaltransaction t ON t.id = n.transaction_id
               WHERE n.account_id = m.account_id
                 AND t.kind IN ('PAYOUT_RESERVED', 'HOLD_PLACED', 'PREPAID_DRAWN',
                                'INSTANT_PAYOUT')))
    LIMIT 1;
    IF FOUND THEN
        IF wrong.is_alien THEN
            RAISE EXCEPTION 'an entry''s currency is not its account''s'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RAISE EXCEPTION 'account % would pass its floor', wrong.code
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
        ('BRAND_REFUNDING', 'BRAND', 'CREDIT', 'EVERYTHING'),
        ('AGENT_PENDING', 'AGENT', 'CREDIT', 'NOTHING'),
        ('AGENT_PAYABLE', 'AGENT', 'CREDIT', 'PROMISES'),
        ('AGENT_HELD', 'AGENT', 'CREDIT', 'EVERYTHING'),
        ('AGENT_IN_TRANSIT', 'AGENT', 'CREDIT', 'EVERYTHING'),
        ('PROCESSOR_BALANCE', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('BANK', 'PLATFORM', 'DEBIT', 'NOTHING'),
        ('SUSPENSE', 'PLATFORM', 'CREDIT', 'NOTHING'),
        ('REVENUE', 'PLATFORM', 'CREDIT', 'NOTHING'),
        ('PAYOUT_FEES', 'PLATFORM', 'CREDIT', 'NOTHING'),
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

-- The ids of accounts by their codes, in the same places; what is not there yet is opened by a
-- statement of its own, before the one that takes its snapshot.
CREATE FUNCTION ledger_account_ids(codes text[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    FOR is_second_look IN 0..1 LOOP
        ids := ARRAY(SELECT (SELECT a.id FROM payouts_ledgeraccount a WHERE a.code = c.code)
                     FROM unnest(codes) WITH ORDINALITY AS c (code, place) ORDER BY c.place);
        IF array_position(ids, NULL) IS NULL THEN
            RETURN ids;
        END IF;
        PERFORM ledger_open_accounts(codes);
    END LOOP;
    RAISE EXCEPTION 'there is no account %', codes[array_position(ids, NULL)]
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Posts one event once, and returns whether it is new. The same as ledger_post of one event;
-- apart from it because here nothing has to be planned for many.
CREATE FUNCTION ledger_post_one(
    event_key text, kind text, effective_at timestamptz, reverses bigint,
    leg_codes text[], leg_amounts bigint[], recorded timestamptz, actor bigint
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE account_ids bigint[] := '{}'; account_id bigint; print text; standing text;
BEGIN
    -- A look-up for each leg: for the two or three that one event has, a join costs five times more.
    FOR leg IN 1 .. cardinality(leg_codes) LOOP
        SELECT a.id INTO account_id FROM payouts_ledgeraccount a WHERE a.code = leg_codes[leg];
        IF account_id IS NULL THEN
            account_ids := ledger_account_ids(leg_codes);
            EXIT;
        END IF;
        account_ids[leg] := account_id;
    END LOOP;
    SELECT encode(sha256(convert_to(concat_ws('|', kind, reverses,
               string_agg(l.code || '=' || l.amount, ',' ORDER BY l.code, l.amount)
           ), 'UTF8')), 'hex')
    INTO print FROM (SELECT unnest(leg_codes) AS code, unnest(leg_amounts) AS amount) l;

    WITH written AS (
        INSERT INTO payouts_journaltransaction AS t
            (event_key, fingerprint, kind, effective_at, recorded_at, reverses_id, actor_id)
        VALUES (event_key, print, kind, effective_at, recorded, reverses, actor)
        ON CONFLICT ON CONSTRAINT payouts_journaltransaction_event_key_key DO NOTHING
        RETURNING t.id
    )
    INSERT INTO payouts_journalentry (transaction_id, account_id, currency, amount_minor)
    SELECT l.id, l.account_id, split_part(l.code, '/', 2), l.amount
    FROM (SELECT written.id, unnest(account_ids) AS account_id, unnest(leg_codes) AS code,
                 unnest(leg_amounts) AS amount
          FROM written) l;
    IF FOUND THEN
        RETURN true;
    END IF;

    -- A later statement sees what another session committed meanwhile under the same key.
    SELECT t.fingerprint INTO standing
    FROM payouts_journaltransaction t WHERE t.event_key = ledger_post_one.event_key;
    IF standing IS DISTINCT FROM print THEN
        RAISE EXCEPTION 'event key % already stands for something else', event_key
            USING ERRCODE = 'TL002';
    END IF;
    RETURN false;
END $$;

-- Posts each event once. Legs are parallel arrays; leg_of names the event by its place, from 1.
-- Returns a row for each new event: its place and its transaction.
-- Planned anew each time, because a plan for ten events is ruinous for ten thousand.
CREATE FUNCTION ledger_post(
    event_keys text[], kinds text[], effective_ats timestamptz[], reverses bigint[],
    leg_of int[], leg_codes text[], leg_amounts bigint[],
    recorded timestamptz, actor bigint
) RETURNS TABLE (place int, transaction_id bigint, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE reused text; written_count bigint;
BEGIN
    PERFORM FROM unnest(leg_codes) AS l (code)
    LEFT JOIN payouts_ledgeraccount a ON a.code = l.code WHERE a.id IS NULL LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_account_ids(leg_codes);
    END IF;

    -- Keys are written in their order, so that two calls with the same events cannot wait for
    -- each other.
    RETURN QUERY
    WITH leg AS MATERIALIZED (
        SELECT l.place, l.code, l.amount, a.id AS account_id, a.currency
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
        FROM event ORDER BY event.event_key, event.place
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
DROP FUNCTION ledger_post_one(
    text, text, timestamptz, bigint, text[], bigint[], timestamptz, bigint);
DROP FUNCTION ledger_post(
    text[], text[], timestamptz[], bigint[], int[], text[], bigint[], timestamptz, bigint);
DROP FUNCTION ledger_account_ids(text[]);
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
