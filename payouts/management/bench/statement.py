"""The statement page of agents, as it is served, among the contacts of everybody."""

from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from random import Random
from statistics import median, quantiles
from time import process_time

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.agents.models import Agent
from onboarding.users.models import User
from payouts.accruals.services import accrue, close_periods
from payouts.management.bench.cast import KNOWN_AT, invite
from payouts.management.bench.chain import make_contacts
from payouts.management.bench.measure import Figure, Report, Say, at_most, seconds_of
from payouts.management.scratch import settle
from payouts.metering.services import meter_revisions
from payouts.periods.models import Period, PeriodKind
from payouts.rating.models import RatedWork
from payouts.rating.services import rate_usage

_CLOSES_AT = KNOWN_AT + timedelta(days=5)
_P95, _TWENTIETHS = 18, 20
_READERS = 20
# What the database is asked for anyway, to show nothing but the sum of a statement.
_LIMIT = """
    SELECT work_day, campaign_id, count(*), sum(productive_seconds), sum(pay_exact)
    FROM payouts_ratedwork WHERE pay_period_id = %s GROUP BY work_day, campaign_id
"""


def run(*, contacts: int, agents: int, pages: int, say: Say) -> Report:
    """Measure ``pages`` statements of agents chosen at random, template and all."""
    say(f"making, rating and closing a month of {contacts:,} contacts")
    invite(agents=agents)
    make_contacts(contacts=contacts, agents=agents)
    meter_revisions(at=KNOWN_AT)
    rate_usage(at=KNOWN_AT)
    accrue(at=KNOWN_AT)
    close_periods(at=_CLOSES_AT)
    settle()
    chance = Random(1)  # noqa: S311  # Whose page is read is no secret.
    say("reading statements")
    with _as_served():
        readers = [_signed_in(agent) for agent in Agent.objects.order_by("pk")[:_READERS]]
        taken, worked, bare, queries = [], [], [], 0
        # The first page of all loads templates and translations; a server does that once.
        _read(readers[0][0], readers[0][1][0])
        for _ in range(max(2, pages)):
            client, periods = chance.choice(readers)
            period = chance.choice(periods)
            with CaptureQueriesContext(connection) as asked:
                _read(client, period)
            queries = max(queries, len(asked))
            began = process_time()
            taken.append(seconds_of(partial(_read, client, period)) * 1000)
            worked.append((process_time() - began) * 1000)
            with connection.cursor() as cursor:
                bare.append(seconds_of(partial(cursor.execute, _LIMIT, [period.pk])) * 1000)
    figures = (
        Figure(
            name="statement page, p95",
            unit="ms",
            ours=quantiles(taken, n=_TWENTIETHS)[_P95],
            target=at_most(150),
        ),
        Figure(
            name="statement page, median",
            unit="ms",
            ours=median(taken),
            limit=median(bare),
            limit_is="the one query that sums it up",
        ),
        # What a busy machine does not change: the rest is waiting for its turn.
        Figure(name="processor's time of a page", unit="ms", ours=median(worked)),
        Figure(name="queries of the page", unit="", ours=float(queries), target=at_most(12)),
        Figure(name="contacts in the database", unit="", ours=float(RatedWork.objects.count())),
    )
    return Report("statement", {"contacts": contacts, "agents": agents, "pages": pages}, figures)


def _as_served() -> AbstractContextManager[object]:
    """Pages as a server makes them, but that nobody has collected the static files."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return override_settings(
        STORAGES={"default": default, "staticfiles": plain}, ALLOWED_HOSTS=["testserver"]
    )


def _signed_in(agent: Agent) -> tuple[Client, list[Period]]:
    agent.user = User.objects.create_user(f"agent-{agent.pk}@bench.test", None, name=agent.name)
    agent.save(update_fields=["user"])
    client = Client()
    client.force_login(agent.user)
    periods = Period.objects.filter(kind=PeriodKind.PAY, agent=agent)
    return client, list(periods.order_by("-from_on"))


def _read(client: Client, period: Period) -> None:
    page = client.get(reverse("agent:statement", args=[period.public_id]), secure=True)
    assert page.status_code == 200, page.status_code
