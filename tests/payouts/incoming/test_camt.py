import tracemalloc
from io import BytesIO

import pytest

from payouts.incoming.reading.camt import read_camt
from payouts.incoming.reading.lines import BadFile, Line, Statement
from tests.payouts.incoming.camt_files import IBAN, camt, entry

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = """<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>"""


def lines(stream) -> list[Line]:
    return [one for one in read_camt(stream) if isinstance(one, Line)]


@pytest.mark.parametrize("version", ["02", "08"])
def test_both_versions_say_who_paid_and_what_for(version):
    status = "<Sts>BOOK</Sts>" if version == "02" else "<Sts><Cd>BOOK</Cd></Sts>"
    form = {"version": version, "status": status}
    file = camt(
        entry("12.50", text="INV-2026-000001", payer="Рога и Копыта", **form),
        opening="100.00",
        closing="112.50",
        version=version,
    )

    statement, line = list(read_camt(file))

    assert statement == Statement(IBAN, "S1", "USD", 10_000, 11_250)
    assert (line.minor, line.counterparty, line.remittance, line.end_to_end) == (
        1_250,
        "Рога и Копыта",
        "INV-2026-000001",
        "",
    )


def test_a_name_from_right_to_left_stays_as_it_was_written():
    assert lines(camt(entry(payer="מפעלי אקמי")))[0].counterparty == "מפעלי אקמי"


def test_what_went_out_is_below_zero_and_a_reversal_says_so():
    out, back = lines(
        camt(entry(sign="DBIT"), entry("3.00", sign="DBIT", more="<RvslInd>true</RvslInd>"))
    )

    assert [(one.minor, one.is_reversal) for one in (out, back)] == [(-1_000, False), (-300, True)]


def test_an_order_that_was_booked_as_one_sum_is_known_by_its_name():
    batch = "<Btch><MsgId>TALLY-1</MsgId></Btch>"
    (whole,) = lines(camt(entry(sign="DBIT").replace("<NtryDtls>", f"<NtryDtls>{batch}")))

    assert whole.end_to_end == "TALLY-1"


def test_what_is_not_booked_yet_is_left_for_another_day():
    assert lines(camt(entry(status="<Sts><Cd>PDNG</Cd></Sts>"))) == []


def test_two_entries_of_one_reference_are_two_and_equal_ones_without_any_as_well():
    entries = entry(ref="A"), entry(ref="A"), entry(), entry()

    keys, again = ([one.key for one in lines(camt(*entries))] for _ in range(2))

    assert len(set(keys)) == 4
    assert keys == again


def test_a_statement_stands_once_before_whatever_it_holds():
    pending = entry(status="<Sts><Cd>PDNG</Cd></Sts>")

    read = list(read_camt(camt(pending, pending, entry())))

    assert [type(one).__name__ for one in read] == ["Statement", "Line"]


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
def test_a_file_that_brings_entities_is_refused_before_it_is_read(doctype):
    with pytest.raises(BadFile, match="no document type"):
        lines(camt(entry(text="&c;" if doctype == LAUGHS else "&f;"), before=doctype))


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (BytesIO(b""), "line 1"),
        (BytesIO(b"not xml"), "line 1"),
        (BytesIO(b'<?xml version="1.0" encoding="bogus"?><a/>'), "line 1"),
        (BytesIO(b"<Document/>"), "no camt"),
        (camt(entry(), version="12"), "no camt"),
        (camt(entry("12.345")), "more digits"),
        (camt(entry("-1.00")), "never below zero"),
        (camt(entry("NaN")), "no amount"),
        (BytesIO(camt(entry()).getvalue().replace(b"2026-09-16", b"9999-12-31")), "too far away"),
        (camt(entry(sign="UP")), "CdtDbtInd"),
        (camt(entry(currency="EUR")), "the entry is in EUR, the account in USD"),
        (camt(entry(currency="ZZZ"), currency="ZZZ"), "ISO 4217"),
        (camt(entry(), opening="1.00", closing="12.00"), "Lines are missing or twice"),
        (BytesIO(camt(entry()).getvalue()[:-40]), "no well-formed XML"),
    ],
)
def test_a_bad_file_says_where_it_is_bad(stream, said):
    with pytest.raises(BadFile, match=said):
        lines(stream)


def test_ten_thousand_entries_take_the_memory_of_a_few():
    def peak(count: int) -> int:
        stream = camt(*(entry(ref=str(number)) for number in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in read_camt(stream)) == count + 1
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    # The names that were seen are kept, a hundred bytes each; the entries are not.
    assert peak(10_000) < peak(100) + 5_000_000
