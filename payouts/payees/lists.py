"""Payees as finance sees them: complete rows, a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from payouts.ledger.chart import AccountKind
from payouts.ledger.models import LedgerBalance
from payouts.money import Money
from payouts.payees.models import (
    BalanceDecision,
    DecisionStatus,
    DetailsStatus,
    Payee,
    PayoutDetails,
    PayoutHold,
    Reveal,
    TaxForm,
    TaxFormStatus,
)

_KINDS = (
    AccountKind.AGENT_PENDING,
    AccountKind.AGENT_PAYABLE,
    AccountKind.AGENT_HELD,
    AccountKind.AGENT_IN_TRANSIT,
)


STATES = MappingProxyType(
    {
        "READY": _("Can be paid"),
        "ON_HOLD": _("On hold"),
        "NO_ACCOUNT": _("No account"),
        "NOT_ENABLED": _("Not enabled"),
        "COOLING": _("Cooling period"),
        "TAX_FORM_MISSING": _("Tax form missing"),
    }
)


@dataclass(frozen=True, slots=True)
class InCurrency:
    """What stands on an agent's four accounts in one currency."""

    pending: Money
    payable: Money
    held: Money
    in_transit: Money


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a decision of another person."""

    details: int
    forms: int
    decisions: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.details + self.forms + self.decisions


def payees_for_the_list(*, at: datetime, asked: Mapping[str, str]) -> QuerySet[Payee]:
    """Payees as asked for, each with its agent, ``state`` and what waits of theirs."""
    payees = _with_state(at)
    if asked.get("q"):
        payees = payees.filter(agent__name__icontains=asked["q"])
    if asked.get("rail"):
        payees = payees.filter(rail=asked["rail"])
    if asked.get("country"):
        payees = payees.filter(agent__country=asked["country"])
    if asked.get("hold"):
        payees = payees.filter(_HOLDS[asked["hold"]])
    if asked.get("form"):
        payees = payees.filter(_forms(at)[asked["form"]])
    if asked.get("state"):
        payees = payees.filter(_states(at)[asked["state"]])
    return payees


def state_of(payee: Payee, *, at: datetime) -> str:
    """The first thing that stands in the way of one of ``payees_for_the_list``, or ``READY``."""
    if payee.has_full_hold:  # type: ignore[attr-defined]
        return "ON_HOLD"
    if not payee.account:
        return "NO_ACCOUNT"
    if not payee.transfers_enabled:
        return "NOT_ENABLED"
    if payee.cooling_until is not None and payee.cooling_until > at:
        return "COOLING"
    if payee.tax_form_until is None or payee.tax_form_until < at.date():
        return "TAX_FORM_MISSING"
    return "READY"


def counts(*, at: datetime) -> dict[str, int]:
    """How many payees are in each way not paid, in one query; one may be in several."""
    states = _states(at)
    return _with_state(at).aggregate(
        ready=Count("pk", filter=states["READY"]),
        on_hold=Count("pk", filter=states["ON_HOLD"]),
        no_form=Count("pk", filter=states["TAX_FORM_MISSING"]),
        not_enabled=Count("pk", filter=states["NOT_ENABLED"] | states["NO_ACCOUNT"]),
    )


def countries() -> list[str]:
    """Where payees live."""
    found = Payee.objects.order_by("agent__country").values_list("agent__country", flat=True)
    return list(found.distinct())


def waiting() -> Waiting:
    """How much waits in the approval queue."""
    return Waiting(
        details=PayoutDetails.objects.filter(status=DetailsStatus.PROPOSED).count(),
        forms=TaxForm.objects.filter(status=TaxFormStatus.SUBMITTED).count(),
        decisions=BalanceDecision.objects.filter(status=DecisionStatus.PROPOSED).count(),
    )


def details_waiting() -> QuerySet[PayoutDetails]:
    """Versions that wait for somebody, each with the agent and who proposed it."""
    rows = PayoutDetails.objects.filter(status=DetailsStatus.PROPOSED)
    return rows.select_related("payee__agent", "proposed_by")


def forms_waiting() -> QuerySet[TaxForm]:
    """Signed forms that wait for somebody, each with the agent."""
    rows = TaxForm.objects.filter(status=TaxFormStatus.SUBMITTED)
    return rows.select_related("payee__agent", "signed_by")


def decisions_waiting() -> QuerySet[BalanceDecision]:
    """Proposals about balances that wait for somebody, each with the agent and the proposer."""
    rows = BalanceDecision.objects.filter(status=DecisionStatus.PROPOSED)
    return rows.select_related("payee__agent", "proposed_by")


def payees_for_the_page(*, at: datetime) -> QuerySet[Payee]:
    """Payees with everything that one payee's page names."""
    return _with_state(at).select_related("agent__user")


def versions_of(payee: Payee) -> list[PayoutDetails]:
    """Every version of a payee's details, the newest first."""
    rows = PayoutDetails.objects.filter(payee=payee).select_related("proposed_by", "decided_by")
    return list(rows.order_by("-version"))


def forms_of(payee: Payee) -> list[TaxForm]:
    """Every form of a payee's, the newest first."""
    rows = TaxForm.objects.filter(payee=payee).select_related("signed_by", "decided_by")
    return list(rows.order_by("-pk"))


def decisions_of(payee: Payee) -> list[BalanceDecision]:
    """Every decision about a payee's balances, the newest first."""
    rows = BalanceDecision.objects.filter(payee=payee).select_related("proposed_by", "decided_by")
    return list(rows.order_by("-pk"))


def reveals_of(payee: Payee) -> QuerySet[Reveal]:
    """Who opened what is sealed of a payee's, the newest first."""
    rows = Reveal.objects.filter(payee=payee).select_related("revealed_by")
    return rows.order_by("-revealed_at", "-pk")


def balances_by_currency(agent_id: int) -> dict[str, InCurrency]:
    """What stands on an agent's accounts, by currency, in one query."""
    rows = (
        LedgerBalance.objects.filter(account__owner_id=agent_id, account__kind__in=_KINDS)
        .annotate(minor=F("credits_minor") - F("debits_minor"))
        .order_by("account__currency", "account__kind")
        .values_list("account__currency", "account__kind", "minor")
    )
    found: dict[str, dict[str, int]] = {}
    for currency, kind, minor in rows:
        found.setdefault(currency, {})[kind] = minor
    return {
        currency: InCurrency(*(Money(stands.get(kind, 0), currency) for kind in _KINDS))
        for currency, stands in found.items()
    }


def _with_state(at: datetime) -> QuerySet[Payee]:
    standing = PayoutHold.objects.filter(payee=OuterRef("pk"), released_at__isnull=True)
    proposed = PayoutDetails.objects.filter(payee=OuterRef("pk"), status=DetailsStatus.PROPOSED)
    signed = TaxForm.objects.filter(payee=OuterRef("pk"), status=TaxFormStatus.SUBMITTED)
    return Payee.objects.select_related("agent").annotate(
        has_full_hold=Exists(standing.filter(amount_minor__isnull=True)),
        has_part_hold=Exists(standing.filter(amount_minor__isnull=False)),
        has_waiting_details=Exists(proposed),
        has_waiting_form=Exists(signed),
    )


_HOLDS = {
    "FULL": Q(has_full_hold=True),
    "PART": Q(has_part_hold=True),
    "NONE": Q(has_full_hold=False, has_part_hold=False),
}


def _forms(at: datetime) -> dict[str, Q]:
    holds = Q(tax_form_until__gte=at.date())
    return {
        "HOLDS": holds,
        "WAITING": Q(has_waiting_form=True),
        "MISSING": ~holds & Q(has_waiting_form=False),
    }


def _states(at: datetime) -> dict[str, Q]:
    """Each state by itself: somebody on hold may lack a form besides."""
    form, cools = Q(tax_form_until__gte=at.date()), Q(cooling_until__gt=at)
    return {
        "READY": Q(has_full_hold=False, transfers_enabled=True) & ~cools & form,
        "ON_HOLD": Q(has_full_hold=True),
        "NO_ACCOUNT": Q(account=""),
        "NOT_ENABLED": Q(transfers_enabled=False) & ~Q(account=""),
        "COOLING": cools,
        "TAX_FORM_MISSING": ~form,
        "WAITING": Q(has_waiting_details=True),
    }


def describe(payees: list[Payee], *, at: datetime) -> list[tuple[Payee, str, Any]]:
    """Each of ``payees_for_the_list`` with its state and what that is called."""
    states = [state_of(payee, at=at) for payee in payees]
    return [(payee, state, STATES[state]) for payee, state in zip(payees, states, strict=True)]


def holds_that_stand(payee: Payee) -> list[PayoutHold]:
    """What keeps a payee's money back now, the newest first."""
    rows = PayoutHold.objects.filter(payee=payee, released_at__isnull=True)
    return list(rows.select_related("placed_by").order_by("-pk"))
