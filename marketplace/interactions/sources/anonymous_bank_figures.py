"""What is published about Anonymous Bank's call centre, for those who draw a month like its own.

Source: L. Brown, N. Gans, A. Mandelbaum, A. Sakov, H. Shen, S. Zeltyn, L. Zhao, "Statistical
Analysis of a Telephone Call Center: A Queueing-Science Perspective", Journal of the American
Statistical Association 100 (2005), 36-50. Data: I. Guedj and A. Mandelbaum, Technion. Figures
marked *counted* are counted from the calls of January and February 1999; figures marked *assumed*
are ours.
"""

from dataclasses import dataclass
from typing import Final

FIRST_HOUR: Final = 7
WEEKDAY_ARRIVALS: Final[dict[str, tuple[float, ...]]] = {
    "PS": (
        *(31.9, 56.8, 77.4, 89.2, 77.4, 68.5, 80.3, 79.7, 80.1),
        *(60.1, 53.0, 53.2, 47.7, 41.6, 42.1, 38.3, 32.0),
    ),
    "NW": (
        *(4.1, 33.5, 14.3, 13.6, 14.4, 13.6, 14.1, 20.2, 21.6),
        *(56.5, 37.2, 18.9, 10.5, 8.5, 7.3, 6.1, 4.7),
    ),
    "NE": (
        *(0.4, 3.0, 10.5, 13.9, 9.5, 8.0, 9.1, 10.4, 13.2),
        *(5.2, 4.1, 4.7, 3.4, 3.3, 3.0, 2.9, 2.4),
    ),
    "IN": (
        *(0.2, 0.7, 1.5, 1.5, 1.2, 1.2, 1.5, 1.1, 0.8),
        *(0.8, 0.6, 0.5, 0.5, 0.4, 0.3, 0.3, 0.3),
    ),
}
"""Mean calls that are no phantoms by hour from 7 to 24, Sunday to Thursday (counted)."""

RARE_TYPES: Final[dict[str, float]] = {"PE": 0.0070, "TT": 0.0463}
"""Calls for each PS call (counted); that they keep PS's hours is assumed."""


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """Seconds of service: mean, standard deviation, and the share that the agent cut short."""

    mean: float
    deviation: float
    short_share: float


SERVICE_TIMES: Final[dict[str, ServiceTimes]] = {
    "PS": ServiceTimes(179, 189, 0.045),
    "NW": ServiceTimes(115, 146, 0.045),
    "IN": ServiceTimes(401, 473, 0.045),
    "NE": ServiceTimes(270, 303, 0.045),
    "PE": ServiceTimes(231, 270, 0.16),
    "TT": ServiceTimes(87, 169, 0.40),
}
"""Table 1 for PS, NW, IN and NE, calls under an hour; PE and TT counted, and so the shares."""

SHORT_SECONDS: Final = 10
"""A shorter service is one that the agent hung up; the longer ones are lognormal."""

LONGEST_SECONDS: Final = 5_400
"""No service of the two months was longer than this (counted: 5,300)."""

WEEKDAY_HOURS: Final = (7, 24)
FRIDAY_HOURS: Final = (7, 14)
FRIDAY_SHARE: Final = 0.68
SATURDAY_HOURS: Final = (20, 24)
SATURDAY_SHARE: Final = 0.80
"""Of a weekday's calls in the same hours (counted)."""

HANG_UP_SHARE: Final = 0.14
"""Of all calls (counted: 14 % in January, 18 % in February)."""

VOICE_UNIT_HANG_UP_SHARE: Final = 0.04
"""Of all calls: those that hang up before they queue (counted)."""

PATIENCE_SECONDS: Final = 400.0
"""Mean of exponential patience (assumed; with the staffing it yields ``HANG_UP_SHARE``)."""

PHANTOM_SHARE: Final = 0.008
UNATTRIBUTED_SHARE: Final = 0.018
"""Of the served calls: nobody is named (counted)."""

SET_BACK_SHARE: Final = 0.001
"""Of all calls: the voice unit's clock was set back meanwhile (counted)."""

UNKNOWN_CUSTOMER_SHARE: Final = 0.58
HIGH_PRIORITY_SHARE: Final = 0.66
"""Of the known customers (counted). All others of them are of priority 1."""

HIGH_PRIORITY_HEAD_START: Final = 90
"""Seconds of waiting with which a customer of high priority enters the queue (section 2)."""
