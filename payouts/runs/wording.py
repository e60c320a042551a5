"""What the processor's answers mean, in words that an agent or a clerk can act on."""

from collections.abc import Mapping
from types import MappingProxyType

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "balance_insufficient": "Our balance at the processor did not cover it.",
        "insufficient_capabilities_for_transfer": "The payout account is not enabled.",
        "transfers_not_allowed": "The processor has paused transfers.",
        "account_closed": "The payout account is closed.",
        "account_invalid": "The payout account is closed or unknown.",
        "resource_missing": "The processor does not know the payout account.",
        "rate_limit": "The processor asked us to slow down.",
        "lock_timeout": "The processor was busy with the same account.",
        "idempotency_key_in_use": "The same request is still being worked on.",
        "unreadable_answer": "The processor's answer could not be read.",
    }
)
_HINDERED: Mapping[str, str] = MappingProxyType(
    {
        "ON_HOLD": "The payee was put on hold after the run was computed.",
        "NO_ACCOUNT": "The payee has no payout account any more.",
        "NOT_ENABLED": "The payout account was disabled after the run was computed.",
        "COOLING": "The payout details were changed after the run was computed.",
        "TAX_FORM_MISSING": "The payee has no approved tax form any more.",
    }
)
ACCOUNT_CHANGED = "The payout account is no longer the one that was approved."
OWED_LESS = "By now the agent is owed less than this payout."


def in_words(code: str) -> str:
    """A sentence for the processor's ``code``.

    >>> in_words("balance_insufficient"), in_words("api_error")
    ('Our balance at the processor did not cover it.', 'The processor answered “api_error”.')
    """
    return _SAID.get(code) or f"The processor answered “{code}”."


def hindered_in_words(hindrance: str) -> str:
    """Why an approved payout is not sent after all.

    >>> hindered_in_words("COOLING")
    'The payout details were changed after the run was computed.'
    """
    return _HINDERED[hindrance]
