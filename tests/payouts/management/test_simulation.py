"""Days of a market in bad weather, small; as large as wished by ``manage.py simulate``."""

import random

import pytest

from payouts.gateway.base import Declined, KeySpent, Unknown
from payouts.gateway.models import Attempt
from payouts.management.simulation.killing import Killed, Reaper
from payouts.management.simulation.practice import Practice
from payouts.management.simulation.story import simulate
from payouts.runs.outcomes import write_outcome

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def practice(stand_in):
    return Practice(stand_in.address)


def a_story(practice, *, seed, days=2, agents=6):
    # So that a failure says how to have it again.
    print(f"manage.py simulate --seed {seed} --days {days} --agents {agents}")  # noqa: T201
    return simulate(practice=practice, seed=seed, days=days, agents=agents, rate=0.1, say=print)


# Seeds of its own choice draws the command; what the suite says is the same each time.
@pytest.mark.parametrize("seed", [20261125, 4711])
def test_whatever_goes_wrong_everybody_is_paid_once_or_listed(practice, seed):
    story = a_story(practice, seed=seed)

    assert story.verdict.wrong == ()
    assert story.runs > 0
    assert story.killed > 0
    assert story.messages["arrived"] > 0


def test_a_killed_life_ends_where_it_was_and_the_next_one_lives(db):
    reaper = Reaper(random.Random(1), share=1, longest=1)
    done = []

    def deed():
        Attempt.objects.count()
        done.append("counted")

    assert not reaper.lives(deed)
    reaper.spares_everybody()
    assert reaper.lives(deed)
    assert (reaper.killed, done) == (1, ["counted"])


def test_nothing_catches_a_kill():
    assert not issubclass(Killed, Exception)


def test_a_house_that_pays_under_a_fresh_key_is_found_out(practice, monkeypatch):
    """The control: the same weather over a protocol that forgets what it asked for."""

    def forgets(payout, attempt, *, outcome, at):
        write_outcome(payout, attempt, outcome=_as_if_declined(outcome), at=at)

    monkeypatch.setattr("payouts.runs.settlement.write_outcome", forgets)

    story = a_story(practice, seed=20261125)

    assert any("was made" in sentence for sentence in story.verdict.wrong)


def _as_if_declined(outcome):
    return Declined("given_up") if isinstance(outcome, Unknown | KeySpent) else outcome
