"""The processor reports: verify, store once, answer. What it means is found out later."""

import logging
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payouts.gateway import services
from payouts.gateway.base import EventRefused
from payouts.gateway.processor import processor

logger = logging.getLogger(__name__)
LARGEST_BODY: Final = 512 * 1024


@csrf_exempt
@login_not_required
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take in one message. The signature is the sign-in, and is made over the raw bytes."""
    # Anybody can send here: nothing large is read before the signature is known to be good.
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        event = processor().verify_event(
            request.body, signature=request.headers.get("Stripe-Signature", "")
        )
    except EventRefused as refusal:
        logger.warning("A message to the processor's inbox was refused: %s", refusal)
        services.count_refusal(code=refusal.code, at=timezone.now())
        return HttpResponse(status=400)
    services.store_event(event=event, at=timezone.now())
    return HttpResponse(status=200)
