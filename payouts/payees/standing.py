"""How one agent stands, as far as being paid depends on it: read for the agent's own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from onboarding.agents.models import Agent
from payouts.money import Money
from payouts.payees.checklist import Standing, State, Step, checklist
from payouts.payees.models import (
    DetailsKind,
    DetailsStatus,
    Payee,
    PayoutDetails,
    PayoutHold,
    PayoutMinimum,
    TaxForm,
    TaxFormStatus,
)
from payouts.payees.rails import FileFormat, Rail, format_of, rail_of
from payouts.payees.selectors import NegativeBalance, negative_balances
from payouts.payees.wording import asked_for, country_name, why_disabled, why_this_rail


@dataclass(frozen=True, slots=True)
class PaidHow:
    """Everything that an agent's page about being paid shows of themselves."""

    payee: Payee | None
    rail: Rail
    why_this_rail: str
    steps: tuple[tuple[Step, State], ...]
    asked_for: list[str]
    why_disabled: str
    in_use: PayoutDetails | None
    waiting: PayoutDetails | None
    rejected: PayoutDetails | None
    form: TaxForm | None
    waiting_form: TaxForm | None
    rejected_form: TaxForm | None
    holds: list[PayoutHold]
    minimums: dict[str, Money]
    below_zero: dict[str, NegativeBalance]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return all(state is State.DONE for _, state in self.steps)

    def format_of(self, currency: str) -> FileFormat | None:
        """The file in which the account in use is paid in ``currency``, if a bank file pays it."""
        if self.rail is not Rail.BANK_FILE or self.in_use is None:
            return None
        return format_of(
            account_country=self.in_use.country,
            has_iban=self.in_use.kind == DetailsKind.IBAN,
            currency=currency,
        )


def paid_how(*, agent: Agent, at: datetime) -> PaidHow:
    """How an agent stands, as far as being paid depends on it; a fixed number of queries."""
    payee = Payee.objects.filter(agent=agent).order_by("pk").first()
    rail = Rail(payee.rail) if payee else rail_of(agent.country)
    # No row has no payee: an agent who is none yet has given and signed nothing.
    versions = _latest(PayoutDetails.objects.filter(payee=payee))
    forms = _latest(TaxForm.objects.filter(payee=payee))
    standing = PayoutHold.objects.filter(payee=payee, released_at__isnull=True)
    holds = list(standing.order_by("pk"))
    approved = forms.get(TaxFormStatus.APPROVED)
    holding = approved if approved and approved.holds_until >= at.date() else None
    steps = checklist(
        Standing(
            is_by_bank_file=rail is Rail.BANK_FILE,
            has_account=bool(payee and payee.account),
            is_enabled=bool(payee and payee.transfers_enabled),
            is_bank_reached=payee is None or payee.is_bank_reached,
            is_asked_for_something=bool(payee and payee.requirements),
            has_waiting_details=DetailsStatus.PROPOSED in versions,
            is_cooling=bool(payee and payee.cooling_until and payee.cooling_until > at),
            has_form=holding is not None,
            has_waiting_form=TaxFormStatus.SUBMITTED in forms,
            is_on_hold=any(hold.amount_minor is None for hold in holds),
        )
    )
    minimums = PayoutMinimum.objects.filter(payee=payee).order_by("currency")
    return PaidHow(
        payee=payee,
        rail=rail,
        why_this_rail=why_this_rail(rail, country_name(agent.country)),
        steps=steps,
        asked_for=asked_for(payee.requirements) if payee else [],
        why_disabled=why_disabled(payee.disabled_reason) if payee else "",
        in_use=versions.get(DetailsStatus.CONFIRMED),
        waiting=versions.get(DetailsStatus.PROPOSED),
        rejected=_unless_newer(versions.get(DetailsStatus.REJECTED), versions),
        form=holding,
        waiting_form=forms.get(TaxFormStatus.SUBMITTED),
        rejected_form=_unless_newer(forms.get(TaxFormStatus.REJECTED), forms),
        holds=holds,
        minimums={one.currency: Money(one.minimum_minor, one.currency) for one in minimums},
        below_zero={one.amount.currency: one for one in negative_balances(agent_id=agent.pk)},
    )


def _latest(rows: QuerySet[Any]) -> dict[str, Any]:
    """The latest row of each status."""
    return {row.status: row for row in rows.order_by("pk")}


def _unless_newer(row: Any, latest: dict[str, Any]) -> Any:
    """``row`` if it is the newest of all: what came after it makes it a thing of the past."""
    return row if row and row.pk == max(one.pk for one in latest.values()) else None
