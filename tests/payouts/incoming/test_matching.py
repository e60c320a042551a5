from hypothesis import given
from hypothesis import strategies as st

from payouts.incoming.matching import (
    Book,
    Incoming,
    OpenInvoice,
    Part,
    name_key,
    number_keys,
    suggest,
)

ACME, GLOBEX = 1, 2
FIRST = OpenInvoice(11, ACME, "INV-2026-000001", "USD", 1_000)
SECOND = OpenInvoice(12, ACME, "INV-2026-000002", "USD", 500)
OTHER = OpenInvoice(21, GLOBEX, "INV-2026-000003", "USD", 500)
BOOK = Book((FIRST, SECOND, OTHER), {name_key("Acme Ltd."): ACME}, {"FR1": ACME})


def said(minor: int, text: str = "", *, payer: str = "", account: str = "", book: Book = BOOK):
    return suggest(Incoming(minor, "USD", text, payer, account), book)


def test_numbers_are_read_however_they_were_typed():
    typed = [
        "INV-2026-000001",
        "inv 2026 1",
        "Rg.INV2026/000001",
        "2026000001",
        "INV–2026–000001",
    ]

    assert [number_keys(one) for one in typed] == [{(2026, 1)}] * 5


def test_dates_accounts_and_credit_notes_are_no_invoices():
    text = "16.09.2026 2026-09-16 2026-09 DE8920260000011234567890 CN-2026-000001"

    assert number_keys(text) == set()


def test_several_numbers_that_come_to_the_amount_book_themselves():
    (best,) = said(1_500, "INV-2026-000001 + INV-2026-000002")

    assert (best.brand_id, best.parts, best.is_certain) == (
        ACME,
        (Part(11, 1_000), Part(12, 500)),
        True,
    )


def test_a_short_payment_waits_for_a_person_unless_its_account_is_known():
    assert [one.is_certain for one in said(900, "INV-2026-000001")] == [False]

    (known,) = said(900, "INV-2026-000001", account="FR1")
    assert (known.parts, known.is_certain) == ((Part(11, 900),), True)


def test_what_is_over_is_on_no_invoice():
    (best,) = said(1_200, "INV-2026-000001", account="FR1")

    assert (best.parts, best.is_certain) == ((Part(11, 1_000),), True)


def test_numbers_of_two_brands_are_never_certain():
    found = said(1_500, "INV-2026-000001 INV-2026-000003")

    assert [(one.brand_id, one.is_certain) for one in found] == [(ACME, False), (GLOBEX, False)]


def test_an_unreferenced_payment_is_suggested_by_payer_name_and_amount():
    by_account = said(500, account="FR1")
    by_name = said(500, payer="ACME  LTD")
    by_amount = said(500)

    assert [(one.brand_id, one.is_certain) for one in by_account] == [(ACME, True), (GLOBEX, False)]
    assert [(one.brand_id, one.is_certain) for one in by_name] == [(ACME, False), (GLOBEX, False)]
    assert {one.brand_id for one in by_amount} == {ACME, GLOBEX}
    assert not any(one.is_certain for one in by_amount)


def test_names_compare_in_any_script():
    assert name_key("ООО «Рога и Копыта»") == name_key("ооо рога и копыта")
    assert name_key("\u200fמפעלי אקמי") == name_key("מפעלי  אקמי")


@given(st.integers(min_value=1, max_value=10**9), st.text(max_size=60), st.booleans())
def test_no_suggestion_shares_out_more_than_came_in(minor, text, is_known):
    for one in said(minor, f"{text} INV-2026-000001 INV-2026-000002", account="FR1" * is_known):
        assert sum(part.minor for part in one.parts) <= minor
        assert all(part.minor > 0 for part in one.parts)
