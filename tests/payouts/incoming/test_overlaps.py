"""One file that brings the same entry more than once, whole or in parts."""

from io import BytesIO

import pytest

from payouts.incoming.intake import take_in_bank_file
from payouts.incoming.models import BankLine
from tests.payouts.incoming.camt_files import camt, entry
from tests.payouts.incoming.test_receipts import stands
from tests.times import NOON


def batch(total: str, *parts: str) -> str:
    """An entry that lists the transfers that it is the sum of."""
    details = "".join(f'<TxDtls><Amt Ccy="USD">{part}</Amt></TxDtls>' for part in parts)
    whole = entry(total, ref="BATCH")
    return whole[: whole.index("<TxDtls>")] + details + "</NtryDtls></Ntry>"


def of_two_statements(first: list[str], second: list[str]) -> BytesIO:
    """A file of two statements of the same account."""
    one, other = (camt(*entries).getvalue().decode() for entries in (first, second))
    statement = other[other.index("<Stmt>") : other.index("</BkToCstmrStmt>")]
    return BytesIO(one.replace("</BkToCstmrStmt>", f"{statement}</BkToCstmrStmt>").encode())


def takes(bank, stream: BytesIO) -> int:
    return take_in_bank_file(stream=stream, name="x", actor=bank.rita, at=NOON).file.new_count


def test_an_entry_that_a_second_statement_repeats_much_later_is_one(bank):
    many = [entry("1.00", ref=str(number)) for number in range(2_001)]

    assert takes(bank, of_two_statements(many, [many[5]])) == 2_001

    assert (BankLine.objects.count(), stands(bank)["SUSPENSE"]) == (2_001, 200_100)


@pytest.mark.parametrize("parts_first", [True, False])
def test_an_entry_listed_once_as_a_sum_and_once_in_parts_comes_in_once(bank, parts_first):
    in_parts, as_a_sum = [batch("3.00", "1.00", "2.00")], [batch("3.00", "3.00")]
    both = (in_parts, as_a_sum) if parts_first else (as_a_sum, in_parts)

    takes(bank, of_two_statements(*both))

    assert stands(bank) == {"BANK": 300, "SUSPENSE": 300, "PREPAID": 0}


def test_a_part_below_zero_brings_no_more_in_than_its_entry(bank):
    takes(bank, camt(batch("3.00", "5.00", "-2.00")))

    assert (stands(bank)["BANK"], BankLine.objects.count()) == (300, 1)
