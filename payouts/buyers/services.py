"""State a brand's particulars; add and close purchase orders; decide a brand's tax."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from onboarding.brands.models import Brand
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.buyers.models import BillingProfile, PurchaseOrder, TaxDecision
from payouts.buyers.tax_rules import Category
from payouts.buyers.vat_numbers import verdict_on
from payouts.money import Money


class NumberAlreadyThere(Refused):
    """The brand has a purchase order of that number."""

    code = "purchase_order_known"


class DecisionsOverlap(Refused):
    """Another decision stands for some of the days."""

    code = "tax_decisions_overlap"


class DecisionHasEnded(Refused):
    """A decision's end is set once."""

    code = "tax_decision_ended"


@dataclass(frozen=True, slots=True)
class Details:
    """A brand's particulars as a person typed them."""

    legal_name: str
    street: str
    city: str
    country: str
    postal_code: str = ""
    region: str = ""
    vat_number: str = ""
    invoice_email: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase order as a person typed it: good for ``[from_on, to_on)``, up to ``amount``."""

    number: str
    from_on: date | None = None
    to_on: date | None = None
    amount: Money | None = None


@transaction.atomic
def state_particulars(
    *, brand_id: int, details: Details, actor: User | None, at: datetime
) -> BillingProfile:
    """Keep a brand's particulars for its next invoice. What was issued stays as it is."""
    brand = Brand.objects.select_for_update(no_key=True).get(pk=brand_id)
    verdict = verdict_on(details.vat_number, details.country)
    stated = asdict(details) | {
        "vat_number": verdict.number,
        "vat_number_is_valid": bool(details.vat_number) and verdict.is_valid,
        "updated_at": at,
        "updated_by": actor,
    }
    with pghistory.context(actor=actor.pk if actor else None, at=at.isoformat()):
        profile, _is_new = BillingProfile.objects.update_or_create(brand=brand, defaults=stated)
    return profile


@transaction.atomic
def add_purchase_order(
    *, brand_id: int, order: Order, actor: User | None, at: datetime
) -> PurchaseOrder:
    """Add a purchase order, to stand on the invoices of its days.

    Raises:
        NumberAlreadyThere: the brand has one of that number.
    """
    brand = Brand.objects.select_for_update(no_key=True).get(pk=brand_id)
    if PurchaseOrder.objects.filter(brand=brand, number=order.number).exists():
        raise NumberAlreadyThere(_("You already have a purchase order of that number."))
    return PurchaseOrder.objects.create(
        brand=brand,
        number=order.number,
        from_on=order.from_on,
        to_on=order.to_on,
        amount_minor=order.amount.minor if order.amount else None,
        currency=brand.currency,
        added_at=at,
        added_by=actor,
    )


@transaction.atomic
def close_purchase_order(*, order_id: int, actor: User | None, at: datetime) -> PurchaseOrder:
    """Use a purchase order no more. A second time changes nothing."""
    order = PurchaseOrder.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.closed_at is None:
        order.closed_at = at
        with pghistory.context(actor=actor.pk if actor else None, at=at.isoformat()):
            order.save(update_fields=["closed_at"])
    return order


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a brand is to be taxed on the days ``[from_on, to_on)``, and why."""

    category: Category
    rate: Decimal
    reason: str
    from_on: date
    to_on: date | None = None


@transaction.atomic
def decide_tax(*, brand_id: int, ruling: Ruling, actor: User | None, at: datetime) -> TaxDecision:
    """Put a person's decision before the rules, for one brand and some days.

    Raises:
        DecisionsOverlap: another decision stands for some of the days.
    """
    brand = Brand.objects.select_for_update(no_key=True).get(pk=brand_id)
    for other in TaxDecision.objects.filter(brand=brand):
        ends_before = ruling.to_on is not None and ruling.to_on <= other.from_on
        begins_after = other.to_on is not None and other.to_on <= ruling.from_on
        if not ends_before and not begins_after:
            raise DecisionsOverlap(
                _("Another decision stands for some of these days. End it first.")
            )
    return TaxDecision.objects.create(
        brand=brand, decided_at=at, decided_by=actor, **asdict(ruling)
    )


@transaction.atomic
def end_tax_decision(
    *, decision_id: int, to_on: date, actor: User | None, at: datetime
) -> TaxDecision:
    """Let the rules speak again from the day ``to_on`` on.

    Raises:
        DecisionHasEnded: its end is set, or would lie before its beginning.
    """
    decision = TaxDecision.objects.select_for_update(no_key=True).get(pk=decision_id)
    if decision.to_on is not None or to_on <= decision.from_on:
        raise DecisionHasEnded(_("A decision ends once, and after the day on which it begins."))
    decision.to_on = to_on
    with pghistory.context(actor=actor.pk if actor else None, at=at.isoformat()):
        decision.save(update_fields=["to_on"])
    return decision
