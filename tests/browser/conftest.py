"""A real Chromium, the site as it is served, and a house with something on every page."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from onboarding.users.models import User
from tests.laws.town import Town, build_town

CHROMIUM = Path("/usr/bin/chromium")
AXE = Axe()
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
WIDTHS = {"desk": (1440, 1000), "phone": (390, 844)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed."))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each gets windows of its own."""
    # The driver keeps an event loop in this thread, which Django takes for an asynchronous view.
    kept = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
    if kept is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def has_proved_their_address(email: str) -> None:
    """Who signs in has followed the link of their invitation."""
    who = User.objects.get(email=email)
    EmailAddress.objects.get_or_create(user=who, email=email, verified=True, primary=True)


class Reader:
    """Somebody before a screen, who notices what pages should never do."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hears(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def signs_in(self, email: str, password: str = "correct horse") -> None:
        has_proved_their_address(email)
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.settles()

    def opens(self, path: str) -> None:
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        self.settles()

    def follows(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.settles()

    def goes_to(self, place: str) -> None:
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
        self.settles()

    def settles(self) -> None:
        """Wait until the page and the panels that fill themselves have arrived."""
        self.page.wait_for_load_state("networkidle")

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def sees(self, words: str) -> bool:
        return words in self.page.get_by_role("main").inner_text()

    def finds_nothing_wrong(self, *, themes: tuple[str, ...] = ("light", "dark")) -> None:
        """No complaint of the browser's, nothing wider than the screen, nothing unreachable."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (self.page.url, self.complaints, wide) == (self.page.url, [], 0)
        self.page.evaluate(AXE.axe_script)
        for theme in themes:
            self.page.emulate_media(color_scheme=theme)
            # Colours are what they will be two frames after the change.
            self.page.evaluate(TWO_FRAMES)
            found = AxeResults(self.page.evaluate("axe.run({resultTypes: ['violations']})"))
            assert found.violations_count == 0, (
                f"{self.page.url} in {theme} colours:\n{found.generate_report()}"
            )
        self.page.emulate_media(color_scheme=None)


@pytest.fixture
def town(transactional_db) -> Town:
    return build_town()


@pytest.fixture
def reader(chromium, live_server) -> Iterator[Callable[..., Reader]]:
    """Readers of the site, each in a window of their own."""
    contexts = []

    def sits_down(at: str = "desk") -> Reader:
        width, height = WIDTHS[at]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Reader(context, live_server.url)

    yield sits_down
    for context in contexts:
        context.close()
