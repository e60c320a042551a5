"""Both sides of the balance at the processor, through its own library."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from onboarding.audit.services import TransitionRefused
from onboarding.users.models import Grant
from payouts.gateway.base import TransferRequest
from payouts.gateway.processor import processor
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import JournalTransaction
from payouts.ledger.postings import Posting, credit, debit, processor_funded
from payouts.ledger.services import post
from payouts.ledger.services import reverse as reverse_posting
from payouts.money import Money
from payouts.payees.accounts import enrol_payees
from payouts.payees.models import Payee
from payouts.reports.explaining import (
    ExplainerMayNotAccept,
    ExplanationMissing,
    accept,
    explain,
)
from payouts.reports.models import Cause, Difference, DifferenceStatus, ProcessorMovement
from payouts.reports.reconciliation import compare, reconcile
from payouts.reports.sides import sides
from payouts.runs.executing import execute_run
from payouts.runs.funding import fund
from payouts.runs.models import RunStatus
from tests.factories.onboarding import agent, staff, user
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(hours=2)


def compared():
    """Both sides, when everything had time to arrive on both."""
    return reconcile(gateway=processor(), at=timezone.now() + LATER)


def differences() -> list[tuple]:
    rows = Difference.objects.order_by("subject")
    return [(one.cause, one.subject, one.ours_minor, one.theirs_minor, one.status) for one in rows]


def unbooked_fee(minor: int = 25) -> None:
    ProcessorMovement.objects.create(
        reference="txn_fee",
        kind="stripe_fee",
        currency="USD",
        amount_minor=-minor,
        fee_minor=0,
        net_minor=-minor,
        created_at=NOON,
        available_at=NOON,
        recorded_at=NOON,
    )


def booked(reference: str, minor: int) -> None:
    post(processor_funded(reference=reference, amount=Money(minor, "USD")), at=NOON)


@pytest.fixture
def paid_run(stand_in):
    """Two agents paid at the stand-in out of what we funded; nothing else ever moved there."""
    stand_in.begins_anew(usd=0)
    fund(name="week", amount=Money(5_000, "USD"), gateway=processor(), at=timezone.now())
    agents = [agent(name) for name in ("Ada", "Bea")]
    enrol_payees(agent_ids=[one.pk for one in agents], gateway=processor(), clock=timezone.now)
    Payee.objects.update(tax_form_until=date(2099, 12, 31))
    desk = FinanceDesk()
    run = desk.run(RunStatus.APPROVED, pays={"Ada": 900, "Bea": 700})
    execute_run(run_id=run.pk, gateway=processor(), patience_seconds=0)
    return run


def test_a_funded_and_paid_run_leaves_no_difference(paid_run):
    done = compared()

    assert differences() == []
    (usd,) = sides()
    assert (usd.ours_minor, usd.theirs_minor) == (3_400, 3_400)
    assert done.movements == ProcessorMovement.objects.count() == 3


def test_comparing_again_takes_nothing_in_twice(paid_run):
    compared()

    assert compared().movements == 0
    assert ProcessorMovement.objects.count() == 3


def test_a_transfer_made_outside_of_us_is_found_to_the_cent(paid_run, stand_in):
    outcome = processor().transfer_earnings(
        _request(stand_in.accounts()[0]["id"], 123), key="somebody elses"
    )

    compared()

    assert differences() == [("ONLY_THEIRS", outcome.reference, 0, -123, "NEW")]


def _request(account: str, minor: int):
    return TransferRequest(group="by hand", destination=account, amount_minor=minor, currency="USD")


def test_what_the_processor_knows_nothing_of_is_found():
    booked("tr_nowhere", 400)

    compare(at=NOON + LATER)

    assert differences() == [("ONLY_OURS", "tr_nowhere", 400, 0, "NEW")]


def test_what_is_an_hour_young_is_left_time_to_arrive():
    booked("tr_nowhere", 400)

    compare(at=NOON + timedelta(minutes=59))

    assert differences() == []


def test_another_amount_and_a_fee_have_their_causes():
    booked("txn_src", 400)
    unbooked_fee()
    ProcessorMovement.objects.create(
        reference="txn_1",
        source="txn_src",
        kind="topup",
        currency="USD",
        amount_minor=390,
        fee_minor=0,
        net_minor=390,
        created_at=NOON,
        available_at=NOON,
        recorded_at=NOON,
    )

    compare(at=NOON + LATER)

    assert differences() == [
        ("FEE", "txn_fee", 0, -25, "NEW"),
        ("AMOUNT", "txn_src", 400, 390, "NEW"),
    ]


def test_a_difference_that_goes_is_settled_and_one_that_comes_back_is_new():
    booked("tr_nowhere", 400)
    compare(at=NOON + LATER)
    funded = JournalTransaction.objects.get(event_key="funding:tr_nowhere")
    one = Difference.objects.get()
    explain(difference_id=one.pk, words="Typed twice.", actor=user("Pia"), at=NOON)
    ProcessorMovement.objects.create(
        reference="txn_late",
        source="tr_nowhere",
        kind="topup",
        currency="USD",
        amount_minor=400,
        fee_minor=0,
        net_minor=400,
        created_at=NOON,
        available_at=NOON,
        recorded_at=NOON,
    )

    assert compare(at=NOON + LATER) == (0, 1)
    assert Difference.objects.get().status == DifferenceStatus.SETTLED

    reverse_posting(transaction_id=funded.pk, at=NOON, actor=None)
    compare(at=NOON + LATER)
    assert differences() == [
        ("ONLY_OURS", f"reverse:{funded.pk}", -400, 0, "NEW"),
        ("ONLY_OURS", "tr_nowhere", 400, 0, "SETTLED"),
    ]


def test_one_explains_and_another_accepts():
    unbooked_fee()
    compare(at=NOON + LATER)
    pia, amy = user("Pia"), user("Amy")
    (one,) = Difference.objects.all()

    with pytest.raises(ExplanationMissing):
        explain(difference_id=one.pk, words=" ", actor=pia, at=NOON)
    explain(difference_id=one.pk, words="The monthly fee.", actor=pia, at=NOON)
    with pytest.raises(ExplainerMayNotAccept):
        accept(difference_id=one.pk, actor=pia, at=NOON)
    accept(difference_id=one.pk, actor=amy, at=NOON)
    with pytest.raises(TransitionRefused):
        accept(difference_id=one.pk, actor=amy, at=NOON)

    one.refresh_from_db()
    assert (one.status, one.explained_by, one.accepted_by) == ("ACCEPTED", pia, amy)
    compare(at=NOON + 2 * LATER)
    assert Difference.objects.get().status == DifferenceStatus.ACCEPTED


def test_the_database_wants_four_eyes_as_well():
    unbooked_fee()
    compare(at=NOON + LATER)
    pia = user("Pia")
    explain(difference_id=Difference.objects.get().pk, words="Mine.", actor=pia, at=NOON)

    with pytest.raises(IntegrityError, match="difference_four_eyes"):
        Difference.objects.update(status="ACCEPTED", accepted_by=pia)


def test_the_command_fails_while_a_difference_stands(paid_run):
    out = StringIO()
    call_command("reconcile", "--json", stdout=out)
    assert json.loads(out.getvalue())["standing"] == 0

    unbooked_fee()
    with pytest.raises(SystemExit):
        call_command("reconcile", stdout=StringIO())


def test_the_page_shows_what_stands_and_takes_an_explanation(client):
    unbooked_fee()
    compare(at=NOON + LATER)
    one = Difference.objects.get()
    client.force_login(staff("Pia", Grant.VIEW_FINANCE, Grant.RECONCILE))

    page = client.get(reverse("finance:reconciliation"), {"status": "NEW"})
    client.post(reverse("finance:explain", args=[one.pk]), {"words": "שלום, a fee"})
    client.post(reverse("finance:accept", args=[one.pk]))

    assert "txn_fee" in page.content.decode()
    one.refresh_from_db()
    assert (one.status, one.explanation) == ("EXPLAINED", "שלום, a fee")
    client.force_login(staff("Amy", Grant.VIEW_FINANCE, Grant.RECONCILE))
    client.post(reverse("finance:accept", args=[one.pk]))
    one.refresh_from_db()
    assert one.status == "ACCEPTED"


def test_what_was_not_compared_is_not_said_to_agree(client):
    client.force_login(staff("Pia", Grant.VIEW_FINANCE))
    agreeing = client.get(reverse("finance:reconciliation")).content.decode()
    unbooked_fee()

    page = client.get(reverse("finance:reconciliation")).content.decode()

    assert "All sides agree" in agreeing
    assert "Not compared yet" in page
    assert "All sides agree" not in page


def test_who_only_looks_does_not_explain(client):
    unbooked_fee()
    compare(at=NOON + LATER)
    client.force_login(staff("Eve", Grant.VIEW_FINANCE))

    answer = client.post(
        reverse("finance:explain", args=[Difference.objects.get().pk]), {"words": "Trust me."}
    )

    assert answer.status_code == 403
    assert Difference.objects.get().status == DifferenceStatus.NEW


def test_a_processor_that_is_away_is_said_kindly(client, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    client.force_login(staff("Pia", Grant.VIEW_FINANCE, Grant.RECONCILE))

    page = client.post(reverse("finance:run_reconciliation"), follow=True)

    assert "does not answer now" in page.content.decode()


def test_an_agent_whose_balance_nothing_explains_is_named():
    amount = Money(700, "USD")
    ada = user("Ada")
    post(
        Posting(
            "GIFT",
            "gift:1",
            (debit(AccountKind.REVENUE, amount), credit(AccountKind.AGENT_PAYABLE, amount, ada.pk)),
        ),
        at=NOON,
    )

    compare(at=NOON + LATER)

    assert differences() == [(Cause.AGENT, f"agent {ada.pk}", 700, 0, "NEW")]
