"""What finance promises with the platform's money, what it sees, and the files it hands in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from onboarding.users.models import Grant
from payouts.guarantees.cancelled import CancelledHours
from payouts.guarantees.files import take_in_file
from payouts.guarantees.models import CommittedInterval, FloorTerms
from payouts.guarantees.offers import SurgeOffer
from payouts.guarantees.rewards import BonusCase, BonusTerms
from tests.factories.marketplace import campaign
from tests.factories.onboarding import agent, brand, staff
from tests.payouts.guarantees.hours import hours
from tests.times import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Scene:
    """Acme's phones, Ada who serves them, Bo who sets terms and Vic who looks on."""

    def __init__(self) -> None:
        self.phones = campaign(brand("Acme"), pay="0.50")
        self.ada = agent("Ada")
        self.bo = staff("Bo", Grant.SET_TERMS)
        self.vic = staff("Vic", Grant.VIEW_FINANCE)

    def surge(self, **said) -> dict[str, object]:
        begins = now() + 2 * DAY
        return {
            "campaign": self.phones.public_id,
            "name": "Launch",
            "from_at": f"{begins:%Y-%m-%dT%H:%M}",
            "to_at": f"{begins + DAY:%Y-%m-%dT%H:%M}",
            "measure": "PER_HOUR",
            "rate": "3",
        } | said

    def bonus(self, **said) -> dict[str, object]:
        return {
            "campaign": self.phones.public_id,
            "kind": "CERTIFICATION",
            "amount": "20",
            "effective_from": f"{now() + 2 * DAY:%Y-%m-%dT%H:%M}",
        } | said

    def line(self, *cells: object) -> str:
        return ",".join(map(str, (self.ada.public_id, "acme", self.phones.code, *cells)))


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def test_an_offer_of_the_platform_is_costed_first_and_charges_no_brand(scene, client):
    client.force_login(scene.bo)
    url = reverse("finance:new_surge")

    preview = client.post(url, scene.surge(preview="1"))
    assert "Make the offer" in preview.text
    assert not SurgeOffer.objects.exists()

    made = client.post(url, scene.surge(publish="1"))

    assert made.url == reverse("finance:guarantees")
    offer = SurgeOffer.objects.get()
    assert (offer.funded_by, offer.pay_rate, offer.charge_rate) == ("PLATFORM", 3, 0)
    assert offer.published_by == scene.bo


def test_a_bonus_of_the_platform_charges_no_brand_and_is_seen_before_it_holds(scene, client):
    client.force_login(scene.bo)

    set_ = client.post(reverse("finance:bonus"), scene.bonus())

    assert set_.url == reverse("finance:guarantees")
    terms = BonusTerms.objects.get()
    assert (terms.funded_by, terms.pay, terms.charge) == ("PLATFORM", 20, 0)
    assert "to come" in client.get(set_.url).text


def test_a_floor_to_come_is_seen_and_that_it_ends_too(scene, client):
    client.force_login(scene.bo)
    floor = {
        "campaign": scene.phones.public_id,
        "multiplier": "1",
        "funded_by": "BRAND",
    }
    for day, per_hour in ((2, "15"), (9, "0")):
        effective = f"{now() + day * DAY:%Y-%m-%dT%H:%M}"
        client.post(
            reverse("finance:floor"), floor | {"per_hour": per_hour, "effective_from": effective}
        )

    page = client.get(reverse("finance:guarantees")).text

    assert FloorTerms.objects.count() == 2
    assert page.count("to come") == 2
    assert page.count("ends</td>") == 1


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"from_at": "2020-01-01T00:00"}, "An offer cannot begin in the past."),
        ({"to_at": "2020-01-01T00:00"}, "An offer ends after it begins."),
        ({"rate": "0"}, "greater than or equal to 0.0001"),
        ({"rate": "NaN"}, "Enter a number."),
        ({"name": ""}, "This field is required."),
        ({"campaign": "00000000-0000-4000-8000-000000000000"}, "Select a valid choice."),
        ({"min_adherence": "101"}, "less than or equal to 100"),
    ],
)
def test_an_offer_that_cannot_stand_is_refused_with_its_reason(scene, client, said, complaint):
    client.force_login(scene.bo)

    page = client.post(reverse("finance:new_surge"), scene.surge(publish="1", **said))

    assert page.status_code == 200
    assert complaint in page.text
    assert not SurgeOffer.objects.exists()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"effective_from": "2020-01-01T00:00"}, "Choose an instant from now on"),
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"kind": "SMILING"}, "Select a valid choice."),
        ({"kind": "REFERRAL", "needed_hours": "10"}, "Say within how many days."),
    ],
)
def test_a_bonus_that_cannot_hold_is_refused_with_its_reason(scene, client, said, complaint):
    client.force_login(scene.bo)

    page = client.post(reverse("finance:bonus"), scene.bonus(**said))

    assert page.status_code == 200
    assert complaint in page.text
    assert not BonusTerms.objects.exists()


def test_who_may_only_look_promises_nothing(scene, client):
    client.force_login(scene.vic)

    for name, said in (("new_surge", scene.surge(publish="1")), ("bonus", scene.bonus())):
        url = reverse(f"finance:{name}")
        assert '<form method="post">' not in client.get(url).text
        assert client.post(url, said).status_code == 403
    assert not SurgeOffer.objects.exists()
    assert not BonusTerms.objects.exists()


REASONS = "agent,brand,campaign,kind,reference,happened_at,about,seconds"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("SMILING", "x", NOON.isoformat(), "", ""), "The kind is one of"),
        (("CERTIFICATION", "", NOON.isoformat(), "", ""), "The reference names"),
        (("CERTIFICATION", "x" * 81, NOON.isoformat(), "", ""), "The reference names"),
        (("CERTIFICATION", "x", "2026-09-16 12:00", "", ""), "An instant is written as"),
        (("TRAINING", "x", NOON.isoformat(), "", "0"), "Training takes whole seconds"),
        (("TRAINING", "x", NOON.isoformat(), "", "86401"), "Training takes whole seconds"),
        (("REFERRAL", "x", NOON.isoformat(), "nobody", ""), "There is no such agent."),
    ],
)
def test_a_reason_that_cannot_be_read_is_named_by_its_line(scene, cells, reason):
    good = scene.line("CERTIFICATION", "Refunds", NOON.isoformat(), "", "")

    taken = take_in_file(lines=[REASONS, scene.line(*cells), good], actor=scene.bo, at=NOON)

    assert (taken.new, [number for number, _ in taken.refused]) == (1, [2])
    assert taken.refused[0][1].startswith(reason)
    assert BonusCase.objects.get().reference == "Refunds"


def test_who_refers_themselves_is_named_by_the_line(scene):
    line = scene.line("REFERRAL", "", NOON.isoformat(), scene.ada.public_id, "")

    taken = take_in_file(lines=[REASONS, line], actor=scene.bo, at=NOON)

    assert taken.refused == ((2, "Somebody else is referred, not oneself."),)
    assert not BonusCase.objects.exists()


CANCELLED = "agent,brand,campaign,starts_at,ends_at,cancelled_at"


def test_cancelled_hours_that_do_not_go_in_are_named_by_their_line(scene):
    hours(scene.ada, scene.phones, staffed=0, at=NOON - DAY)
    lines = [
        scene.line(*(one.isoformat() for one in said))
        for said in (
            (NOON + DAY, NOON + DAY + HOUR, NOON),
            (NOON, NOON + HOUR, NOON + HOUR),
            (NOON + HOUR, NOON, NOON - HOUR),
            (NOON, NOON + HOUR, NOON - HOUR),
            (NOON, NOON + HOUR, NOON - HOUR),
            (NOON, NOON + HOUR, NOON - 2 * HOUR),
        )
    ]

    taken = take_in_file(lines=[CANCELLED, *lines], actor=scene.bo, at=NOON)

    assert (taken.new, taken.known) == (1, 1)
    assert taken.refused == (
        (2, "The agent was not committed to these hours."),
        (3, "These hours had begun. Cancel the rest of them, from then on."),
        (4, "The agent was not committed to these hours."),
        (7, "Some of these hours were cancelled before."),
    )
    assert CancelledHours.objects.count() == 1


def test_who_may_not_spend_the_money_cancels_nothing_by_file(scene):
    hours(scene.ada, scene.phones, staffed=0, at=NOON - DAY)
    line = scene.line(*(one.isoformat() for one in (NOON, NOON + HOUR, NOON - HOUR)))

    taken = take_in_file(lines=[CANCELLED, line], actor=scene.vic, at=NOON)

    assert taken.refused == ((2, "Your login does not include promising this money."),)
    assert not CancelledHours.objects.exists()


def test_hours_last_a_day_at_most(scene):
    header = "agent,brand,campaign,starts_at,ends_at,staffed_seconds"
    ends = NOON + DAY + timedelta(seconds=1)
    line = scene.line(NOON.isoformat(), ends.isoformat(), 0)

    taken = take_in_file(lines=[header, line], actor=scene.bo, at=NOON)

    assert taken.refused == ((2, "Hours last a day at most."),)
    assert not CommittedInterval.objects.exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xff\xfe\x00", "The file is not text in UTF-8."),
        (b"who,what\n1,2\n", "The first line names the columns of none of these files."),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_whole(scene, client, content, complaint):
    client.force_login(scene.bo)

    page = client.post(reverse("finance:hours"), {"file": SimpleUploadedFile("hours.csv", content)})

    assert complaint in page.text
    assert not CommittedInterval.objects.exists()
