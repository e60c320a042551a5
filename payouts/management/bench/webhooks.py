"""Messages thrice and in any order, some of them forged, against the same once and in order."""

import logging

from payouts.management.bench.measure import Figure, Report, Say, at_most
from payouts.management.simulation.inbox import weather_the_inbox


def run(*, messages: int, seed: int, say: Say) -> Report:
    """Deliver ``messages`` once in order, and their like as a storm; compare what stands then."""
    # Each refusal is logged, and they are hundreds.
    logging.disable(logging.WARNING)
    try:
        inbox = weather_the_inbox(messages=messages, seed=seed, say=say)
    finally:
        logging.disable(logging.NOTSET)
    wrong = {
        "payouts that do not stand as in order": inbox.differing,
        "messages stored twice, or not": abs(2 * inbox.messages - inbox.stored),
        "forged messages that were taken": inbox.forged - inbox.refused,
        "refusals that were not counted": inbox.refused - inbox.counted,
        "laws broken": len(inbox.broken),
    }
    figures = (
        *(
            Figure(name=name, unit="", ours=float(count), target=at_most(0))
            for name, count in wrong.items()
        ),
        Figure(name="deliveries", unit="", ours=float(inbox.deliveries)),
        Figure(name="forged or stale", unit="", ours=float(inbox.forged)),
        Figure(name="received", unit="deliveries/s", ours=inbox.received_per_second),
        Figure(name="settled", unit="messages/s", ours=inbox.settled_per_second),
    )
    return Report("webhooks", {"messages": inbox.messages, "seed": seed}, figures)
