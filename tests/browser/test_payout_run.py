"""A run as two people see it: one computes, another approves, and both watch it being paid."""

from datetime import date

from django.utils import timezone

from payouts.gateway.processor import processor
from payouts.payees.accounts import enrol_payees
from payouts.payees.models import Payee
from payouts.runs.executing import execute_run
from payouts.runs.models import PayoutRun
from tests.factories.onboarding import agent, authenticator_app, code_at
from tests.factories.payouts import owe
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON


def _owed(*names: str) -> None:
    agents = [agent(name) for name in names]
    enrol_payees(agent_ids=[one.pk for one in agents], gateway=processor(), clock=timezone.now)
    Payee.objects.update(tax_form_until=date(2099, 12, 31))
    for one in agents:
        owe(one, 1250, at=NOON)


def test_a_run_is_computed_approved_by_another_and_watched_to_its_end(
    transactional_db, stand_in, reader
):
    desk = FinanceDesk()
    _owed("Ada", "Bea", "Cai")
    pia, amy = reader(), reader("phone")
    pia.signs_in(desk.pia.email)
    amy.signs_in(desk.amy.email)
    # A code is taken once: had she signed in with this one, it would not approve the run.
    authenticator_app(desk.amy)

    pia.opens("/finance/runs/new/")
    pia.presses("Preview")
    assert pia.sees("This is a preview: nothing is written.")
    assert pia.sees("$37.50")
    pia.presses("Compute")
    assert pia.sees("Somebody else approves this run.")
    run = PayoutRun.objects.get()

    amy.opens(f"/finance/runs/{run.public_id}/")
    amy.page.get_by_role("main").get_by_role("link", name="Approve").click()
    amy.settles()
    assert amy.sees("3 agents are paid $37.50 in all")
    amy.finds_nothing_wrong()
    for box in amy.page.get_by_role("checkbox").all():
        box.check()
    amy.page.get_by_label("The code that your authenticator app shows now").fill("000000")
    amy.presses("Approve and pay")
    assert amy.sees("This code is not right.")
    amy.page.get_by_label("The code that your authenticator app shows now").fill(
        code_at(timezone.now())
    )
    for box in amy.page.get_by_role("checkbox").all():
        box.check()
    amy.presses("Approve and pay")
    assert amy.sees("Approved; it begins within a minute")

    execute_run(run_id=run.pk, gateway=processor(), patience_seconds=0)

    amy.page.get_by_text("3 of 3").wait_for()
    amy.page.get_by_text("Completed").first.wait_for()
    assert len(stand_in.transfers()) == 3
    assert (pia.complaints, amy.complaints) == ([], [])

    pia.opens("/finance/books/")
    pia.follows("Agents: in transit")
    pia.page.get_by_role("main").get_by_role("row").get_by_role("link").first.click()
    pia.settles()
    pia.page.get_by_role("main").get_by_role("row").get_by_role("link").first.click()
    pia.settles()
    assert pia.sees("Fingerprint of what was written")
    pia.finds_nothing_wrong()

    pia.opens("/finance/proof/")
    pia.page.get_by_role("button", name="Prove now").click()
    pia.settles()
    assert pia.sees("laws hold.")
    assert pia.complaints == []
