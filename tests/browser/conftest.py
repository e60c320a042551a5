"""A real Chromium, the site as it is served, and a house with something on every page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.reader import SCREENS, Reader
from tests.browser_fixtures import CHROMIUM
from tests.laws.town import Town, build_town


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed."))


@pytest.fixture
def town(transactional_db) -> Town:
    return build_town()


@pytest.fixture
def reader(chromium, live_server) -> Iterator[Callable[..., Reader]]:
    """Readers of the site, each in a window of their own."""
    contexts = []

    def sits_down(at: str = "desk") -> Reader:
        width, height = SCREENS[at]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Reader(context, live_server.url)

    yield sits_down
    for context in contexts:
        context.close()
