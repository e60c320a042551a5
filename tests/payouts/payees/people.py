"""People who are paid, one way or the other, and accounts that could be theirs."""

from stdnum import iban

from onboarding.agents.models import Agent
from payouts.payees.bank_accounts import AccountKind, BankAccount, checked_account
from payouts.payees.details import propose_details
from payouts.payees.models import Payee, PayoutDetails
from payouts.payees.rails import Rail
from tests.factories import onboarding
from tests.times import NOON


def iban_of(number: int, *, country: str = "KW") -> str:
    """An IBAN whose check digits hold; Kuwait's is CBKU and 22 characters."""
    body = {"KW": f"CBKU{number:022d}", "DE": f"37040044{number:010d}"}[country]
    return f"{country}{iban.calc_check_digits(f'{country}00{body}')}{body}"


def account(number: int = 1, *, holder: str = "Ada", country: str = "KW") -> BankAccount:
    return checked_account(
        kind=AccountKind.IBAN, holder=holder, number=iban_of(number, country=country)
    )


def payee_by_bank_file(name: str = "Ada", *, country: str = "KW") -> Payee:
    agent = onboarding.agent(name, login=True)
    Agent.objects.filter(pk=agent.pk).update(country=country)
    agent.refresh_from_db()
    payee, _ = Payee.objects.get_or_create(agent=agent, defaults={"rail": Rail.BANK_FILE})
    return payee


def ada_by_bank_file(name: str = "Ada", *, iban: str = "", at=NOON) -> PayoutDetails:
    """The first details of a payee by bank file, in use at once."""
    payee = payee_by_bank_file(name)
    given = checked_account(kind=AccountKind.IBAN, holder=name, number=iban or iban_of(1))
    return propose_details(payee_id=payee.pk, account=given, actor=payee.agent.user, at=at)
