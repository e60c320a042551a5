"""Tax forms: what has to be on them, who reviews them, when they end, and who is not paid."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from onboarding.audit.services import TransitionRefused
from onboarding.deliveries.models import Message
from onboarding.encryption import reveal
from onboarding.users.models import Grant
from payouts.payees.models import Payee, TaxForm
from payouts.payees.services import ReasonMissing
from payouts.payees.statements import statement_for
from payouts.payees.tax_forms import (
    SignerMayNotReview,
    StatementChanged,
    approve_form,
    reject_form,
    sign_form,
    warn_of_ends,
)
from payouts.payees.tax_rules import (
    Classification,
    FormKind,
    FormRefused,
    GivenForm,
    TinKind,
    checked_form,
    holds_until,
    kind_for,
    masked_tin,
)
from payouts.runs.payability import Hindrance, Standing, decide
from payouts.runs.selectors import standings
from tests.factories import onboarding, payouts
from tests.times import NOON

W9 = GivenForm(
    residence="US",
    name="Ada Okafor",
    signed_name="Ada Okafor",
    tin_kind=TinKind.SSN,
    tin="536-90-4399",
    classification=Classification.INDIVIDUAL,
    address="1 Main Street, Springfield",
)
W8 = GivenForm(
    residence="KE",
    name="Ada Okafor",
    signed_name="Ada Okafor",
    born_on=date(1990, 2, 28),
    address="1 Moi Avenue, Nairobi",
)


@pytest.fixture
def ada(db):
    return Payee.objects.create(agent=onboarding.agent("Ada", login=True), account="acct_ada")


@pytest.fixture
def amy(db):
    return onboarding.staff("Amy", Grant.APPROVE_PAYEES)


def sign(payee, given=W9, *, at=NOON, actor=None, hash_=""):
    return sign_form(
        payee_id=payee.pk,
        given=given,
        statement_hash=hash_ or statement_for(kind_for(given.residence)).hash,
        signed_from="203.0.113.7",
        actor=actor or payee.agent.user,
        at=at,
    )


def until(payee):
    return Payee.objects.values_list("tax_form_until", flat=True).get(pk=payee.pk)


@pytest.mark.parametrize(
    ("form", "changes", "part"),
    [
        (W9, {"tin": "000-12-3456"}, "tin"),
        (W9, {"tin": "666-12-3456"}, "tin"),
        (W9, {"tin": "٥٣٦٩٠٤٣٩٩"}, "tin"),
        (W9, {"tin_kind": TinKind.EIN, "tin": "00-1234567"}, "tin"),
        (W9, {"tin_kind": TinKind.ITIN}, "tin"),
        (W9, {"tin_kind": TinKind.FOREIGN}, "tin_kind"),
        (W9, {"classification": None}, "classification"),
        (W9, {"classification": Classification.LLC}, "tin_kind"),
        (W9, {"address": "here"}, "address"),
        (W9, {"name": "A\u202eda"}, "name"),
        (W8, {"signed_name": ""}, "signed_name"),
        (W8, {"born_on": None}, "born_on"),
        (W8, {"born_on": date(2026, 9, 16)}, "born_on"),
        (W8, {"born_on": date(1890, 1, 1)}, "born_on"),
        (W8, {"tin_kind": TinKind.SSN}, "tin_kind"),
        (W8, {"tin": "<script>"}, "tin"),
        (W8, {"residence": "DE"}, "tin"),
        (W8, {"treaty_article": "12"}, "treaty_article"),
        (W8, {"treaty_article": "12", "treaty_rate": "0", "treaty_reason": "Royalty"}, "tin"),
    ],
)
def test_what_has_to_be_on_a_form_is_asked_for_by_name(form, changes, part):
    with pytest.raises(FormRefused) as refusal:
        checked_form(replace(form, **changes), on=date(2026, 9, 16))

    assert refusal.value.part == part


@pytest.mark.parametrize(
    "form",
    [
        W9,
        replace(W9, tin_kind=TinKind.EIN, tin="04-2103594"),
        replace(W9, tin_kind=TinKind.EIN, tin="04-2103594", classification=Classification.LLC),
        W8,
        replace(W8, residence="DE", tin="65929970489"),
    ],
)
def test_a_whole_form_is_taken(form):
    assert checked_form(form, on=date(2026, 9, 16)).name == "Ada Okafor"


@pytest.mark.parametrize(
    ("signed_on", "ends_on"),
    [
        (date(2026, 1, 1), date(2029, 12, 31)),
        (date(2026, 12, 31), date(2029, 12, 31)),
        (date(2028, 2, 29), date(2031, 12, 31)),
    ],
)
def test_a_foreign_form_ends_with_the_third_year_after_and_a_w9_never(signed_on, ends_on):
    assert holds_until(FormKind.W8BEN, signed_on) == ends_on
    assert holds_until(FormKind.W9, signed_on) == date(9999, 12, 31)


def test_a_number_shows_its_last_four_only_where_there_are_more():
    assert (masked_tin("536904399"), masked_tin("1234"), masked_tin("")) == (
        "•••• 4399",
        "••••",
        "",
    )


def test_a_signed_form_says_what_was_signed_when_and_from_where(ada):
    form = sign(ada)

    words = statement_for(FormKind.W9)
    assert (form.statement_version, form.statement_hash) == (words.version, words.hash)
    assert (form.signed_at, form.signed_from, form.tin_masked) == (NOON, "203.0.113.7", "•••• 4399")
    assert reveal(TaxForm.objects.get(), "tin") == "536904399"
    assert until(ada) is None


def test_words_that_were_not_read_are_not_signed(ada):
    with pytest.raises(StatementChanged):
        sign(ada, hash_="0" * 64)

    assert not TaxForm.objects.exists()


def test_a_form_is_relied_on_once_somebody_else_has_reviewed_it(ada, amy):
    form = sign(ada, W8)
    with pytest.raises(SignerMayNotReview):
        approve_form(form_id=form.pk, actor=ada.agent.user, at=NOON)
    assert until(ada) is None

    approve_form(form_id=form.pk, actor=amy, at=NOON)
    with pytest.raises(TransitionRefused):
        approve_form(form_id=form.pk, actor=amy, at=NOON)

    assert until(ada) == date(2029, 12, 31)


def test_a_form_filed_by_staff_is_reviewed_by_other_staff(ada, amy):
    form = sign(ada, actor=amy)

    with pytest.raises(SignerMayNotReview):
        approve_form(form_id=form.pk, actor=amy, at=NOON)


def test_a_rejected_form_is_told_with_its_reason_and_the_approved_one_stands(ada, amy):
    approve_form(form_id=sign(ada).pk, actor=amy, at=NOON)
    second = sign(ada, W8)
    with pytest.raises(ReasonMissing):
        reject_form(form_id=second.pk, actor=amy, at=NOON, reason="")

    reject_form(form_id=second.pk, actor=amy, at=NOON, reason="The address is a post box.")

    assert until(ada) == date(9999, 12, 31)
    assert Message.objects.get().facts["reason"] == "The address is a post box."


def test_signing_anew_replaces_what_waits_and_approving_replaces_what_stood(ada, amy):
    first = sign(ada)
    second = sign(ada)
    approve_form(form_id=second.pk, actor=amy, at=NOON)
    third = sign(ada, W8)
    approve_form(form_id=third.pk, actor=amy, at=NOON)

    statuses = dict(TaxForm.objects.values_list("pk", "status"))
    assert statuses == {first.pk: "SUPERSEDED", second.pk: "SUPERSEDED", third.pk: "APPROVED"}


def test_what_was_signed_is_never_edited(ada):
    form = sign(ada)

    for forged in ({"holds_until": date(2099, 1, 1)}, {"statement_hash": "0" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TaxForm.objects.filter(pk=form.pk).update(**forged)


def test_a_signer_is_reminded_thirty_and_seven_days_before_the_end_once_each(ada, amy):
    approve_form(form_id=sign(ada, W8).pk, actor=amy, at=NOON)

    def at(month, day):
        return datetime(2029, month, day, 2, 40, tzinfo=NOON.tzinfo)

    told = [warn_of_ends(at=at(*on)) for on in [(11, 30), (12, 1), (12, 2), (12, 23), (12, 24)]]
    told += [warn_of_ends(at=at(12, 31)), warn_of_ends(at=at(12, 31) + timedelta(days=1))]

    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert Message.objects.filter(template="payouts/payees/form_ends").count() == 2


def standing_of(payee, *, at=NOON):
    return next(one for one in standings(currency="USD", cutoff_at=at, at=at) if one.payee_id)


def test_who_has_no_form_that_holds_is_skipped_with_that_reason(ada, amy):
    Payee.objects.filter(pk=ada.pk).update(transfers_enabled=True)
    payouts.owe(ada.agent, 900, at=NOON - timedelta(days=1))

    def reasons(at=NOON):
        decision = decide([standing_of(ada, at=at)], currency="USD")
        return [skip.reason for skip in decision.skips]

    before = reasons()
    approve_form(form_id=sign(ada, W8).pk, actor=amy, at=NOON)

    assert before == [Hindrance.TAX_FORM_MISSING]
    assert reasons() == []
    assert reasons(datetime(2029, 12, 31, 23, 59, tzinfo=NOON.tzinfo)) == []
    assert reasons(datetime(2030, 1, 1, tzinfo=NOON.tzinfo)) == [Hindrance.TAX_FORM_MISSING]


def test_a_minimum_of_the_payees_own_is_the_larger_of_two():
    ada = Standing(1, 5_000, 11, "acct", True, minimum_minor=5_001)

    assert decide([ada], currency="USD").skips[0].reason == Hindrance.BELOW_MINIMUM
    assert decide([replace(ada, minimum_minor=5_000)], currency="USD").total_minor == 5_000


def test_no_table_holds_a_tax_number_or_a_name_of_a_signer_in_plain(ada, amy):
    given = replace(W9, name="Quillon Vexworth", signed_name="Quillon Vexworth")
    approve_form(form_id=sign(ada, given).pk, actor=amy, at=NOON)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        hits = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY(%s)',
                [["%536904399%", "%536-90-4399%", "%Quillon%"]],
            )
            hits += [table] * cursor.fetchone()[0]

    assert hits == []
