"""How long a key may be trusted, and when an absence may be believed.

The processor keeps the first answer under a key for at least a day and then forgets it: a key
that is sent again after that is a second payment. A transfer that a look-up does not find
may still be under way, so its absence counts only after the last send can have ended.
"""

from datetime import datetime, timedelta

# By how much the clocks of those who pay may differ.
CLOCKS_DIFFER = timedelta(hours=1)
# An hour less than the processor promises, for clocks that differ and calls that take long.
SENDABLE_FOR = timedelta(hours=23)
# An hour more than a key can live: whatever was sent has come in by then, or never will.
ABSENT_AFTER = timedelta(hours=25)


def may_be_sent(
    *,
    first_sent_at: datetime,
    last_sent_at: datetime,
    is_key_spent: bool,
    is_looked_up: bool,
    at: datetime,
) -> bool:
    """Whether the same key may be sent again, and nothing has been concluded without it.

    A clock that stands well before the last send was set back: by it, nobody can tell how old
    the key is.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 9, 16, 12, tzinfo=UTC)
    >>> may_be_sent(first_sent_at=noon, last_sent_at=noon, is_key_spent=False,
    ...             is_looked_up=False, at=noon + timedelta(hours=23))
    False
    """
    if is_key_spent or is_looked_up or at < last_sent_at - CLOCKS_DIFFER:
        return False
    return at < first_sent_at + SENDABLE_FOR


def is_surely_absent(*, first_sent_at: datetime, absent_at: datetime | None, at: datetime) -> bool:
    """Whether finding nothing ``at`` an instant proves that nothing was executed.

    It has to be the second time (``absent_at`` is the first), and late.
    """
    if absent_at is None:
        return False
    return absent_at < at and at >= first_sent_at + ABSENT_AFTER
