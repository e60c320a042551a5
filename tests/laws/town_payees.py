"""Payees for whom something waits, and one who has something of everything, for each side."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from onboarding.agents.models import Agent
from onboarding.users.models import Grant
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.balances import propose_decision
from payouts.payees.details import propose_details
from payouts.payees.minimums import set_minimum
from payouts.payees.models import (
    BalanceDecision,
    DecisionKind,
    Payee,
    PayoutDetails,
    PayoutHold,
    Reveal,
    TaxForm,
)
from payouts.payees.services import place_hold
from payouts.payees.statements import statement_for
from payouts.payees.tax_forms import approve_form, sign_form
from payouts.payees.tax_rules import GivenForm, kind_for
from tests.factories.onboarding import staff
from tests.payouts.payees.people import account, payee_by_bank_file


def payees_wait(agent: Agent, *, size: int, at: datetime) -> None:
    """Details, forms and decisions that wait, balances below zero, holds, minimums, looks."""
    mia = staff("Mia", Grant.MANAGE_PAYEES)
    payee = Payee.objects.get(agent=agent)
    for number in range(size):
        name = f"{agent.name} {number}"
        waiting = payee_by_bank_file(f"Kim {name}")
        propose_details(
            payee_id=waiting.pk,
            account=account(agent.pk * 100 + number, holder="Eve"),
            actor=waiting.agent.user,
            at=at,
        )
        signs(waiting, at)
        _owes_us(waiting, mia, at)
        place_hold(payee_id=payee.pk, reason=f"Question {number}", actor=mia, at=at)
        set_minimum(payee_id=payee.pk, minimum=Money(500, ("USD", "EUR", "GBP")[number]), at=at)
        form = signs(payee, at + timedelta(seconds=number))
        approve_form(form_id=form.pk, actor=mia, at=at)
        Reveal.objects.create(
            payee=payee, what="?", reason=f"To compare {number}", revealed_by=mia, revealed_at=at
        )


def of_payees(agent: Agent) -> dict[str, Callable[[], list[Any]]]:
    """What the routes of payees are asked for, to show what belongs to ``agent``."""
    payee = [agent.payee.public_id]
    kim = Payee.objects.filter(agent__name__startswith=f"Kim {agent.name}").order_by("pk")

    def first(model: Any, **of: Any) -> Callable[[], list[Any]]:
        return lambda: [model.objects.filter(**of).order_by("pk")[0].public_id]

    details, form = first(PayoutDetails, payee__in=kim), first(TaxForm, payee=agent.payee)
    return {
        **dict.fromkeys(("payee", "place_hold", "propose_details"), lambda: payee),
        **dict.fromkeys(("propose_decision", "payee_payouts"), lambda: payee),
        "release_hold": first(PayoutHold, payee=agent.payee),
        "decide_details": details,
        "reveal_details": details,
        "decide_form": form,
        "reveal_form": form,
        "decide_balance": first(BalanceDecision, payee__in=kim),
    }


def signs(payee: Payee, at: datetime) -> TaxForm:
    """A W-8BEN of Kuwait, as its signer left it."""
    given = GivenForm(
        residence="KW",
        name="Kim",
        signed_name="Kim",
        tin="12345678",
        born_on=date(1990, 1, 1),
        address="1 Gulf Road, Kuwait City",
    )
    words = statement_for(kind_for("KW"))
    return sign_form(
        payee_id=payee.pk,
        given=given,
        statement_hash=words.hash,
        signed_from=None,
        actor=payee.agent.user,
        at=at,
    )


def _owes_us(payee: Payee, mia: Any, at: datetime) -> None:
    amount = Money(700, "USD")
    legs = (
        debit(AccountKind.AGENT_PAYABLE, amount, payee.agent_id),
        credit(AccountKind.AGENT_COST, amount),
    )
    post(Posting("PAY_CLEARED", f"below:{payee.pk}", legs), at=at)
    propose_decision(
        payee_id=payee.pk,
        kind=DecisionKind.WRITE_OFF,
        amount=amount,
        reason="It will not be earned back.",
        actor=mia,
        at=at,
    )
