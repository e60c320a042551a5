"""Somebody before a screen."""

from allauth.account.models import EmailAddress
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from onboarding.users.models import User

AXE = Axe()
SCREENS = {"desk": (1440, 1000), "phone": (390, 844)}
LOOKS = tuple((screen, colours) for screen in SCREENS for colours in ("light", "dark"))
# A colour that fades into another is measured when it has arrived.
AS_IT_WILL_BE = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
    done();
})))"""


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

    def _hears(self, message: ConsoleMessage) -> None:
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

    def presses(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        self.settles()

    def goes_to(self, place: str) -> None:
        places = self.page.get_by_role("navigation", name="Main")
        if not places.get_by_role("link", name=place).is_visible():
            places.get_by_text("More", exact=True).click()
        places.get_by_role("link", name=place).click()
        self.settles()

    def settles(self) -> None:
        """Wait until the page and the panels that fill themselves have arrived."""
        self.page.wait_for_load_state("networkidle")

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def sees(self, words: str) -> bool:
        return words in self.page.get_by_role("main").inner_text()

    def finds_nothing_wrong(self, *, looks: tuple[tuple[str, str], ...] = LOOKS) -> None:
        """No complaint of the browser's, nothing wider than the screen, nothing unreachable."""
        self.page.evaluate(AXE.axe_script)
        for screen, colours in looks:
            self.takes(screen, colours)
            wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found = AxeResults(self.page.evaluate("axe.run({resultTypes: ['violations']})"))
            seen = f"{self.page.url} at the {screen} in {colours} colours"
            assert (seen, self.complaints, wide) == (seen, [], 0)
            assert found.violations_count == 0, f"{seen}:\n{found.generate_report()}"
        self.takes("desk", "light")

    def takes(self, screen: str, colours: str) -> None:
        """Look at the same page on another screen, in other colours."""
        width, height = SCREENS[screen]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=colours)
        self.page.evaluate(AS_IT_WILL_BE)
