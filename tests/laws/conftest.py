"""What the laws of the site are tried on."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from onboarding.users.models import User
from tests.laws.town import BILLED_AT, Town, build_town


@pytest.fixture
def todays_clock() -> Iterator[None]:
    """Pages read the clock themselves: in town it is the day on which everything was billed."""
    with time_machine.travel(BILLED_AT, tick=True):
        yield


@pytest.fixture
def town(db, todays_clock) -> Town:
    return build_town()


@pytest.fixture
def signed_in(db, todays_clock):
    """A client of somebody's, signed in."""

    def as_(person: User | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return as_
