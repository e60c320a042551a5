"""The pages of payments: who may press what, twice is once, and what is refused says so."""

import pytest
from django.test import Client
from django.urls import reverse

from onboarding.brands.models import BrandRole
from onboarding.users.models import Grant
from payouts.receivables.models import BrandPayment, BrandRefund, Chargeback, TopUpRule
from tests.factories.onboarding import member, staff
from tests.payouts.receivables.scene import card_of, money_comes_in
from tests.payouts.receivables.till import Till, standing_of
from tests.times import NOON


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_brand_pays_an_invoice_once_however_often_the_button_is_pressed(till):
    invoice, _ = till.invoice(1_000), card_of(till.acme, is_default=True)
    olga, url = client_of(till.olga), reverse("brand:pay_invoice", args=[invoice.public_id])

    first = olga.post(url, follow=True)
    second = olga.post(url, follow=True)

    assert said(first) == ["We are charging it now. You see the outcome here within a minute."]
    assert said(second) == ["This invoice is being charged already."]
    payment = BrandPayment.objects.get()
    assert (payment.amount_minor, payment.asked_by) == (1_000, till.olga)


@pytest.mark.parametrize(
    ("prepaid", "charged", "drawn"), [(0, [1_000], 0), (300, [700], 300), (1_000, [], 0)]
)
def test_what_is_prepaid_goes_before_a_charge(till, prepaid, charged, drawn):
    if prepaid:
        till.receives(prepaid)
    invoice, _ = till.invoice(1_000), card_of(till.acme, is_default=True)

    client_of(till.olga).post(reverse("brand:pay_invoice", args=[invoice.public_id]))

    asked = BrandPayment.objects.filter(rail="CARD").values_list("amount_minor", flat=True)
    assert (list(asked), standing_of(invoice)[1]) == (charged, drawn)


def test_who_manages_campaigns_reads_billing_and_pays_nothing(till):
    invoice, _ = till.invoice(1_000), card_of(till.acme, is_default=True)
    cam = client_of(member(till.acme, "Cam", BrandRole.CAMPAIGN_MANAGER))

    page = cam.get(reverse("brand:billing"))
    answer = cam.post(reverse("brand:pay_invoice", args=[invoice.public_id]))

    assert (page.status_code, answer.status_code) == (200, 403)
    assert not BrandPayment.objects.exists()


def test_another_brands_invoice_is_not_there_to_be_paid(till):
    invoice = Till("Globex").invoice(1_000)
    card_of(till.acme, is_default=True)

    answer = client_of(till.olga).post(reverse("brand:pay_invoice", args=[invoice.public_id]))

    assert answer.status_code == 404
    assert not BrandPayment.objects.exists()


def test_an_amount_that_the_currency_cannot_say_is_refused_on_the_page(till):
    card_of(till.acme, is_default=True)

    answer = client_of(till.olga).post(reverse("brand:top_up"), {"amount": "10.005"})

    assert answer.status_code == 422
    assert not BrandPayment.objects.exists()


def test_a_rule_is_set_in_major_units_and_kept_in_minor_ones(till):
    card_of(till.acme, is_default=True)
    terms = {"is_on": "on", "threshold": "50.00", "amount": "250.50"}

    client_of(till.olga).post(reverse("brand:top_up_rule"), terms)

    rule = TopUpRule.objects.get()
    assert (rule.is_on, rule.threshold_minor, rule.amount_minor) == (True, 5_000, 25_050)


def test_without_a_processor_a_brand_is_told_and_nothing_breaks(till, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    answer = client_of(till.olga).get(reverse("brand:method_stored"))

    assert answer.status_code == 200


def test_a_refund_is_proposed_by_one_and_approved_by_another(till):
    money_comes_in(till.acme, size=1, by=till.flo, at=NOON)
    payment = BrandPayment.objects.get(rail="CARD")
    rita = client_of(till.rita)
    proposed = BrandRefund.objects.create(
        payment=payment,
        currency="USD",
        amount_minor=10,
        why="Much.",
        proposed_by=till.rita,
        proposed_at=NOON,
    )
    url = reverse("finance:approve_refund", args=[proposed.public_id])

    own = rita.post(url, follow=True)
    other = client_of(staff("Ron", Grant.RECORD_RECEIPTS, Grant.VIEW_FINANCE)).post(url)

    assert said(own) == ["A refund is approved by someone other than its proposer."]
    assert other.status_code == 302
    proposed.refresh_from_db()
    assert (proposed.status, proposed.approved_by.name) == ("APPROVED", "Ron")


def test_who_only_looks_answers_no_dispute(till):
    money_comes_in(till.acme, size=1, by=till.flo, at=NOON)
    case = Chargeback.objects.get()
    vic = client_of(staff("Vic", Grant.VIEW_FINANCE))

    page = vic.get(reverse("finance:chargeback", args=[case.public_id]))
    answer = vic.post(
        reverse("finance:submit_evidence", args=[case.public_id]), {"text": "Served."}
    )

    assert (page.status_code, answer.status_code) == (200, 403)
    case.refresh_from_db()
    assert (case.status, case.evidence) == ("OPENED", "")
