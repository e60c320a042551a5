"""What the laws of the site are tried on."""

import pytest
from django.test import Client

from onboarding.users.models import User
from tests.laws.town import Town, build_town


@pytest.fixture
def town(db) -> Town:
    return build_town()


@pytest.fixture
def signed_in(db):
    """A client of somebody's, signed in."""

    def as_(person: User | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return as_
