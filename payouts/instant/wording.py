"""Why an agent cannot be paid at once, and why it was not instant, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payouts.runs.payability import Hindrance

HINDERED: Mapping[str, str | Promise] = MappingProxyType(
    {
        Hindrance.ON_HOLD: _("Payouts to you are on hold. “Getting paid” says why."),
        Hindrance.NO_ACCOUNT: _("You have no payout account yet."),
        Hindrance.NOT_ENABLED: _("The processor has not enabled your payout account."),
        Hindrance.COOLING: _(
            "Your payout details changed lately. Nothing is sent to new details for three days."
        ),
        Hindrance.TAX_FORM_MISSING: _("We have no approved tax form of yours."),
    }
)
_SLOW: Mapping[str, str | Promise] = MappingProxyType(
    {
        "instant_payouts_unsupported": _("Your bank does not take instant payouts."),
        "instant_payouts_limit_exceeded": _(
            "The processor's limit of instant payouts for today is reached."
        ),
        "instant_payouts_config_disabled": _("The processor has paused instant payouts."),
        "instant_payouts_currency_disabled": _(
            "The processor has paused instant payouts in this currency."
        ),
        "payouts_not_allowed": _("The processor has paused payouts of your account."),
        "balance_insufficient": _("Your payout account had spent the money already."),
        "account_closed": _("Your bank says that the account is closed."),
        "no_account": _("Your bank does not know the account."),
        "debit_not_authorized": _("Your bank refused it."),
        "could_not_process": _("Your bank could not take it."),
    }
)


def why_slow(code: str) -> str:
    """Why the last leg was not instant."""
    return str(_SLOW.get(code) or _("The processor could not pay it out at once."))
