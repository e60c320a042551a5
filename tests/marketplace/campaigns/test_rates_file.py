from decimal import Decimal

import pytest

from marketplace.campaigns.rates_file import RateLine, RatesFileRefused, read_rates

HEADER = "campaign,bill_per_minute,pay_per_minute\n"


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes):
        path = tmp_path / "rates.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def refusal(path) -> str:
    with pytest.raises(RatesFileRefused) as refused:
        read_rates(path)
    return str(refused.value)


def test_each_line_is_a_campaigns_rates_to_the_last_digit(file):
    lines = read_rates(file(f"{HEADER}PS,0.620000001,0.38\nNE,1,0\n"))

    assert lines == [
        RateLine("PS", Decimal("0.620000001"), Decimal("0.38"), 2),
        RateLine("NE", Decimal("1"), Decimal("0"), 3),
    ]


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{HEADER}PS,0.62,0.38\n",
        "campaign,bill_per_minute,pay_per_minute\r\nPS,0.62,0.38\r\n",
        "Campaign, Bill_per_minute ,pay_per_minute\n\n  PS , 0.62 ,0.38\n\n",
        'campaign,bill_per_minute,pay_per_minute\r"PS",0.62,0.38',
    ],
)
def test_spreadsheets_write_it_in_many_ways(file, content):
    (line,) = read_rates(file(content))

    assert (line.campaign, line.bill_per_minute) == ("PS", Decimal("0.62"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("PS,-0.10,0.38", "bill_per_minute is negative: -0.10"),
        ("PS,0.62,-1", "pay_per_minute is negative: -1"),
        ("PS,0.62", "it has 2 columns, not 3"),
        ("PS,0,62,0,38", "it has 5 columns, not 3"),
        (",0.62,0.38", "a campaign's code has 1 to 40 letters"),
        (f"{'P' * 41},0.62,0.38", "a campaign's code has 1 to 40 letters"),
        ("PS,free,0.38", "bill_per_minute is not a decimal number such as 0.55: 'free'"),
        ("PS,1e3,0.38", "is not a decimal number"),
        ("PS,NaN,0.38", "is not a decimal number"),
        ("PS,٣,0.38", "is not a decimal number"),
        ("PS,0.1234567891,0.38", "has more than nine decimals"),
        ("PS,10001,0.38", "is above 10,000 a minute"),
    ],
)
def test_a_line_that_cannot_stand_is_named_with_its_reason(file, line, reason):
    said = refusal(file(f"{HEADER}OK,0.1,0.1\n{line}\n"))

    assert f"line 3: {reason}" in said or ("line 3: " in said and reason in said)


def test_every_bad_line_is_named_at_once(file):
    said = refusal(file(f"{HEADER}A,x,1\nB,1,1\nC,1,-1\n"))

    assert said.splitlines() == [
        "rates.csv cannot be used.",
        "line 2: bill_per_minute is not a decimal number such as 0.55: 'x'.",
        "line 4: pay_per_minute is negative: -1.",
    ]


def test_a_hundred_thousand_bad_lines_are_one_message_that_can_be_read(file):
    said = refusal(file(HEADER + "PS,x,1\n" * 100_000))

    assert len(said.splitlines()) == 102
    assert said.splitlines()[-1] == "and 99,900 more lines like these."


def test_two_rates_for_one_campaign_overlap(file):
    said = refusal(file(f"{HEADER}PS,1,1\nPS,2,2\n"))

    assert "line 3: PS has rates on line 2 already" in said
    assert "overlap" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        (" \r\n\n", "is empty"),
        (HEADER, "names no campaign"),
        ("campaign,pay,bill\nPS,1,1\n", "has other columns"),
        ("PS,0.62,0.38\n", "has other columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not text in UTF-8"),
        (b"campaign\x00,bill", "is not text, but binary"),
        (HEADER.encode("utf-16"), "is not text in UTF-8"),
        (f'{HEADER}"PS,0.62,0.38\n', "line 2"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(file, content, reason):
    said = refusal(file(content))

    assert said.startswith("rates.csv")
    assert reason in said


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "cannot be opened: No such file" in refusal(tmp_path / "none.csv")
    assert "cannot be opened: Is a directory" in refusal(tmp_path)
