"""Read the processor's own list of messages, for those that never arrived."""

from datetime import datetime, timedelta

from payouts.gateway.base import Gateway
from payouts.gateway.models import EventPoll, GatewayEvent
from payouts.gateway.services import store_event

# The processor keeps its messages for 30 days; an hour less, for clocks that differ.
KEPT_FOR = timedelta(days=30) - timedelta(hours=1)
# A message may appear in the list a little after its instant.
OVERLAP = timedelta(minutes=30)


def poll_events(*, gateway: Gateway, at: datetime) -> EventPoll:
    """Store every message since the last whole reading that has not arrived by itself.

    One that breaks off leaves what it stored and is not a reading: the next begins where it did.

    Raises:
        ProcessorUnavailable: the list could not be read to its end.
    """
    last = EventPoll.objects.order_by("-begun_at", "-pk").first()
    since = max(last.begun_at - OVERLAP, at - KEPT_FOR) if last else at - KEPT_FOR
    count = new = 0
    for event in gateway.events(since=since):
        count += 1
        if not GatewayEvent.objects.filter(event_id=event.reference).exists():
            new += store_event(event=event, at=at)
    return EventPoll.objects.create(since=since, begun_at=at, event_count=count, new_count=new)
