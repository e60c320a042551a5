from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.campaigns.models import RateMultiplier
from marketplace.interactions.models import Outcome
from payouts.accruals.services import clear
from payouts.earnings.receipts import Stage, pay_receipt
from payouts.metering.models import Exclusion
from payouts.rating.receipts import ContactUnknown, charge_receipt_of
from payouts.runs.models import Payout, PayoutRun, PayoutStatus
from tests.factories.marketplace import campaign, contact, rate_version
from tests.factories.onboarding import agent, brand, user
from tests.factories.payouts import payee
from tests.payouts.chain import WEEKS_LATER, book, close
from tests.times import NOON

pytestmark = pytest.mark.django_db

CLEARED = WEEKS_LATER + timedelta(days=20)


@pytest.fixture
def ada():
    return agent("Ada")


@pytest.fixture
def support(db):
    return campaign(brand("Acme"), "SUPPORT", pay="0.35", bill="0.55")


def receipt(ada, revision):
    return pay_receipt(agent=ada, interaction_id=revision.interaction_id)


def test_a_receipt_goes_from_seconds_to_money(ada):
    support = campaign(brand("Acme"), pay="0.35", hold_cap_seconds=30, pay_increment_seconds=60)
    one = contact(support, ada, seconds=100, hold=45, wrap=90)
    book()

    price = receipt(ada, one).receipt.standing

    assert [(step.rule, step.seconds) for step in price.productive.steps] == [
        ("talk", 100),
        ("hold", 30),
        ("wrap-up", 60),
    ]
    assert [(step.rule, step.seconds) for step in price.counted.steps] == [("increment", 240)]
    assert (price.rate.number, price.rate.per_minute) == (1, Decimal("0.35"))
    assert (price.exact, price.recomputes) == (Decimal("1.40"), True)


def test_a_receipt_names_the_span_of_its_rate_version(ada, support):
    one = contact(support, ada)
    book()
    rate_version(support, pay="0.40", effective_from=NOON + timedelta(days=3))

    rate = receipt(ada, one).receipt.standing.rate

    assert (rate.number, rate.until_at) == (1, NOON + timedelta(days=3))


def test_a_receipt_names_the_multiplier(ada, support):
    RateMultiplier.objects.create(
        version=support.rate_versions.get(), name="Wednesdays", weekdays=4, pay_factor=Decimal(2)
    )
    one = contact(support, ada)
    book()

    price = receipt(ada, one).receipt.standing

    assert (price.factor_name, price.factor, price.exact) == (
        "Wednesdays",
        Decimal(2),
        Decimal("0.70"),
    )


def test_each_side_sees_its_own_price_alone(ada, support):
    one = contact(support, ada, seconds=60)
    book()

    pay = receipt(ada, one).receipt
    charge = charge_receipt_of(interaction_id=one.interaction_id, brand_id=support.brand_id)

    assert (pay.exact, charge.exact) == (Decimal("0.35"), Decimal("0.55"))
    assert "0.55" not in repr(pay)
    assert "0.35" not in repr(charge)


def test_a_correction_is_a_reversal_and_a_new_price(ada, support):
    one = contact(support, ada, seconds=600, external_id="one")
    book()
    later = NOON + timedelta(hours=1)
    contact(support, ada, seconds=60, external_id="one", recorded_at=later)
    book(later)

    found = receipt(ada, one)

    assert [(what, exact) for _, what, exact, _ in found.movements] == [
        ("priced", Decimal("3.5")),
        ("reversed", Decimal("-3.5")),
        ("priced", Decimal("0.35")),
    ]
    assert (found.receipt.exact, found.receipt.was_corrected) == (Decimal("0.35"), True)
    assert found.receipt.recomputes is True


def test_a_contact_given_to_somebody_else_stays_on_the_first_ones_receipt(ada, support):
    one = contact(support, ada, seconds=60, external_id="one")
    book()
    later = NOON + timedelta(hours=1)
    contact(support, agent("Eve"), seconds=60, external_id="one", recorded_at=later)
    book(later)

    found = receipt(ada, one).receipt

    assert (found.was_reassigned, found.exact, found.standing) == (True, Decimal(0), None)


def test_a_contact_that_does_not_count_says_why(ada, support):
    one = contact(support, ada, outcome=Outcome.PHANTOM)
    book()

    found = receipt(ada, one)

    assert (found.receipt.exclusion, found.receipt.prices, found.fate) == (
        Exclusion.PHANTOM,
        (),
        None,
    )


def test_a_contact_that_is_not_metered_yet_has_no_price(ada, support):
    found = receipt(ada, contact(support, ada)).receipt

    assert (found.was_metered, found.standing) == (False, None)


def test_nobody_elses_contact_can_be_read(ada, support):
    one = contact(support, ada)
    book()

    with pytest.raises(ContactUnknown):
        pay_receipt(agent=agent("Eve"), interaction_id=one.interaction_id)
    with pytest.raises(ContactUnknown):
        charge_receipt_of(interaction_id=one.interaction_id, brand_id=brand("Bistro").pk)


def test_money_is_followed_until_it_is_paid(ada, support):
    one = contact(support, ada, seconds=600)
    book()
    stages = [receipt(ada, one).fate.stage]
    close()
    stages.append(receipt(ada, one).fate.stage)
    clear(at=CLEARED)
    stages.append(receipt(ada, one).fate.stage)
    payout = _payout(ada, cutoff_at=CLEARED + timedelta(hours=1), status=PayoutStatus.RESERVED)
    stages.append(receipt(ada, one).fate.stage)
    Payout.objects.filter(pk=payout.pk).update(status=PayoutStatus.SENDING)
    Payout.objects.filter(pk=payout.pk).update(status=PayoutStatus.PAID, paid_at=CLEARED)
    stages.append(receipt(ada, one).fate.stage)

    assert stages == [Stage.OPEN, Stage.PENDING, Stage.PAYABLE, Stage.ON_ITS_WAY, Stage.PAID]


def test_a_payout_from_before_the_clearing_did_not_carry_it(ada, support):
    one = contact(support, ada, seconds=600)
    close()
    clear(at=CLEARED)
    _payout(ada, cutoff_at=CLEARED - timedelta(hours=1), status=PayoutStatus.RESERVED)

    assert receipt(ada, one).fate.stage == Stage.PAYABLE


def _payout(ada, *, cutoff_at, status):
    run = PayoutRun.objects.create(
        currency="USD", cutoff_at=cutoff_at, prepared_by=user("Pia"), prepared_at=cutoff_at
    )
    return Payout.objects.create(
        run=run,
        payee=payee(ada),
        agent=ada,
        currency="USD",
        amount_minor=350,
        destination="acct_ada",
        status=status,
    )
