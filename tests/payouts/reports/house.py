"""A small house in order: three brands, three currencies, everything that can happen once."""

from datetime import timedelta
from types import SimpleNamespace

from onboarding.audit.services import advance
from onboarding.users.second_factor import confirm_by_command
from payouts.accruals.services import clear, close_periods
from payouts.accruals.withholding import Contested, withhold
from payouts.extras.models import ExtraKind
from payouts.extras.services import book_extra, take_back
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.ledger.models import JournalTransaction
from payouts.ledger.postings import payout_reserved, payout_settled
from payouts.ledger.services import post, reverse
from payouts.money import Money
from payouts.periods.models import Period
from payouts.rating.ruled import Ruled
from payouts.rating.rulings import NewRuling, rule_on_work
from payouts.runs.approval import deed_of
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.payability import content_hash
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, staff
from tests.factories.payouts import owe, payee
from tests.payouts.chain import book
from tests.payouts.extras.sums import new_extra
from tests.times import NOON

LATER = NOON + timedelta(days=30)


def paid_payout(to, minor: int, *, at) -> Payout:
    """A payout of a run of its own, carried out from end to end."""
    pia, amy = staff("Pia"), staff("Amy")
    account = payee(to)
    run = PayoutRun.objects.create(
        currency="USD",
        cutoff_at=at,
        prepared_by=pia,
        prepared_at=at,
        payout_count=1,
        total_minor=minor,
        content_hash=content_hash([(to.pk, minor, account.account)]),
    )
    payout = Payout.objects.create(
        run=run,
        payee=account,
        agent=to,
        currency="USD",
        amount_minor=minor,
        destination=account.account,
    )
    advance(run, to=RunStatus.COMPUTED, actor=pia, at=at)
    confirmation = confirm_by_command(user=amy, subject=deed_of(run), at=at)
    advance(
        run,
        to=RunStatus.APPROVED,
        actor=amy,
        at=at,
        approved_by=amy,
        approved_at=at,
        confirmation=confirmation,
    )
    advance(run, to=RunStatus.EXECUTING, actor=None, at=at)
    terms = {"payout_id": payout.pk, "agent_id": to.pk, "amount": Money(minor, "USD")}
    advance(payout, to=PayoutStatus.RESERVED, actor=None, at=at)
    post(payout_reserved(**terms), at=at)
    attempt = Attempt.objects.create(
        subject=f"payout_{payout.pk}",
        number=1,
        key=f"payout_{payout.pk}_1",
        request={"amount": minor, "currency": "usd", "destination": account.account},
        first_sent_at=at,
        last_sent_at=at,
    )
    advance(payout, to=PayoutStatus.SENDING, actor=None, at=at)
    advance(
        attempt,
        to=AttemptStatus.EXECUTED,
        actor=None,
        at=at,
        reference=f"tr_{payout.pk}",
        closed_at=at,
    )
    advance(payout, to=PayoutStatus.PAID, actor=None, at=at, paid_at=at)
    post(payout_settled(**terms), at=at)
    advance(run, to=RunStatus.COMPLETED, actor=None, at=at, completed_at=at)
    return payout


def build_house() -> SimpleNamespace:
    """Work of three brands in three currencies: corrected, closed, cleared, paid and reversed."""
    ada, bea = agent("Ada"), agent("Bea")
    acme = brand("Acme")
    phones = campaign(acme, "PS", bill_increment_seconds=6, pay_minimum_seconds=20)
    tokyo = campaign(brand("Tokyo", currency="JPY", timezone="Asia/Tokyo"), "JP", bill="80.5")
    kuwait = campaign(brand("Kuwait", currency="KWD", timezone="Asia/Kuwait"), "KW", pay="0.1")
    for hours, seconds in enumerate((61, 95, 600, 3)):
        for on in (phones, tokyo, kuwait):
            contact(
                on,
                ada if hours % 2 else bea,
                seconds=seconds,
                wrap=90,
                ended_at=NOON - timedelta(days=60, hours=hours),
                external_id=f"{on.code}-{hours}",
            )
    short = contact(
        phones, bea, seconds=5, ended_at=NOON - timedelta(days=60, hours=9), external_id="short"
    )
    contact(phones, None, ended_at=NOON - timedelta(days=60), external_id="nobody")
    book(NOON)
    bonus = new_extra(
        ada,
        phones,
        minor=700,
        charge=900,
        kind=ExtraKind.GOODWILL,
        at=NOON - timedelta(days=60),
    )
    standing = book_extra(extra=bonus, actor=None, at=NOON - timedelta(days=59))
    close_periods(at=NOON)
    week = Period.objects.filter(agent=ada, currency="USD").order_by("pk").first()
    withhold(contested=[Contested("contested", week.pk, 5)], at=NOON)
    take_back(extra_id=standing.pk, reason="Booked in error.", actor=None, at=NOON)
    contact(
        phones,
        ada,
        seconds=40,
        ended_at=NOON - timedelta(days=60, hours=1),
        external_id="PS-1",
        recorded_at=NOON + timedelta(hours=1),
    )
    ruling = NewRuling(
        cause="decided",
        interaction_id=short.interaction_id,
        agent_id=bea.pk,
        campaign_id=phones.pk,
        charge=Ruled(seconds=0),
    )
    rule_on_work(rulings=[ruling], at=NOON + timedelta(hours=1))
    book(NOON + timedelta(hours=2))
    clear(at=LATER)
    owe(ada, 5_000, key="owed:by mistake", at=NOON)
    owe(ada, 900, at=NOON)
    mistake = JournalTransaction.objects.get(event_key="owed:by mistake")
    reverse(transaction_id=mistake.pk, at=NOON + timedelta(hours=3), actor=None)
    payout = paid_payout(ada, 900, at=LATER)
    return SimpleNamespace(ada=ada, bea=bea, acme=acme, phones=phones, payout=payout)
