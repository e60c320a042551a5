"""Workers that are gone by SIGKILL after a commit or an answer, and those that follow them."""

import pytest

from payouts.management.crashes.real import RAILS, RealTheatre, supervised
from payouts.management.simulation.practice import practice_processor


@pytest.fixture(scope="module")
def workers():
    with supervised() as process, practice_processor() as practice:
        yield process, practice


@pytest.mark.parametrize("rail", RAILS)
def test_a_worker_that_is_killed_changes_nothing_in_the_end(theatre, broken_laws, workers, rail):
    real = RealTheatre(theatre.cast, *workers, theatre.folder)

    (_, calm), *killed = real.every_life(rail)

    assert calm.faults == ()
    assert [(last, one.faults) for last, one in killed if one.faults] == []
    assert {one.end for _, one in killed} == {calm.end}
    assert broken_laws() == []
