"""What the town has of bank files: runs paid by file, what the bank said, and what waits."""

from datetime import datetime, timedelta

from payouts.banking.making import make_files
from payouts.banking.models import BankFile, BankReport, BankReportRow
from payouts.banking.releasing import take_file
from payouts.incoming.accounts import open_bank_account, set_layout
from payouts.incoming.intake import take_in_bank_file
from payouts.incoming.models import BankAccount, BankReceipt
from payouts.incoming.parting import went_back
from payouts.incoming.reading.columns import Layout
from tests.payouts.banking.desk import HOUR, RELEASED, BankDesk, reference_to
from tests.payouts.gateway.bank_files.orders import camt054, detail, entry
from tests.payouts.incoming.camt_files import camt as bank_camt
from tests.payouts.incoming.camt_files import entry as bank_entry
from tests.times import NOON

_REVERSED = "<RvslInd>true</RvslInd>"


def pay_by_file(*, size: int) -> None:
    """A run for each of ``size``, with as many payouts; the last of each waits for a person."""
    desk = BankDesk()
    names = [f"Eli {number}" for number in range(size)]
    for number in range(size):
        at = NOON + HOUR + timedelta(minutes=number)
        run = desk.executing(pays=dict.fromkeys(names, 900 + number), at=at)
        (file,) = make_files(run_id=run.pk, at=at + HOUR)
        desk.releases(file)
        for _ in range(size):
            take_file(file_id=file.pk, actor=desk.amy, at=RELEASED)
        told = [
            detail(reference_to(name), f"{(900 + number) / 100:.2f}", bank=f"B{number}{name}")
            for name in names
        ]
        strange = [detail(f"PAYOUT-9{number}{one}-1", "1.00") for one in range(size)]
        desk.hears(camt054(entry("0.00", *told, *strange), name=f"NOTE {number}"))


def money_comes_in_at_the_bank(*, size: int, at: datetime) -> None:
    """Accounts of ours, and files with receipts that nobody can place, one of them taken back."""
    for number in range(size):
        iban = f"DE8937040044053201300{number}"
        open_bank_account(number=iban, name=f"Bank {number}", currency="USD", actor=None, at=at)
        came = [bank_entry(f"{10 + one}.00", ref=f"{number} {one}") for one in range(size + 1)]
        back = [
            bank_entry("77.00", ref=f"X{one}", sign="DBIT", more=_REVERSED) for one in range(size)
        ]
        stream = bank_camt(*came, *back, iban=iban)
        taken = take_in_bank_file(stream=stream, name=f"{number}.xml", actor=None, at=at)
        gone = bank_camt(bank_entry("10.00", sign="DBIT"), iban=iban)
        (debit,) = take_in_bank_file(stream=gone, name="gone.xml", actor=None, at=at).debit_ids
        went_back(
            receipt_id=taken.receipt_ids[0], line_id=debit, reason="Sent back.", actor=None, at=at
        )
        layout = Layout(date="Day", amount="Amount")
        set_layout(account_id=an_account().pk, layout=layout, actor=None, at=at)


def a_receipt() -> BankReceipt:
    return BankReceipt.objects.filter(status="WAITING").order_by("pk").first()


def an_account() -> BankAccount:
    return BankAccount.objects.order_by("pk").first()


def the_file() -> BankFile:
    return BankFile.objects.order_by("pk").first()


def the_report() -> BankReport:
    return BankReport.objects.order_by("pk").first()


def the_row() -> BankReportRow:
    return BankReportRow.objects.filter(status="WAITING").order_by("pk").first()
