"""The finance desk, for people whom the processor does not reach, and the bank that answers."""

from datetime import date, datetime, timedelta

from stdnum import iban

from onboarding.agents.models import Agent
from onboarding.users.models import Grant
from payouts.banking.making import make_files
from payouts.banking.models import BankFile, BankFileEntry, BankReportRow
from payouts.banking.releasing import acknowledge_file, release_file
from payouts.banking.reports import take_in_and_apply
from payouts.gateway.bank_files.orders import BankFormat
from payouts.money import Money
from payouts.payees.bank_accounts import AccountKind, AccountType, BankAccount
from payouts.payees.details import propose_details
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.runs.approval import approve_run
from payouts.runs.models import Payout, PayoutRun
from payouts.runs.services import start_run
from tests.factories import onboarding, payouts
from tests.payouts.gateway.bank_files.orders import camt054, detail, entry
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON

HOUR = timedelta(hours=1)
MADE = NOON + 2 * HOUR
RELEASED = NOON + 3 * HOUR
ANSWERED = NOON + timedelta(days=6)
_CURRENCY = {"DE": "EUR", "US": "USD", "NG": "NGN"}


class BankDesk(FinanceDesk):
    """Pia prepares, Amy approves and releases, Rob answers for what the bank did not do."""

    def __init__(self) -> None:
        super().__init__()
        self.rob = onboarding.staff("Rob", Grant.PREPARE_PAYOUTS)
        self._reports = 0

    def owes_by_file(
        self, name: str, minor: int, *, country: str = "DE", at: datetime = NOON
    ) -> Agent:
        """Somebody in ``country`` to whom this much is payable, and who is paid by bank file."""
        agent = onboarding.agent(name, login=True)
        Agent.objects.filter(pk=agent.pk).update(country=country)
        agent.refresh_from_db()
        paid_by_file(agent, country=country)
        currency = _CURRENCY[country]
        payouts.owe(
            agent,
            minor,
            currency=currency,
            at=at,
            key=f"owed:{name}:{currency}:{minor}:{at.isoformat()}",
        )
        return agent

    def executing(
        self, *, pays: dict[str, int], country: str = "DE", at: datetime = NOON + HOUR
    ) -> PayoutRun:
        """A run that is being paid, computed and approved as any other."""
        for name, minor in pays.items():
            self.owes_by_file(name, minor, country=country)
        run = self.computes(currency=_CURRENCY[country], at=at)
        self.confirms(run, at=at)
        approve_run(
            run_id=run.pk,
            content_hash=run.content_hash,
            ticked=self.warned_of(run),
            actor=self.amy,
            at=at,
        )
        return start_run(run_id=run.pk, actor=None, at=at)

    def made(self, *, pays: dict[str, int], country: str = "DE") -> BankFile:
        """The one file of such a run."""
        run = self.executing(pays=pays, country=country)
        (file,) = make_files(run_id=run.pk, at=MADE)
        return file

    def released(self, *, pays: dict[str, int], country: str = "DE") -> BankFile:
        """A file that was handed to the bank."""
        return self.releases(self.made(pays=pays, country=country))

    def releases(self, file: BankFile, *, at: datetime = RELEASED) -> BankFile:
        return release_file(file_id=file.pk, sha256=file.sha256, actor=self.amy, at=at)

    def accepted(self, *, pays: dict[str, int], country: str = "US") -> BankFile:
        """A file that the bank has."""
        file = self.released(pays=pays, country=country)
        return acknowledge_file(file_id=file.pk, known_as="OK 17", actor=self.amy, at=RELEASED)

    def hears(self, content: bytes, *, at: datetime = ANSWERED) -> list[BankReportRow]:
        """Take in what the bank says; the rows as they stand then."""
        self._reports += 1
        report, _ = take_in_and_apply(
            content=content, file_name=f"answer {self._reports}.xml", actor=self.pia, at=at
        )
        return list(report.rows.order_by("position"))

    def books(self, *names: str, at: datetime = ANSWERED, report: str = "NOTE-1") -> None:
        """The bank has booked these people's transfers."""
        told = [detail(reference_to(name), _major(name)) for name in names]
        self.hears(camt054(entry("0.00", *told), name=report), at=at)

    def returns(
        self, name: str, *, reason: str = "AC04", bank: str = "R-1", at: datetime = ANSWERED
    ) -> BankReportRow:
        """The bank has had a transfer back."""
        told = detail(reference_to(name), _major(name), reason=reason, bank=bank)
        (row,) = self.hears(camt054(entry("0.00", told, sign="CRDT"), name=f"RET-{bank}"), at=at)
        return row


def paid_by_file(agent: Agent, *, country: str) -> Payee:
    """A payee with bank details in use, as given by themselves."""
    payee, is_new = Payee.objects.get_or_create(
        agent=agent, defaults={"rail": Rail.BANK_FILE, "tax_form_until": date(2099, 12, 31)}
    )
    if is_new:
        propose_details(
            payee_id=payee.pk, account=_account(agent, country), actor=agent.user, at=NOON
        )
        payee.refresh_from_db()
    return payee


def _account(agent: Agent, country: str) -> BankAccount:
    if country == "US":
        return BankAccount(
            AccountKind.US_ACCOUNT,
            agent.name,
            f"{agent.pk:08}",
            "021000021",
            AccountType.CHECKING,
            country,
        )
    if country == "NG":
        return BankAccount(
            AccountKind.BIC_ACCOUNT, agent.name, f"{agent.pk:010}", "GTBINGLA", None, country
        )
    bban = f"37040044{agent.pk:010}"
    number = f"DE{iban.calc_check_digits(f'DE00{bban}')}{bban}"
    return BankAccount(AccountKind.IBAN, agent.name, number, "", None, country)


def payout_of(name: str) -> Payout:
    """The last payout of somebody."""
    return Payout.objects.filter(agent__name=name).order_by("-pk").first()


def entry_of(name: str) -> BankFileEntry:
    """The last transfer that was ordered for somebody."""
    return BankFileEntry.objects.filter(payout__agent__name=name).order_by("-pk").first()


def reference_to(name: str) -> str:
    """What the bank knows somebody's last transfer by."""
    return entry_of(name).reference


def format_of(file: BankFile) -> BankFormat:
    return BankFormat(file.format)


def _major(name: str) -> str:
    transfer = entry_of(name)
    return str(Money(transfer.amount_minor, transfer.payout.currency).exact)
