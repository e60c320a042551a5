"""Who takes part: people of ours, agents who are owed money, and brands that owe it."""

from datetime import UTC, datetime, timedelta

from onboarding.agents.models import Agent, AgentStatus
from onboarding.brands.models import BrandRole
from onboarding.brands.services import add_member, open_brand
from onboarding.users.models import User
from onboarding.users.second_factor import confirm_by_command
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.bank_accounts import AccountKind as DetailsKind
from payouts.payees.bank_accounts import BankAccount
from payouts.payees.details import propose_details
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.payees.tax_rules import WITHOUT_END
from payouts.receivables.models import BrandPayment, MethodStatus, Payer, PaymentMethod
from payouts.receivables.models import Rail as Method
from payouts.receivables.requesting import request_top_up
from payouts.runs.approval import approve_run, deed_of
from payouts.runs.computing import compute_run
from payouts.runs.models import PayoutRun, WarningKind

# A Wednesday; each life begins a little later, so that each run has a cut-off of its own.
BEGINNING = datetime(2026, 9, 16, 12, tzinfo=UTC)
AMOUNT = 900
_NEXT = timedelta(seconds=5)


class Cast:
    """Everybody, as they are needed. The database knows how many there were before."""

    def __init__(self) -> None:
        self.pia, self.amy, self.rob = (_person(name) for name in ("Pia", "Amy", "Rob"))
        self._lives = Agent.objects.count() + BrandPayment.objects.count()

    def begins(self) -> datetime:
        """When the next life begins."""
        self._lives += 1
        return BEGINNING + self._lives * _NEXT

    def agent(self, rail: Rail, *, at: datetime, account: str = "") -> Agent:
        """Somebody to whom ``AMOUNT`` is payable, by the processor or by bank file."""
        name = f"Agent {Agent.objects.count() + 1}"
        email = f"{name.replace(' ', '.').lower()}@crashes.test"
        is_by_file = rail == Rail.BANK_FILE
        agent = Agent.objects.create(
            name=name,
            email=email,
            timezone="UTC",
            country="DE" if is_by_file else "US",
            status=AgentStatus.ACTIVE,
            user=_person(name) if is_by_file else None,
            created_at=at,
        )
        payee = Payee.objects.create(
            agent=agent,
            rail=rail,
            tax_form_until=WITHOUT_END,
            account="" if is_by_file else account or f"acct_{agent.pk:016}",
            transfers_enabled=not is_by_file,
        )
        if is_by_file:
            assert agent.user is not None
            number = BankAccount(DetailsKind.IBAN, name, iban_of(agent), "", None, "DE")
            propose_details(payee_id=payee.pk, account=number, actor=agent.user, at=at)
        amount = Money(AMOUNT, "EUR" if is_by_file else "USD")
        cleared = Posting(
            "PAY_CLEARED",
            f"owed:{agent.pk}",
            (
                debit(AccountKind.AGENT_COST, amount),
                credit(AccountKind.AGENT_PAYABLE, amount, agent.pk),
            ),
        )
        post(cleared, at=at)
        return agent

    def approved_run(self, currency: str, *, at: datetime) -> PayoutRun:
        """A run of everything that is payable, computed by one person and approved by another."""
        cutoff_at = at + timedelta(seconds=1)
        run = compute_run(currency=currency, cutoff_at=cutoff_at, actor=self.pia, at=cutoff_at)
        confirm_by_command(user=self.amy, subject=deed_of(run), at=cutoff_at)
        return approve_run(
            run_id=run.pk,
            content_hash=run.content_hash,
            ticked=WarningKind.values,
            actor=self.amy,
            at=cutoff_at,
        )

    def requested_payment(self, *, at: datetime, payer: str = "", method: str = "") -> BrandPayment:
        """A brand's request to charge ``AMOUNT`` to its card, in advance."""
        number = BrandPayment.objects.count() + 1
        brand = open_brand(
            slug=f"crash-{number}",
            name=f"Brand {number}",
            timezone="UTC",
            currency="USD",
            country="US",
            address="1 Road Runner Way, Tucson",
            at=at,
        )
        owner = _person(f"Owner {number}")
        add_member(brand=brand, user=owner, role=BrandRole.OWNER, at=at)
        Payer.objects.create(brand=brand, reference=payer or f"cus_{number}")
        card = PaymentMethod.objects.create(
            brand=brand,
            kind=Method.CARD,
            reference=method or f"pm_{number}",
            label="Visa •• 4242",
            status=MethodStatus.ACTIVE,
            added_at=at,
        )
        return request_top_up(
            brand_id=brand.pk,
            amount=Money(AMOUNT, "USD"),
            method_id=card.pk,
            actor=owner,
            at=at,
        )


def iban_of(agent: Agent) -> str:
    """An account of the agent's own, with check digits as ISO 13616 has them."""
    bban = f"37040044{agent.pk:010}"
    # "DE00" at the end, letters as numbers: what is left of 98 makes the whole 1 modulo 97.
    return f"DE{98 - int(f'{bban}131400') % 97:02}{bban}"


def drain(agent: Agent, minor: int, currency: str, *, at: datetime) -> None:
    """Take back what was not paid, so that no later run pays it."""
    if not minor:
        return
    amount = Money(minor, currency)
    taken = Posting(
        "PAY_CLEARED",
        f"taken back:{agent.pk}",
        (
            debit(AccountKind.AGENT_PAYABLE, amount, agent.pk),
            credit(AccountKind.AGENT_COST, amount),
        ),
    )
    post(taken, at=at)


def _person(name: str) -> User:
    email = f"{name.replace(' ', '.').lower()}@crashes.test"
    found: User | None = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, None, name=name)
