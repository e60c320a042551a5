"""What every source's record comes down to, before anything of ours is known of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

ContactOutcome = Literal["HANDLED", "ABANDONED", "PHANTOM"]

HANDLED: Final = "HANDLED"
ABANDONED: Final = "ABANDONED"
PHANTOM: Final = "PHANTOM"

VOICE: Final = "VOICE"
INBOUND: Final = "INBOUND"

COPY_COLUMNS: Final = (
    "external_id",
    "outcome",
    "channel",
    "direction",
    "campaign_ref",
    "agent_ref",
    "customer_ref",
    "priority",
    "arrived_epoch",
    "started_epoch",
    "ended_epoch",
    "queue_seconds",
    "talk_seconds",
    "hold_seconds",
    "wrap_seconds",
)


class UnreadableRecord(ValueError):
    """A record that cannot be understood; the reason names field, value and what was expected."""


class WrongColumns(ValueError):
    """A file whose first line does not name the columns of its format."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One contact as a source reported it: whole seconds, instants as seconds since 1970 UTC.

    Instants are kept as whole numbers because files hold them by the hundred thousand; the
    properties give the same as aware datetimes. They are in order: arrived, started, ended.

    ``started`` and ``ended`` bound the service of a handled contact, and the wait of any other.
    ``agent_ref`` is empty when nobody is named, ``customer_ref`` when the customer is unknown.
    """

    external_id: str
    outcome: ContactOutcome
    campaign_ref: str
    agent_ref: str
    customer_ref: str
    priority: int
    arrived_epoch: int
    started_epoch: int
    ended_epoch: int
    queue_seconds: int
    talk_seconds: int
    hold_seconds: int = 0
    wrap_seconds: int = 0
    channel: str = VOICE
    direction: str = INBOUND

    @property
    def arrived_at(self) -> datetime:
        return datetime.fromtimestamp(self.arrived_epoch, UTC)

    @property
    def started_at(self) -> datetime:
        return datetime.fromtimestamp(self.started_epoch, UTC)

    @property
    def ended_at(self) -> datetime:
        return datetime.fromtimestamp(self.ended_epoch, UTC)

    def copy_line(self) -> str:
        r"""The facts as a line of PostgreSQL's COPY text, in the order of ``COPY_COLUMNS``.

        Readers let only printable text through, so that a backslash is all there is to escape.
        It ends without a newline, so that a caller may add columns of its own on either side.
        """
        line = (
            f"{self.external_id}\t{self.outcome}\t{self.channel}\t{self.direction}\t"
            f"{self.campaign_ref}\t{self.agent_ref}\t{self.customer_ref}\t{self.priority}\t"
            f"{self.arrived_epoch}\t{self.started_epoch}\t{self.ended_epoch}\t"
            f"{self.queue_seconds}\t{self.talk_seconds}\t{self.hold_seconds}\t{self.wrap_seconds}"
        )
        return line.replace("\\", "\\\\") if "\\" in line else line
