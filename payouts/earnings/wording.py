"""What agents are told of their money, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payouts.metering.models import Exclusion
from payouts.runs.models import PayoutStatus
from payouts.runs.payability import Hindrance

HINDRANCES: Mapping[str, str | Promise] = MappingProxyType(
    {
        Hindrance.NEGATIVE: _(
            "A correction took back more than you had. What you earn next makes "
            "up for it first; then payouts go on."
        ),
        Hindrance.ON_HOLD: _("Payouts to you are on hold."),
        Hindrance.NO_ACCOUNT: _(
            "You have no payout account yet. What you earned stays yours and "
            "goes out once there is one."
        ),
        Hindrance.NOT_ENABLED: _(
            "The processor has not enabled your payout account. What you "
            "earned stays yours and goes out once it is."
        ),
        Hindrance.COOLING: _(
            "Your payout details changed lately. To keep thieves out, nothing is "
            "sent to new details for three days."
        ),
        Hindrance.TAX_FORM_MISSING: _(
            "We have no approved tax form of yours, and the law asks for "
            "one before the first payout. What you earned stays yours."
        ),
        Hindrance.ALREADY_LIVE: _("Another payout to you was still under way."),
        Hindrance.BELOW_MINIMUM: _(
            "It is less than the smallest amount that can be sent. It "
            "waits for more and is added to the next payout."
        ),
    }
)

PAYOUTS: Mapping[str, str | Promise] = MappingProxyType(
    {
        PayoutStatus.PLANNED: _("Approved, and waiting for its turn."),
        PayoutStatus.RESERVED: _("Set aside for you. It is sent next."),
        PayoutStatus.SENDING: _("It is being sent to your payout account now."),
        PayoutStatus.UNKNOWN: _(
            "It was sent and the answer got lost. We are finding out what "
            "became of it, and send nothing twice."
        ),
        PayoutStatus.PAID: _("It is on your payout account, which passes it on to your bank."),
        PayoutStatus.RETURNED: _("It came back to us. The amount is payable again."),
        PayoutStatus.REJECTED: _("Your payout account refused it. The amount is payable again."),
        PayoutStatus.CANCELLED: _(
            "It was taken back before it was sent. The amount stays payable."
        ),
    }
)

EXCLUSIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        Exclusion.ABANDONED: _(
            "The customer left before you answered, so there was nothing to pay for."
        ),
        Exclusion.PHANTOM: _(
            "The contact centre marks this as no contact at all: nobody was on the line."
        ),
        Exclusion.UNATTRIBUTED: _(
            "The record names no agent. It is neither paid nor billed until "
            "somebody finds out who served."
        ),
        Exclusion.UNKNOWN_AGENT: _(
            "The record names somebody whom we do not know. It is neither "
            "paid nor billed until that is cleared up."
        ),
        Exclusion.UNKNOWN_CAMPAIGN: _(
            "The record names no campaign of this brand, so there is no "
            "rate for it. It is neither paid nor billed until that is cleared up."
        ),
        Exclusion.SUPERSEDED: _(
            "A newer record of this contact came before it was counted. The newer one counts."
        ),
    }
)
