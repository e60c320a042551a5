"""Fixtures of the stand-in: one process for each worker, as new for each test."""

from collections.abc import Iterator

import pytest

from tests.stand_in import API_KEY, WEBHOOK_SECRET, StandIn, start_stand_in


@pytest.fixture(scope="session")
def stand_in_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """The process, which outlives single tests."""
    with start_stand_in(tmp_path_factory.mktemp("processor") / "state.sqlite") as running:
        yield running


@pytest.fixture
def stand_in(stand_in_process: StandIn, settings) -> StandIn:
    """The processor that the settings name, as new: accounts are enabled, and there is money."""
    stand_in_process.begins_anew()
    settings.STRIPE_API_BASE = stand_in_process.address
    settings.STRIPE_API_KEY = API_KEY
    settings.STRIPE_WEBHOOK_SECRET = WEBHOOK_SECRET
    return stand_in_process
