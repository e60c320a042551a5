"""How a brand's documents are taxed: the rules as they hold for its days, and what they came to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min

from onboarding.brands.models import Brand
from onboarding.calendars.periods import midnight
from onboarding.errors import Refused
from payouts.billing.lines import TaxKey
from payouts.billing.taxation import tax_sums
from payouts.billing.wording import tax_note
from payouts.buyers.selectors import Particulars, particulars_of, tax_steps
from payouts.buyers.tax_rules import RateUnknown, Treatment, TreatmentStep
from payouts.periods.models import Period, PeriodKind


class TaxUnknown(Refused):
    """The rules have no answer for the brand, and nobody decided."""

    code = "tax_unknown"


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """Treatments by the day on which work was done, and the instants at which they change.

    Work before ``changes[0]`` has the first treatment, work from it on the second, and so on.
    """

    buyer: Particulars
    steps: tuple[TreatmentStep, ...]
    changes: tuple[datetime, ...]

    @property
    def keys(self) -> list[TaxKey]:
        """What keeps sums of each step apart."""
        return [key_of(step.treatment) for step in self.steps]

    def days(self, place: int) -> tuple[date | None, date | None]:
        """The days ``[from_on, to_on)`` of a step; the first has no beginning, the last no end."""
        from_on = self.steps[place].from_on if place else None
        to_on = self.steps[place + 1].from_on if place + 1 < len(self.steps) else None
        return from_on, to_on

    @property
    def basis(self) -> str:
        """A digest of everything that decides the tax: another one is another tax."""
        told = [
            [
                # Where the first one begins does not matter: it is how far back was asked.
                step.from_on.isoformat() if place else "",
                step.treatment.category,
                str(step.treatment.rate),
                step.treatment.reason,
                step.treatment.source,
            ]
            for place, step in enumerate(self.steps)
        ]
        return sha256(json.dumps(told).encode()).hexdigest()

    def treatment(self, key: TaxKey) -> Treatment | None:
        """The newest treatment of that category and rate; none where a rule was since changed."""
        found = [step.treatment for step in self.steps if key_of(step.treatment) == key]
        return found[-1] if found else None


def key_of(treatment: Treatment) -> TaxKey:
    """What keeps sums of this treatment apart from others."""
    return TaxKey(str(treatment.category), treatment.rate)


def tax_terms_of(brand: Brand, *, timezone: str) -> TaxTerms:
    """How the brand's work is taxed from its first billing period on. Days are of ``timezone``.

    Raises:
        TaxUnknown: the rules have no answer, and nobody decided.
    """
    first = Period.objects.filter(kind=PeriodKind.BILLING, brand=brand).aggregate(
        first=Min("from_on")
    )["first"]
    assert first is not None, "taxes are asked for where there is a period"
    buyer = particulars_of(brand)
    try:
        steps = tax_steps(brand, buyer, since=first)
    except RateUnknown as error:
        raise TaxUnknown(
            f"It is not known how {brand.name} is taxed: {error} Decide it in its billing details."
        ) from error
    zone = ZoneInfo(timezone)
    return TaxTerms(buyer, steps, tuple(midnight(step.from_on, zone) for step in steps[1:]))


def breakdown(lines: Iterable[tuple[TaxKey, int, int]], terms: TaxTerms) -> list[dict[str, Any]]:
    """Net and tax of each category and rate with the reason, as a document keeps them."""
    kept = []
    for one in tax_sums(lines):
        treatment = terms.treatment(one.key)
        kept.append(
            {
                "category": one.key.category,
                "rate": str(one.key.rate.normalize()),
                "net_minor": one.net_minor,
                "tax_minor": one.tax_minor,
                "note": tax_note(treatment, terms.buyer.language) if treatment else "",
                "vatex": treatment.vatex if treatment else "",
                "source": treatment.source if treatment else "",
            }
        )
    return kept


def breakdown_like(
    lines: Iterable[tuple[TaxKey, int, int]], original: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Net and tax of a credit note, under the reasons of the invoice that it lowers."""
    said = {(row["category"], row["rate"]): row for row in original}
    kept = []
    for one in tax_sums(lines):
        category, rate = one.key.category, str(one.key.rate.normalize())
        sums = {"net_minor": one.net_minor, "tax_minor": one.tax_minor}
        kept.append(said[category, rate] | sums)
    return kept
