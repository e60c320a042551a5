"""A time zone by its name."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onboarding.errors import Refused


class UnknownZone(Refused):
    """There is no such time zone."""

    code = "unknown_zone"


def zone_named(name: str) -> ZoneInfo:
    """The zone that the IANA database knows as ``name``.

    Raises:
        UnknownZone: it knows none.
    """
    try:
        return ZoneInfo(name)
    # A name that is a folder of the zone database is an OSError, one outside it a ValueError.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(f"{name!r} is no known time zone, such as Asia/Jerusalem.") from None
