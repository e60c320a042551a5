import pytest
from django.utils import timezone

from payouts.management.crashes.cast import Cast
from payouts.management.crashes.suite import Theatre
from payouts.reports.proof import findings
from tests.payouts.runs.desk import FinanceDesk


@pytest.fixture
def theatre(transactional_db, settings, tmp_path):
    """Where lives are led; files to the bank go through a folder of its own."""
    settings.BANK_FILE_FOLDER = str(tmp_path)
    return Theatre(Cast(), tmp_path)


@pytest.fixture
def finance_desk(db):
    return FinanceDesk()


@pytest.fixture
def broken_laws(transactional_db):
    """The laws that do not hold, each with a few rows that break it."""
    return lambda: [
        (one.law.code, one.sample) for one in findings(at=timezone.now()) if not one.is_kept
    ]
