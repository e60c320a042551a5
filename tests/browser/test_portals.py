"""The portals as people walk through them, at a desk and on a phone, in light and in dark."""

import pytest
from pypdf import PdfReader

from tests.browser.reader import has_proved_their_address
from tests.laws.routes import DEEDS, FILES, address, portal_routes

# A panel of another page, and what only ever stands for a moment.
PIECES = {"brand:spend_panel", "brand:invoices_panel", "finance:run_progress"}
PIECES |= {"finance:run_funds", "finance:proof_progress", "brand:check_vat_number"}


def test_one_signs_in_by_the_keyboard_alone(town, reader):
    olga = reader()
    keys = olga.page.keyboard
    has_proved_their_address("olga@example.com")
    olga.page.goto(f"{olga.address}/brand/contacts/")
    for pressed in ("olga@example.com", "correct horse"):
        while olga.page.evaluate("document.activeElement.tagName") != "INPUT":
            keys.press("Tab")
        keys.type(pressed)
        keys.press("Tab")
    olga.page.get_by_label("Password").press("Enter")
    olga.settles()

    keys.press("Tab")
    skip = olga.page.evaluate("document.activeElement.textContent")
    keys.press("Enter")

    assert olga.heading == "Contacts"
    assert skip == "Skip to the content"
    assert olga.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_a_brand_follows_its_money_from_the_overview_to_the_document(
    town, reader, screen, tmp_path
):
    olga = reader(screen)
    olga.signs_in("olga@example.com")

    olga.goes_to("Campaigns")
    olga.follows("Acme C0")
    olga.page.get_by_label("Begins").fill("2031-01-01T00:00")
    olga.page.get_by_label("Charge per productive minute").fill("0.75")
    olga.page.get_by_role("button", name="Propose").click()
    olga.settles()
    assert olga.sees("Your rates are proposed.")

    olga.goes_to("Contacts")
    olga.page.get_by_label("Contact number").fill("C0 August 0")
    olga.page.get_by_role("button", name="Show").first.click()
    olga.settles()
    olga.page.get_by_role("main").get_by_role("row").get_by_role("link").first.click()
    olga.settles()
    assert olga.sees("This contact costs $4.500000")

    olga.goes_to("Invoices")
    olga.follows("INV-2026-000002")
    with olga.page.expect_download() as download:
        olga.page.get_by_role("link", name="PDF").click()
    download.value.save_as(tmp_path / "invoice.pdf")
    assert "INV-2026-000002" in PdfReader(tmp_path / "invoice.pdf").pages[0].extract_text()
    assert olga.complaints == []


def test_an_agent_follows_a_week_down_to_one_contact_on_the_phone(town, reader):
    ada = reader("phone")
    ada.signs_in("ada@example.com")

    ada.opens("/agent/earnings/2026-08-07/")
    ada.page.get_by_role("main").get_by_role("row").get_by_role("link").first.click()
    ada.settles()
    assert ada.sees("You earned $2.250000")

    ada.opens(f"/agent/statements/{town.acme.pay_week.public_id}/")
    assert ada.heading == "Pay statement"
    assert ada.complaints == []


@pytest.mark.parametrize("portal", ["brand", "agent", "finance"])
def test_no_page_has_anything_wrong_with_it(town, reader, portal):
    emails = {"brand": "olga", "agent": "ada", "finance": "flo"}
    person = reader()
    person.signs_in(f"{emails[portal]}@example.com")
    # The frame is the same on every page: its two other looks are seen here.
    person.finds_nothing_wrong()

    for route in portal_routes(portal):
        if route.name not in DEEDS | FILES | PIECES:
            person.opens(address(town, town.acme, route))
            person.finds_nothing_wrong(looks=(("desk", "light"), ("phone", "dark")))


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/nowhere/"])
def test_pages_for_everybody_have_nothing_wrong_with_them(db, reader, path):
    stranger = reader("phone")
    stranger.page.goto(f"{stranger.address}{path}")
    stranger.complaints.clear()

    stranger.finds_nothing_wrong()
