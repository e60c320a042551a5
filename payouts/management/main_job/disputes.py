"""For looking around: disputes in every state, so that each portal has something to hear."""

import wave
from datetime import datetime, timedelta
from io import BytesIO

from django.db import transaction
from django.db.models import F

from marketplace.interactions.models import Interaction, Outcome, Source
from onboarding.agents.models import Agent
from onboarding.users.models import Grant, User
from onboarding.users.services import create_login, grant
from payouts.billing.models import Invoice
from payouts.disputes.choices import Ground, Reason
from payouts.disputes.claiming import Missing, claim_missing, contest_pay
from payouts.disputes.clock import Side
from payouts.disputes.deciding import Decision, decide_disputes
from payouts.disputes.files import Upload
from payouts.disputes.lapsing import lapse_disputes
from payouts.disputes.models import Dispute
from payouts.disputes.opening import contest_charge
from payouts.disputes.outcomes import Measure, Measured
from payouts.disputes.rows import Grounds
from payouts.disputes.services import Said, answer_disputes
from payouts.disputes.windows import contestable, windows_of_agent
from payouts.management.main_job.cast import PASSWORD, brand_owner, busiest_agent_signs_in
from payouts.rating.models import RatedWork

_HOUR = timedelta(hours=1)
_WANTED = 4


@transaction.atomic
def show_disputes(*, source: Source, at: datetime) -> int:
    """Open, answer, settle and decide a few, once for each brand; how many there are."""
    disputes = Dispute.objects.filter(brand=source.brand_id)
    login = busiest_agent_signs_in(source=source)
    if disputes.exists() or login is None:
        return disputes.count()
    agent = Agent.objects.get(user=login)
    owner = brand_owner(brand=source.brand, at=at)
    dan = decider(at=at)
    _charges(source, agent, owner, dan, at)
    _pay(source, agent, owner, at)
    return disputes.count()


def decider(*, at: datetime) -> User:
    """Dan decides disputes, and belongs to neither side."""
    dan = create_login(email="dan@tallyline.test", name="Dan Decides", password=PASSWORD)
    for one in (Grant.VIEW_FINANCE, Grant.DECIDE_DISPUTES):
        grant(user=dan, what=one, actor=None, at=at)
    return dan


def _charges(source: Source, agent: Agent, owner: User, dan: User, at: datetime) -> None:
    """The brand contested the newest invoice when it came: one lapsed, one decided, two wait."""
    invoice = (
        Invoice.objects.filter(brand=source.brand_id, number__isnull=False)
        .order_by("-issued_at", "-pk")
        .first()
    )
    if invoice is None or invoice.issued_at is None:
        return
    charged = RatedWork.objects.filter(
        billing_period=invoice.period,
        agent=agent,
        billable_seconds__gt=60,
        corrects__isnull=True,
        corrected_by__isnull=True,
        ruling__isnull=True,
    )
    dearest = charged.order_by("-charge_exact", "pk")
    contacts = list(dearest.values_list("interaction", flat=True)[:_WANTED])
    if len(contacts) < _WANTED:
        return
    opened_at = invoice.issued_at + _HOUR
    shown = Said("The caller hung up after half a minute; the rest is music.", _recording())
    grounds = (
        Grounds(Ground.OTHER, said=Said("We cannot find this call in our own records.")),
        Grounds(Ground.TOO_LONG, 30, shown),
        Grounds(Ground.TOO_LONG, 60, shown),
        Grounds(Ground.DUPLICATE, said=shown),
    )
    disputes = [
        contest_charge(
            brand=source.brand, interaction_id=contact, grounds=one, actor=owner, at=opened_at
        )
        for contact, one in zip(contacts, grounds, strict=True)
    ]
    assert agent.user is not None, "the busiest agent signs in"
    answer_disputes(
        dispute_ids=[disputes[1].pk, disputes[2].pk],
        side=Side.AGENT,
        said=Said("The caller asked me to wait while they looked for their papers."),
        actor=agent.user,
        at=opened_at + _HOUR,
    )
    lapse_disputes(at=at)
    decide_disputes(
        dispute_ids=[disputes[1].pk],
        decision=Decision(
            Reason.EVIDENCE_CONVINCES,
            "The recording ends after half a minute. The agent waited in good faith, so the pay "
            "is kept and the platform bears it.",
            charge=Measured(Measure.AS_ASKED),
        ),
        actor=dan,
        at=at,
    )


def _pay(source: Source, agent: Agent, owner: User, at: datetime) -> None:
    """The agent contests two lines of statements that came just now, and misses a contact."""
    stated = contestable(windows_of_agent(agent, at=at), on="pay_period").filter(agent=agent)
    works = list(stated.order_by("-occurred_at", "pk")[:2])
    grounds = (Ground.WRONG_SECONDS, Ground.WRONG_CAMPAIGN)
    disputes = [
        contest_pay(
            agent=agent,
            interaction_id=work.interaction_id,
            ground=ground,
            claimed_seconds=work.payable_seconds + 45 if ground is Ground.WRONG_SECONDS else None,
            said=Said("My own notes say otherwise.", Upload("notes.txt", b"10:04 to 10:11")),
            at=at,
        )
        for work, ground in zip(works, grounds, strict=False)
    ]
    if len(disputes) == len(grounds):
        answer_disputes(
            dispute_ids=[disputes[1].pk],
            side=Side.BRAND,
            said=Said("Our switch has it under the number that was dialled."),
            actor=owner,
            at=at,
        )
    lost = (
        Interaction.objects.filter(
            brand=source.brand_id,
            outcome=Outcome.HANDLED,
            agent__isnull=True,
            campaign__isnull=False,
        )
        .select_related("campaign__brand")
        .order_by(F("ended_at").desc(), "pk")
        .first()
    )
    if lost is not None and lost.campaign is not None:
        claim_missing(
            agent=agent,
            missing=Missing(lost.campaign, lost.ended_at, lost.external_id),
            said=Said("I took this call and my name is not on it.", _recording()),
            at=at,
        )


def _recording() -> Upload:
    """A second of silence, which any player plays."""
    sound = BytesIO()
    with wave.open(sound, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(8_000)
        recording.writeframes(b"\x80" * 8_000)
    return Upload("call.wav", sound.getvalue())
