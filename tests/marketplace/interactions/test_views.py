import csv
import io
from datetime import timedelta

import pytest

from marketplace.interactions.models import Interaction, Outcome
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, member
from tests.times import NOON

pytestmark = pytest.mark.django_db

CONTACTS = "/brand/contacts/"


@pytest.fixture
def acme(db):
    return brand("Acme", timezone="Asia/Jerusalem")


@pytest.fixture
def phones(acme):
    return campaign(acme, "PS")


@pytest.fixture
def owner(client, acme):
    """Olga owns Acme, and is signed in."""
    client.force_login(member(acme, "Olga"))
    return client


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def found(client, **asked) -> list[str]:
    page = client.get(CONTACTS, asked).context["page"]
    return [one.external_id for one in page.rows]


def test_a_new_brand_is_told_what_will_be_there(owner):
    assert "No contacts yet" in words(owner.get("/brand/"))
    assert "No contacts yet" in words(owner.get(CONTACTS))


def test_the_overview_says_how_a_month_was_answered(owner, phones):
    for number in range(3):
        contact(phones, agent(), ended_at=NOON - timedelta(days=number))
    contact(phones, None, outcome=Outcome.ABANDONED)
    contact(phones, agent(), ended_at=NOON - timedelta(days=40))

    page = owner.get("/brand/")

    figures = page.context["figures"]
    assert (figures.handled, figures.abandoned) == (3, 1)
    assert page.context["change"] == 200
    assert "75.0 %" in words(page)
    assert "25.0 %" in words(page)
    assert "/brand/spend/?month=2026-09" in words(page)


def test_another_month_is_chosen(owner, phones):
    contact(phones, agent(), ended_at=NOON)
    contact(phones, agent(), ended_at=NOON - timedelta(days=40))

    page = owner.get("/brand/", {"month": "2026-08"})

    assert page.context["figures"].handled == 1
    assert f"{page.context['month'].from_on:%Y-%m}" == "2026-08"


@pytest.mark.parametrize("month", ["1066-10", "2026-13", "nonsense", "2026-08' OR 1=1"])
def test_a_month_that_is_none_is_named_as_such(owner, phones, month):
    contact(phones, agent())

    page = owner.get("/brand/", {"month": month})

    assert page.status_code == 200
    assert "is not one of the available choices" in words(page)


def test_handled_contacts_that_name_nobody_are_pointed_at(owner, phones):
    contact(phones, None)

    page = words(owner.get("/brand/"))

    assert "1 handled contact names no agent" in page


# ---------------------------------------------------------------- the list
def test_contacts_are_found_by_what_is_known_of_them(owner, phones, acme):
    ada, bea = agent("Ada"), agent("Bea")
    sales = campaign(acme, "NE")
    contact(phones, ada, seconds=60, ended_at=NOON, external_id="long")
    contact(sales, ada, seconds=10, ended_at=NOON - timedelta(days=1), external_id="short")
    contact(phones, None, ended_at=NOON - timedelta(days=2), external_id="nobody")
    contact(
        phones,
        None,
        outcome=Outcome.ABANDONED,
        ended_at=NOON - timedelta(days=3),
        external_id="left",
    )
    contact(campaign(brand("Bolt"), "X"), bea, external_id="not ours")

    assert found(owner) == ["long", "short", "nobody", "left"]
    assert found(owner, campaign=sales.pk) == ["short"]
    assert found(owner, outcome="ABANDONED") == ["left"]
    assert found(owner, unattributed="on") == ["nobody"]
    assert found(owner, min_seconds=11, outcome="HANDLED") == ["long", "nobody"]
    assert found(owner, max_seconds=10) == ["short"]
    assert found(owner, external_id="short") == ["short"]
    assert found(owner, external_id="not ours") == []
    assert found(owner, from_on="2026-09-15", to_on="2026-09-15") == ["short"]


def test_an_agent_is_chosen_among_those_whom_the_sources_name(owner, phones):
    ada = agent("Ada")
    contact(phones, ada, external_id="hers")
    contact(phones, agent("Bea"), external_id="another's")
    Interaction.objects.get(external_id="hers").source.aliases.create(external_ref="A", agent=ada)

    assert found(owner, agent=ada.pk) == ["hers"]
    assert "is not one of the available choices" in words(
        owner.get(CONTACTS, {"agent": agent("Bea").pk})
    )


def test_days_are_those_of_the_campaign(owner, acme):
    tokyo = campaign(acme, "JP")
    tokyo.timezone = "Asia/Tokyo"
    tokyo.save()
    # Half past midnight in Tokyo is still the evening before in Jerusalem.
    contact(tokyo, agent(), ended_at=NOON.replace(hour=15, minute=30), external_id="late")

    assert found(owner, from_on="2026-09-17") == []
    assert found(owner, from_on="2026-09-17", campaign=tokyo.pk) == ["late"]


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"from_on": "2026-09-02", "to_on": "2026-09-01"}, "comes before the first"),
        ({"from_on": "0001-01-01"}, "too far away"),
        ({"to_on": "9999-12-31"}, "too far away"),
        ({"from_on": "yesterday"}, "Enter a valid date"),
        ({"min_seconds": "9", "max_seconds": "8"}, "At most is less than at least"),
        ({"min_seconds": "-1"}, "greater than or equal to 0"),
        ({"max_seconds": "99999999999999999999"}, "less than or equal to"),
        ({"campaign": "0"}, "is not one of the available choices"),
        ({"outcome": "SOLD"}, "is not one of the available choices"),
        ({"external_id": "x" * 81}, "at most 80 characters"),
        ({"external_id": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_kindly(owner, phones, asked, fault):
    contact(phones, agent())

    for address in (CONTACTS, "/brand/contacts.csv"):
        page = owner.get(address, asked)
        assert page.status_code == 200
        assert fault in words(page)


def test_pages_follow_one_another_and_keep_the_question(owner, phones):
    for minute in range(52):
        contact(phones, agent(), ended_at=NOON - timedelta(minutes=minute))

    first = owner.get(CONTACTS, {"outcome": "HANDLED"})
    second = owner.get(
        CONTACTS, {"outcome": "HANDLED", "cursor": first.context["page"].next_cursor}
    )

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (50, 2)
    assert "outcome=HANDLED&amp;cursor=" in words(first)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_contact_as_for_three(
    owner, phones, count, django_assert_num_queries
):
    for number in range(count):
        contact(phones, agent(f"A{number}"), ended_at=NOON - timedelta(minutes=number))

    with django_assert_num_queries(9):
        page = owner.get(CONTACTS)

    assert len(page.context["page"].rows) == count


def test_the_same_contacts_are_a_csv(owner, phones):
    contact(phones, agent("Ada"), seconds=61, external_id="=1+1")
    contact(phones, None, outcome=Outcome.ABANDONED)

    answer = owner.get("/brand/contacts.csv", {"outcome": "HANDLED"})

    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert (row["agent"], row["talk_seconds"], row["ended_at"]) == (
        "Ada",
        "61",
        "2026-09-16T12:00:00+00:00",
    )
    assert row["contact"] == "'=1+1"


# ---------------------------------------------------------------- one contact
def test_a_contact_shows_what_each_record_changed(owner, phones):
    contact(phones, agent("Ada"), seconds=60, external_id="one")
    contact(phones, agent("Bea"), seconds=45, external_id="one")

    page = words(owner.get(f"{CONTACTS}{Interaction.objects.get().pk}/"))

    assert "<s><bdi>Ada</bdi></s> → <bdi>Bea</bdi>" in page
    assert "<s>1 min</s> → 45 s" in page
    assert f"/brand/contacts/{Interaction.objects.get().pk}/receipt/" in page


def test_another_brands_contact_is_not_there(client, phones):
    contact(phones, agent())
    client.force_login(member(brand("Bolt"), "Eve"))

    assert client.get(f"{CONTACTS}{Interaction.objects.get().pk}/").status_code == 404


def test_who_belongs_to_no_brand_sees_none(client, phones):
    client.force_login(agent("Ada", login=True).user)

    for address in ("/brand/", CONTACTS, "/brand/contacts.csv"):
        assert client.get(address).status_code == 403
