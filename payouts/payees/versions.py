"""Versions of where a payee's money goes: written, put into use, told to the address known before.

The caller holds the lock of the payee's row and saves it.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db.models import Max
from django.urls import reverse

from onboarding.audit.services import advance
from onboarding.encryption import fingerprint_of, reveal
from onboarding.users.models import User
from payouts.payees.bank_accounts import AccountKind, AccountType, BankAccount
from payouts.payees.models import DetailsKind, DetailsStatus, Payee, PayoutDetails
from payouts.payees.risk import Risk
from payouts.payees.telling import contact_of, tell_agent

# Whoever takes over a login changes the account first and waits for the next run: three days
# leave its owner time to read the message about it.
COOLING: Final = timedelta(days=3)
# How long the link in the message may be used to say "this was not me".
CONTESTABLE: Final = timedelta(days=30)
_SALT: Final = "payouts.payees.contest"


def write_connected(
    payee: Payee, *, account: str, actor: User | None, at: datetime
) -> PayoutDetails:
    """Have ``payee`` be paid to a connected account from now on, after the cooling period."""
    details = PayoutDetails.objects.create(
        payee=payee,
        version=_next_version(payee),
        kind=DetailsKind.CONNECTED,
        country=payee.agent.country,
        masked=f"•••• {account[-4:]}",
        fingerprint=fingerprint_of(account, subject="connected account"),
        destination=account,
        contact=contact_of(payee.agent),
        is_own=True,
        proposed_by=actor,
        proposed_at=at,
    )
    tell_known_contact(payee, details, at=at)
    put_into_use(payee, details, decided_by=None, at=at)
    return details


def write_proposal(
    payee: Payee,
    account: BankAccount,
    *,
    risks: tuple[Risk, ...],
    actor: User,
    at: datetime,
) -> PayoutDetails:
    """Write a version down as it was proposed, sealed."""
    details = PayoutDetails(
        payee=payee,
        version=_next_version(payee),
        kind=DetailsKind(account.kind.value),
        country=account.country,
        holder=account.holder,
        number=account.number,
        bank_code=account.bank_code,
        account_type=account.account_type or "",
        masked=account.masked,
        fingerprint=fingerprint_of(account.identity, subject="bank account"),
        contact=contact_of(payee.agent),
        risks=" ".join(risks),
        is_own=actor.pk == payee.agent.user_id,
        proposed_by=actor,
        proposed_at=at,
    )
    details.destination = f"bank_{details.public_id.hex}"
    details.save()
    return details


def put_into_use(
    payee: Payee, details: PayoutDetails, *, decided_by: User | None, at: datetime
) -> None:
    """Replace the version in use. Nothing goes out before the cooling period is over.

    The first details of a payee replace none, so nobody could be robbed by them: they do not cool.
    """
    before = in_use(payee)
    is_first = not payee.account and not was_ever_in_use(payee)
    if before is not None:
        advance(before, to=DetailsStatus.SUPERSEDED, actor=decided_by, at=at)
    effective_at = at if is_first else at + COOLING
    advance(
        details,
        to=DetailsStatus.CONFIRMED,
        actor=decided_by,
        at=at,
        decided_by=decided_by,
        confirmed_at=at,
        effective_at=effective_at,
    )
    payee.account = details.destination
    payee.cooling_until = None if is_first else effective_at


def in_use(payee: Payee) -> PayoutDetails | None:
    """The version in use, if there is one."""
    confirmed = PayoutDetails.objects.filter(payee=payee, status=DetailsStatus.CONFIRMED)
    return confirmed.order_by("pk").first()


def was_ever_in_use(payee: Payee) -> bool:
    """Whether any version of this payee's was ever confirmed."""
    return PayoutDetails.objects.filter(payee=payee, confirmed_at__isnull=False).exists()


def opened(details: PayoutDetails) -> BankAccount:
    """The account that a version names, unsealed: for the bank's file and for nothing else.

    Raises:
        SealBroken: the row is not the one that was sealed.
    """
    assert details.kind != DetailsKind.CONNECTED, "the processor knows it, and we do not"
    return BankAccount(
        kind=AccountKind(details.kind),
        holder=reveal(details, "holder"),
        number=reveal(details, "number"),
        bank_code=details.bank_code,
        account_type=AccountType(details.account_type) if details.account_type else None,
        country=details.country,
    )


def tell_known_contact(payee: Payee, details: PayoutDetails, *, at: datetime) -> None:
    """Tell the address known before that details are changing, and how to say “not me”.

    The address is the one kept with the version before: whoever has taken over the login may
    have changed the present one already, which is told as well.
    """
    known = (
        PayoutDetails.objects.filter(payee=payee, confirmed_at__isnull=False)
        .exclude(pk=details.pk)
        .order_by("-version")
        .first()
    )
    if known is None:
        return
    for to in sorted({known.contact, contact_of(payee.agent)} - {""}):
        tell_agent(
            payee.agent,
            key=f"details:{details.pk}:proposed:{to}",
            template="details_changing",
            facts={
                "before": known.masked,
                "after": details.masked,
                "days": COOLING.days,
                "link": contest_link(details),
            },
            at=at,
            to=to,
        )


def contest_link(details: PayoutDetails) -> str:
    """Where the owner of an address says that a change was not theirs, without signing in."""
    token = signing.dumps(str(details.public_id), salt=_SALT)
    return f"{settings.SITE_URL}{reverse('contest_details', args=[token])}"


def details_named_by(token: str) -> str | None:
    """The public id that a contest link names, or nothing where it is forged or too old."""
    try:
        return str(signing.loads(token, salt=_SALT, max_age=CONTESTABLE))
    except signing.BadSignature:
        return None


def _next_version(payee: Payee) -> int:
    last = PayoutDetails.objects.filter(payee=payee).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1
