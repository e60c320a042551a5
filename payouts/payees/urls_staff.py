from django.urls import path

from payouts.payees.views import asking, deciding, desk, payee, sealed

_ONE = "finance/payees/<uuid:public_id>/"
_DETAILS = "finance/payees/details/<uuid:public_id>/"
_FORM = "finance/payees/forms/<uuid:public_id>/"

urlpatterns = [
    path("finance/payees/", desk.payees, name="payees"),
    path("finance/payees/approvals/", desk.approvals, name="payee_approvals"),
    path("finance/payees/below-zero/", desk.below_zero, name="below_zero"),
    path(_ONE, payee.payee, name="payee"),
    path(f"{_ONE}hold/", asking.place_hold, name="place_hold"),
    path(f"{_ONE}details/", asking.propose_details, name="propose_details"),
    path(f"{_ONE}balance/", asking.propose_decision, name="propose_decision"),
    path(
        "finance/payees/holds/<uuid:public_id>/release/", asking.release_hold, name="release_hold"
    ),
    path(f"{_DETAILS}decision/", deciding.decide_details, name="decide_details"),
    path(f"{_DETAILS}opened/", sealed.reveal_details, name="reveal_details"),
    path(f"{_FORM}decision/", deciding.decide_form, name="decide_form"),
    path(f"{_FORM}opened/", sealed.reveal_form, name="reveal_form"),
    path(
        "finance/payees/balances/<uuid:public_id>/decision/",
        deciding.decide_balance,
        name="decide_balance",
    ),
]
