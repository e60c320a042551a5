"""Protocols that look reasonable and pay twice. The suite must catch each of them.

A proof that nothing can fail proves nothing: so every rail has protocols beside it that are
wrong in one thing, and are killed in the same world.
"""

import os
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from onboarding.audit.services import advance
from payouts.banking.making import make_files
from payouts.banking.models import BankFile, FileStatus
from payouts.banking.releasing import declare_not_executed, release_file
from payouts.banking.wording import file_name
from payouts.banking.writing import bytes_of
from payouts.gateway.base import ChargeRequest, Executed, Gateway, Rejected, TransferRequest
from payouts.management.crashes.cases import BankCase
from payouts.management.crashes.jobs import pay_by_file, read_letters
from payouts.management.crashes.steps import Steps
from payouts.receivables.models import BrandPayment, PaymentStatus
from payouts.receivables.outcomes import subject_of as payment_subject
from payouts.receivables.payments import payment_succeeded
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.outcomes import subject_of
from payouts.runs.services import start_run


# ---------------------------------------------------------------- through the processor
def pay_with_a_fresh_key(run: PayoutRun, gateway: Gateway, at: datetime) -> None:
    """What a library does that makes up its own keys: each try is another payment."""
    _pay(run, gateway, at, key_of=lambda payout: uuid4().hex)


def pay_with_one_key_for_ever(run: PayoutRun, gateway: Gateway, at: datetime) -> None:
    """A key that is sent again after the processor has forgotten it."""
    _pay(run, gateway, at, key_of=lambda payout: subject_of(payout.pk))


def _pay(
    run: PayoutRun, gateway: Gateway, at: datetime, *, key_of: Callable[[Payout], str]
) -> None:
    for payout in Payout.objects.filter(run=run, status__in=["PLANNED", "SENDING"]):
        if payout.status == PayoutStatus.PLANNED:
            with transaction.atomic():
                advance(payout, to=PayoutStatus.RESERVED, actor=None, at=at)
                advance(payout, to=PayoutStatus.SENDING, actor=None, at=at)
        request = TransferRequest(
            group=subject_of(payout.pk),
            destination=payout.destination,
            amount_minor=payout.amount_minor,
            currency=payout.currency,
        )
        outcome = gateway.transfer_earnings(request, key=key_of(payout))
        if isinstance(outcome, Executed):
            advance(payout, to=PayoutStatus.PAID, actor=None, at=at, paid_at=at)
        elif isinstance(outcome, Rejected):
            advance(payout, to=PayoutStatus.REJECTED, actor=None, at=at)


# ---------------------------------------------------------------- by bank file
def write_first_and_note_it_then(case: BankCase, steps: Steps) -> None:
    """Write to the folder and then note that it was: whoever is killed in between writes twice."""
    at, run = case.at, case.run
    if PayoutRun.objects.filter(pk=run.pk, status=RunStatus.APPROVED).exists():
        start_run(run_id=run.pk, actor=None, at=at)
    make_files(run_id=run.pk, at=at)
    for file in case.files(FileStatus.MADE):
        release_file(file_id=file.pk, sha256=file.sha256, actor=case.cast.amy, at=at)
    for file in case.files(FileStatus.RELEASED):
        if file.dropped_at is None:
            place = case.folder / file_name(file)
            unfinished = place.with_name(f".{place.name}.part")
            unfinished.write_bytes(bytes_of(file))
            os.replace(unfinished, place)
            BankFile.objects.filter(pk=file.pk).update(dropping_at=at, dropped_at=at)
    read_letters(case, at=at)


def order_anew_what_the_bank_does_not_mention(case: BankCase, steps: Steps) -> None:
    """Take silence, or a refusal, for a no: a new file is made for what was not booked in time."""
    for file in case.files(FileStatus.RELEASED, FileStatus.REFUSED):
        declare_not_executed(
            file_id=file.pk, actor=case.cast.rob, at=case.at, reason="Nothing was heard."
        )
    pay_by_file(case, steps)


# ---------------------------------------------------------------- charges
def charge_with_a_fresh_key(gateway: Gateway, at: datetime) -> None:
    """What a library does that makes up its own keys: each try is another charge."""
    _charge(gateway, at, key_of=lambda payment: uuid4().hex)


def charge_with_one_key_for_ever(gateway: Gateway, at: datetime) -> None:
    """A key that is sent again after the processor has forgotten it."""
    _charge(gateway, at, key_of=lambda payment: payment_subject(payment.pk))


def _charge(gateway: Gateway, at: datetime, *, key_of: Callable[[BrandPayment], str]) -> None:
    for payment in BrandPayment.objects.filter(status=PaymentStatus.REQUESTED):
        request = ChargeRequest(
            payment_subject(payment.pk), "cus", "pm", payment.amount_minor, payment.currency
        )
        outcome = gateway.charge(request, key=key_of(payment))
        if isinstance(outcome, Executed):
            payment_succeeded(payment, charge="ch", at=at)
