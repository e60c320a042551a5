"""The owner's login, for what the application's role is not even let near."""

from collections.abc import Iterator

import pytest
from django.db import connections


@pytest.fixture
def owner_login(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Have the next transaction of the test belong to the owner. Ask for it before ``db``."""
    application, owner = connections["default"], connections["owner"]
    kept = {name: application.settings_dict[name] for name in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        application.close()
    application.settings_dict.update({name: owner.settings_dict[name] for name in kept})
    yield
    with django_db_blocker.unblock():
        application.close()
    application.settings_dict.update(kept)
