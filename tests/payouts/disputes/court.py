"""Ada served Acme in August; the invoice is out, and so is her statement. Now they disagree."""

from datetime import datetime, timedelta

from marketplace.interactions.models import Interaction
from onboarding.users.models import Grant, User
from payouts.accruals.services import close_periods
from payouts.billing.services import issue_due_invoices
from payouts.disputes.choices import Ground, Reason
from payouts.disputes.claiming import contest_pay
from payouts.disputes.deciding import Decision, decide_disputes
from payouts.disputes.files import Upload
from payouts.disputes.lapsing import lapse_disputes
from payouts.disputes.models import Dispute
from payouts.disputes.opening import contest_charge
from payouts.disputes.rows import Grounds
from payouts.disputes.services import Said
from payouts.rating.models import RatedWork
from payouts.reports.proof import findings
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, member, staff
from tests.payouts.chain import book
from tests.times import NOON

# The last Monday of August; the month is billed on Wednesday, 2 September.
WORKED = datetime(2026, 8, 31, 10, tzinfo=NOON.tzinfo)
BILLED = datetime(2026, 9, 2, 12, tzinfo=NOON.tzinfo)
STATED = datetime(2026, 9, 8, 12, tzinfo=NOON.tzinfo)
OPENED = datetime(2026, 9, 3, 9, tzinfo=NOON.tzinfo)
HEARD = datetime(2026, 9, 10, 9, tzinfo=NOON.tzinfo)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RECORDING = Upload("call.ogg", b"OggS" + bytes(200))


class Court:
    """Acme pays 0.60 a minute and Ada earns 0.30; Dan decides, and belongs to nobody."""

    def __init__(self, *, zone: str = "UTC") -> None:
        self.acme = brand("Acme", timezone=zone)
        self.olga = member(self.acme, "Olga")
        self.ada = agent("Ada", login=True)
        self.phones = campaign(self.acme, "PS", bill="0.60", pay="0.30")
        self.dan: User = staff("Dan", Grant.DECIDE_DISPUTES)

    def contact(self, name: str = "call", seconds: int = 600, **facts):
        facts = {"ended_at": WORKED} | facts
        by, on = facts.pop("by", self.ada), facts.pop("on", self.phones)
        return contact(on, by, seconds=seconds, external_id=name, **facts)

    def billed(self) -> None:
        """August is closed and invoiced."""
        self.billed_until(BILLED)

    def billed_until(self, at: datetime) -> None:
        self.closed(at)
        issue_due_invoices(at=at)

    def closed(self, at: datetime) -> None:
        book(at - HOUR)
        close_periods(at=at)

    def stated(self) -> None:
        """The week is closed as well: Ada's statement appears."""
        self.closed(STATED)

    def contested_charge(self, name: str = "call", *, at: datetime = OPENED, **more) -> Dispute:
        upload = more.pop("upload", None)
        return contest_charge(
            brand=self.acme,
            interaction_id=self.interaction(name),
            grounds=Grounds(
                more.pop("ground", Ground.TOO_LONG),
                more.pop("claimed", None),
                Said("It was a minute.", upload),
            ),
            actor=self.olga,
            at=at,
        )

    def contested_pay(self, name: str = "call", *, at: datetime = STATED + DAY, **more) -> Dispute:
        return contest_pay(
            agent=self.ada,
            interaction_id=self.interaction(name),
            ground=more.pop("ground", Ground.WRONG_SECONDS),
            claimed_seconds=more.pop("claimed", 660),
            said=Said("I was on the line for longer.", more.pop("upload", None)),
            at=at,
        )

    def decide(self, *disputes: Dispute, at: datetime = HEARD, **more):
        actor = more.pop("actor", self.dan)
        decision = Decision(
            more.pop("reason", Reason.EVIDENCE_CONVINCES), more.pop("words", "It is heard."), **more
        )
        ids = [dispute.pk for dispute in disputes]
        return decide_disputes(dispute_ids=ids, decision=decision, actor=actor, at=at)

    def lapse(self, at: datetime) -> None:
        lapse_disputes(at=at)

    def interaction(self, name: str = "call") -> int:
        return Interaction.objects.get(source__brand=self.acme, external_id=name).pk

    def standing(self, name: str = "call") -> tuple[int, int]:
        """Payable and billable seconds of the price that stands."""
        work = RatedWork.objects.get(
            interaction=self.interaction(name), corrects__isnull=True, corrected_by__isnull=True
        )
        return work.payable_seconds, work.billable_seconds


def broken(at: datetime) -> list[tuple[str, object]]:
    return [(found.law.code, found.sample) for found in findings(at=at) if not found.is_kept]
