"""The working of an extra in words: from facts and terms to the amount, a line for each step.

A working holds ``steps``, each with the name of its rule (``step``), what the rule was given,
and its ``result`` in major units. It is stored without words, so that everybody reads it in
their own language.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.templatetags.figures import duration_in_words
from payouts.extras.models import Extra

Line = tuple[str, str, str, str]
"""Label, quantity, rule and result of one step."""

# The label and the rule of each step; what stands in brackets are the step's own figures.
_STEPS: Mapping[str, tuple[Promise, Promise]] = MappingProxyType(
    {
        "floor_time": (
            _("Committed, staffed time"),
            _("× %(multiplier)s × %(per_hour)s an hour"),
        ),
        "floor_contacts": (_("Contacts served"), _("%(per_contact)s each")),
        "floor": (_("Earnings floor"), _("added up, rounded once")),
        "earned": (_("Earned with contacts"), _("taken off")),
        "top_up": (_("Top-up"), _("what is missing to the floor")),
        "surge_time": (_("Time worked in the offer"), _("%(per_hour)s extra an hour")),
        "surge_factor": (_("Earned in the offer"), _("%(factor)s more")),
        "surge": (_("Bonus"), _("added up, rounded once")),
        "bonus": (_("Bonus agreed"), _("once for this pair")),
        "trailing": (_("Average of that interval"), _("over the last %(weeks)s weeks, an hour")),
        "campaign": (
            _("Average of the campaign"),
            _("over the last %(weeks)s weeks, an hour: nobody was there in that interval"),
        ),
        "rate": (_("An hour at the full rate"), _("nobody was there in the last weeks")),
        "served": (_("Served by who was referred"), _("as the terms ask")),
        "block": (_("Cancelled hours"), _("× %(per_hour)s an hour")),
        "notice": (_("Notice given"), _("%(share)s %% is paid")),
        "training": (_("Training"), _("× %(per_hour)s an hour")),
        "goodwill": (_("Goodwill"), _("%(reason)s")),
    }
)


def working_lines(extra: Extra) -> list[Line]:
    """Every step of an extra's working in the reader's language, in order."""
    return [_line(step) for step in extra.working.get("steps", ())]


def charge_lines(extra: Extra) -> list[Line]:
    """Every step of the charge; those of the pay where both sides are one sum."""
    steps = extra.working.get("charge_steps", extra.working.get("steps", ()))
    return [_line(step) for step in steps]


def _line(step: Mapping[str, Any]) -> Line:
    label, rule = _STEPS[step["step"]]
    return str(label), _quantity(step), str(rule) % step, str(step["result"])


def _quantity(step: Mapping[str, Any]) -> str:
    if "seconds" in step:
        return duration_in_words(step["seconds"])
    return str(step.get("quantity", ""))
