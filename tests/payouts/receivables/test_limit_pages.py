import pytest
from django.test import Client
from django.urls import reverse

from onboarding.brands.models import BrandRole
from onboarding.users.models import Grant
from payouts.receivables.credit import BillingTerms, CampaignBudget, TermsProposal
from tests.factories.onboarding import member, staff
from tests.payouts.receivables.credit_desk import CreditDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return CreditDesk()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def budget_of(desk):
    return reverse("brand:budget", args=[desk.voice.public_id])


def test_a_brand_without_a_limit_is_told_so(desk):
    page = signed_in(desk.olga).get(reverse("brand:limits")).content.decode()

    assert "No limit is agreed" in page


def test_a_stopped_brand_reads_why_and_what_happens_next(desk):
    desk.agrees(limit=1_000)
    desk.owes(1_000)
    desk.looks()

    page = signed_in(desk.olga).get(reverse("brand:limits")).content.decode()

    assert "New contacts are stopped." in page
    assert "The credit limit is used up" in page


def test_an_owner_sets_a_budget_in_dollars_and_it_stands_in_cents(desk):
    answer = signed_in(desk.olga).post(budget_of(desk), {"span": "MONTH", "amount": "12.50"})

    assert answer.status_code == 302
    assert CampaignBudget.objects.values_list("span", "amount_minor").get() == ("MONTH", 1_250)


@pytest.mark.parametrize("amount", ["12.505", "-1", "NaN", "1e400", "twelve"])
def test_what_is_no_amount_is_refused_where_it_was_typed(desk, amount):
    answer = signed_in(desk.olga).post(budget_of(desk), {"span": "MONTH", "amount": amount})

    assert (answer.status_code, CampaignBudget.objects.count()) == (200, 0)
    assert "invalid-feedback" in answer.content.decode()


def test_a_viewer_sets_no_budget(desk):
    viewer = member(desk.brand, "Vic", BrandRole.VIEWER)

    answer = signed_in(viewer).post(budget_of(desk), {"span": "MONTH", "amount": "1"})

    assert (answer.status_code, CampaignBudget.objects.count()) == (403, 0)


def test_another_brands_campaign_is_not_found(desk):
    globex = CreditDesk("Globex", "Gus")

    answer = signed_in(globex.olga).post(budget_of(desk), {"span": "MONTH", "amount": "1"})

    assert (answer.status_code, CampaignBudget.objects.count()) == (404, 0)


def test_two_people_of_finance_raise_a_limit_over_the_pages(desk):
    url = reverse("finance:brand_terms", args=[desk.brand.public_id])
    typed = {"mode": "POSTPAID", "amount": "100", "payment_terms_days": 30, "reason": "Agreed."}
    flo, fay = signed_in(desk.flo), signed_in(desk.fay)
    flo.post(url, typed)
    flo.post(url, typed | {"amount": "200"})
    approve = reverse("finance:approve_terms", args=[TermsProposal.objects.get().public_id])

    flo.post(approve)
    assert list(BillingTerms.objects.values_list("credit_limit_minor", flat=True)) == [10_000]

    fay.post(approve)
    limits = BillingTerms.objects.order_by("number").values_list("credit_limit_minor", flat=True)
    assert list(limits) == [10_000, 20_000]


def test_who_only_looks_sets_no_terms(desk):
    url = reverse("finance:brand_terms", args=[desk.brand.public_id])
    looker = signed_in(staff("Lou", Grant.VIEW_FINANCE))

    answer = looker.post(url, {"mode": "PREPAID", "payment_terms_days": 30, "reason": "No."})

    assert (answer.status_code, BillingTerms.objects.count()) == (403, 0)
    assert "Set the terms" not in looker.get(url).content.decode()
