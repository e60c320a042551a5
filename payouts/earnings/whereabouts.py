"""Where one payout is, in words that its agent can act on: the day, what failed, what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onboarding.calendars.business_days import business_days_after
from onboarding.calendars.selectors import bank_holidays
from payouts.banking.models import BankFileEntry
from payouts.gateway.bank_files.orders import BankFormat
from payouts.instant.models import InstantPayout, InstantStatus
from payouts.payees.rails import Rail
from payouts.runs.lists import history_of
from payouts.runs.models import Payout, PayoutStatus, RunKind

# Days between our account's and the agent's: the account's schedule at the processor, or the
# bank's. Sources: docs.stripe.com/payouts, "delay_days"; SEPA rulebook, execution time D+1;
# Nacha rules, two banking days for an ACH credit.
_BY_PROCESSOR: Final = 2
_BY_BANK: Final[Mapping[str, int]] = MappingProxyType(
    {BankFormat.SEPA: 1, BankFormat.NACHA: 2, BankFormat.PAIN_WITH_BIC: 5}
)
# Reasons that speak of the agent's side; others are for whoever looks after the run.
_TELLABLE: Final = (PayoutStatus.REJECTED, PayoutStatus.RETURNED, PayoutStatus.CANCELLED)

_STEPS: Final[Mapping[str, tuple[str, str | Promise]]] = MappingProxyType(
    {
        PayoutStatus.PLANNED: ("list", gettext_lazy("Put on the list of a pay day")),
        PayoutStatus.RESERVED: ("lock", gettext_lazy("Set aside for you")),
        PayoutStatus.SENDING: ("send", gettext_lazy("Sent")),
        PayoutStatus.UNKNOWN: ("search", gettext_lazy("No answer yet: we are finding out")),
        PayoutStatus.PAID: ("circle-check", gettext_lazy("Paid")),
        PayoutStatus.RETURNED: ("undo-2", gettext_lazy("Came back to us")),
        PayoutStatus.REJECTED: ("circle-x", gettext_lazy("Could not be paid")),
        PayoutStatus.CANCELLED: ("circle-x", gettext_lazy("Taken back before it was sent")),
    }
)
_LAST_LEG: Final[Mapping[str, tuple[str, str | Promise]]] = MappingProxyType(
    {
        InstantStatus.REQUESTED: ("zap", gettext_lazy("You asked to be paid at once")),
        InstantStatus.ON_ITS_WAY: ("send", gettext_lazy("On its way to your bank, at once")),
        InstantStatus.ARRIVED: ("landmark", gettext_lazy("Your bank has it")),
        InstantStatus.SLOW: (
            "clock",
            gettext_lazy("Not at once: it comes by the ordinary way, and the fee is yours again"),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a payout, as its agent is told."""

    at: datetime
    icon: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the money is, by which day it is expected, and what to do, if anything.

    ``to_do_at`` names the page on which to do it.
    """

    headline: str
    expected_on: date | None = None
    to_do: str = ""
    to_do_at: str = ""


def whereabouts_of(payout: Payout, instant: InstantPayout | None) -> Whereabouts:
    """Where ``payout`` is; one query at most."""
    match PayoutStatus(payout.status):
        case PayoutStatus.PLANNED:
            return Whereabouts(_("It is approved and waits for its turn."))
        case PayoutStatus.RESERVED:
            return Whereabouts(_("It is set aside for you and is sent next."))
        case PayoutStatus.SENDING:
            return Whereabouts(_("It is being sent."))
        case PayoutStatus.UNKNOWN:
            return Whereabouts(
                _("It was sent and no answer came. We ask until we know, and send nothing twice. "
                  "There is nothing to do.")
            )  # fmt: skip
        case PayoutStatus.PAID:
            return _of_paid(payout, instant)
        case PayoutStatus.RETURNED:
            return Whereabouts(
                _("It came back to us, and the amount is yours again. It is sent with the next "
                  "payout after your bank details are put right."),
                to_do=_("Look at your bank details and correct or confirm them."),
                to_do_at="agent:getting_paid",
            )  # fmt: skip
        case PayoutStatus.REJECTED:
            return Whereabouts(
                _("Your payout account could not take it. The amount is yours again."),
                to_do=_("See what the account still needs."),
                to_do_at="agent:getting_paid",
            )
        case PayoutStatus.CANCELLED:
            return Whereabouts(_("It was not sent. The amount is yours and goes out later."))


def steps_of(payout: Payout, instant: InstantPayout | None) -> list[Step]:
    """What happened to ``payout``, the newest first, in words for its agent."""
    last_leg = list(_last_leg(instant)) if instant else []
    # Of what happened in one instant, the asking comes first and the bank last.
    steps = [*last_leg[:1], *_steps(payout), *last_leg[1:]]
    return sorted(steps, key=lambda step: step.at)[::-1]


def _of_paid(payout: Payout, instant: InstantPayout | None) -> Whereabouts:
    assert payout.paid_at is not None
    if instant is not None and instant.status == InstantStatus.ARRIVED:
        return Whereabouts(_("It is at your bank."))
    if instant is not None and instant.status in (
        InstantStatus.REQUESTED,
        InstantStatus.ON_ITS_WAY,
    ):
        return Whereabouts(
            _("It is on its way to your bank and usually arrives within half an hour."),
            expected_on=payout.paid_at.date(),
        )
    if payout.rail == Rail.PROCESSOR:
        return Whereabouts(
            _("It is on your payout account, which passes it on to your bank by itself."),
            expected_on=business_days_after(payout.paid_at.date(), _BY_PROCESSOR, bank_holidays()),
        )
    entry = BankFileEntry.objects.filter(payout=payout).select_related("file").last()
    days = _BY_BANK[entry.file.format] if entry else max(_BY_BANK.values())
    return Whereabouts(
        _("Our bank has sent it to yours."),
        expected_on=business_days_after(payout.paid_at.date(), days, bank_holidays()),
    )


def _steps(payout: Payout) -> Iterable[Step]:
    is_instant = payout.run.kind == RunKind.INSTANT
    for move in reversed(history_of(payout)):
        if is_instant and move.status == PayoutStatus.PLANNED:
            continue
        icon, title = _STEPS[move.status]
        if move.status == PayoutStatus.PAID and payout.rail == Rail.PROCESSOR:
            title = _("On your payout account")
        is_tellable = move.status in _TELLABLE
        yield Step(move.at, icon, str(title), move.reason if is_tellable else "")


def _last_leg(instant: InstantPayout) -> Iterable[Step]:
    for move in reversed(history_of(instant)):
        if move.status in _LAST_LEG:
            icon, title = _LAST_LEG[move.status]
            yield Step(move.at, icon, str(title), move.reason)
