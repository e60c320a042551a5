"""Payees in several states, so that whoever looks around finds something on their pages.

For the portals alone: nothing of it is part of the month that the job replays. A second run finds
everybody as they are and does nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from onboarding.agents.models import Agent, AgentStatus
from onboarding.users.services import create_login
from payouts.gateway.processor import processor
from payouts.management.main_job.cast import PASSWORD, Desk
from payouts.money import Money
from payouts.payees.accounts import open_account
from payouts.payees.balances import approve_decision, propose_decision
from payouts.payees.bank_accounts import AccountKind, checked_account
from payouts.payees.details import propose_details
from payouts.payees.models import (
    BalanceDecision,
    DecisionKind,
    Payee,
    PayoutDetails,
    PayoutHold,
    TaxForm,
)
from payouts.payees.services import become_payee, place_hold
from payouts.payees.statements import statement_for
from payouts.payees.tax_forms import approve_form, sign_form
from payouts.payees.tax_rules import Classification, GivenForm, TinKind, kind_for


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    email: str
    country: str
    timezone: str
    address: str


# By bank file in euros: the processor does not reach Montenegro, and SEPA does.
_IVANA: Final = _Person(
    "Ivana Perović",
    "ivana@agents.test",
    "ME",
    "Europe/Podgorica",
    "Njegoševa 12, 81000 Podgorica, Montenegro",
)
_WANJIRU: Final = _Person(
    "Wanjiru Kamau",
    "wanjiru@agents.test",
    "KE",
    "Africa/Nairobi",
    "Moi Avenue 3, 00100 Nairobi, Kenya",
)
_MARCUS: Final = _Person(
    "Marcus Hale",
    "marcus@agents.test",
    "US",
    "America/Chicago",
    "1 Example Street, Springfield, IL 62701",
)
_THEO: Final = _Person(
    "Théo Laurent", "theo@agents.test", "FR", "Europe/Paris", "8 rue des Lilas, 69003 Lyon, France"
)
_AMINA: Final = _Person(
    "Amina Yusuf", "amina@agents.test", "NG", "Africa/Lagos", "5 Broad Street, Lagos, Nigeria"
)
# Numbers whose check digits hold, and that the standards give as examples.
_IBAN_OF_MONTENEGRO: Final = "ME25505000012345678951"
BANK_FILE_LOGIN: Final = _IVANA.email


def show_payees(*, desk: Desk, at: datetime) -> int:
    """Make five people payees, each in another state; how many they are."""
    scenes = (
        (_IVANA, _is_paid_by_bank_file),
        (_WANJIRU, _waits_for_a_second_person),
        (_MARCUS, _is_on_hold),
        (_THEO, _has_no_form),
        (_AMINA, _is_below_zero),
    )
    for person, plays in scenes:
        plays(become_payee(agent_id=_agent(person, at).pk), desk, at)
    return len(scenes)


def _is_paid_by_bank_file(payee: Payee, desk: Desk, at: datetime) -> None:
    _gives(payee, AccountKind.IBAN, _IBAN_OF_MONTENEGRO, "", at)
    _signs(payee, _foreign(_IVANA, born_on=date(1991, 4, 17)), desk, at)


def _waits_for_a_second_person(payee: Payee, desk: Desk, at: datetime) -> None:
    # In another name than hers: a person looks first.
    _gives(payee, AccountKind.BIC_ACCOUNT, "1107456321", "KCBLKENX", at, holder="James Otieno")
    _signs(payee, _foreign(_WANJIRU, born_on=date(1994, 9, 2)), None, at)


def _is_on_hold(payee: Payee, desk: Desk, at: datetime) -> None:
    open_account(payee_id=payee.pk, gateway=processor(), at=at)
    paper = GivenForm(
        residence="US",
        name=_MARCUS.name,
        signed_name=_MARCUS.name,
        tin_kind=TinKind.SSN,
        tin="536109999",
        classification=Classification.INDIVIDUAL,
        address=_MARCUS.address,
    )
    _signs(payee, paper, desk, at)
    if not PayoutHold.objects.filter(payee=payee).exists():
        why = "Two logins from two countries within an hour. We have written to you."
        place_hold(payee_id=payee.pk, reason=why, actor=desk.preparer, at=at)


def _has_no_form(payee: Payee, desk: Desk, at: datetime) -> None:
    open_account(payee_id=payee.pk, gateway=processor(), at=at)


def _is_below_zero(payee: Payee, desk: Desk, at: datetime) -> None:
    _gives(payee, AccountKind.BIC_ACCOUNT, "0123456789", "GTBINGLA", at)
    _signs(payee, _foreign(_AMINA, born_on=date(1989, 1, 30)), desk, at)
    if BalanceDecision.objects.filter(payee=payee).exists():
        return
    back = _proposes(
        payee, DecisionKind.CLAWBACK, "A week was paid twice by an older system.", desk, at
    )
    approve_decision(decision_id=back.pk, actor=desk.approver, at=at)
    why = "She serves no more, so it cannot be earned back."
    _proposes(payee, DecisionKind.WRITE_OFF, why, desk, at)


def _proposes(
    payee: Payee, kind: DecisionKind, reason: str, desk: Desk, at: datetime
) -> BalanceDecision:
    return propose_decision(
        payee_id=payee.pk,
        kind=kind,
        amount=Money(2_500, "USD"),
        reason=reason,
        actor=desk.preparer,
        at=at,
    )


def _gives(
    payee: Payee, kind: AccountKind, number: str, code: str, at: datetime, holder: str = ""
) -> None:
    if PayoutDetails.objects.filter(payee=payee).exists():
        return
    account = checked_account(
        kind=kind, holder=holder or payee.agent.name, number=number, bank_code=code
    )
    assert payee.agent.user is not None, "everybody here has a login"
    propose_details(payee_id=payee.pk, account=account, actor=payee.agent.user, at=at)


def _signs(payee: Payee, paper: GivenForm, reviewed_by: Desk | None, at: datetime) -> None:
    if TaxForm.objects.filter(payee=payee).exists():
        return
    assert payee.agent.user is not None, "everybody here has a login"
    form = sign_form(
        payee_id=payee.pk,
        given=paper,
        statement_hash=statement_for(kind_for(paper.residence)).hash,
        signed_from="192.0.2.17",
        actor=payee.agent.user,
        at=at,
    )
    if reviewed_by is not None:
        approve_form(form_id=form.pk, actor=reviewed_by.approver, at=at)


def _foreign(person: _Person, *, born_on: date) -> GivenForm:
    return GivenForm(
        residence=person.country,
        name=person.name,
        signed_name=person.name,
        tin="20481357",
        born_on=born_on,
        address=person.address,
    )


def _agent(person: _Person, at: datetime) -> Agent:
    user = create_login(
        email=person.email, name=person.name, password=PASSWORD, timezone=person.timezone
    )
    agent, _ = Agent.objects.get_or_create(
        user=user,
        defaults={
            "name": person.name,
            "email": person.email,
            "country": person.country,
            "timezone": person.timezone,
            "status": AgentStatus.ACTIVE,
            "created_at": at,
        },
    )
    return agent
