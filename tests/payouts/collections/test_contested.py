"""What a brand really contests is not asked for, drawn, charged or given up by itself."""

import pytest

from onboarding.deliveries.models import Message
from payouts.billing.models import Invoice
from payouts.billing.settling import open_amount_of
from payouts.collections.models import DunningNotice
from payouts.collections.services import send_due
from payouts.disputes.choices import Reason
from payouts.receivables.contested import contested_minor_of
from payouts.receivables.models import BrandPayment, Rail
from payouts.receivables.payments import Receipt, draw_prepaid, receive_payment
from payouts.receivables.requesting import collect_due, request_invoice_payment
from payouts.receivables.writing_off import (
    StillContested,
    approve_write_off,
    withdraw_write_off,
    write_off,
)
from tests.factories.onboarding import staff
from tests.payouts.disputes.court import DAY, HEARD, OPENED, Court, broken
from tests.payouts.receivables.scene import card_of
from tests.payouts.receivables.till import usd


@pytest.fixture
def court(db) -> Court:
    """Two contacts of ten minutes at 0.60 each are billed: 12.00, due after thirty days."""
    court = Court()
    court.contact("call")
    court.contact("other")
    court.billed()
    return court


def invoice_of(court: Court) -> Invoice:
    return Invoice.objects.get(brand=court.acme)


def after_the_due_date(invoice: Invoice, days: int = 5):
    return OPENED + (invoice.due_on - OPENED.date()).days * DAY + days * DAY


def test_a_reminder_asks_for_the_rest(court):
    court.contested_charge("call")
    invoice = invoice_of(court)

    sent = send_due(at=after_the_due_date(invoice))

    notice = DunningNotice.objects.get()
    assert (sent, notice.open_minor, notice.contested_minor) == (1, 1_200, 600)
    reminder = Message.objects.get(template="payouts/collections/reminder")
    assert (reminder.facts["asked"], reminder.facts["contested"]) == ("6.00 USD", "6.00 USD")


def test_nobody_is_reminded_of_what_is_contested_whole(court):
    court.contested_charge("call")
    court.contested_charge("other")

    assert send_due(at=after_the_due_date(invoice_of(court))) == 0


def test_the_prepaid_balance_pays_the_rest(court):
    court.contested_charge("call")
    receipt = Receipt(
        rail=Rail.BANK_TRANSFER, reference="line-1", amount=usd(5_000), received_at=OPENED
    )
    receive_payment(brand_id=court.acme.pk, receipt=receipt, actor=court.dan, at=OPENED)

    draw_prepaid(brand_id=court.acme.pk, currency="USD", actor=None, at=OPENED)
    draw_prepaid(brand_id=court.acme.pk, currency="USD", actor=None, at=OPENED)

    assert open_amount_of(invoice_of(court)) == usd(600)


def test_the_card_is_charged_for_the_rest_once(court):
    card_of(court.acme, is_default=True, at=OPENED)
    court.contested_charge("call")
    due = after_the_due_date(invoice_of(court))

    asked = [collect_due(at=due), collect_due(at=due)]

    assert asked == [1, 0]
    assert BrandPayment.objects.get().amount_minor == 600


def test_the_card_is_not_charged_for_what_is_contested_whole(court):
    card_of(court.acme, is_default=True, at=OPENED)
    court.contested_charge("call")
    court.contested_charge("other")

    assert collect_due(at=after_the_due_date(invoice_of(court))) == 0
    assert not BrandPayment.objects.exists()


def test_whoever_asks_for_it_pays_all_of_it(court):
    card = card_of(court.acme, at=OPENED)
    court.contested_charge("call")

    payment = request_invoice_payment(
        invoice_id=invoice_of(court).pk, method_id=card.pk, actor=court.olga, at=OPENED
    )

    assert payment.amount_minor == 1_200


def test_what_is_decided_is_asked_for_again(court):
    card_of(court.acme, is_default=True, at=OPENED)
    dispute = court.contested_charge("call")

    court.decide(dispute, reason=Reason.RECORD_STANDS)

    assert contested_minor_of(brand_id=court.acme.pk) == {}
    assert collect_due(at=after_the_due_date(invoice_of(court))) == 1
    assert BrandPayment.objects.get().amount_minor == 1_200


def test_nobody_gives_up_what_is_contested(court):
    dispute = court.contested_charge("call")
    invoice = invoice_of(court)
    terms = {"invoice_id": invoice.pk, "reason": "Bankrupt.", "actor": court.dan}

    with pytest.raises(StillContested):
        write_off(**terms, at=OPENED)
    assert (open_amount_of(invoice), invoice_of(court).status) == (usd(1_200), "ISSUED")

    court.decide(dispute, reason=Reason.RECORD_STANDS)
    assert write_off(**terms, at=HEARD).status == "BOOKED"
    assert broken(HEARD + DAY) == []


def test_what_is_contested_after_it_was_proposed_waits_as_well(db):
    court = Court()
    court.contact("call", seconds=12_000)
    court.billed()
    invoice = invoice_of(court)
    proposed = write_off(invoice_id=invoice.pk, reason="Bankrupt.", actor=court.dan, at=OPENED)
    court.contested_charge("call")

    with pytest.raises(StillContested):
        approve_write_off(write_off_id=proposed.pk, actor=staff("Eve"), at=OPENED)

    assert invoice_of(court).status == "ISSUED"
    withdraw_write_off(write_off_id=proposed.pk, actor=court.dan, at=OPENED)
