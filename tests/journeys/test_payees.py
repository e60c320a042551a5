"""Payees to whom something happens on the way: nobody loses money, and nobody has it twice.

A capability is lost between plan and send; a payout fails at the bank, also after it was paid.
"""

from datetime import timedelta

import pytest

from onboarding.agents.models import Agent
from onboarding.deliveries.models import Message
from payouts.banking.making import make_files
from payouts.gateway.processor import processor
from payouts.gateway.services import store_event
from payouts.money import Money
from payouts.payees.accounts import enrol_payees, sync_accounts
from payouts.payees.details import confirm_anew, propose_details
from payouts.payees.models import Payee, PayoutHold
from payouts.reports.proof import findings
from payouts.runs.approval import approve_run
from payouts.runs.computing import NobodyToPay
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus, SkipReason
from payouts.runs.reserving import reserve_payouts
from payouts.runs.sending import send_payout
from payouts.runs.services import start_run
from payouts.runs.settlement import complete_run, settle_reported
from tests.factories import onboarding
from tests.payouts.banking.desk import BankDesk, payout_of
from tests.payouts.payees.people import account
from tests.payouts.runs.desk import FinanceDesk, balances, status_of
from tests.times import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(db, stand_in) -> FinanceDesk:
    """Ada and Bea, enabled at the processor, who are owed 900 and 500."""
    agents = [onboarding.agent(name, login=True) for name in ("Ada", "Bea")]
    enrol_payees(agent_ids=[one.pk for one in agents], gateway=processor(), clock=lambda: NOON)
    Payee.objects.update(tax_form_until="2099-12-31")
    desk = FinanceDesk()
    desk.owes("Ada", 900)
    desk.owes("Bea", 500)
    return desk


def account_of(name: str) -> str:
    return Payee.objects.get(agent__name=name).account


def hear(stand_in, *, at) -> None:
    """Store what the processor says of accounts, and ask it about each."""
    for body, signature in stand_in.messages("account.updated"):
        store_event(event=processor().verify_event(body, signature=signature), at=at)
    sync_accounts(gateway=processor(), clock=lambda: at)


def approved(desk: FinanceDesk, *, at, currency: str = "USD") -> PayoutRun:
    """A run of everything that is payable, computed by one and approved by another."""
    run = desk.computes(currency=currency, at=at)
    desk.confirms(run, at=at)
    return approve_run(
        run_id=run.pk,
        content_hash=run.content_hash,
        ticked=desk.warned_of(run),
        actor=desk.amy,
        at=at,
    )


def carried_out(run: PayoutRun, *, at) -> dict[str, str]:
    """Set aside and send all of it; how each payout stands."""
    start_run(run_id=run.pk, actor=None, at=at)
    ids = list(run.payouts.order_by("pk").values_list("pk", flat=True))
    reserve_payouts(run_id=run.pk, payout_ids=ids, at=at)
    for payout_id in ids:
        send_payout(payout_id=payout_id, gateway=processor(), at=at)
    complete_run(run_id=run.pk, at=at)
    return dict(run.payouts.values_list("agent__name", "status"))


def mails_to(name: str) -> list[str]:
    told = Message.objects.filter(to=f"{name.lower()}@example.com").order_by("pk")
    return [template.rpartition("/")[2] for template in told.values_list("template", flat=True)]


def broken(at) -> list[str]:
    return [one.law.code for one in findings(at=at) if not one.is_kept]


# ---------------------------------------------------------------- drill 9
def test_a_capability_lost_before_the_send_keeps_the_money_and_it_is_paid_later(desk, stand_in):
    run = approved(desk, at=NOON + HOUR)
    stand_in.disables(account_of("Ada"))
    hear(stand_in, at=NOON + 2 * HOUR)

    first = carried_out(run, at=NOON + 3 * HOUR)

    assert first == {"Ada": "CANCELLED", "Bea": "PAID"}
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    assert status_of(run) == RunStatus.COMPLETED
    assert mails_to("Ada") == ["account_lost"]

    stand_in.enables(account_of("Ada"))
    hear(stand_in, at=NOON + DAY)
    again = carried_out(approved(desk, at=NOON + 2 * DAY), at=NOON + 2 * DAY)

    assert again == {"Ada": "PAID"}
    assert stand_in.transfers_to(account_of("Ada")) == [Money(900, "USD")]
    assert mails_to("Ada") == ["account_lost", "account_back"]
    assert broken(NOON + 3 * DAY) == []


def test_a_capability_that_was_lost_unheard_is_refused_and_then_waits_like_any_other(
    desk, stand_in
):
    run = approved(desk, at=NOON + HOUR)
    stand_in.disables(account_of("Ada"))

    first = carried_out(run, at=NOON + 2 * HOUR)
    hear(stand_in, at=NOON + 3 * HOUR)
    payout = Payout.objects.get(agent__name="Ada")
    send_payout(payout_id=payout.pk, gateway=processor(), at=NOON + 4 * HOUR)

    assert first == {"Ada": "RESERVED", "Bea": "PAID"}
    assert status_of(payout) == PayoutStatus.CANCELLED
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    assert mails_to("Ada") == ["account_lost"]
    assert stand_in.transfers_to(account_of("Ada")) == []


def test_a_closed_account_is_told_once_and_left_out_with_the_reason(desk, stand_in):
    run = approved(desk, at=NOON + HOUR)
    stand_in.closes(account_of("Ada"))

    first = carried_out(run, at=NOON + 2 * HOUR)
    hear(stand_in, at=NOON + 3 * HOUR)
    desk.owes("Bea", 100, at=NOON + DAY)
    second = approved(desk, at=NOON + 2 * DAY)

    assert first == {"Ada": "REJECTED", "Bea": "PAID"}
    assert mails_to("Ada") == ["account_lost"]
    assert list(second.skips.values_list("agent__name", "reason", "amount_minor")) == [
        ("Ada", SkipReason.NOT_ENABLED, 900)
    ]
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


# ---------------------------------------------------------------- drill 10, by the processor
def test_a_payout_that_fails_at_the_agents_bank_is_told_and_nothing_is_paid_twice(desk, stand_in):
    carried_out(approved(desk, at=NOON + HOUR), at=NOON + 2 * HOUR)
    stand_in.cannot_reach_the_bank_of(account_of("Ada"))
    hear(stand_in, at=NOON + DAY)
    hear(stand_in, at=NOON + DAY)

    ada = Payee.objects.get(agent__name="Ada")
    assert (ada.transfers_enabled, ada.is_bank_reached) == (True, False)
    assert ada.requirements == ["external_account"]
    assert mails_to("Ada") == ["account_lost"]

    stand_in.enables(ada.account)
    hear(stand_in, at=NOON + 2 * DAY)

    assert mails_to("Ada") == ["account_lost", "account_back"]
    assert stand_in.transfers_to(ada.account) == [Money(900, "USD")]


def test_what_the_processor_gives_back_is_held_told_and_paid_once_more(desk, stand_in):
    carried_out(approved(desk, at=NOON + HOUR), at=NOON + 2 * HOUR)
    (transfer,) = [one for one in stand_in.transfers() if one["destination"] == account_of("Ada")]
    processor().reverse_transfer(transfer=transfer["id"], amount_minor=900, key="back")
    for body, signature in stand_in.messages("transfer.reversed"):
        store_event(event=processor().verify_event(body, signature=signature), at=NOON + DAY)
    settle_reported(at=NOON + DAY)
    settle_reported(at=NOON + DAY)

    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    assert mails_to("Ada") == ["payout_returned"]
    ada = Payee.objects.select_related("agent__user").get(agent__name="Ada")
    lifted = confirm_anew(payee_id=ada.pk, actor=ada.agent.user, at=NOON + 2 * DAY)
    again = carried_out(approved(desk, at=NOON + 3 * DAY), at=NOON + 3 * DAY)

    assert lifted == 1
    assert again == {"Ada": "PAID"}
    assert balances("Ada") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}
    assert broken(NOON + 4 * DAY) == []


# ---------------------------------------------------------------- drill 10, by bank file
def test_an_account_closed_after_the_payment_is_replaced_and_paid_once(db):
    desk = BankDesk()
    desk.released(pays={"Ada": 900})
    desk.books("Ada")
    desk.returns("Ada", reason="AC04", at=NOON + 8 * DAY)
    ada = Agent.objects.select_related("user").get(name="Ada")

    assert status_of(payout_of("Ada")) == PayoutStatus.RETURNED
    assert balances("Ada", "EUR") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    assert PayoutHold.objects.filter(payee=ada.payee, released_at=None).count() == 1
    assert mails_to("Ada") == ["came_back"]

    changed_at = NOON + 9 * DAY
    propose_details(
        payee_id=ada.payee.pk, account=account(7, country="DE"), actor=ada.user, at=changed_at
    )
    assert PayoutHold.objects.filter(payee=ada.payee, released_at=None).count() == 0
    assert sorted(mails_to("Ada")) == ["came_back", "details_changing"]

    with pytest.raises(NobodyToPay):
        desk.computes(currency="EUR", at=changed_at + 3 * DAY - HOUR)
    second = approved(desk, at=changed_at + 3 * DAY, currency="EUR")
    start_run(run_id=second.pk, actor=None, at=changed_at + 3 * DAY)
    (file,) = make_files(run_id=second.pk, at=changed_at + 3 * DAY)
    desk.releases(file, at=changed_at + 3 * DAY)
    desk.books("Ada", at=changed_at + 6 * DAY, report="NOTE-2")

    assert list(Payout.objects.order_by("pk").values_list("status", "amount_minor")) == [
        ("RETURNED", 900),
        ("PAID", 900),
    ]
    assert balances("Ada", "EUR") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}
    assert broken(changed_at + 7 * DAY) == []
