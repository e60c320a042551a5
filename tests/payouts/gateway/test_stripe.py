"""Every outcome, through the vendor's library, against the stand-in's process."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import stripe

from payouts.gateway.base import (
    Absent,
    AccountStatus,
    ChargeRequest,
    ChargeState,
    Declined,
    EventRefused,
    Executed,
    KeyReused,
    KeySpent,
    NotRun,
    ProcessorUnavailable,
    Rejected,
    Several,
    TransferRequest,
    Unknown,
    UnknownReference,
)
from payouts.money import Money
from tests.payouts.gateway.conftest import impatient_gateway, nine_dollars, opened
from tests.stand_in import API_KEY

NINE = Money(900, "USD")


# ---------------------------------------------------------------- transfers: what is known
def test_a_transfer_moves_money_once_however_often_its_key_is_sent(gateway, ada, stand_in):
    outcomes = [gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1") for _ in range(3)]

    assert len(set(outcomes)) == 1
    assert isinstance(outcomes[0], Executed)
    assert stand_in.transfers_to("ada") == [NINE]
    assert stand_in.balance(of=ada) == 900


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("rate_limit", NotRun("rate_limit")),
        ("lock_timeout", NotRun("lock_timeout")),
        ("key_in_use", NotRun("idempotency_key_in_use")),
        ("before_reset", Unknown("ConnectionError")),
        ("timeout_before", Unknown("ReadTimeout")),
        ("bad_gateway_html_before", Unknown("http_502")),
    ],
)
def test_what_was_not_looked_at_is_done_by_the_same_key(gateway, ada, stand_in, fault, outcome):
    stand_in.meets(fault)

    first = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")

    assert first == outcome
    assert stand_in.transfers_to("ada") == []
    again = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    assert again == gateway.find_transfer(group="payout_1")
    assert stand_in.transfers_to("ada") == [NINE]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("after_reset", Unknown("ConnectionError")),
        ("timeout_after", Unknown("ReadTimeout")),
        ("bad_gateway_html", Unknown("http_502")),
        ("half_body", Unknown("ChunkedEncodingError")),
    ],
)
def test_a_lost_answer_is_given_again_under_the_same_key(gateway, ada, stand_in, fault, outcome):
    stand_in.meets(fault)

    first = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")

    assert first == outcome
    assert stand_in.transfers_to("ada") == [NINE]
    again = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    assert again == gateway.find_transfer(group="payout_1")
    assert stand_in.transfers_to("ada") == [NINE]


@pytest.mark.parametrize(
    ("fault", "transferred"), [("error_500_before", []), ("error_500_after", [NINE])]
)
def test_a_saved_failure_is_repeated_for_ever_and_only_looking_tells(
    gateway, ada, stand_in, fault, transferred
):
    stand_in.meets(fault)

    outcomes = {gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1") for _ in range(2)}

    assert outcomes == {KeySpent("api_error")}
    assert stand_in.transfers_to("ada") == transferred
    found = gateway.find_transfer(group="payout_1")
    assert isinstance(found, Executed if transferred else Absent)


def test_too_little_money_is_declined_for_this_key_and_cured_by_the_next(gateway, ada, stand_in):
    stand_in.has(899, "USD")
    declined = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    stand_in.has(900, "USD")

    same = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    new = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_2")

    assert declined == same == Declined("balance_insufficient")
    assert isinstance(new, Executed)
    assert stand_in.transfers_to("ada") == [NINE]
    assert gateway.balance("USD") == 0


def test_an_account_that_may_not_receive_is_declined_until_it_may(gateway, ada, stand_in):
    stand_in.disables(ada)
    declined = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    stand_in.enables(ada)

    cured = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_2")

    assert declined == Declined("insufficient_capabilities_for_transfer")
    assert isinstance(cured, Executed)


def test_a_closed_account_and_one_that_never_was_are_rejected(gateway, ada, stand_in):
    stand_in.closes(ada)

    closed = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    missing = gateway.transfer_earnings(nine_dollars("acct_nobody"), key="payout_2_1")

    assert closed == Rejected("account_invalid")
    assert missing == Rejected("resource_missing")
    assert stand_in.counts()["transfer"] == 0


def test_the_processor_says_how_long_to_wait(gateway, ada, stand_in):
    stand_in.meets("rate_limit", retry_after=1.5)

    outcome = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")

    assert outcome == NotRun("rate_limit", retry_after=1.5)


def test_a_refused_connection_ran_nothing():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        outcome = impatient_gateway(address).transfer_earnings(
            nine_dollars("acct_1"), key="payout_1_1"
        )

    assert outcome == NotRun("ConnectionError")


def test_a_wrong_password_runs_nothing_and_leaves_the_key_unused(gateway, ada, stand_in):
    stranger = impatient_gateway(stand_in.address, api_key="sk_unheard_of")

    refused = stranger.transfer_earnings(nine_dollars(ada), key="payout_1_1")

    assert refused == NotRun("invalid_request_error")
    assert isinstance(gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1"), Executed)


def test_a_key_with_other_terms_stops_everything(gateway, ada, stand_in):
    gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    edited = TransferRequest("payout_1", ada, 9000, "USD")

    with pytest.raises(KeyReused):
        gateway.transfer_earnings(edited, key="payout_1_1")

    assert stand_in.transfers_to("ada") == [NINE]


def test_the_same_key_twice_at_once_runs_once(gateway, ada, stand_in):
    stand_in.holds_the_next_answer()
    first = []
    patient = impatient_gateway(stand_in.address, read_seconds=20)
    caller = threading.Thread(
        target=lambda: first.append(patient.transfer_earnings(nine_dollars(ada), key="payout_1_1"))
    )
    caller.start()
    assert stand_in.is_holding()

    second = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    stand_in.lets_go()
    caller.join()

    assert second == NotRun("idempotency_key_in_use")
    assert first == [gateway.find_transfer(group="payout_1")]
    assert stand_in.transfers_to("ada") == [NINE]


def test_many_threads_share_one_gateway(gateway, ada, stand_in):
    groups = [f"payout_{number}" for number in range(200)]

    with ThreadPoolExecutor(32) as threads:
        outcomes = list(
            threads.map(
                lambda group: gateway.transfer_earnings(nine_dollars(ada, group), key=f"{group}_1"),
                groups,
            )
        )

    assert len({outcome.reference for outcome in outcomes}) == 200
    assert stand_in.balance(of=ada) == 200 * 900


def test_no_seed_of_chance_makes_a_payment_happen_twice(gateway, ada, stand_in):
    stand_in.is_left_to_chance(rate=0.4, seed=38)
    groups = [f"payout_{number}" for number in range(60)]

    for group in groups:
        for _ in range(20):
            outcome = gateway.transfer_earnings(nine_dollars(ada, group), key=f"{group}_1")
            if isinstance(outcome, Executed | KeySpent | Declined):
                break

    stand_in.behaves()
    paid = [stand_in.transfers_of(group) for group in groups]
    assert max(len(transfers) for transfers in paid) == 1
    assert stand_in.balance(of=ada) == 900 * sum(len(transfers) for transfers in paid)


# ---------------------------------------------------------------- controls: these must go wrong
def test_control_without_a_key_of_ours_a_lost_answer_is_paid_twice(gateway, ada, stand_in):
    naive = stripe.StripeClient(API_KEY, base_addresses={"api": stand_in.address})
    terms = {"amount": 900, "currency": "usd", "destination": ada}
    stand_in.loses_the_next_answer()
    with pytest.raises(stripe.APIConnectionError):
        naive.v1.transfers.create(terms)

    naive.v1.transfers.create(terms)

    assert stand_in.transfers_to("ada") == [NINE, NINE]


def test_control_a_key_sent_again_after_its_day_pays_twice(gateway, ada, stand_in):
    gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    stand_in.lets_pass(hours=24)

    gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")

    assert stand_in.transfers_to("ada") == [NINE, NINE]


# ---------------------------------------------------------------- looking
def test_looking_finds_what_a_group_paid(gateway, ada):
    request = nine_dollars(ada)
    executed = gateway.transfer_earnings(request, key="payout_1_1")

    assert gateway.find_transfer(group="payout_1") == executed
    assert gateway.find_transfer(group="payout_1", like=request) == executed
    assert gateway.find_transfer(group="payout_2") == Absent()


def test_looking_names_every_transfer_where_there_should_be_one(gateway, ada):
    first = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
    second = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_2")

    found = gateway.find_transfer(group="payout_1")

    assert found == Several((second.reference, first.reference))


def test_a_transfer_on_other_terms_is_not_adopted(gateway, ada):
    other = gateway.transfer_earnings(
        TransferRequest("payout_1", ada, 901, "USD"), key="payout_1_1"
    )

    found = gateway.find_transfer(group="payout_1", like=nine_dollars(ada))

    assert found == Several((other.reference,))


def test_looking_without_an_answer_is_unknown(gateway, stand_in):
    stand_in.meets("bad_gateway_html", method="GET", times=3)

    assert gateway.find_transfer(group="payout_1") == Unknown("http_502")


def test_a_transfer_is_taken_back_in_parts_and_never_beyond(gateway, ada, stand_in):
    transfer = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1").reference

    part = gateway.reverse_transfer(transfer=transfer, amount_minor=300, key="back_1")
    again = gateway.reverse_transfer(transfer=transfer, amount_minor=300, key="back_1")
    too_much = gateway.reverse_transfer(transfer=transfer, amount_minor=601, key="back_2")

    assert isinstance(part, Executed)
    assert again == part
    assert too_much == Declined("invalid_request_error")
    assert stand_in.balance(of=ada) == 600


def test_what_an_agent_has_spent_cannot_be_taken_back(gateway, ada, stand_in):
    transfer = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1").reference
    stand_in.leaves(100, "USD", of=ada)

    outcome = gateway.reverse_transfer(transfer=transfer, amount_minor=900, key="back_1")

    assert outcome == Declined("balance_insufficient")
    assert stand_in.balance(of=ada) == 100


# ---------------------------------------------------------------- accounts
def test_an_account_has_to_show_who_it_is_before_it_is_paid(gateway, stand_in):
    stand_in.asks_new_accounts_who_they_are()
    account = opened(gateway, "ada")

    before = gateway.account_status(account)
    declined = gateway.transfer_earnings(nine_dollars(account), key="payout_1_1")
    stand_in.enables(account)

    assert not before.can_receive_transfers
    assert before.disabled_reason == "requirements.past_due"
    assert before.requirements[0] == "external_account"
    assert declined == Declined("insufficient_capabilities_for_transfer")
    assert gateway.account_status(account) == AccountStatus(account, True, True, (), "", ("USD",))


def test_an_account_is_opened_once_however_often_it_is_asked_for(gateway, stand_in):
    stand_in.loses_the_next_answer()
    terms = {"email": "ada@example.com", "country": "US", "key": "account_ada_1"}

    assert gateway.open_account(**terms) == Unknown("ConnectionError")
    assert gateway.open_account(**terms) == Executed(stand_in.accounts()[0]["id"])
    assert stand_in.counts()["account"] == 1


def test_an_unknown_account_is_named_as_such(gateway):
    with pytest.raises(UnknownReference):
        gateway.account_status("acct_nobody")


def test_a_question_is_asked_again_and_at_last_given_up(gateway, ada, stand_in):
    stand_in.meets("before_reset", method="GET", times=2)
    assert gateway.account_status(ada).can_receive_transfers

    stand_in.meets("before_reset", method="GET", times=3)
    with pytest.raises(ProcessorUnavailable):
        gateway.account_status(ada)


# ---------------------------------------------------------------- charges
@pytest.mark.parametrize(
    ("method", "state", "received"),
    [
        ("pm_card_visa", ChargeState.SUCCEEDED, 10_000),
        ("pm_usBankAccount_success", ChargeState.PROCESSING, 0),
    ],
)
def test_a_stored_method_is_charged(gateway, method, state, received):
    payer = gateway.open_payer(email="pay@acme.example", name="Acme", key="payer_1").reference
    request = ChargeRequest("invoice_1", payer, method, 10_000, "USD")

    charge = gateway.charge(request, key="invoice_1_1")
    again = gateway.charge(request, key="invoice_1_1")

    assert charge == again
    status = gateway.charge_status(charge.reference)
    assert (status.state, status.received_minor) == (state, received)


def test_a_bank_debit_is_known_days_later(gateway, stand_in):
    payer = gateway.open_payer(email="pay@acme.example", name="Acme", key="payer_1").reference
    request = ChargeRequest("invoice_1", payer, "pm_usBankAccount_success", 10_000, "USD")
    charge = gateway.charge(request, key="invoice_1_1").reference

    stand_in.settles(charge, succeeds=False)

    status = gateway.charge_status(charge)
    assert status.state == ChargeState.FAILED
    assert status.reason == "payment_method_bank_account_blocked"


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined"),
        ("pm_card_authenticationRequired", "authentication_required"),
    ],
)
def test_a_card_that_says_no_is_declined(gateway, stand_in, method, reason):
    payer = gateway.open_payer(email="pay@acme.example", name="Acme", key="payer_1").reference

    outcome = gateway.charge(
        ChargeRequest("invoice_1", payer, method, 10_000, "USD"), key="invoice_1_1"
    )

    assert outcome == Declined(reason)
    assert stand_in.counts()["payment_intent"] == 1


# ---------------------------------------------------------------- our balance
def test_every_movement_of_the_balance_is_listed_over_many_pages(gateway, ada, stand_in):
    since = datetime.now(UTC) - timedelta(minutes=1)
    for number in range(101):
        gateway.transfer_earnings(nine_dollars(ada, f"payout_{number}"), key=f"payout_{number}_1")

    movements = list(gateway.balance_transactions(since=since))

    assert len({movement.reference for movement in movements}) == 102
    assert [movement.kind for movement in movements] == ["transfer"] * 101 + ["adjustment"]
    assert sum(movement.net_minor for movement in movements) == gateway.balance("USD")


def test_no_movement_of_another_currency_counts(gateway, stand_in):
    stand_in.has(500, "EUR")

    assert gateway.balance("EUR") == 500
    assert gateway.balance("JPY") == 0


# ---------------------------------------------------------------- messages
def test_a_signed_message_is_read_and_can_be_fetched(gateway, ada, stand_in):
    transfer = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1").reference
    body, signature = stand_in.messages("transfer.created")[0]

    event = gateway.verify_event(body, signature=signature)

    assert (event.kind, event.subject, event.group) == ("transfer.created", transfer, "payout_1")
    assert gateway.event(event.reference) == event


def test_a_message_of_a_connected_account_names_it(gateway, ada, stand_in):
    body, signature = stand_in.messages("account.updated")[0]

    assert gateway.verify_event(body, signature=signature).account == ada


def test_a_secret_that_is_being_rolled_signs_twice(gateway, ada, stand_in):
    (body, old), (_, new) = (
        stand_in.messages("account.updated", secret="whsec_old")[0],
        stand_in.messages("account.updated")[0],
    )

    event = gateway.verify_event(body, signature=f"{new},{old.split(',')[1]}")

    assert event.subject == ada


@pytest.mark.parametrize(
    "forged",
    [
        lambda body, signature: (body, ""),
        lambda body, signature: (body, "nonsense"),
        lambda body, signature: (body, "t=1,v1=ÿ"),
        lambda body, signature: (body, signature.replace("v1=", "v0=")),
        lambda body, signature: (
            body.replace(b'"livemode": false', b'"livemode":false'),
            signature,
        ),
        lambda body, signature: (b"\xff\xfe", signature),
    ],
    ids=["missing", "nonsense", "not ascii", "v0 only", "tampered", "not text"],
)
def test_a_message_that_is_not_the_processors_is_refused(gateway, ada, stand_in, forged):
    body, signature = forged(*stand_in.messages("account.updated")[0])

    with pytest.raises(EventRefused):
        gateway.verify_event(body, signature=signature)


@pytest.mark.parametrize(
    "how", [{"age_seconds": 301}, {"secret": "whsec_eve"}], ids=["old", "another's secret"]
)
def test_a_message_signed_long_ago_or_by_somebody_else_is_refused(gateway, ada, stand_in, how):
    body, signature = stand_in.messages("account.updated", **how)[0]

    with pytest.raises(EventRefused):
        gateway.verify_event(body, signature=signature)


def test_a_message_of_the_other_mode_is_refused(ada, stand_in):
    live = impatient_gateway(stand_in.address, api_key="sk_live_real")
    body, signature = stand_in.messages("account.updated")[0]

    with pytest.raises(EventRefused, match="other mode"):
        live.verify_event(body, signature=signature)
