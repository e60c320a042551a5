import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from payouts.accruals.services import close_periods
from payouts.extras.models import Extra
from payouts.extras.services import take_back
from payouts.guarantees.cancelling import Hours, cancel_hours
from payouts.guarantees.models import Funding
from payouts.guarantees.offers import Measure
from payouts.guarantees.rewarding import Reason, Reward, note_reason, pay_bonuses, set_bonus
from payouts.guarantees.rewards import BonusKind
from payouts.guarantees.services import Floor, set_floor, top_up_periods
from payouts.guarantees.surging import Offer, pay_surges, publish_offer
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, staff
from tests.payouts.chain import book
from tests.payouts.guarantees.hours import hours
from tests.payouts.reports.test_receipts import recompute
from tests.times import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONG_AGO = NOON - 30 * DAY
OVER = NOON + 6 * DAY


@pytest.fixture
def extras(db, tmp_path):
    """A top-up, a share and an amount of surge, a bonus, training, a fee; one is taken back."""
    tess, ada = staff("Tess", "SET_TERMS"), agent("Ada")
    phones = campaign(brand("Acme"), pay="0.50", bill="0.80")
    terms = {"campaign_id": phones.pk, "actor": tess, "at": LONG_AGO}
    floor = Floor(Decimal(15), Decimal("1.2"), Decimal("0.35"), Funding.BRAND)
    set_floor(floor=floor, effective_from=LONG_AGO, **terms)
    for day, measure in enumerate(Measure):
        offer = Offer(
            "Surge",
            NOON + (day - 1) * DAY,
            NOON + day * DAY,
            measure,
            Decimal("0.333"),
            Decimal("0.5"),
            Funding.BRAND,
        )
        publish_offer(offer=offer, **terms)
    reward = Reward(Decimal("12.5"), Decimal(0), Funding.BRAND)
    for kind, seconds in ((BonusKind.CERTIFICATION, 0), (BonusKind.TRAINING, 1_234)):
        set_bonus(kind=kind, reward=reward, effective_from=LONG_AGO, **terms)
        note_reason(
            reason=Reason(phones.pk, kind, ada.pk, "Refunds", NOON, seconds=seconds),
            source="test",
            at=NOON,
        )
    hours(ada, phones, start=NOON - HOUR)
    hours(ada, phones, start=NOON)
    hours(ada, phones, start=NOON + DAY, staffed=0)
    for number in range(3):
        contact(phones, ada, seconds=77, ended_at=NOON + timedelta(minutes=number))
    book(NOON)
    top_up_periods(at=OVER)
    pay_surges(at=OVER)
    pay_bonuses(at=OVER)
    cancelled = Hours(ada.pk, phones.pk, NOON + DAY, NOON + DAY + HOUR, NOON)
    cancel_hours(hours=cancelled, actor=tess, at=OVER)
    close_periods(at=OVER)
    surge = Extra.objects.filter(kind="SURGE_BONUS").earliest("pk")
    take_back(extra_id=surge.pk, reason="Mistaken.", actor=tess, at=OVER)

    def write(form: str):
        path = tmp_path / f"extras.{form}"
        options = [f"--output={path}", f"--format={form}", "--period=2026-09", "--extras"]
        call_command("receipts", *options)
        return path

    return write


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_stranger_recomputes_every_extra(form, extras):
    found = recompute(extras(form))

    paid = sum(Extra.objects.values_list("pay_minor", flat=True))
    charged = sum(Extra.objects.values_list("charge_minor", flat=True))
    assert found.returncode == 0, found.stdout
    assert found.stdout.endswith("7 lines recomputed, 0 differ\n")
    totals = {name: Decimal(value) for name, value in re.findall(r"(\w+) USD (\S+)", found.stdout)}
    assert totals == {"pay": Decimal(paid) / 100, "charge": Decimal(charged) / 100}


def test_a_cent_too_much_is_found(extras):
    path = extras("json")
    lines = json.loads(path.read_text())
    lines[0]["pay"] = str(Decimal(lines[0]["pay"]) + Decimal("0.01"))
    path.write_text(json.dumps(lines))

    found = recompute(path)

    assert found.returncode == 1
    assert "7 lines recomputed, 1 differ" in found.stdout
