"""What the tests of the books share."""

from tests.payouts.owner import owner_login  # noqa: F401
