"""What the processor asks for and why it disables, in words of the person who is asked.

Names of requirements: docs.stripe.com/connect/required-verification-information and the SDK's
``Account.Requirements``. Unknown ones are shown kindly, never hidden.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from babel import Locale

from payouts.payees.rails import FileFormat, Rail
from payouts.payees.risk import Risk

_ASKED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "external_account": "The bank account that your pay goes to",
        "individual.first_name": "Your first name",
        "individual.last_name": "Your last name",
        "individual.email": "Your e-mail address",
        "individual.phone": "Your phone number",
        "individual.dob": "Your date of birth",
        "individual.address": "Your address",
        "individual.id_number": "Your tax or national number",
        "individual.ssn_last_4": "The last four digits of your social security number",
        "individual.verification.document": "A photo of your identity document",
        "individual.verification.additional_document": "A paper that shows your address",
        "individual.verification.proof_of_liveness": "A short check that it is you",
        "individual.political_exposure": "Whether you hold a public office",
        "business_profile.url": "A web page, or what you do in a sentence",
        "business_profile.mcc": "What kind of work you do",
        "business_profile.product_description": "What you do, in a sentence",
        "business_type": "Whether you work in your own name or as a company",
        "company": "Your company's particulars",
        "tos_acceptance": "Your agreement to the processor's terms",
        "representative": "Who acts for your company",
        "owners": "Who owns your company",
    }
)
_DISABLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "requirements.past_due": "Something that the processor asked for is overdue.",
        "requirements.pending_verification": "The processor is checking what you gave. There is "
        "nothing to do.",
        "under_review": "The processor is looking at your account. There is nothing to do.",
        "listed": "The processor is comparing your name with a list. There is nothing to do.",
        "platform_paused": "We have paused this account.",
        "action_required.requested_capabilities": "The processor asks for something more.",
        "rejected.fraud": "The processor has closed this account. Please write to us.",
        "rejected.listed": "The processor has closed this account. Please write to us.",
        "rejected.terms_of_service": "The processor has closed this account. Please write to us.",
        "rejected.other": "The processor has closed this account. Please write to us.",
        "other": "The processor has stopped this account. Please write to us.",
    }
)


_RISKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Risk.ANOTHER_PAYEES: "Somebody else here gave the same account.",
        Risk.OTHER_NAME: "The name on the account is not the agent's.",
        Risk.OTHER_COUNTRY: "The account is in another country than the agent.",
        Risk.CHANGED_OFTEN: "The details changed within the last 30 days already.",
        Risk.CONTESTED: "A change was contested within the last 180 days.",
    }
)
_WAYS: Final[Mapping[FileFormat, str]] = MappingProxyType(
    {
        FileFormat.SEPA: "By SEPA transfer: there by the next business day.",
        FileFormat.NACHA: "By ACH, inside the United States: there in one or two business days.",
        FileFormat.PAIN_WITH_BIC: "By international transfer: there in some days. Banks on the "
        "way may keep a fee.",
    }
)
_TOOK_BELOW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PAY_CLEARED": "Corrections of a week came to more than its work.",
        "PAY_TAKEN_BACK": "Pay was taken back by the decision of two people.",
        "HOLD_PLACED": "A part of the balance is kept back.",
        "REVERSAL": "A posting was reversed.",
    }
)


def why_this_rail(rail: Rail, country: str, *, to: str = "you") -> str:
    """By which rail somebody in ``country``, named in full, is paid, and why.

    >>> why_this_rail(Rail.BANK_FILE, "Kenya")
    'Our bank pays you by transfer, because our payment processor does not reach Kenya.'
    """
    if rail is Rail.PROCESSOR:
        return f"Our payment processor pays {to}: {country} is among the countries that it reaches."
    return (
        f"Our bank pays {to} by transfer, because our payment processor does not reach {country}."
    )


def way_in_words(rail: Rail, format_: FileFormat | None) -> str:
    """How one currency reaches somebody, from the rail and the format of the bank's file.

    A SEPA transfer arrives by the end of the next business day: Directive (EU) 2015/2366, art. 83.

    >>> way_in_words(Rail.BANK_FILE, FileFormat.SEPA)
    'By SEPA transfer: there by the next business day.'
    """
    if rail is Rail.PROCESSOR:
        return "Through our payment processor, which passes it on to your bank."
    if format_ is None:
        return "By bank transfer, once we know your account."
    return _WAYS[format_]


def risks_in_words(risks: str) -> list[str]:
    """Why a person has to look at details, from the codes that are kept with them.

    >>> risks_in_words("OTHER_NAME")
    ["The name on the account is not the agent's."]
    """
    return [_RISKS.get(risk, risk) for risk in risks.split()]


def what_took_below(kind: str) -> str:
    """What kind of event took a balance below zero, in a sentence.

    >>> what_took_below("PAYOUT_RESERVED")
    'The last posting was “payout reserved”.'
    """
    return _TOOK_BELOW.get(kind, f"The last posting was “{kind.lower().replace('_', ' ')}”.")


def country_name(code: str) -> str:
    """A country's English name; its two letters where it has none.

    >>> country_name("KE"), country_name("ZZZ")
    ('Kenya', 'ZZZ')
    """
    return str(Locale("en").territories.get(code, code))


def asked_for(requirements: Iterable[str]) -> list[str]:
    """What is still to be shown, each once, as the person who shows it would say it.

    >>> asked_for(["individual.dob.day", "individual.dob.month", "external_account"])
    ['Your date of birth', 'The bank account that your pay goes to']
    >>> asked_for(["individual.favourite_colour"])
    ['Favourite colour']
    """
    return list(dict.fromkeys(map(_in_words, requirements)))


def why_disabled(reason: str) -> str:
    """Why nothing can be paid, from the processor's ``disabled_reason`` or our own sentence.

    >>> why_disabled("under_review")
    'The processor is looking at your account. There is nothing to do.'
    >>> why_disabled("rejected.new_thing")
    'The processor says: rejected, new thing.'
    """
    if reason in _DISABLED or " " in reason or not reason:
        return _DISABLED.get(reason, reason)
    return f"The processor says: {reason.replace('.', ', ').replace('_', ' ')}."


def _in_words(name: str) -> str:
    parts = re.sub(r"^person_[A-Za-z0-9]+", "individual", name).split(".")
    for length in range(len(parts), 0, -1):
        found = _ASKED.get(".".join(parts[:length]))
        if found:
            return found
    return parts[-1].replace("_", " ").capitalize()
