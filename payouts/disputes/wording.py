"""What people read of clocks and silence."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from payouts.disputes.clock import Silence

SILENCES: Mapping[Silence, Any] = MappingProxyType(
    {
        Silence.STANDS: _(
            "If nobody answers, the price stands: the record shows the work, and nothing was "
            "shown against it."
        ),
        Silence.GRANTED: _(
            "If nobody answers, the agent is paid as claimed: the record bears it out, and "
            "evidence was shown. The charge does not rise for it."
        ),
        Silence.TO_A_PERSON: _("If nobody answers, a person decides on what was said and shown."),
    }
)

FAVOURS: Mapping[str, Any] = MappingProxyType(
    {
        "OPENER": _("As the opener asked"),
        "OTHER": _("It stays as it was"),
        "BOTH_IN_PART": _("Partly as asked"),
    }
)
