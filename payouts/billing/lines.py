"""From exact sums to whole lines that add up, and from reductions to credits.

A period's books stand at the rounded exact total of each campaign. The lines of its documents
share that total out by largest remainder, so no line is a whole minor unit away from what it
is worth, and together they are what was booked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal, localcontext

from payouts.money import exponent

# More digits than an exact sum of a whole year's work and its minor units have together.
_PRECISION = 60


class DoesNotAddUp(ValueError):
    """What was accrued is not the rounded sum of the work."""


@dataclass(frozen=True, slots=True)
class WorkSum:
    """Exact work of one campaign at one rate; ``adjusts_id`` is the earlier period it changes.

    ``exact`` is in major units. An adjustment's seconds and amount may be negative. Of sums that
    no contact made, ``extra_kind`` says which, and there is neither a version nor a contact.
    """

    campaign_id: int
    version_id: int | None
    factor: Decimal
    adjusts_id: int | None
    contact_count: int
    billable_seconds: int
    exact: Decimal
    extra_kind: str = ""


@dataclass(frozen=True, slots=True)
class WholeLine:
    """A sum of work and its share of the rounded total, in minor units."""

    work: WorkSum
    net_minor: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of an issued invoice, and what of it no credit note has taken yet."""

    line_id: int
    invoice_id: int
    period_id: int
    campaign_id: int
    version_id: int | None
    open_minor: int
    extra_kind: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """What is taken off one line of an issued invoice, and the work it stands for."""

    line_id: int
    invoice_id: int
    net_minor: int
    work: WorkSum


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a period's work: lines of its invoice, and credits on earlier ones."""

    lines: tuple[WholeLine, ...]
    credits: tuple[Credit, ...]

    @property
    def net_minor(self) -> int:
        """What the period's own invoice comes to."""
        return sum(line.net_minor for line in self.lines)


def shared_out(total: int, exacts: Sequence[Decimal]) -> list[int]:
    """Whole parts of ``total``, each the floor or the ceiling of its exact share.

    Largest remainder: the units that the floors leave go to the largest fractions; equal
    fractions in the order given. ``total`` is the rounded sum of ``exacts``.

    >>> shared_out(100, [Decimal("33.3"), Decimal("33.4"), Decimal("33.3")])
    [33, 34, 33]
    >>> shared_out(-1, [Decimal("1.5"), Decimal("-2.6")])
    [2, -3]
    """
    with localcontext(prec=_PRECISION):
        floors = [int(exact.to_integral_value(rounding=ROUND_FLOOR)) for exact in exacts]
        left = total - sum(floors)
        if not 0 <= left <= len(exacts):
            raise DoesNotAddUp(f"{total} is not the rounded sum of {sum(exacts)}")
        by_fraction = sorted(range(len(exacts)), key=lambda place: floors[place] - exacts[place])
        for place in by_fraction[:left]:
            floors[place] += 1
    return floors


def whole_lines(
    sums: Iterable[WorkSum], accrued: Mapping[int, int], currency: str
) -> list[WholeLine]:
    """Share each campaign's accrued total out to its sums, in the order of ``sums``.

    Raises:
        DoesNotAddUp: a campaign's accrued total is not the rounded sum of its work.
    """
    works = list(sums)
    places: dict[int, list[int]] = {campaign: [] for campaign in accrued}
    for place, work in enumerate(works):
        places.setdefault(work.campaign_id, []).append(place)
    nets = [0] * len(works)
    for campaign, of_campaign in places.items():
        exacts = [works[place].exact.scaleb(exponent(currency)) for place in of_campaign]
        shares = shared_out(accrued.get(campaign, 0), exacts)
        for place, share in zip(of_campaign, shares, strict=True):
            nets[place] = share
    return list(map(WholeLine, works, nets))


def settle(
    lines: Sequence[WholeLine],
    open_lines: Sequence[OpenLine],
    open_invoices: Mapping[int, int],
    credited: Mapping[tuple[int, int], int],
    currency: str,
) -> Settlement:
    """Turn what lowers earlier invoices into credits on them; the rest is this invoice.

    An adjustment of (period, campaign) that lowers it is credited to that period's invoice:
    the campaign's lines, those of the same version first, each by no more than is open of it
    and all by no more than is open of the invoice (``open_invoices``). What is left is a
    negative line here; where that would take this invoice below zero, it is credited to other
    invoices, the newest first. ``credited`` is what credit notes of this very period took
    before, by (period, campaign). The open lines are given newest invoice first, by position.
    """
    unit = Decimal(1).scaleb(-exponent(currency))
    own, reductions = _split(lines)
    reductions = _less(reductions, credited, unit)
    desk = _Desk(open_lines, open_invoices, unit)
    rest = [desk.credit(reduction, desk.of_the_invoice(reduction)) for reduction in reductions]
    below_zero = -sum(line.net_minor for line in [*own, *rest])
    for place, reduction in enumerate(rest):
        if below_zero <= 0:
            break
        wanted = min(below_zero, -reduction.net_minor)
        rest[place] = desk.credit(reduction, desk.of_any_invoice(), at_most=wanted)
        below_zero -= rest[place].net_minor - reduction.net_minor
    kept = [line for line in [*own, *rest] if _says_something(line)]
    return Settlement(tuple(kept), tuple(desk.credits))


class _Desk:
    """Keeps count of what is still open of each line and invoice while credits are made."""

    def __init__(
        self, open_lines: Sequence[OpenLine], open_invoices: Mapping[int, int], unit: Decimal
    ) -> None:
        self._lines = list(open_lines)
        self._of_line = {line.line_id: line.open_minor for line in open_lines}
        self._of_invoice = dict(open_invoices)
        self._unit = unit
        self.credits: list[Credit] = []

    def of_the_invoice(self, reduction: WholeLine) -> list[OpenLine]:
        work = reduction.work
        fitting = [
            line
            for line in self._lines
            if (line.period_id, line.campaign_id) == (work.adjusts_id, work.campaign_id)
        ]
        return sorted(
            fitting,
            key=lambda line: (
                line.extra_kind != work.extra_kind,
                line.version_id != work.version_id,
            ),
        )

    def of_any_invoice(self) -> list[OpenLine]:
        return self._lines

    def credit(
        self, reduction: WholeLine, lines: Iterable[OpenLine], at_most: int | None = None
    ) -> WholeLine:
        """Credit the reduction to ``lines``, in their order; return what is left of it."""
        left = reduction
        wanted = -reduction.net_minor if at_most is None else at_most
        for line in lines:
            open_minor = min(self._of_line[line.line_id], self._of_invoice[line.invoice_id])
            taken = min(wanted, open_minor)
            if taken <= 0:
                continue
            wanted -= taken
            self._of_line[line.line_id] -= taken
            self._of_invoice[line.invoice_id] -= taken
            piece, left = _cut(left, taken, self._unit)
            self.credits.append(Credit(line.line_id, line.invoice_id, taken, piece))
        return left


def _split(lines: Sequence[WholeLine]) -> tuple[list[WholeLine], list[WholeLine]]:
    """Lines that stay as they are, and one reduction for each lowered (period, campaign).

    Contacts are netted with contacts, and extras with those of their kind.
    """
    own: list[WholeLine] = []
    adjustments: dict[tuple[int, int, str], list[WholeLine]] = {}
    for line in lines:
        if line.work.adjusts_id is None:
            own.append(line)
        else:
            key = (line.work.adjusts_id, line.work.campaign_id, line.work.extra_kind)
            adjustments.setdefault(key, []).append(line)
    reductions: list[WholeLine] = []
    for group in adjustments.values():
        if sum(line.net_minor for line in group) < 0:
            reductions.append(_together(group))
        else:
            own.extend(group)
    return own, reductions


def _less(
    reductions: list[WholeLine], credited: Mapping[tuple[int, int], int], unit: Decimal
) -> list[WholeLine]:
    """The reductions without what was credited before: first where it belongs, then anywhere."""
    left = dict(credited)
    for place, reduction in enumerate(reductions):
        key = (reduction.work.adjusts_id or 0, reduction.work.campaign_id)
        taken = min(left.get(key, 0), -reduction.net_minor)
        if taken:
            left[key] -= taken
            _, reductions[place] = _cut(reduction, taken, unit)
    elsewhere = sum(left.values())
    for place, reduction in enumerate(reductions):
        taken = min(elsewhere, -reduction.net_minor)
        if taken:
            elsewhere -= taken
            _, reductions[place] = _cut(reduction, taken, unit)
    return reductions


def _together(group: Sequence[WholeLine]) -> WholeLine:
    first = group[0].work
    prices = {(line.work.version_id, line.work.factor) for line in group}
    is_one_price = len(prices) == 1
    work = replace(
        first,
        version_id=first.version_id if is_one_price else None,
        factor=first.factor if is_one_price else Decimal(1),
        contact_count=max(line.work.contact_count for line in group),
        billable_seconds=sum(line.work.billable_seconds for line in group),
        exact=sum((line.work.exact for line in group), Decimal(0)),
    )
    return WholeLine(work, sum(line.net_minor for line in group))


def _cut(reduction: WholeLine, taken: int, unit: Decimal) -> tuple[WorkSum, WholeLine]:
    """The work that ``taken`` stands for, with its signs turned, and what is left.

    The last piece takes whatever the pieces before it left of the exact sum, and the first
    one names the contacts.
    """
    work = reduction.work
    is_last = taken == -reduction.net_minor
    exact = -work.exact if is_last else unit * taken
    piece = replace(work, billable_seconds=-work.billable_seconds, exact=exact)
    rest = replace(work, contact_count=0, billable_seconds=0, exact=work.exact + exact)
    return piece, WholeLine(rest, reduction.net_minor + taken)


def _says_something(line: WholeLine) -> bool:
    work = line.work
    return bool(line.net_minor or work.exact or work.contact_count or work.billable_seconds)
