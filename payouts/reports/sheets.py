"""A report as a file: CSV, a workbook, or journal lines that another ledger takes in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any, Final

from xlsxwriter import Workbook

from payouts.money import Money, exponent
from payouts.reports.shapes import Column, Kind, Report, Row

# A sheet of a workbook has 1,048,576 lines, of which the first is the header.
ROWS_OF_A_SHEET: Final = 1_048_575


@dataclass(frozen=True, slots=True)
class Dialect:
    """How another ledger wants its journal: a header, and lines from those of ours."""

    name: str
    header: tuple[str, ...]
    lines: Callable[[Iterable[Row], str], Iterator[tuple[Any, ...]]]


def plain(value: Any, column: Column, currency: str) -> Any:
    """A value as a file holds it: amounts as decimals of major units, instants in UTC."""
    if value is None:
        return ""
    match column.kind:
        case Kind.MINOR:
            return Money(int(value), currency).exact
        case Kind.INSTANT:
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case Kind.DAY:
            return value.isoformat()
        case Kind.VERDICT:
            return "yes" if value else "no"
    return value


def header_of(report: Report) -> list[str]:
    """The names of the columns, in the reader's language."""
    return [str(column.label) for column in report.columns]


def plain_rows(report: Report, rows: Iterable[Row], currency: str) -> Iterator[list[Any]]:
    """Every row as a file holds it."""
    for row in rows:
        yield [
            plain(value, column, currency)
            for value, column in zip(row, report.columns, strict=False)
        ]


def workbook(
    report: Report, rows: Iterable[Row], currency: str, *, most: int = ROWS_OF_A_SHEET
) -> IO[bytes]:
    """Write a workbook to a temporary file, row by row, and return it rewound.

    Amounts are numbers of the spreadsheet's, fit to look at and to add up; the exact ones are in
    the CSV. Text stays text, whatever it begins with. What one sheet cannot hold stands on the
    next: the library would leave it out without a word.
    """
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it
    book = Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
            "remove_timezone": True,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    digits = exponent(currency)
    amount = book.add_format({"num_format": "#,##0" + ("." + "0" * digits if digits else "")})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    formats = {Kind.MINOR: amount, Kind.INSTANT: instant}
    sheet = _sheet(book, report, bold)
    for number, row in enumerate(rows):
        line = number % most + 1
        if number and line == 1:
            sheet = _sheet(book, report, bold)
        for place, (value, column) in enumerate(zip(row, report.columns, strict=False)):
            _write(sheet, (line, place), value, column, currency, formats.get(column.kind))
    book.close()
    file.seek(0)
    return file


def _sheet(book: Any, report: Report, bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(report.columns):
        sheet.set_column(place, place, 14 if column.kind.is_number else 28)
        sheet.write_string(0, place, str(column.label), bold)
    return sheet


def _write(
    sheet: Any, at: tuple[int, int], value: Any, column: Column, currency: str, look: Any
) -> None:
    shown = value if column.kind in {Kind.INSTANT, Kind.DAY} else plain(value, column, currency)
    if value is None:
        return
    if isinstance(shown, datetime):
        sheet.write_datetime(*at, shown.astimezone(UTC).replace(tzinfo=None), look)
    elif isinstance(shown, date):
        sheet.write_datetime(*at, shown)
    elif isinstance(shown, int | Decimal):
        sheet.write_number(*at, shown, look)
    else:
        sheet.write_string(*at, str(shown), look)


# ---------------------------------------------------------------- other ledgers
def _quickbooks(rows: Iterable[Row], currency: str) -> Iterator[tuple[Any, ...]]:
    for number, (day, account, event, debit, credit) in _numbered(rows):
        yield (
            number,
            f"{day:%m/%d/%Y}",
            account,
            Money(debit, currency).exact if debit else "",
            Money(credit, currency).exact if credit else "",
            event,
        )


def _xero(rows: Iterable[Row], currency: str) -> Iterator[tuple[Any, ...]]:
    for number, (day, account, event, debit, credit) in _numbered(rows):
        for minor in (debit, -credit):
            if minor:
                amount = Money(minor, currency).exact
                yield (f"{number} {event}", f"{day:%d/%m/%Y}", event, account, "Tax Exempt", amount)


def _numbered(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Journal lines with the number of their journal: one a day and event, which balances."""
    for (day, _), lines in groupby(_by_event(rows), key=lambda row: (row[0], row[2])):
        for row in lines:
            event = str(row[2]).upper().replace(" ", "-")
            yield f"{day:%Y%m%d}-{event}"[:40], row


def _by_event(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        day, account, event, debit, credit = row
        # A line is a debit or a credit: both sides of an account on one day stand apart.
        if debit and credit:
            yield (day, account, event, debit, 0)
            yield (day, account, event, 0, credit)
        else:
            yield row


# QuickBooks Online, "Import journal entries" (Intuit's help): lines of one journal share its
# number, dates are month first, a line is a debit or a credit. Xero, "Enter multiple manual
# journals using an import template": one narration and date a journal, debits positive.
DIALECTS = {
    "quickbooks": Dialect(
        "QuickBooks",
        ("JournalNo", "JournalDate", "AccountName", "Debits", "Credits", "Description"),
        _quickbooks,
    ),
    "xero": Dialect(
        "Xero",
        ("*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount"),
        _xero,
    ),
}
