"""Jobs of the gateway."""

import logging

from celery import shared_task
from django.utils.timezone import now

from payouts.gateway.base import ProcessorUnavailable
from payouts.gateway.polling import poll_events as poll
from payouts.gateway.processor import processor

logger = logging.getLogger(__name__)


@shared_task(name="payouts.poll_events")
def poll_events() -> None:
    """Fetch what the processor reported and what never arrived."""
    try:
        poll(gateway=processor(), at=now())
    except ProcessorUnavailable as silence:
        logger.warning("The list of messages is read later: %s", silence)
