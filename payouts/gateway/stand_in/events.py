"""What happened, to be asked for again."""

from payouts.gateway.stand_in.answers import Body
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.store import Store


def retrieve(store: Store, call: Call) -> Body:
    """GET /v1/events/{id}."""
    return call.found("event")


def listed(store: Store, call: Call) -> Body:
    """GET /v1/events, of one kind or of all."""
    return store.page("event", call.params, "/v1/events", grouping=call.params.get("type"))
