"""Jobs: make files, put them where they are to go, apply what the bank said or did not say."""

from celery import shared_task
from django.utils import timezone

from payouts.banking import dropping, making, reports, silence
from payouts.banking.selectors import files_to_drop, runs_that_need_files


@shared_task(name="payouts.make_bank_files")
def make_bank_files() -> None:
    """Make the files that executing runs wait for."""
    for run_id in runs_that_need_files():
        making.make_files(run_id=run_id, at=timezone.now())


@shared_task(name="payouts.drop_bank_files")
def drop_bank_files() -> None:
    """Write released files into the folder, where one is configured."""
    if dropping.folder() is None:
        return
    for file_id in files_to_drop().values_list("pk", flat=True):
        dropping.drop_file(file_id=file_id, at=timezone.now())


@shared_task(name="payouts.apply_bank_reports")
def apply_bank_reports() -> None:
    """Apply what the bank said and nobody has applied yet."""
    reports.apply_reports(at=timezone.now())


@shared_task(name="payouts.settle_silent_files")
def settle_silent_files() -> None:
    """Settle what a network reports by silence alone, once its day has come."""
    silence.settle_silent_files(at=timezone.now())
