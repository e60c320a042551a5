"""What a brand used, for the brand itself: on the page and as files."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from onboarding.brands.permissions import BrandRequest, for_brand
from payouts.reports.asking import Question
from payouts.reports.forms import ReportFilter
from payouts.reports.shapes import Report
from payouts.reports.usage import BY_CAMPAIGN, BY_DAY, BY_INTERVAL, USAGE, own_usage
from payouts.reports.views.showing import file_of, page_of

_TABS = ((BY_CAMPAIGN, _("By campaign")), (BY_DAY, _("By day")), (BY_INTERVAL, _("By half-hour")))
_BY_SLUG = {report.slug: report for report in USAGE}


@require_GET
@for_brand()
def usage(request: BrandRequest, slug: str = BY_CAMPAIGN.slug) -> HttpResponse:
    """Usage by campaign, by day, or by half-hour."""
    shown, form, question = _asked(request, slug)
    context: dict[str, Any] = {"report": shown, "form": form, "tabs": _TABS}
    if question:
        context |= page_of(shown, question, request.GET)
    return render(request, "payouts/reports/usage.html", context)


@require_GET
@for_brand()
def usage_file(request: BrandRequest, slug: str, ending: str) -> HttpResponseBase:
    """The same as CSV or as a workbook."""
    shown, form, question = _asked(request, slug)
    if question is None:
        context = {"report": shown, "form": form, "tabs": _TABS}
        return render(request, "payouts/reports/usage.html", context, status=400)
    found = file_of(shown, question, ending)
    if found is None:
        raise Http404("There is no such file of this report.")
    return found


def _asked(request: BrandRequest, slug: str) -> tuple[Report, ReportFilter, Question | None]:
    report = _BY_SLUG.get(slug)
    if report is None:
        raise Http404("There is no such report.")
    shown = own_usage(report, request.brand.pk)
    form = ReportFilter(
        request.GET,
        currencies=[request.brand.currency],
        names=shown.filters,
        today=timezone.now().date(),
    )
    return shown, form, form.question()
