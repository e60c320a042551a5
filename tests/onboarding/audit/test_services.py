import pytest
from django.db import DatabaseError, connection, transaction
from pghistory.models import Events

from onboarding.agents.models import Agent, AgentStatus
from onboarding.audit.services import TransitionRefused, advance, advance_many
from tests.factories.onboarding import agent, user
from tests.times import NOON

pytestmark = pytest.mark.django_db


def trail(of: Agent) -> list[tuple[str, int | None, str]]:
    events = Events.objects.tracks(of).order_by("pgh_id")
    return [
        (
            event.pgh_data["status"],
            (event.pgh_context or {}).get("actor"),
            (event.pgh_context or {}).get("reason", ""),
        )
        for event in events
    ]


def test_a_move_is_made_and_said_by_whom_and_why():
    ada, bo = agent(), user("Bo")

    advance(ada, to=AgentStatus.SUSPENDED, actor=bo, at=NOON, reason="Equipment check failed")

    assert ada.status == AgentStatus.SUSPENDED
    assert trail(ada)[-1] == ("SUSPENDED", bo.pk, "Equipment check failed")


def test_a_move_that_is_not_on_the_map_is_refused():
    ada = agent()

    with pytest.raises(TransitionRefused, match="cannot become"):
        advance(ada, to=AgentStatus.CLEARED, actor=None, at=NOON)

    assert Agent.objects.get().status == AgentStatus.ACTIVE


def test_a_move_that_somebody_else_made_first_is_refused():
    ada = agent()
    stale = Agent.objects.get(pk=ada.pk)
    advance(ada, to=AgentStatus.LEFT, actor=None, at=NOON)

    with pytest.raises(TransitionRefused):
        advance(stale, to=AgentStatus.SUSPENDED, actor=None, at=NOON)


def test_many_move_in_one_statement_and_each_leaves_its_trail(django_assert_num_queries):
    people = [agent(name) for name in ("Ada", "Abe", "Ann")]

    with django_assert_num_queries(1):
        moved = advance_many(Agent.objects.all(), to=AgentStatus.SUSPENDED, actor=None, at=NOON)

    assert moved == 3
    assert [trail(person)[-1][0] for person in people] == ["SUSPENDED"] * 3


def test_the_database_knows_the_map_as_well():
    ada = agent()

    with pytest.raises(DatabaseError), transaction.atomic():
        Agent.objects.filter(pk=ada.pk).update(status=AgentStatus.CLEARED)


def test_the_trail_cannot_be_edited():
    agent()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE onboarding_agentevent SET status = 'LEFT'")
