"""What agents are told of their money, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType

from payouts.metering.models import Exclusion
from payouts.runs.models import PayoutStatus
from payouts.runs.payability import Hindrance

HINDRANCES: Mapping[str, str] = MappingProxyType(
    {
        Hindrance.NEGATIVE: "A correction took back more than you had. What you earn next makes "
        "up for it first; then payouts go on.",
        Hindrance.ON_HOLD: "Payouts to you are on hold.",
        Hindrance.NO_ACCOUNT: "You have no payout account yet. What you earned stays yours and "
        "goes out once there is one.",
        Hindrance.NOT_ENABLED: "The processor has not enabled your payout account. What you "
        "earned stays yours and goes out once it is.",
        Hindrance.COOLING: "Your payout details changed lately. To keep thieves out, nothing is "
        "sent to new details for three days.",
        Hindrance.TAX_FORM_MISSING: "We have no approved tax form of yours, and the law asks for "
        "one before the first payout. What you earned stays yours.",
        Hindrance.ALREADY_LIVE: "Another payout to you was still under way.",
        Hindrance.BELOW_MINIMUM: "It is less than the smallest amount that can be sent. It "
        "waits for more and is added to the next payout.",
    }
)

PAYOUTS: Mapping[str, str] = MappingProxyType(
    {
        PayoutStatus.PLANNED: "Approved, and waiting for its turn.",
        PayoutStatus.RESERVED: "Set aside for you. It is sent next.",
        PayoutStatus.SENDING: "It is being sent to your payout account now.",
        PayoutStatus.UNKNOWN: "It was sent and the answer got lost. We are finding out what "
        "became of it, and send nothing twice.",
        PayoutStatus.PAID: "It is on your payout account, which passes it on to your bank.",
        PayoutStatus.RETURNED: "It came back to us. The amount is payable again.",
        PayoutStatus.REJECTED: "Your payout account refused it. The amount is payable again.",
        PayoutStatus.CANCELLED: "It was taken back before it was sent. The amount stays payable.",
    }
)

EXCLUSIONS: Mapping[str, str] = MappingProxyType(
    {
        Exclusion.ABANDONED: "The customer left before you answered, so there was nothing to pay "
        "for.",
        Exclusion.PHANTOM: "The contact centre marks this as no contact at all: nobody was on "
        "the line.",
        Exclusion.UNATTRIBUTED: "The record names no agent. It is neither paid nor billed until "
        "somebody finds out who served.",
        Exclusion.UNKNOWN_AGENT: "The record names somebody whom we do not know. It is neither "
        "paid nor billed until that is cleared up.",
        Exclusion.UNKNOWN_CAMPAIGN: "The record names no campaign of this brand, so there is no "
        "rate for it. It is neither paid nor billed until that is cleared up.",
        Exclusion.SUPERSEDED: "A newer record of this contact came before it was counted. The "
        "newer one counts.",
    }
)
