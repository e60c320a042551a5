"""The stand-in keeps the promises that the real processor keeps."""

import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import stripe

from payouts.gateway.base import Executed
from tests.payouts.gateway.conftest import impatient_gateway, nine_dollars, opened
from tests.stand_in import API_KEY, StandInRefuses, start_stand_in

STRAIGHT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def api(stand_in):
    return stripe.StripeClient(API_KEY, base_addresses={"api": stand_in.address}).v1


# ---------------------------------------------------------------- parameters
@pytest.mark.parametrize(
    ("terms", "code", "param"),
    [
        ({"amuont": 900}, "parameter_unknown", "amuont"),
        ({"metadata": {"a": {"b": "c"}}}, None, "metadata"),
        ({"amount": "nine"}, "parameter_invalid_integer", "amount"),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"destination": ""}, "parameter_invalid_empty", "destination"),
        ({"source_type": "cash"}, None, "source_type"),
        ({"expand": ["destination"]}, None, "expand"),
    ],
)
def test_a_malformed_request_is_refused_and_its_key_stays_unused(api, ada, terms, code, param):
    good = {"amount": 900, "currency": "usd", "destination": ada}

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.transfers.create(good | terms, {"idempotency_key": "payout_1_1"})

    assert (refusal.value.code, refusal.value.param) == (code, param)
    assert api.transfers.create(good, {"idempotency_key": "payout_1_1"})["amount"] == 900


def test_a_missing_parameter_is_named(api):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.transfers.create({"amount": 900, "currency": "usd"})

    assert (refusal.value.code, refusal.value.param) == ("parameter_missing", "destination")


def test_what_the_interface_has_dropped_is_unknown(api):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.payment_intents.create(
            {"amount": 900, "currency": "usd", "payment_method_types": ["card"]}
        )

    assert refusal.value.code == "parameter_unknown"


def test_an_account_is_by_type_or_by_controller(api):
    with pytest.raises(stripe.InvalidRequestError, match="both"):
        api.accounts.create({"type": "express", "controller": {"fees": {"payer": "account"}}})


def test_a_call_that_it_does_not_take_is_not_found(api):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        api.coupons.list()


# ---------------------------------------------------------------- keys
def test_a_replay_says_that_it_is_one(api, ada):
    terms = {"amount": 900, "currency": "usd", "destination": ada}

    first = api.transfers.create(terms, {"idempotency_key": "payout_1_1"}).last_response
    again = api.transfers.create(terms, {"idempotency_key": "payout_1_1"}).last_response

    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.request_id
    assert again.body == first.body


def test_a_key_belongs_to_one_request(api, ada):
    api.customers.create({"name": "Acme"}, {"idempotency_key": "shared"})

    with pytest.raises(stripe.IdempotencyError):
        api.customers.create({"name": "Apex"}, {"idempotency_key": "shared"})
    with pytest.raises(stripe.IdempotencyError):
        api.accounts.create({"email": "ada@example.com"}, {"idempotency_key": "shared"})


@pytest.mark.parametrize(("hours", "customers"), [(23, 1), (24, 2)])
def test_an_answer_is_kept_for_a_day(api, stand_in, hours, customers):
    first = api.customers.create({"name": "Acme"}, {"idempotency_key": "payer_1"})
    stand_in.lets_pass(hours=hours)

    again = api.customers.create({"name": "Acme"}, {"idempotency_key": "payer_1"})

    assert len({first["id"], again["id"]}) == customers


def test_calls_beyond_the_allowed_rate_are_refused_until_time_passes(api, stand_in):
    stand_in.allows(0.001)
    api.balance.retrieve()

    with pytest.raises(stripe.RateLimitError):
        api.balance.retrieve()


def test_only_test_keys_are_let_in(stand_in):
    live = stripe.StripeClient("sk_live_real", base_addresses={"api": stand_in.address})

    with pytest.raises(stripe.AuthenticationError):
        live.v1.balance.retrieve()


# ---------------------------------------------------------------- what it remembers
def test_a_killed_processor_remembers_money_and_keys(tmp_path):
    state = tmp_path / "state.sqlite"
    with start_stand_in(state, "--accounts-enabled", "--fund=usd=10000") as first_life:
        gateway = impatient_gateway(first_life.address)
        ada = opened(gateway, "ada")
        paid = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")
        first_life.process.kill()

    with start_stand_in(state, "--accounts-enabled", "--fund=usd=10000") as second_life:
        gateway = impatient_gateway(second_life.address)
        again = gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")

        assert isinstance(paid, Executed)
        assert again == paid
        assert second_life.balance() == 9100


def test_a_control_that_it_does_not_know_is_refused(stand_in):
    with pytest.raises(StandInRefuses, match="No such fault"):
        stand_in.meets("earthquake")


# ---------------------------------------------------------------- people's pages
def test_the_setup_page_completes_an_account_and_sends_its_owner_back(gateway, stand_in):
    stand_in.asks_new_accounts_who_they_are()
    account = opened(gateway, "ada")
    link = gateway.onboarding_link(
        account=account,
        return_url=f"{stand_in.address}/returned",
        refresh_url=f"{stand_in.address}/refresh",
    )

    page = STRAIGHT.open(link).read().decode()
    sent_to = _location(urllib.request.Request(link, data=b""))
    second_visit = _location(urllib.request.Request(link))

    assert account in page
    assert sent_to == f"{stand_in.address}/returned"
    assert gateway.account_status(account).can_receive_transfers
    assert second_visit == f"{stand_in.address}/refresh"


def test_a_setup_page_without_its_secret_is_not_there(gateway, stand_in, ada):
    link = gateway.onboarding_link(account=ada, return_url="http://a/", refresh_url="http://b/")

    with pytest.raises(urllib.error.HTTPError, match="404"):
        STRAIGHT.open(link.rpartition("/")[0] + "/guess")


# ---------------------------------------------------------------- payments
def test_a_card_payment_ripens_and_may_be_returned_once(api, stand_in):
    customer = api.customers.create({"name": "Acme"})["id"]
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer})["id"]
    stand_in.has(0, "USD")
    intent = api.payment_intents.create(
        {
            "amount": 10_000,
            "currency": "usd",
            "customer": customer,
            "payment_method": method,
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
    )

    at_first = stand_in.balance()
    stand_in.lets_pass(hours=48)
    ripe = stand_in.balance()
    api.refunds.create({"payment_intent": intent["id"], "amount": 4_000})

    assert intent["status"] == "succeeded"
    assert (at_first, ripe, stand_in.balance()) == (0, 10_000 - 320, 10_000 - 320 - 4_000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        api.refunds.create({"payment_intent": intent["id"], "amount": 6_001})


def test_a_confirmation_that_might_redirect_wants_to_know_where_to(api):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.payment_intents.create(
            {"amount": 900, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
        )

    assert refusal.value.param == "return_url"


def test_a_payment_that_moved_is_not_cancelled(api):
    waiting = api.payment_intents.create({"amount": 900, "currency": "usd"})["id"]
    paid = api.payment_intents.create(
        {
            "amount": 900,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://tallyline.example/",
        }
    )["id"]

    assert api.payment_intents.cancel(waiting)["status"] == "canceled"
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.payment_intents.cancel(paid)
    assert refusal.value.code == "payment_intent_unexpected_state"


def test_a_top_up_is_there_at_once(api, stand_in):
    stand_in.has(0, "USD")

    api.topups.create({"amount": 5_000, "currency": "usd"}, {"idempotency_key": "topup_1"})

    assert stand_in.balance() == 5_000


# ---------------------------------------------------------------- lists
def test_a_list_is_walked_both_ways(api, ada, stand_in):
    made = [
        api.transfers.create({"amount": number, "currency": "usd", "destination": ada})["id"]
        for number in range(1, 6)
    ]
    newest_first = made[::-1]

    page = api.transfers.list({"limit": 2, "destination": ada})
    rest = api.transfers.list({"limit": 3, "starting_after": page["data"][-1]["id"]})
    back = api.transfers.list({"limit": 2, "ending_before": newest_first[3]})

    assert ([transfer["id"] for transfer in page["data"]], page["has_more"]) == (
        newest_first[:2],
        True,
    )
    assert ([transfer["id"] for transfer in rest["data"]], rest["has_more"]) == (
        newest_first[2:],
        False,
    )
    assert [transfer["id"] for transfer in back["data"]] == newest_first[1:3]


def test_a_list_does_not_begin_after_what_is_not_there(api):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.transfers.list({"starting_after": "tr_nothing"})

    assert (refusal.value.code, refusal.value.param) == ("resource_missing", "starting_after")


def test_an_account_sees_its_own_balance_and_a_strange_one_is_refused(api, gateway, ada):
    gateway.transfer_earnings(nine_dollars(ada), key="payout_1_1")

    balance = api.balance.retrieve({}, {"stripe_account": ada})

    assert [fund["amount"] for fund in balance["available"]] == [900]
    with pytest.raises(stripe.PermissionError):
        api.balance.retrieve({}, {"stripe_account": "acct_nobody"})


# ---------------------------------------------------------------- messages
class _Inbox(HTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Letterbox)
        self.got = []
        self.answers = []
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


class _Letterbox(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((body, self.headers["Stripe-Signature"]))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()

    def log_message(self, *parts):
        pass


@pytest.fixture
def inbox():
    server = _Inbox()
    yield server
    server.shutdown()
    server.server_close()


def _reports(stand_in, inbox, api, count, **manners):
    """Have events happen, and wait until nothing is due."""
    stand_in.reports_to(f"http://127.0.0.1:{inbox.server_port}/", **manners)
    for number in range(count):
        api.customers.create({"name": f"Brand {number}"})
    while stand_in.delivers():
        pass


def test_messages_arrive_signed(stand_in, inbox, api, gateway):
    _reports(stand_in, inbox, api, 3)

    events = [gateway.verify_event(body, signature=signature) for body, signature in inbox.got]

    assert sorted(event.payload["data"]["object"]["name"] for event in events) == [
        "Brand 0",
        "Brand 1",
        "Brand 2",
    ]


def test_messages_may_come_twice_or_never(stand_in, inbox, api):
    _reports(stand_in, inbox, api, 2, drops=1, is_duplicating=True)

    bodies = [body for body, _ in inbox.got]

    assert len(bodies) == 2
    assert len(set(bodies)) == 1


def test_a_message_that_is_not_taken_is_sent_again_later(stand_in, inbox, api):
    inbox.answers = [500] * 100
    _reports(stand_in, inbox, api, 1)
    assert stand_in.undelivered() == 1

    inbox.answers = []
    stand_in.lets_pass(hours=1)
    stand_in.delivers()

    assert stand_in.undelivered() == 0


def _location(request):
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *parts):
            return None

    with pytest.raises(urllib.error.HTTPError) as redirect:
        urllib.request.build_opener(Stay, urllib.request.ProxyHandler({})).open(request)
    assert redirect.value.code == 303
    return redirect.value.headers["Location"]
