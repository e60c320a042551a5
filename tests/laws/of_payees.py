"""One row of everything that belongs to payees, each good, for a constraint to be tried on."""

from datetime import date

from onboarding.users.models import User
from payouts.payees.details import propose_details
from payouts.payees.models import (
    BalanceDecision,
    Payee,
    PayoutHold,
    PayoutMinimum,
    TaxForm,
)
from tests.payouts.payees.people import account, ada_by_bank_file, payee_by_bank_file
from tests.times import NOON


def one_of_each() -> None:
    """Details in use, a signed form, a hold of an amount, a minimum and a decision."""
    payee: Payee = ada_by_bank_file("Fay").payee
    person = User.objects.order_by("pk").first()
    another = payee_by_bank_file("Gil")
    propose_details(
        payee_id=another.pk, account=account(9, holder="Eve"), actor=another.agent.user, at=NOON
    )
    signed = {
        "payee": payee,
        "kind": "W9",
        "residence": "US",
        "name": "Fay",
        "signed_name": "Fay",
        "statement_version": "2024-03",
        "statement_hash": "0" * 64,
        "signed_at": NOON,
        "signed_by": person,
        "holds_until": date(2029, 12, 31),
    }
    TaxForm.objects.create(**signed)
    decided = {"decided_by": another.agent.user, "decided_at": NOON}
    TaxForm.objects.create(**signed, status="APPROVED", **decided)
    PayoutHold.objects.create(payee=payee, reason="?", placed_at=NOON)
    PayoutMinimum.objects.create(payee=payee, currency="USD", minimum_minor=5_000, set_at=NOON)
    BalanceDecision.objects.create(
        payee=payee,
        kind="WRITE_OFF",
        currency="USD",
        amount_minor=100,
        reason="?",
        proposed_by=person,
        proposed_at=NOON,
    )
