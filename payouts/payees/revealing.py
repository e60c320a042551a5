"""Open what is sealed: for a reason, with a fresh second factor, and written down for good."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db import transaction

from onboarding.encryption import SealBroken, reveal
from onboarding.errors import Refused
from onboarding.users.models import User
from onboarding.users.second_factor import confirm, fresh_confirmation
from payouts.payees.models import PayoutDetails, Reveal, TaxForm
from payouts.payees.services import ReasonMissing

_PARTS: Final[Mapping[type[PayoutDetails | TaxForm], tuple[str, ...]]] = MappingProxyType(
    {
        PayoutDetails: ("holder", "number"),
        TaxForm: ("name", "tin", "born_on", "address", "signed_name"),
    }
)


class CannotBeOpened(Refused):
    """Its key is gone, or the row is not the one that was sealed."""

    code = "cannot_be_opened"


def deed_of(row: PayoutDetails | TaxForm) -> str:
    """What a reader confirms: to open this row.

    >>> deed_of(PayoutDetails(pk=7))
    'open payout details #7'
    """
    return f"open {row}"


def reveal_with_code(
    row: PayoutDetails | TaxForm, *, reason: str, code: str, actor: User, at: datetime
) -> dict[str, str]:
    """Take a code for this one look, write the look down, and open every sealed part of ``row``.

    Raises:
        ReasonMissing: no reason is given; the code is not spent.
        SecondFactorMissing, TooManyWrongCodes, CodeIsUsed, CodeIsWrong: as ``confirm``.
        CannotBeOpened: the look is not written down either.
    """
    _said(reason)
    confirm(user=actor, subject=deed_of(row), code=code, at=at)
    return reveal_row(row, reason=reason, actor=actor, at=at)


@transaction.atomic
def reveal_row(
    row: PayoutDetails | TaxForm, *, reason: str, actor: User, at: datetime
) -> dict[str, str]:
    """Open ``row`` for ``actor``, who confirmed it within minutes; the parts by their names.

    Raises:
        NotConfirmed: ``actor`` has not confirmed this by a second factor within minutes.
        ReasonMissing, CannotBeOpened: as above.
    """
    fresh_confirmation(user=actor, subject=deed_of(row), at=at)
    Reveal.objects.create(
        payee_id=row.payee_id,
        what=str(row),
        reason=_said(reason),
        revealed_by=actor,
        revealed_at=at,
    )
    try:
        return {part: reveal(row, part) for part in _PARTS[type(row)]}
    except SealBroken:
        raise CannotBeOpened("This cannot be opened: it is not what was sealed.") from None


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("Please say why you have to see this. It is written down.")
    return reason.strip()[:300]
