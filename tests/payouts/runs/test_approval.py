"""Who approves, what for, and by which proof that it is them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onboarding.audit.services import TransitionRefused
from onboarding.users.models import Confirmation, FactorMethod
from onboarding.users.second_factor import (
    CodeIsUsed,
    CodeIsWrong,
    NotConfirmed,
    SecondFactorMissing,
)
from payouts.runs.approval import (
    PreparerMayNotApprove,
    WarningsNotRead,
    approve_run,
    approve_with_code,
)
from payouts.runs.models import PayoutRun, RunStatus, RunWarning, WarningKind, WarningTick
from payouts.runs.services import RunHasChanged
from tests.factories.onboarding import authenticator_app, code_at
from tests.payouts.runs.desk import status_of
from tests.times import NOON

LATER = timedelta(minutes=5)


@pytest.fixture
def run(finance_desk):
    authenticator_app(finance_desk.amy)
    return finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})


@pytest.fixture
def approve(finance_desk, run):
    """Approve as Amy, but for what a test changes."""

    def do(**changed):
        told = {
            "run_id": run.pk,
            "content_hash": run.content_hash,
            "ticked": [],
            "actor": finance_desk.amy,
            "at": NOON,
        } | changed
        return approve_with_code(**told) if "code" in told else approve_run(**told)

    return do


def test_another_person_approves_what_they_have_read_with_a_code(finance_desk, run, approve):
    approve(code=code_at(NOON))

    run.refresh_from_db()
    assert (run.status, run.approved_by, run.approved_at) == (
        RunStatus.APPROVED,
        finance_desk.amy,
        NOON,
    )
    assert (run.confirmation.user, run.confirmation.method, run.confirmation.confirmed_at) == (
        finance_desk.amy,
        FactorMethod.AUTHENTICATOR_APP,
        NOON,
    )


def test_without_a_fresh_second_factor_nothing_is_approved(finance_desk, run, approve):
    with pytest.raises(NotConfirmed):
        approve()
    finance_desk.confirms(run)
    with pytest.raises(NotConfirmed):
        approve(at=NOON + LATER)

    assert status_of(run) == RunStatus.COMPUTED


def test_a_second_factor_that_was_never_set_up_cannot_be_shown(finance_desk):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})

    with pytest.raises(SecondFactorMissing):
        approve_with_code(
            run_id=run.pk,
            content_hash=run.content_hash,
            ticked=[],
            code=code_at(NOON),
            actor=finance_desk.amy,
            at=NOON,
        )

    assert status_of(run) == RunStatus.COMPUTED


def test_somebody_elses_second_factor_does_not_serve(finance_desk, run, approve):
    finance_desk.confirms(run, by=finance_desk.vic)

    with pytest.raises(NotConfirmed):
        approve()

    assert status_of(run) == RunStatus.COMPUTED


def test_a_second_factor_for_another_list_does_not_serve(finance_desk, run, approve):
    finance_desk.confirms(run)
    PayoutRun.objects.filter(pk=run.pk).update(content_hash="another")

    with pytest.raises(NotConfirmed):
        approve(content_hash="another")

    assert status_of(run) == RunStatus.COMPUTED


def test_a_wrong_code_approves_nothing_and_is_kept(run, approve):
    with pytest.raises(CodeIsWrong):
        approve(code="000000")

    assert status_of(run) == RunStatus.COMPUTED


def test_a_code_that_approved_one_run_does_not_approve_the_next(finance_desk, run, approve):
    other = finance_desk.run(RunStatus.COMPUTED, pays={"Bo": 800}, currency="EUR")
    approve(code=code_at(NOON))

    with pytest.raises(CodeIsUsed):
        approve(run_id=other.pk, content_hash=other.content_hash, code=code_at(NOON))

    assert status_of(other) == RunStatus.COMPUTED


def test_whoever_prepares_does_not_approve_and_keeps_their_code(finance_desk, run, approve):
    authenticator_app(finance_desk.pia)

    with pytest.raises(PreparerMayNotApprove):
        approve(actor=finance_desk.pia, code=code_at(NOON))

    assert status_of(run) == RunStatus.COMPUTED
    assert Confirmation.objects.count() == 0


def test_what_was_not_read_is_not_approved(run, approve):
    with pytest.raises(RunHasChanged):
        approve(content_hash="stale", code=code_at(NOON))

    assert status_of(run) == RunStatus.COMPUTED
    assert Confirmation.objects.count() == 0


def test_every_warning_is_ticked_or_nothing_is_approved(finance_desk, run, approve):
    for kind in (WarningKind.NEW_PAYEES, WarningKind.TOTAL):
        RunWarning.objects.create(run=run, kind=kind, count=1, amount_minor=900)
    finance_desk.confirms(run)

    with pytest.raises(WarningsNotRead, match="The total is far from the last one's"):
        approve(ticked=["NEW_PAYEES"])
    assert (status_of(run), WarningTick.objects.count()) == (RunStatus.COMPUTED, 0)

    approve(ticked=["NEW_PAYEES", "TOTAL"])
    ticks = WarningTick.objects.values_list("warning__kind", "ticked_by", "ticked_at")
    assert sorted(ticks) == [
        ("NEW_PAYEES", finance_desk.amy.pk, NOON),
        ("TOTAL", finance_desk.amy.pk, NOON),
    ]


@pytest.mark.parametrize("status", sorted(set(RunStatus) - {RunStatus.COMPUTED}))
def test_only_a_computed_run_is_approved(finance_desk, status):
    run = finance_desk.run(status, pays={"Ada": 900})
    finance_desk.confirms(run)

    with pytest.raises(TransitionRefused):
        approve_run(run_id=run.pk, content_hash=run.content_hash, actor=finance_desk.amy, at=NOON)

    assert status_of(run) == status


@pytest.mark.parametrize("pays", [{"Ada": 900}, {"Ada": 900, "Bo": 800, "Cy": 700}])
def test_approving_costs_the_same_however_many_payouts(
    finance_desk, django_assert_num_queries, pays
):
    run = finance_desk.run(RunStatus.COMPUTED, pays=pays)
    finance_desk.confirms(run)

    with django_assert_num_queries(6):
        approve_run(run_id=run.pk, content_hash=run.content_hash, actor=finance_desk.amy, at=NOON)


# ---------------------------------------------------------------- the page
@pytest.fixture
def page(client, finance_desk, run):
    """What the page answers to somebody's click."""

    def post(person, **told):
        client.force_login(person)
        content = {"content_hash": run.content_hash, "code": code_at(timezone.now())} | told
        return client.post(f"/finance/runs/{run.public_id}/approval/", content)

    return post


def test_the_page_approves_once_however_often_it_is_sent(finance_desk, run, page):
    first, second = page(finance_desk.amy), page(finance_desk.amy)

    assert (first.status_code, second.status_code) == (302, 200)
    assert "cannot become “Approved”" in second.content.decode()
    assert run.events.filter(status=RunStatus.APPROVED).count() == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"code": "000000"}, "This code is not right."),
        ({"code": ""}, "This field is required."),
        ({"content_hash": "stale"}, "This run has changed since you opened it."),
        ({"ticked": "NO_SUCH"}, ""),
    ],
)
def test_the_page_refuses_and_says_why(finance_desk, run, page, told, said):
    RunWarning.objects.create(run=run, kind=WarningKind.TOTAL, count=1, amount_minor=1)

    answer = page(finance_desk.amy, **{"ticked": "TOTAL"} | told)

    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert status_of(run) == RunStatus.COMPUTED


def test_a_login_that_is_switched_off_between_two_clicks_approves_nothing(
    client, finance_desk, run
):
    client.force_login(finance_desk.amy)
    type(finance_desk.amy).objects.filter(pk=finance_desk.amy.pk).update(is_active=False)

    answer = client.post(
        f"/finance/runs/{run.public_id}/approval/",
        {"content_hash": run.content_hash, "code": code_at(timezone.now())},
    )

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")
    assert status_of(run) == RunStatus.COMPUTED


def test_who_has_no_second_factor_is_led_to_it_and_back(client, finance_desk):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    client.force_login(finance_desk.amy)
    url = f"/finance/runs/{run.public_id}/approval/"

    answer = client.get(url)

    assert answer.status_code == 403
    assert 'href="/accounts/2fa/totp/activate/"' in answer.content.decode()
    assert f'href="{url}"' in client.get("/accounts/2fa/").content.decode()


@pytest.mark.parametrize("deed", ["execution", "resumption"])
def test_paying_and_resuming_need_a_second_factor_too(client, finance_desk, deed):
    run = finance_desk.run(RunStatus.APPROVED, pays={"Ada": 900})
    client.force_login(finance_desk.amy)

    answer = client.post(f"/finance/runs/{run.public_id}/{deed}/")

    assert answer.status_code == 403
    assert status_of(run) == RunStatus.APPROVED
