"""The promises of billing: documents add up, are numbered whole, and say what was booked."""

from typing import Final

from payouts.ledger.laws import Law

_LINES_ADD_UP = Law(
    "I15",
    "An invoice's net is the sum of its lines, its total net and tax; so is a credit note's",
    """
    SELECT 'invoice' AS document, i.id, i.number, i.net_minor, i.tax_minor, i.total_minor,
           l.net AS lines_net, l.tax AS lines_tax
    FROM payouts_invoice i
    LEFT JOIN (SELECT invoice_id, sum(net_minor) AS net, sum(tax_minor) AS tax
               FROM payouts_invoiceline GROUP BY invoice_id) l ON l.invoice_id = i.id
    WHERE i.net_minor IS DISTINCT FROM l.net OR i.tax_minor IS DISTINCT FROM l.tax
       OR i.total_minor <> i.net_minor + i.tax_minor
    UNION ALL
    SELECT 'credit note', n.id, n.number, n.net_minor, n.tax_minor, n.total_minor, l.net, l.tax
    FROM payouts_creditnote n
    LEFT JOIN (SELECT credit_note_id, sum(net_minor) AS net, sum(tax_minor) AS tax
               FROM payouts_creditnoteline GROUP BY credit_note_id) l ON l.credit_note_id = n.id
    WHERE n.net_minor IS DISTINCT FROM l.net OR n.tax_minor IS DISTINCT FROM l.tax
       OR n.total_minor <> n.net_minor + n.tax_minor
    """,
)

# The tax of a document is that of each rate's net, and stands on it as its lines have it.
_TAXED_BY_RATE = Law(
    "I15b",
    "Tax is worked out on the net of each category and rate, and stands on the document so",
    """
    WITH taxed AS (
        SELECT invoice_id, tax_category, tax_rate, sum(net_minor) AS net, sum(tax_minor) AS tax
        FROM payouts_invoiceline GROUP BY 1, 2, 3
    ), credited AS (
        SELECT credit_note_id, tax_category, tax_rate, sum(net_minor) AS net,
               sum(tax_minor) AS tax
        FROM payouts_creditnoteline GROUP BY 1, 2, 3
    ), said AS (
        SELECT i.id AS invoice_id, NULL::bigint AS credit_note_id, r.*
        FROM payouts_invoice i, jsonb_to_recordset(i.taxes)
            AS r (category text, rate numeric, net_minor bigint, tax_minor bigint)
        UNION ALL
        SELECT NULL, n.id, r.*
        FROM payouts_creditnote n, jsonb_to_recordset(n.taxes)
            AS r (category text, rate numeric, net_minor bigint, tax_minor bigint)
    )
    SELECT 'rate' AS what, invoice_id, NULL::bigint AS credit_note_id, tax_category, tax_rate,
           net, tax
    FROM taxed WHERE tax <> round_half_even(net * tax_rate)
    UNION ALL
    SELECT 'invoice', t.invoice_id, s.invoice_id, t.tax_category, t.tax_rate, t.net, t.tax
    FROM taxed t
    FULL JOIN (SELECT * FROM said WHERE invoice_id IS NOT NULL) s
        ON s.invoice_id = t.invoice_id AND s.category = t.tax_category AND s.rate = t.tax_rate
    WHERE (t.net, t.tax) IS DISTINCT FROM (s.net_minor, s.tax_minor)
    UNION ALL
    SELECT 'credit note', s.credit_note_id, c.credit_note_id, c.tax_category, c.tax_rate,
           c.net, c.tax
    FROM credited c
    FULL JOIN (SELECT * FROM said WHERE credit_note_id IS NOT NULL) s
        ON s.credit_note_id = c.credit_note_id AND s.category = c.tax_category
           AND s.rate = c.tax_rate
    WHERE (c.net, c.tax) IS DISTINCT FROM (s.net_minor, s.tax_minor)
    UNION ALL
    SELECT 'credited at another rate', l.invoice_id, c.credit_note_id, c.tax_category,
           c.tax_rate, c.net_minor, c.tax_minor
    FROM payouts_creditnoteline c JOIN payouts_invoiceline l ON l.id = c.invoice_line_id
    WHERE (c.tax_category, c.tax_rate) IS DISTINCT FROM (l.tax_category, l.tax_rate)
    """,
)

_FILES_ARE_KEPT = Law(
    "I18b",
    "The file of an issued document is the one that was made first",
    """
    SELECT id AS file_id, invoice_id, credit_note_id
    FROM payouts_issuedfile
    WHERE encode(sha256(pdf), 'hex') <> pdf_sha256 OR encode(sha256(xml), 'hex') <> xml_sha256
    """,
)

# Corrections that came to more than is left to credit wait for the brand's next invoice: such
# a period has no invoice yet, and less is documented than was accrued, never more.
_WHAT_WAS_ACCRUED = Law(
    "I16",
    "A period's invoice less its credit notes is what was accrued in it, and none waits two months",
    """
    WITH accrued AS (
        SELECT period_id, sum(net) AS net FROM (
            SELECT a.period_id, a.posted_minor AS net
            FROM payouts_accrual a JOIN payouts_period p ON p.id = a.period_id
            WHERE p.kind = 'BILLING'
            UNION ALL
            SELECT billing_period_id, charge_minor FROM payouts_extra WHERE charge_minor <> 0
        ) moved GROUP BY 1
    ), invoiced AS (
        SELECT period_id, sum(net_minor) AS net FROM payouts_invoice
        WHERE status <> 'DISCARDED' GROUP BY 1
    ), credited AS (
        SELECT period_id, sum(net_minor) AS net FROM payouts_creditnote GROUP BY 1
    )
    SELECT p.id AS period_id, p.brand_id, p.from_on, coalesce(a.net, 0) AS accrued_minor,
           i.net AS invoiced_minor, coalesce(c.net, 0) AS credited_minor
    FROM payouts_period p
    LEFT JOIN accrued a ON a.period_id = p.id
    LEFT JOIN invoiced i ON i.period_id = p.id
    LEFT JOIN credited c ON c.period_id = p.id
    WHERE p.kind = 'BILLING'
      AND CASE
          WHEN i.net IS NOT NULL THEN i.net - coalesce(c.net, 0) <> coalesce(a.net, 0)
          WHEN c.net IS NOT NULL THEN coalesce(a.net, 0) > -c.net
          ELSE p.status = 'CLOSED' AND coalesce(a.net, 0) > 0
               AND p.cutoff_at < %(at)s - interval '60 days' END
    """,
)

_UNBILLED_MOVES = Law(
    "I16b",
    "Every issued document moves unbilled work by its net and the receivable by its total, once",
    """
    WITH document AS (
        SELECT concat('invoice:', id, ':issued') AS event_key, brand_id, currency,
               -net_minor AS unbilled, total_minor AS receivable
        FROM payouts_invoice WHERE number IS NOT NULL AND (net_minor, tax_minor) <> (0, 0)
        UNION ALL
        SELECT concat('credit:', n.id), i.brand_id, n.currency, n.net_minor, -n.total_minor
        FROM payouts_creditnote n JOIN payouts_invoice i ON i.id = n.invoice_id
    ), moved AS (
        SELECT t.event_key,
               sum(e.amount_minor) FILTER (WHERE a.kind = 'BRAND_UNBILLED') AS unbilled,
               sum(e.amount_minor) FILTER (WHERE a.kind = 'BRAND_RECEIVABLE') AS receivable,
               min(a.owner_id) AS brand_id, max(a.owner_id) AS other_brand_id,
               min(e.currency) AS currency
        FROM payouts_journaltransaction t
        JOIN payouts_journalentry e ON e.transaction_id = t.id
        JOIN payouts_ledgeraccount a ON a.id = e.account_id
        WHERE t.kind IN ('INVOICE_ISSUED', 'CREDIT_NOTE_ISSUED')
        GROUP BY t.event_key
    )
    SELECT coalesce(d.event_key, m.event_key) AS event_key, d.unbilled AS due_unbilled,
           m.unbilled, d.receivable AS due_receivable, m.receivable
    FROM document d FULL JOIN moved m ON m.event_key = d.event_key
    WHERE d.event_key IS NULL OR m.event_key IS NULL
       OR (d.unbilled, d.receivable, d.currency, d.brand_id, d.brand_id)
          IS DISTINCT FROM
          (coalesce(m.unbilled, 0), m.receivable, m.currency, m.brand_id, m.other_brand_id)
    """,
)

_NUMBERS = Law(
    "I17",
    "One usage invoice for each brand, currency and period; numbers of a series have no gaps",
    """
    WITH numbered AS (
        SELECT number, issued_at, 'INV' AS kind FROM payouts_invoice WHERE number IS NOT NULL
        UNION ALL
        SELECT number, issued_at, 'CN' FROM payouts_creditnote
    ), series AS (
        SELECT concat_ws('-', kind, extract(year FROM issued_at AT TIME ZONE 'UTC')) AS name,
               number, row_number() OVER (
                   PARTITION BY kind, extract(year FROM issued_at AT TIME ZONE 'UTC')
                   ORDER BY number) AS place
        FROM numbered
    ), counted AS (
        SELECT name, count(*) AS taken FROM series GROUP BY name
    )
    SELECT 'number' AS what, number AS which, concat_ws('-', name, lpad(place::text, 6, '0')) AS due
    FROM series WHERE number <> concat_ws('-', name, lpad(place::text, 6, '0'))
    UNION ALL
    SELECT 'series', coalesce(s.name, c.name), concat_ws(' of ', c.taken, s.last)
    FROM payouts_numberseries s FULL JOIN counted c ON c.name = s.name
    WHERE s.last IS DISTINCT FROM c.taken
    UNION ALL
    SELECT 'period', p.brand_id::text, concat_ws(' ', p.currency, p.from_on)
    FROM payouts_invoice i JOIN payouts_period p ON p.id = i.period_id
    WHERE i.status <> 'DISCARDED'
    GROUP BY p.brand_id, p.currency, p.from_on
    HAVING count(*) > 1
    UNION ALL
    SELECT 'brand', i.id::text, p.kind
    FROM payouts_invoice i JOIN payouts_period p ON p.id = i.period_id
    WHERE p.kind <> 'BILLING' OR p.brand_id IS DISTINCT FROM i.brand_id
       OR p.currency <> i.currency
    """,
)

_NEVER_MORE_THAN_TOTAL = Law(
    "I18",
    "What is paid and credited of an issued invoice is never more than the invoice",
    """
    SELECT i.id AS invoice_id, i.number, i.total_minor, i.paid_minor, i.tax_minor,
           n.credited AS credited_minor, n.tax AS tax_credited_minor
    FROM payouts_invoice i
    LEFT JOIN (
        SELECT n.invoice_id, sum(n.net_minor) AS net, sum(n.tax_minor) AS tax,
               sum(n.total_minor) AS credited, min(n.issued_at) AS first_at,
               min(n.currency) AS currency, max(n.currency) AS other_currency
        FROM payouts_creditnote n GROUP BY 1
    ) n ON n.invoice_id = i.id
    WHERE i.paid_minor + coalesce(n.credited, 0) > i.total_minor OR i.paid_minor < 0
       OR n.net > i.net_minor OR n.tax > i.tax_minor
       OR i.number IS NULL AND (n.invoice_id IS NOT NULL OR i.paid_minor <> 0)
       OR n.currency <> i.currency OR n.other_currency <> i.currency OR n.first_at < i.issued_at
       OR i.number IS NOT NULL AND i.status <> 'UNCOLLECTIBLE' AND i.status <> CASE
            WHEN i.paid_minor = 0 THEN 'ISSUED'
            WHEN i.paid_minor + coalesce(n.credited, 0) = i.total_minor THEN 'PAID'
            ELSE 'PARTLY_PAID' END
    """,
)

# Its trigger refuses a change (I5); the hash says that none was made while it slept. What it
# was issued for stands in the books besides (I16b).
_ROW_AS_ISSUED = Law(
    "I18e",
    "The row of an issued invoice still has the hash that it had when it was issued",
    """
    SELECT id AS invoice_id, number, issued_hash
    FROM payouts_invoice i
    WHERE number IS NOT NULL AND issued_hash <> hash_of_issued(i)
    """,
)

_NEVER_MORE_THAN_LINE = Law(
    "I19",
    "What is credited of a line is never more than the line, and is credited of its own invoice",
    """
    SELECT l.id AS invoice_line_id, l.invoice_id, l.net_minor, sum(c.net_minor) AS credited_minor
    FROM payouts_creditnoteline c
    JOIN payouts_creditnote n ON n.id = c.credit_note_id
    JOIN payouts_invoiceline l ON l.id = c.invoice_line_id
    GROUP BY l.id
    HAVING sum(c.net_minor) > l.net_minor OR sum(c.tax_minor) > l.tax_minor
        OR bool_or(c.net_minor <= 0 OR c.tax_minor < 0 OR n.invoice_id <> l.invoice_id
                   OR c.campaign_id <> l.campaign_id)
    """,
)

LAWS: Final = (
    _LINES_ADD_UP,
    _TAXED_BY_RATE,
    _WHAT_WAS_ACCRUED,
    _UNBILLED_MOVES,
    _NUMBERS,
    _NEVER_MORE_THAN_TOTAL,
    _ROW_AS_ISSUED,
    _NEVER_MORE_THAN_LINE,
    _FILES_ARE_KEPT,
)
