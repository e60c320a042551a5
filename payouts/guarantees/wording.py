"""Guarantees in words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from payouts.guarantees.offers import Measure


def rate_in_words(measure: str, rate: Decimal, currency: str) -> str:
    """What an offer pays or charges: an amount an hour, or a share."""
    if measure == Measure.SHARE:
        return _("%(percent)s %% of what contacts earn") % {
            "percent": f"{(rate * 100).normalize():f}"
        }
    return _("%(amount)s %(currency)s an hour") % {
        "amount": f"{rate.normalize():f}",
        "currency": currency,
    }
