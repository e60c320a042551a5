"""How far a clock on a form may be set."""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2199


def within_reach(day: date) -> None:
    """Refuse what nobody means: near the calendar's ends some zone's clock is beyond them.

    The database keeps such an instant, and then nobody can read its row any more.

    Raises:
        ValidationError: the day, or the instant, is centuries away.
    """
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValidationError(_("That day is too far away."))
