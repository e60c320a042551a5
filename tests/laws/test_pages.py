"""What pages cost: as many queries for three rows as for one, on every page of every portal."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.laws.routes import PORTALS, address, portal_routes
from tests.laws.town import Town, build_town

# Pages that show one thing, whatever there is in town; the books list kinds, and a proof laws.
OF_ONE_THING = {
    "finance:propose_details",
    "finance:reveal_details",
    "finance:reveal_form",
    "agent:bank_details",
    "agent:getting_paid",
    "agent:tax_form",
    "brand:contest",
    "brand:overdue",
    "brand:dispute",
    "brand:evidence_file",
    "agent:claim_missing",
    "agent:contest",
    "agent:dispute",
    "agent:evidence_file",
    "finance:dispute",
    "finance:dispute_measures",
    "finance:evidence_file",
    "brand:campaign",
    "brand:contact",
    "brand:receipt",
    "brand:credit_note",
    "brand:credit_note_pdf",
    "brand:credit_line",
    "brand:invoice_pdf",
    "brand:credit_note_xml",
    "brand:check_vat_number",
    "finance:buyers",
    "finance:credit_note_xml",
    "brand:method_stored",
    "finance:payment",
    "finance:bank_receipt",
    "finance:collection",
    "finance:bank_account",
    "finance:chargeback",
    "agent:receipt",
    "agent:instant",
    "agent:payout",
    "finance:books",
    "finance:proof_of",
    "finance:proof_progress",
    "finance:transaction",
    "finance:credit_note",
    "finance:credit_note_pdf",
    "finance:invoice_pdf",
    "finance:payout",
    "finance:doubt",
    "finance:extra",
    "brand:extra",
    "agent:extra",
    "finance:compute_run",
    "finance:terms",
    "brand:bonus",
    "brand:new_surge",
    "brand:surge_csv",
    "brand:surge_offer",
    "finance:bonus",
    "finance:floor",
    "finance:floors_csv",
    "finance:hours",
    "finance:new_surge",
    "brand:budget",
    "finance:reports",
    "finance:difference",
    "finance:contact",
    "agent:statement_pdf",
    "finance:statement_pdf",
    "finance:run_funds",
    "finance:run_progress",
    "finance:approve_run",
}


def cost_of(client: Client, url: str) -> tuple[int, int]:
    """How many queries a page takes, and how much it has to show."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
        body = b"".join(answer) if answer.streaming else answer.content
    return len(asked), len(re.findall(rb"<tr>|<tr |<li|\n", body))


def costs_in_a_town(size: int, portal: str) -> dict[str, tuple[int, int]]:
    """The cost of every page of ``portal`` where there is ``size`` of everything."""
    block = transaction.atomic()
    # As the test's own block: a deed that has to be the outermost one may be done inside.
    block._from_testcase = True
    with block:
        town = build_town(size=size)
        costs = _costs(town, portal)
        transaction.set_rollback(True)
    return costs


def _costs(town: Town, portal: str) -> dict[str, tuple[int, int]]:
    people = {"brand": town.acme.owner, "agent": town.acme.agent.user, "finance": town.finance}
    client = Client()
    client.force_login(people[portal])
    pages = [route for route in portal_routes(portal) if not route.is_deed]
    return {route.name: cost_of(client, address(town, town.acme, route)) for route in pages}


@pytest.mark.django_db
@pytest.mark.usefixtures("todays_clock")
@pytest.mark.parametrize("portal", PORTALS)
def test_a_page_costs_the_same_however_much_it_shows(portal):
    of_one, of_three = (costs_in_a_town(size, portal) for size in (1, 3))

    dearer = {
        name: (queries, of_three[name][0])
        for name, (queries, _) in of_one.items()
        if of_three[name][0] > queries
    }
    no_longer = {name for name, (_, shown) in of_one.items() if of_three[name][1] <= shown}
    assert dearer == {}
    assert no_longer - OF_ONE_THING == set()
