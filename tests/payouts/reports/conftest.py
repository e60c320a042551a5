"""A small house in order, and a way to break what the application's role cannot touch."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from onboarding.audit.services import advance
from payouts.accruals.services import accrue, clear, close_periods
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.ledger.postings import payout_reserved, payout_settled
from payouts.ledger.services import post, reverse
from payouts.metering.services import meter_revisions
from payouts.money import Money
from payouts.rating.services import rate_usage
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.payability import content_hash
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, staff
from tests.factories.payouts import owe, payee
from tests.times import NOON

LATER = NOON + timedelta(days=30)


def booked(at):
    """Meter, rate and accrue what is known at an instant."""
    meter_revisions(at=at)
    rate_usage(at=at)
    accrue(at=at)


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
    advance(run, to=RunStatus.APPROVED, actor=amy, at=at, approved_by=amy, approved_at=at)
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
    contact(phones, None, ended_at=NOON - timedelta(days=60), external_id="nobody")
    booked(NOON)
    close_periods(at=NOON)
    contact(
        phones,
        ada,
        seconds=40,
        ended_at=NOON - timedelta(days=60, hours=1),
        external_id="PS-1",
        recorded_at=NOON + timedelta(hours=1),
    )
    booked(NOON + timedelta(hours=2))
    clear(at=LATER)
    owe(ada, 5_000, key="owed:by mistake", at=NOON)
    owe(ada, 900, at=NOON)
    mistake = _transaction_of("owed:by mistake")
    reverse(transaction_id=mistake, at=NOON + timedelta(hours=3), actor=None)
    payout = paid_payout(ada, 900, at=LATER)
    return SimpleNamespace(ada=ada, bea=bea, acme=acme, phones=phones, payout=payout)


def _transaction_of(event_key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM payouts_journaltransaction WHERE event_key = %s", [event_key]
        )
        return cursor.fetchone()[0]


@pytest.fixture
def house(db) -> SimpleNamespace:
    """The house in order, as the application's role made it."""
    return build_house()


@pytest.fixture
def owner_login(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Have the next transaction of the test belong to the owner instead of the application."""
    application, owner = connections["default"], connections["owner"]
    kept = {name: application.settings_dict[name] for name in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        application.close()
    application.settings_dict.update({name: owner.settings_dict[name] for name in kept})
    yield
    with django_db_blocker.unblock():
        application.close()
    application.settings_dict.update(kept)


@pytest.fixture
def owners_house(owner_login, db) -> SimpleNamespace:
    """The same house, in a transaction of the owner's, which may step past every guard."""
    return build_house()


@pytest.fixture
def past_the_guards(owners_house) -> Callable[[str], None]:
    """Run a statement with triggers and foreign keys asleep, until the test's rollback."""

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run
