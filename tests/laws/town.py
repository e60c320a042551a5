"""Two brands, two agents and a finance desk, with something on every page of every portal.

Acme is served by Ada and Globex by Bea. ``size`` says how much there is of everything that
pages list: months with their invoices and credit notes, campaigns, contacts, runs, payouts,
skips, holds, proofs, proposals.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from marketplace.campaigns.models import Campaign, RateProposal
from marketplace.campaigns.rate_cards import propose_rates
from marketplace.campaigns.terms import terms_of
from marketplace.interactions.models import Interaction
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from onboarding.users.models import Grant, User
from payouts.accruals.services import clear, close_periods
from payouts.billing.keeping import file_of_invoice
from payouts.billing.models import CreditNote, Invoice
from payouts.billing.services import issue_due_invoices
from payouts.buyers.models import PurchaseOrder, TaxDecision
from payouts.buyers.services import (
    Details,
    Order,
    Ruling,
    add_purchase_order,
    decide_tax,
    state_particulars,
)
from payouts.buyers.tax_rules import Category
from payouts.disputes.choices import Ground, Reason
from payouts.disputes.claiming import contest_pay
from payouts.disputes.deciding import Decision, decide_disputes
from payouts.disputes.files import Upload
from payouts.disputes.models import Dispute, Evidence
from payouts.disputes.opening import contest_charge, contest_many
from payouts.disputes.rows import Grounds
from payouts.disputes.services import Said, answer_disputes
from payouts.extras.models import Extra, ExtraKind
from payouts.extras.services import book_extra
from payouts.guarantees.models import CommittedInterval, Funding
from payouts.guarantees.offers import SurgeOffer
from payouts.guarantees.services import Floor, set_floor, top_up_periods
from payouts.ledger.models import JournalTransaction, LedgerAccount
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.receivables.credit import TermsProposal
from payouts.receivables.models import BrandPayment, BrandRefund, Chargeback, PaymentMethod
from payouts.reports.models import Difference, ProcessorMovement, Proof
from payouts.reports.proof import prove
from payouts.reports.reconciliation import compare
from payouts.runs.models import (
    Payout,
    PayoutRun,
    PayoutSkip,
    PayoutStatus,
    RunStatus,
    RunWarning,
    SkipReason,
    WarningKind,
)
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, authenticator_app, brand, member, staff
from tests.laws.town_bank import money_comes_in_at_the_bank, pay_by_file
from tests.laws.town_collections import debts_are_pursued
from tests.laws.town_credit import credit_of
from tests.laws.town_guarantees import promise
from tests.laws.town_instant import ask_for_instant_payouts, name_several_transfers
from tests.laws.town_payees import payees_wait
from tests.payouts.chain import book
from tests.payouts.extras.sums import new_extra
from tests.payouts.receivables.scene import money_comes_in
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON

CORRECTED_AT = NOON
BILLED_AT = NOON + timedelta(days=34)
CONTESTED_AT = BILLED_AT + timedelta(hours=1)
DAY = timedelta(days=1)
SEVENTH = datetime(2026, 8, 7, 12, tzinfo=NOON.tzinfo)


@dataclass(frozen=True)
class Side:
    """One brand, who owns it, who serves it, and one of everything that is theirs."""

    brand: Brand
    owner: User
    agent: Agent

    @property
    def campaign(self) -> Campaign:
        return Campaign.objects.filter(brand=self.brand).order_by("pk").first()

    @property
    def proposal(self) -> RateProposal:
        return RateProposal.objects.filter(campaign=self.campaign).get()

    @property
    def terms_proposal(self) -> TermsProposal:
        return TermsProposal.objects.get(brand=self.brand)

    @property
    def contact(self) -> Interaction:
        return Interaction.objects.filter(campaign=self.campaign).order_by("ended_at", "pk").first()

    @property
    def invoice(self) -> Invoice:
        return Invoice.objects.filter(brand=self.brand).order_by("pk").first()

    @property
    def method(self) -> PaymentMethod:
        return PaymentMethod.objects.filter(brand=self.brand).order_by("pk").first()

    @property
    def payment(self) -> BrandPayment:
        return BrandPayment.objects.filter(brand=self.brand).order_by("pk").first()

    @property
    def refund(self) -> BrandRefund:
        return BrandRefund.objects.filter(payment__brand=self.brand).order_by("pk").first()

    @property
    def chargeback(self) -> Chargeback:
        return Chargeback.objects.filter(payment__brand=self.brand).order_by("pk").first()

    @property
    def contested_invoice(self) -> Invoice:
        return Invoice.objects.filter(brand=self.brand, disputes__isnull=False).latest("pk")

    @property
    def credit_note(self) -> CreditNote:
        return CreditNote.objects.filter(invoice__brand=self.brand).order_by("pk").first()

    @property
    def order(self) -> PurchaseOrder:
        return PurchaseOrder.objects.filter(brand=self.brand).order_by("pk").first()

    @property
    def tax_decision(self) -> TaxDecision:
        return TaxDecision.objects.filter(brand=self.brand).order_by("pk").first()

    @property
    def pay_week(self) -> Period:
        weeks = Period.objects.filter(kind=PeriodKind.PAY, agent=self.agent, accruals__n=1)
        return weeks.order_by("from_at", "pk").first()

    @property
    def payout(self) -> Payout:
        return Payout.objects.filter(agent=self.agent).order_by("pk").first()

    @property
    def dispute(self) -> Dispute:
        return Dispute.objects.filter(brand=self.brand).order_by("pk").first()

    @property
    def evidence(self) -> Evidence:
        return Evidence.objects.filter(dispute=self.dispute, file__isnull=False).get()

    @property
    def extra(self) -> Extra:
        return (
            Extra.objects.filter(agent=self.agent, brand=self.brand)
            .exclude(charge_minor=0)
            .order_by("pk")
            .first()
        )

    @property
    def offer(self) -> SurgeOffer:
        return SurgeOffer.objects.filter(campaign__brand=self.brand).order_by("pk").first()

    @property
    def guaranteed_week(self) -> Period:
        weeks = Period.objects.filter(kind=PeriodKind.PAY, agent=self.agent)
        return weeks.get(from_on=date(2026, 9, 7))

    @property
    def account(self) -> LedgerAccount:
        return LedgerAccount.objects.get(code=f"BRAND_UNBILLED/USD/{self.brand.pk}")


@dataclass(frozen=True)
class Town:
    """Both sides, and the finance desk that stands between them."""

    acme: Side
    globex: Side
    finance: User
    nobody: User

    @property
    def run(self) -> PayoutRun:
        return PayoutRun.objects.order_by("pk").first()

    @property
    def proof(self) -> Proof:
        return Proof.objects.order_by("pk").first()

    @property
    def difference(self) -> Difference:
        return Difference.objects.order_by("pk").first()

    @property
    def transaction(self) -> JournalTransaction:
        return JournalTransaction.objects.order_by("pk").first()


def _side(name: str, owner: str, served_by: str) -> Side:
    its = brand(name)
    return Side(brand=its, owner=member(its, owner), agent=agent(served_by, login=True))


def _months(size: int) -> list[datetime]:
    """The seventh of August 2026 and of the months before it, one of them at least."""
    return [datetime(2026, 8 - back, 7, 12, tzinfo=NOON.tzinfo) for back in range(size + 1)]


def _work(side: Side, *, size: int) -> None:
    """Contacts of each month on each campaign, the first of which is later corrected."""
    for number in range(size):
        on = campaign(side.brand, f"C{number}", bill="0.60", pay="0.30")
        for month in _months(size):
            for hour in range(size):
                contact(
                    on,
                    side.agent,
                    seconds=600,
                    ended_at=month + timedelta(hours=hour),
                    external_id=f"{on.code} {month:%B} {hour}",
                )


def _corrections(side: Side, *, size: int) -> None:
    for on in Campaign.objects.filter(brand=side.brand):
        for month in _months(size):
            contact(
                on,
                side.agent,
                seconds=450,
                ended_at=month,
                external_id=f"{on.code} {month:%B} 0",
                recorded_at=CORRECTED_AT,
            )


def _proposals(side: Side) -> None:
    for on in Campaign.objects.filter(brand=side.brand):
        first = on.rate_versions.get()
        propose_rates(
            campaign_id=on.pk,
            terms=replace(terms_of(first), bill_per_minute=Decimal("0.70")),
            effective_from=BILLED_AT + 30 * DAY,
            actor=side.owner,
            at=BILLED_AT,
        )


def _disputes(side: Side, finance: User, *, size: int) -> None:
    """On each campaign one dispute of the brand's, answered, and one of the agent's; one decided.

    What they contest was corrected in September, and is on its credit note and statement.
    """
    shown = Said("See for yourself.", Upload("call.ogg", b"OggS and what was said"))
    for on in Campaign.objects.filter(brand=side.brand).order_by("pk"):
        august, july = (_contact(on, month) for month in _months(1))
        first = contest_charge(
            brand=side.brand,
            interaction_id=august,
            grounds=Grounds(Ground.TOO_LONG, 60, shown),
            actor=side.owner,
            at=CONTESTED_AT,
        )
        answer_disputes(
            dispute_ids=[first.pk],
            side="AGENT",
            said=Said("It was not."),
            actor=side.agent.user,
            at=CONTESTED_AT,
        )
        contest_pay(
            agent=side.agent,
            interaction_id=july,
            ground=Ground.WRONG_SECONDS,
            claimed_seconds=600,
            said=shown,
            at=CONTESTED_AT,
        )
    decided = contest_many(
        brand=side.brand,
        key=uuid4(),
        asked={"interaction": july},
        grounds=Grounds(Ground.OTHER, said=Said("All of these.")),
        actor=side.owner,
        at=CONTESTED_AT,
    ).disputes.get()
    answer_disputes(
        dispute_ids=[decided.pk],
        side="AGENT",
        said=Said("None of these."),
        actor=side.agent.user,
        at=CONTESTED_AT,
    )
    decide_disputes(
        dispute_ids=[decided.pk],
        decision=Decision(Reason.RECORD_STANDS, "The record shows it."),
        actor=finance,
        at=CONTESTED_AT,
    )


def _contact(on: Campaign, month: datetime) -> int:
    return Interaction.objects.get(source__brand=on.brand, external_id=f"{on.code} {month:%B} 0").pk


def _buyers(side: Side, *, size: int) -> None:
    """What stands on invoices beside the work: particulars, orders, decisions on tax."""
    pk, actor = side.brand.pk, side.owner
    details = Details(f"{side.brand.name} Ltd", "1 Road Runner Way", "Tucson", "US")
    state_particulars(brand_id=pk, details=details, actor=actor, at=BILLED_AT)
    for number in range(size):
        name = f"PO {side.brand.name} {number}"
        order = Order(name, from_on=date(2026, 10, 1), amount=Money(1_000, "USD"))
        add_purchase_order(brand_id=pk, order=order, actor=actor, at=BILLED_AT)
        days = (date(2030 + number, 1, 1), date(2030 + number, 2, 1))
        ruling = Ruling(Category.EXEMPT, Decimal(0), "Embassy", *days)
        decide_tax(brand_id=pk, ruling=ruling, actor=None, at=BILLED_AT)
    file_of_invoice(side.invoice, at=BILLED_AT)


def _extras(side: Side, *, size: int) -> None:
    for on in Campaign.objects.filter(brand=side.brand):
        for number in range(size):
            bonus = new_extra(
                side.agent,
                on,
                minor=500,
                kind=ExtraKind.GOODWILL,
                key=f"bonus:{on.pk}:{number}",
                at=CORRECTED_AT,
            )
            book_extra(extra=bonus, actor=None, at=CORRECTED_AT)


def _floor(side: Side) -> None:
    """The platform guarantees an hour of the seventh of August on the first campaign."""
    set_floor(
        campaign_id=side.campaign.pk,
        floor=Floor(Decimal(15), Decimal(1), Decimal(0), Funding.PLATFORM),
        effective_from=SEVENTH - 90 * DAY,
        actor=staff("Tess", Grant.SET_TERMS),
        at=SEVENTH - 90 * DAY,
    )
    CommittedInterval.objects.create(
        agent=side.agent,
        campaign=side.campaign,
        starts_at=SEVENTH,
        ends_at=SEVENTH + timedelta(hours=1),
        staffed_seconds=3_600,
        source="file",
        recorded_at=SEVENTH + DAY,
    )


def _runs(desk: FinanceDesk, sides: tuple[Side, ...], *, size: int) -> None:
    names = [side.agent.name for side in sides]
    names += [f"Cai {number}" for number in range(size - 1)]
    for number in range(size):
        run = desk.run(
            RunStatus.COMPLETED,
            pays=dict.fromkeys(names, 900 + number),
            payout_status=PayoutStatus.PAID,
        )
        for kind in list(WarningKind)[:size]:
            RunWarning.objects.create(run=run, kind=kind, count=1, amount_minor=100)
        for left_out in range(size):
            PayoutSkip.objects.create(
                run=run,
                agent=agent(f"Dee {left_out}"),
                reason=SkipReason.NO_ACCOUNT,
                amount_minor=100,
            )


def _movements(*, size: int) -> None:
    """Fees that nobody booked."""
    for number in range(size):
        ProcessorMovement.objects.create(
            reference=f"txn_{number}",
            kind="stripe_fee",
            currency="USD",
            amount_minor=-2 - number,
            fee_minor=0,
            net_minor=-2 - number,
            created_at=BILLED_AT,
            available_at=BILLED_AT,
            recorded_at=BILLED_AT,
        )
    compare(at=BILLED_AT + DAY)


def build_town(*, size: int = 1) -> Town:
    """Build it through the deeds of the house, as the application's role."""
    desk = FinanceDesk()
    finance = staff("Flo", *Grant)
    sides = (_side("Acme", "Olga", "Ada"), _side("Globex", "Gus", "Bea"))
    for side in sides:
        _work(side, size=size)
        _floor(side)
    book(CORRECTED_AT - timedelta(hours=1))
    top_up_periods(at=CORRECTED_AT - timedelta(hours=1))
    close_periods(at=CORRECTED_AT - timedelta(hours=1))
    issue_due_invoices(at=CORRECTED_AT - timedelta(hours=1))
    for side in sides:
        _corrections(side, size=size)
        _extras(side, size=size)
        promise(side.campaign, side.agent, side.owner, size=size)
    book(CORRECTED_AT + timedelta(hours=1))
    close_periods(at=BILLED_AT)
    issue_due_invoices(at=BILLED_AT)
    clear(at=BILLED_AT)
    for side in sides:
        _proposals(side)
        credit_of(side.brand, side.owner, at=BILLED_AT)
        _buyers(side, size=size)
    finance = staff("Flo", *Grant)
    authenticator_app(finance)
    for side in sides:
        money_comes_in(side.brand, size=size, by=finance, at=BILLED_AT)
    money_comes_in_at_the_bank(size=size, at=BILLED_AT)
    debts_are_pursued(size=size, by=finance, at=BILLED_AT)
    _runs(desk, sides, size=size)
    ask_for_instant_payouts(*(side.agent for side in sides), size=size, by=finance)
    for side in sides:
        name_several_transfers(side.payout, size=size)
    _movements(size=size)
    for side in sides:
        _disputes(side, finance, size=size)
    pay_by_file(size=size)
    for side in sides:
        payees_wait(side.agent, size=size, at=BILLED_AT)
    for number in range(size):
        prove(at=BILLED_AT + number * DAY)
    return Town(
        acme=sides[0],
        globex=sides[1],
        finance=finance,
        nobody=desk.eve,
    )
