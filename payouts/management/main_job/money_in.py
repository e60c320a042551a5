"""For looking around: invoices that are paid, and one that is not; a bank file; limits in use."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from io import BytesIO, StringIO
from typing import Final

from django.conf import settings
from django.db.models import Sum

from onboarding.brands.models import Brand
from onboarding.users.models import Grant, User
from onboarding.users.services import create_login, grant
from payouts.billing.models import Invoice
from payouts.billing.settling import open_amount_of
from payouts.collections.models import DunningNotice
from payouts.collections.services import take_step
from payouts.gateway.base import Gateway
from payouts.gateway.processor import STRIPE
from payouts.incoming.accounts import open_bank_account, set_layout
from payouts.incoming.models import StatementFile
from payouts.incoming.reading.columns import Layout
from payouts.incoming.services import take_in_and_settle
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.management.main_job.cast import PASSWORD, Desk, brand_owner
from payouts.management.main_job.neighbours import Neighbours
from payouts.management.payer import store_method
from payouts.money import Money
from payouts.periods.models import PeriodStatus
from payouts.rating.models import RatedWork
from payouts.receivables.budgets import set_budget
from payouts.receivables.charging import charge_payment
from payouts.receivables.credit import (
    BillingMode,
    BillingTerms,
    BudgetSpan,
    CampaignBudget,
    TermsProposal,
)
from payouts.receivables.methods import method_page, sync_methods
from payouts.receivables.models import BrandPayment, PaymentMethod
from payouts.receivables.requesting import request_invoice_payment
from payouts.receivables.stopping import enforce_limits
from payouts.receivables.terms import Agreed, approve_terms, set_terms

COLLECTS_LOGIN: Final = "rita@tallyline.test"
_DAY: Final = timedelta(days=1)
_MORNING: Final = time(9, tzinfo=UTC)
# A standard's own example of an account.
_OUR_ACCOUNT: Final = "DE89370400440532013000"
_LAYOUT: Final = Layout(
    date="Day", amount="Amount", text="Text", payer="Payer", reference="Reference"
)
# So much of a limit is used that its brand is warned, and not stopped.
_USED_PERCENT: Final = 85
# Limits are round sums.
_ROUND_MINOR: Final = 5_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to see, counted."""

    charged: int
    receipts: int
    reminders: int


def show_money_in(*, both: Neighbours, desk: Desk, gateway: Gateway, at: datetime) -> Shown:
    """One brand pays by card and bank debit, the other by transfer and late; limits are in use."""
    rita = collector(at=at)
    _pay_by_card(both.by_card, gateway, at=at)
    _pay_by_transfer(both.by_transfer, rita, at=at)
    _remind(both.by_transfer, at=at)
    _limit(both.by_transfer, rita, desk, at=at)
    _budget(both.by_card, at=at)
    enforce_limits(at=at)
    return Shown(
        BrandPayment.objects.filter(brand=both.by_card).count(),
        sum(StatementFile.objects.values_list("receipt_count", flat=True)),
        DunningNotice.objects.filter(invoice__brand=both.by_transfer).count(),
    )


def collector(*, at: datetime) -> User:
    """Rita records what came in, sets terms, and pursues what did not come."""
    rita = create_login(email=COLLECTS_LOGIN, name="Rita Receives", password=PASSWORD)
    for one in (
        Grant.VIEW_FINANCE,
        Grant.RECORD_RECEIPTS,
        Grant.PURSUE_DEBTS,
        Grant.SET_TERMS,
    ):
        grant(user=rita, what=one, actor=None, at=at)
    return rita


def _pay_by_card(brand: Brand, gateway: Gateway, *, at: datetime) -> None:
    """A card pays the first invoice at once; a bank account is debited for the second."""
    if settings.STRIPE_API_BASE.rstrip("/") == STRIPE:
        return  # At the processor itself only a person can store a card.
    owner = brand_owner(brand=brand, at=at)
    for invoice, method in zip(
        _issued(brand), ("pm_card_visa", "pm_usBankAccount_success"), strict=False
    ):
        if BrandPayment.objects.filter(invoice=invoice).exists():
            continue
        page = method_page(
            brand=brand, email=owner.email, gateway=gateway, return_url="http://127.0.0.1/", at=at
        )
        store_method(page=page, method=method)
        sync_methods(brand_id=brand.pk, gateway=gateway, at=at)
        newest = PaymentMethod.objects.filter(brand=brand).latest("pk")
        payment = request_invoice_payment(
            invoice_id=invoice.pk, method_id=newest.pk, actor=owner, at=at
        )
        charge_payment(payment_id=payment.pk, gateway=gateway, at=at)


def _pay_by_transfer(brand: Brand, clerk: User, *, at: datetime) -> None:
    """The bank's file: one line pays an invoice, one says too little, one is nobody's."""
    account = open_bank_account(
        number=_OUR_ACCOUNT, name="Operating account", currency=brand.currency, actor=clerk, at=at
    )
    invoices = _issued(brand)
    if not invoices or StatementFile.objects.exists():
        return
    set_layout(account_id=account.pk, layout=_LAYOUT, actor=clerk, at=at)
    day = (at - _DAY).date().isoformat()
    paid = open_amount_of(invoices[0]).exact
    rows = (
        (day, f"{paid}", f"Invoice {invoices[0].number}", brand.legal_name, "B-1001"),
        (day, "150.00", "On account, the rest follows", brand.legal_name, "B-1002"),
        (day, "89.90", "Order 7714", "R. Adler", "B-1003"),
    )
    take_in_and_settle(
        stream=_file(rows), name=f"operating-{day}.csv", actor=clerk, at=at, account_id=account.pk
    )


def _remind(brand: Brand, *, at: datetime) -> None:
    """Whatever would have been sent of its last invoice on the mornings since it was due."""
    invoices = _issued(brand)
    if not invoices or DunningNotice.objects.filter(invoice__brand=brand).exists():
        return
    due_on = invoices[-1].due_on
    assert due_on is not None, "it is issued"
    morning = datetime.combine(due_on, _MORNING) + _DAY
    while morning <= at:
        take_step(invoice_id=invoices[-1].pk, at=morning)
        morning += _DAY


def _limit(brand: Brand, clerk: User, desk: Desk, *, at: datetime) -> None:
    if BillingTerms.objects.filter(brand=brand).exists():
        return
    owed = sum(
        balance(kind, brand.currency, brand.pk).minor
        for kind in (AccountKind.BRAND_RECEIVABLE, AccountKind.BRAND_UNBILLED)
    )
    if owed <= 0:
        return
    made = set_terms(
        brand_id=brand.pk,
        terms=Agreed(
            BillingMode.POSTPAID,
            credit_limit_minor=-(-owed * 100 // _USED_PERCENT // _ROUND_MINOR) * _ROUND_MINOR,
            payment_terms_days=brand.payment_terms_days,
            is_dunned=True,
        ),
        reason="Pays late, and has not been with us for long.",
        actor=clerk,
        at=at,
    )
    if isinstance(made, TermsProposal):
        approve_terms(proposal_id=made.pk, actor=desk.approver, at=at)


def _budget(brand: Brand, *, at: datetime) -> None:
    """The campaign that cost the most this month nearly costs what it may."""
    if CampaignBudget.objects.filter(campaign__brand=brand).exists():
        return
    dearest = (
        RatedWork.objects.filter(brand=brand, billing_period__status=PeriodStatus.OPEN)
        .values_list("campaign")
        .annotate(cost=Sum("charge_exact"))
        .order_by("-cost", "campaign")
        .first()
    )
    if dearest is None:
        return
    campaign_id, cost = dearest
    whole = (cost * 100 / Decimal(_USED_PERCENT)).to_integral_value(rounding=ROUND_CEILING)
    set_budget(
        campaign_id=campaign_id,
        span=BudgetSpan.MONTH,
        amount_minor=Money.of_exact(whole, brand.currency).minor,
        actor=brand_owner(brand=brand, at=at),
        at=at,
    )


def _issued(brand: Brand) -> Sequence[Invoice]:
    """Its first two invoices."""
    issued = Invoice.objects.filter(brand=brand, number__isnull=False)
    return list(issued.order_by("issued_at", "pk")[:2])


def _file(rows: Sequence[tuple[str, ...]]) -> BytesIO:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("Day", "Amount", "Text", "Payer", "Reference"))
    writer.writerows(rows)
    return BytesIO(text.getvalue().encode())
