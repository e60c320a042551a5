"""What the processor says of a payment, in words that a brand or a clerk can act on."""

from collections.abc import Mapping
from types import MappingProxyType

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "card_declined": "The card was declined by its bank.",
        "insufficient_funds": "The card's or account's balance did not cover it.",
        "expired_card": "The card has expired.",
        "authentication_required": "The card's bank asks its owner to confirm the payment.",
        "payment_method_bank_account_blocked": "The bank did not allow the debit.",
        "amount_too_small": "The amount is below what can be charged this way.",
        "resource_missing": "The processor does not know this method any more.",
        "rate_limit": "The processor asked us to slow down.",
        "lock_timeout": "The processor was busy.",
        "idempotency_key_in_use": "The same request is still being worked on.",
        "balance_insufficient": "Our balance at the processor does not cover it.",
    }
)
UNKNOWN = "The processor has not said yet whether it was done."


def in_words(code: str) -> str:
    """A sentence for the processor's ``code``.

    >>> in_words("card_declined"), in_words("api_error")
    ('The card was declined by its bank.', 'The processor answered “api_error”.')
    """
    return _SAID.get(code) or f"The processor answered “{code}”."


def days_of(rail: str) -> int:
    """How many days a rail may take before it says whether money came in.

    ACH: Stripe, ACH direct debit, up to four business days; SEPA: up to fourteen.

    >>> days_of("ACH_DEBIT"), days_of("CARD")
    (4, 0)
    """
    return {"ACH_DEBIT": 4, "SEPA_DEBIT": 14}.get(rail, 0)
