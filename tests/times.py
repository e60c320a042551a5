"""Stated instants."""

from datetime import UTC, datetime

# A Wednesday.
NOON = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
