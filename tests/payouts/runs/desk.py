"""The finance desk: Pia prepares, Amy approves, Vic looks on, Eve has no business here."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from onboarding.agents.models import Agent
from onboarding.users.models import Confirmation, Grant, User
from onboarding.users.second_factor import confirm_by_command
from payouts.gateway.models import Attempt
from payouts.gateway.processor import processor
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.money import Money
from payouts.payees.accounts import open_account
from payouts.payees.models import Payee
from payouts.runs.approval import approve_run, deed_of
from payouts.runs.computing import compute_run
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.outcomes import subject_of
from payouts.runs.payability import content_hash
from payouts.runs.reserving import reserve_payout
from tests.factories import onboarding, payouts
from tests.times import NOON

_APPROVED = {RunStatus.APPROVED, RunStatus.EXECUTING, RunStatus.PAUSED, RunStatus.COMPLETED}


class FinanceDesk:
    """People, and runs as they stand on a desk."""

    def __init__(self) -> None:
        self.pia = onboarding.staff("Pia", Grant.PREPARE_PAYOUTS)
        self.amy = onboarding.staff("Amy", Grant.APPROVE_PAYOUTS)
        self.vic = onboarding.staff("Vic", Grant.VIEW_FINANCE)
        self.eve = onboarding.user("Eve")
        self._cutoffs = 0

    def owes(self, name: str, minor: int, *, currency: str = "USD", at: datetime = NOON) -> Agent:
        """An enabled payee to whom this much is payable."""
        agent = onboarding.agent(name)
        payouts.payee(agent)
        if minor:
            key = f"owed:{name}:{currency}:{minor}:{at.isoformat()}"
            payouts.owe(agent, minor, currency=currency, at=at, key=key)
        return agent

    def computes(self, *, currency: str = "USD", at: datetime = NOON + timedelta(hours=1)):
        """A run of everything that is payable by now."""
        return compute_run(currency=currency, cutoff_at=at, actor=self.pia, at=at)

    def computed_run(self, *, pays: dict[str, int], currency: str = "USD") -> PayoutRun:
        for name, minor in pays.items():
            self.owes(name, minor, currency=currency)
        return self.computes(currency=currency)

    def approved_run(self, *, pays: dict[str, int]) -> PayoutRun:
        run = self.computed_run(pays=pays)
        self.confirms(run, at=run.prepared_at)
        return approve_run(
            run_id=run.pk,
            content_hash=run.content_hash,
            ticked=self.warned_of(run),
            actor=self.amy,
            at=run.prepared_at,
        )

    def confirms(
        self, run: PayoutRun, *, by: User | None = None, at: datetime = NOON
    ) -> Confirmation:
        """The second factor of an approval, without a code."""
        return confirm_by_command(user=by or self.amy, subject=deed_of(run), at=at)

    def warned_of(self, run: PayoutRun) -> list[str]:
        """The kinds of a run's warnings."""
        return list(run.warnings.values_list("kind", flat=True))

    def run(
        self,
        status: RunStatus,
        *,
        pays: dict[str, int] | None = None,
        payout_status: PayoutStatus = PayoutStatus.PLANNED,
        currency: str = "USD",
    ) -> PayoutRun:
        """A run as it stands, written without the deeds that lead there."""
        self._cutoffs += 1
        agents = (
            {self.owes(name, minor, currency=currency): minor for name, minor in pays.items()}
            if pays
            else {}
        )
        payees = {payee.agent_id: payee for payee in Payee.objects.filter(agent__in=agents)}
        is_approved = status in _APPROVED
        run = PayoutRun.objects.create(
            status=status,
            currency=currency,
            cutoff_at=NOON + timedelta(minutes=self._cutoffs),
            content_hash=content_hash(
                (agent.pk, minor, payees[agent.pk].account) for agent, minor in agents.items()
            ),
            payout_count=len(agents),
            total_minor=sum(agents.values()),
            prepared_by=self.pia,
            prepared_at=NOON + timedelta(minutes=self._cutoffs),
            approved_by=self.amy if is_approved else None,
            approved_at=NOON if is_approved else None,
            confirmation=confirm_by_command(user=self.amy, subject="approve, on the desk", at=NOON)
            if is_approved
            else None,
        )
        for agent, minor in agents.items():
            Payout.objects.create(
                run=run,
                payee=payees[agent.pk],
                agent=agent,
                currency=currency,
                amount_minor=minor,
                destination=payees[agent.pk].account,
                status=payout_status,
                paid_at=NOON if payout_status == PayoutStatus.PAID else None,
            )
        return run

    def planned_payout(
        self, name: str, minor: int, *, run: RunStatus = RunStatus.EXECUTING
    ) -> Payout:
        """The only payout of a run that is being paid."""
        return self.run(run, pays={name: minor}).payouts.get()


def approved_payout(desk: FinanceDesk, name: str, minor: int) -> Payout:
    """The payout of an approved run, to an account that the stand-in knows by that name."""
    _opens_an_account(name)
    return desk.planned_payout(name, minor, run=RunStatus.APPROVED)


def reserved_payout(desk: FinanceDesk, name: str, minor: int) -> Payout:
    """A payout whose money is set aside, to an account that the stand-in knows by that name."""
    _opens_an_account(name)
    return reserve_payout(payout_id=desk.planned_payout(name, minor).pk, at=NOON)


def _opens_an_account(name: str) -> None:
    payee, _ = Payee.objects.get_or_create(
        agent=onboarding.agent(name), defaults={"tax_form_until": date(2099, 12, 31)}
    )
    open_account(payee_id=payee.pk, gateway=processor(), at=NOON)


def balances(name: str, currency: str = "USD") -> dict[str, int]:
    """What stands on an agent's payable and in-transit accounts, in minor units."""
    agent = onboarding.agent(name)
    kinds = (AccountKind.AGENT_PAYABLE, AccountKind.AGENT_IN_TRANSIT)
    return {kind.value: balance(kind, currency, agent.pk).minor for kind in kinds}


def sent_in_the_books(currency: str = "USD") -> Money:
    """What has left the balance at the processor, as the books have it."""
    return -balance(AccountKind.PROCESSOR_BALANCE, currency)


def attempts(payout: Payout) -> list[str]:
    """The statuses of a payout's attempts, in order."""
    found = Attempt.objects.filter(subject=subject_of(payout.pk)).order_by("number")
    return list(found.values_list("status", flat=True))


def status_of(row: Any) -> str:
    """How a row stands in the database now."""
    return type(row).objects.values_list("status", flat=True).get(pk=row.pk)


def at_once(deed: Callable[[Any], Any], things: Iterable[Any]) -> list[str]:
    """Do a deed to every thing at the same moment; what came back or was raised, by class name."""
    chosen = list(things)
    barrier, said = Barrier(len(chosen)), []

    def act(thing: Any) -> None:
        try:
            barrier.wait()
            said.append(type(deed(thing)).__name__)
        except Exception as error:
            said.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=act, args=[thing]) for thing in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)
