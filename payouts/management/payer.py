"""Whoever pays a brand's invoices, at the practice processor's page: they store a card there."""

import urllib.error
import urllib.request
from contextlib import suppress


class _Stay(urllib.request.HTTPRedirectHandler):
    """The page sends its visitor back to ours, where nobody is."""

    def redirect_request(self, *_: object) -> None:
        return None


_VISITOR = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


def store_method(*, page: str, method: str) -> None:
    """Choose one of the practice methods, such as ``pm_card_visa``, on a page that is open."""
    # It sends its visitor back to ours, and nobody follows.
    with suppress(urllib.error.HTTPError):
        _VISITOR.open(page, data=f"method={method}".encode(), timeout=5)
