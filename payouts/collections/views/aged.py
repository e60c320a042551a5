"""Aged receivables: what brands owe as of any day, by how long it is due; page, CSV, XLSX."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from xlsxwriter import Workbook

from onboarding.tables.export import csv_response
from onboarding.users.permissions import SignedInRequest, permit
from payouts.collections.aging import Aged, aged_receivables, currencies_owed, day_after
from payouts.collections.forms import AgedForm
from payouts.collections.policies import can_see_debts
from payouts.money import Money

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@permit(can_see_debts)
def aged(request: SignedInRequest) -> HttpResponse:
    """What each brand owes, in five ages, with a chart of their sums."""
    form, rows, on, currency = _asked(request)
    sums = _sums(rows, currency)
    context = {
        "form": form,
        "rows": rows,
        "ages": _ages(),
        "sums": list(zip(_ages(), sums, strict=True)),
        "drawn": [(label, part.exact) for label, part in zip(_ages()[:5], sums[:5], strict=True)],
        "on": on,
        "currency": currency,
        "query": request.GET.urlencode(),
    }
    return render(request, "payouts/collections/aged.html", context)


@require_GET
@permit(can_see_debts)
def aged_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The same rows as a CSV or a workbook."""
    _form, rows, on, currency = _asked(request)
    name = f"aged-receivables-{on.isoformat()}-{currency}.{kind}"
    header = [_("Brand"), *_ages(), _("Currency")]
    lines = [[one.brand, *(part.exact for part in one.parts), currency] for one in rows]
    if kind == "csv":
        return csv_response(filename=name, header=header, rows=lines)
    if kind == "xlsx":
        return FileResponse(
            _workbook(header, lines), as_attachment=True, filename=name, content_type=_XLSX
        )
    raise Http404


def _asked(request: SignedInRequest) -> tuple[AgedForm, list[Aged], date, str]:
    form = AgedForm(request.GET, currencies=currencies_owed())
    on, currency, brand = form.asked(now().date())
    before = datetime.combine(day_after(on), time.min, tzinfo=UTC)
    return form, aged_receivables(before=before, currency=currency, brand=brand), on, currency


def _ages() -> list[str]:
    return [
        _("Not due"),
        _("1–30 days"),
        _("31–60 days"),
        _("61–90 days"),
        _("Over 90 days"),
        _("In all"),
    ]


def _sums(rows: Iterable[Aged], currency: str) -> list[Money]:
    sums = [0] * len(_ages())
    for one in rows:
        sums = [so_far + part.minor for so_far, part in zip(sums, one.parts, strict=True)]
    return [Money(minor, currency) for minor in sums]


def _workbook(header: list[str], lines: Iterable[list[Any]]) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it
    off = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(file, {"constant_memory": True, **off})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, header, book.add_format({"bold": True}))
    for place, line in enumerate(lines, 1):
        sheet.write_row(place, 0, line)
    book.close()
    file.seek(0)
    return file
