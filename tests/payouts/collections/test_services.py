"""Reminders go out once, in order, on business days, and never for what is contested."""

from datetime import datetime, timedelta

import pytest

from marketplace.campaigns.models import Campaign
from onboarding.deliveries.models import Message
from payouts.collections.aging import aged_receivables
from payouts.collections.laws import LAWS
from payouts.collections.models import DunningNotice, DunningTerms
from payouts.collections.overdue import overdue_invoices
from payouts.collections.services import (
    AlreadyPaused,
    NotPaused,
    PlanOutOfOrder,
    PromiseInThePast,
    Scope,
    enforce_stops,
    lift_dunning_pause,
    note_promise,
    pause_dunning,
    send_due,
    set_dunning_terms,
    take_step,
)
from payouts.collections.steps import Plan
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.receivables.payments import allocate_oldest_first
from payouts.receivables.terms import Agreed, set_terms
from payouts.reports.proof import finding_of
from tests.factories.marketplace import campaign
from tests.payouts.receivables.till import DAY, Till
from tests.payouts.runs.desk import at_once
from tests.times import NOON

# Thirty days after NOON each invoice is due; this is the day after so many.
LATER = NOON + 40 * DAY


def on(days: int) -> datetime:
    """An instant so many days after the invoice of NOON was due, or the next business day."""
    at = NOON + (30 + days) * DAY
    while at.weekday() >= 5:
        at += DAY
    return at


def steps() -> list[str]:
    return list(DunningNotice.objects.order_by("pk").values_list("step", flat=True))


def broken() -> list[str]:
    return [law.code for law in LAWS if not finding_of(law, at=LATER).is_kept]


def test_an_overdue_invoice_is_reminded_of_once_a_step(till):
    till.invoice(1_000)

    sent = [send_due(at=on(days)) for days in (0, 3, 3, 5, 10, 10, 20, 27, 31, 60)]

    assert sent == [0, 1, 0, 0, 1, 0, 1, 1, 1, 0]
    assert steps() == ["FRIENDLY", "FIRST", "SECOND", "FINAL", "STOP"]
    assert Message.objects.filter(template="payouts/collections/reminder").count() == 5
    assert broken() == []


def test_nobody_is_reminded_on_a_weekend(till):
    till.invoice(1_000)
    saturday = NOON + 35 * DAY
    while saturday.weekday() != 5:
        saturday += DAY

    assert [send_due(at=saturday), send_due(at=saturday + DAY), steps()] == [0, 0, []]
    assert send_due(at=saturday + 2 * DAY) == 1


def test_what_is_paid_in_time_or_charged_is_left_alone(till):
    till.invoice(1_000)
    allocate_oldest_first(payment_id=till.receives(1_000).pk, actor=None, at=NOON)

    assert (send_due(at=on(10)), overdue_invoices(at=on(10))) == (0, [])


def test_a_pause_holds_until_its_day_and_is_lifted_once(till):
    invoice = till.invoice(1_000)
    terms = {"reason": "In talks.", "actor": till.flo, "at": NOON}
    pause = pause_dunning(invoice_id=invoice.pk, whole_brand=True, until_on=None, **terms)
    with pytest.raises(AlreadyPaused):
        pause_dunning(invoice_id=invoice.pk, whole_brand=True, until_on=None, **terms)
    assert send_due(at=on(5)) == 0

    lift_dunning_pause(pause_id=pause.pk, actor=till.flo, at=on(5))
    with pytest.raises(NotPaused):
        lift_dunning_pause(pause_id=pause.pk, actor=till.flo, at=on(5))

    until = on(20).date()
    pause_dunning(invoice_id=invoice.pk, whole_brand=False, until_on=until, **terms)
    assert [send_due(at=on(19)), send_due(at=on(20))] == [0, 1]


def test_a_promise_is_waited_for(till):
    invoice = till.invoice(1_000)
    terms = {"invoice_id": invoice.pk, "words": "By phone.", "actor": till.flo, "at": on(4)}

    note_promise(promised_on=on(10).date(), **terms)

    assert [send_due(at=on(10)), send_due(at=on(13))] == [0, 1]
    with pytest.raises(PromiseInThePast):
        note_promise(promised_on=on(1).date(), **terms)


def test_terms_that_say_so_keep_reminders_away(till):
    till.invoice(1_000)
    set_terms(
        brand_id=till.acme.pk,
        terms=Agreed("POSTPAID", 0, 30, is_dunned=False),
        reason="Public body.",
        actor=till.flo,
        at=NOON,
    )

    assert (send_due(at=on(60)), steps()) == (0, [])


def test_the_nearest_plan_holds_from_its_day_on(till):
    till.invoice(1_000)
    terms = {"reason": "x", "actor": till.flo, "at": NOON}
    set_dunning_terms(scope=Scope(), plan=Plan(), from_on=NOON.date(), **terms)
    own = Plan(friendly=14, first=None, second=None, final=None, stop=None)
    set_dunning_terms(scope=Scope(brand_id=till.acme.pk), plan=own, from_on=on(1).date(), **terms)

    assert [send_due(at=on(days)) for days in (3, 13, 14, 90)] == [0, 0, 1, 0]


def test_a_plan_out_of_order_is_refused(till):
    with pytest.raises(PlanOutOfOrder):
        set_dunning_terms(
            scope=Scope(),
            plan=Plan(friendly=9, first=10),
            from_on=NOON.date(),
            reason="x",
            actor=till.flo,
            at=NOON,
        )

    assert DunningTerms.objects.count() == 0


def test_the_stop_pauses_campaigns_and_payment_lets_them_go(till):
    voice = campaign(till.acme, "VOICE")
    till.invoice(1_000)
    for days in (3, 10, 20, 27, 31):
        send_due(at=on(days))

    stopped = [enforce_stops(at=on(31)), enforce_stops(at=on(31))]
    state = Campaign.objects.get(pk=voice.pk).status
    allocate_oldest_first(payment_id=till.receives(1_000).pk, actor=None, at=on(31))
    enforce_stops(at=on(32))

    assert (stopped, state) == ([1, 0], "PAUSED")
    assert Campaign.objects.get(pk=voice.pk).status == "LIVE"


def test_ages_add_up_to_the_books_as_of_any_day(till):
    till.invoice(1_000)
    till.invoice(500, at=NOON + 40 * DAY)
    allocate_oldest_first(payment_id=till.receives(300).pk, actor=None, at=NOON + 50 * DAY)

    def ages(days: int) -> tuple[int, ...]:
        found = aged_receivables(before=NOON + days * DAY, currency="USD")
        return tuple(part.minor for one in found for part in one.parts)

    assert ages(0) == ()
    assert ages(20) == (1_000, 0, 0, 0, 0, 1_000)
    assert ages(45) == (500, 1_000, 0, 0, 0, 1_500)
    assert ages(125) == (0, 0, 500, 0, 700, 1_200)
    assert balance(AccountKind.BRAND_RECEIVABLE, "USD", till.acme.pk).minor == 1_200
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_remind_once():
    till = Till()
    invoice = till.invoice(1_000)

    at_once(lambda _: take_step(invoice_id=invoice.pk, at=on(5)), range(4))

    assert (steps(), Message.objects.count()) == (["FRIENDLY"], 1)


def test_an_invoice_overdue_for_months_is_not_stopped_at_one_stroke(till):
    till.invoice(1_000)

    send_due(at=on(90))
    send_due(at=on(90) + timedelta(hours=1))

    assert steps() == ["FRIENDLY"]
