"""VAT numbers, treatments and countries in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from django.utils.translation import get_language, gettext, to_locale
from django.utils.translation import gettext_lazy as _

from payouts.buyers.models import TAX_CATEGORIES
from payouts.buyers.tax_rules import Reason, TreatmentStep
from payouts.buyers.vat_numbers import Fault, Verdict

_FAULTS = {
    Fault.LENGTH: _("This number has too few or too many characters for its country."),
    Fault.FORMAT: _("A VAT number of this country looks different."),
    Fault.CHECK: _("The check digits do not fit: a character is mistyped."),
    Fault.COUNTRY: _("This is a number of another country."),
}
_TWO_LETTERS = 2


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A treatment as a page shows it, for the days from ``from_on`` to ``last_on``."""

    from_on: date | None
    last_on: date | None
    category: str
    percent: str
    source: str
    is_decided: bool


def fault_in_words(verdict: Verdict) -> str:
    """What is wrong with a VAT number, in a sentence; nothing where nothing is."""
    return str(_FAULTS[verdict.fault]) if verdict.fault else ""


def countries() -> list[tuple[str, str]]:
    """Every country's two letters and its name in the reader's language, by name."""
    names = Locale.parse(to_locale(get_language() or "en")).territories
    known = [
        (code, name)
        for code, name in names.items()
        # ZZ and its like are no countries, nor are groups of them.
        if len(code) == _TWO_LETTERS and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ"}
    ]
    return sorted(known, key=lambda pair: pair[1].casefold())


def shown(steps: tuple[TreatmentStep, ...]) -> list[ShownStep]:
    """Treatments for a page, the newest first."""
    labels = dict(TAX_CATEGORIES)
    rows = []
    for place, step in enumerate(steps):
        is_last = place + 1 == len(steps)
        made = step.treatment
        rows.append(
            ShownStep(
                from_on=step.from_on if place else None,
                last_on=None if is_last else steps[place + 1].from_on - timedelta(days=1),
                category=str(labels[made.category]),
                percent=f"{(made.rate * 100).normalize():f}",
                source=made.source,
                is_decided=made.reason is Reason.DECIDED,
            )
        )
    return rows[::-1]


def valid_number() -> str:
    """What is said of a number that its country's rule accepts."""
    return gettext("The form and the check digits are right.")
