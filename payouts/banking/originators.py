"""Which account of ours a file pays from, as the settings name it."""

from dataclasses import asdict
from typing import Any

from django.conf import settings

from onboarding.errors import Refused
from payouts.gateway.bank_files.orders import BankFormat, Originator

# What each format needs, with an example for whoever has to set it.
_NEEDED = {
    BankFormat.SEPA: {"BANK_IBAN": "IE29AIBK93115212345678"},
    BankFormat.PAIN_WITH_BIC: {"BANK_IBAN": "IE29AIBK93115212345678", "BANK_BIC": "AIBKIE2D"},
    BankFormat.NACHA: {
        "BANK_ACH_ROUTING": "021000021",
        "BANK_ACH_NAME": "JPMorgan Chase",
        "BANK_ACH_COMPANY_ID": "1234567890",
    },
}


class OriginatorMissing(Refused):
    """A file is needed and the settings do not say which account of ours it pays from."""

    code = "originator_missing"


def originator_for(file_format: BankFormat) -> Originator:
    """Who pays in ``file_format``, and from which account.

    Raises:
        OriginatorMissing: a setting that this format needs is not there; names it.
    """
    for name, example in _NEEDED[file_format].items():
        if not getattr(settings, name):
            raise OriginatorMissing(
                f"Setting {name} is missing, and a {file_format.value} file needs it. "
                f"Example: {name}={example}"
            )
    return Originator(
        name=settings.BANK_ORIGINATOR_NAME,
        iban=settings.BANK_IBAN,
        bic=settings.BANK_BIC,
        company_id=settings.BANK_ACH_COMPANY_ID,
        bank_routing=settings.BANK_ACH_ROUTING,
        bank_name=settings.BANK_ACH_NAME,
    )


def as_kept(originator: Originator) -> dict[str, Any]:
    """The originator as a file keeps it, in plain data."""
    return asdict(originator)


def masked_debtor(originator: Originator, file_format: BankFormat) -> str:
    """The account that pays, by its last four characters.

    >>> masked_debtor(Originator("T", iban="IE29AIBK93115212345678"), BankFormat.SEPA)
    'IBAN •••• 5678'
    """
    if file_format is BankFormat.NACHA:
        return f"{originator.bank_name[:20]} •••• {originator.company_id[-4:]}"
    return f"IBAN •••• {originator.iban[-4:]}"
