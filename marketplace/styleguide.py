"""Every part of the interface on one page, with made-up figures: /styleguide/, in debug only.

Who builds a page looks here first; who changes a part sees here what else it changes.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_THIS_WEEK = ("142.10", "188.35", "171.00", "214.80", "236.45", "158.20", "176.90")
_LAST_WEEK = ("96.00", "120.50", "132.25", "128.75", "170.10", "110.40", "96.80")
_COURSE = [3, 5, 4, 6, 9, 8, 7, 9, 12, 11, 10, 13, 15, 14]
_NOON = datetime(1999, 1, 29, 10, 0, tzinfo=UTC)


class SampleFilter(forms.Form):
    """A filter bar's fields."""

    search = forms.CharField(required=False, widget=forms.TextInput({"placeholder": "Reference"}))
    campaign = forms.ChoiceField(
        required=False, choices=[("", "All"), ("PS", "Regular activity"), ("NE", "Stock exchange")]
    )
    status = forms.ChoiceField(required=False, choices=[("", "All"), ("PAID", "Paid")])


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="As it stands on the invoice.")
    email = forms.EmailField(label="Address for invoices")
    pay_per_minute = forms.DecimalField(min_value=Decimal(0), max_digits=8, decimal_places=4)
    zone = forms.ChoiceField(choices=[("Asia/Jerusalem", "Asia/Jerusalem"), ("UTC", "UTC")])
    note = forms.CharField(widget=forms.Textarea({"rows": 3}), required=False)
    is_prepaid = forms.BooleanField(label="Paid in advance", required=False)


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every part."""
    if not settings.DEBUG:
        raise Http404
    messages.success(request, "The run is approved. Its payouts are being sent.")
    messages.error(request, "This run has changed since you opened it. Please read it again.")
    wrong = {"name": "", "email": "nobody", "pay_per_minute": "-1", "zone": "Mars/Base"}
    return render(
        request,
        "styleguide.html",
        _figures()
        | _rows()
        | {"filter": SampleFilter(), "form": SampleForm(), "refused": SampleForm(wrong)},
    )


def _figures() -> dict[str, Any]:
    this_week = [(day, Decimal(paid)) for day, paid in zip(_DAYS, _THIS_WEEK, strict=True)]
    last_week = [(day, Decimal(paid)) for day, paid in zip(_DAYS, _LAST_WEEK, strict=True)]
    month = [(f"{day} Jan", 700 + day * 37 % 410) for day in range(1, 32)]
    return {
        "course": _COURSE,
        "weeks": [("This week", this_week), ("Last week", last_week)],
        "months": [
            ("Charged", [("Jan", 48_200), ("Feb", 51_900), ("Mar", 44_000), ("Apr", 58_400)]),
            ("Credited", [("Jan", -1_200), ("Feb", -300), ("Mar", -4_100), ("Apr", -900)]),
        ],
        "arrivals": month,
        "channels": [("Voice", 52), ("Chat", 31), ("Email", 17)],
        "lengths": [
            (f"{start}–{start + 30} s", count)
            for start, count in zip(
                range(0, 300, 30), (320, 910, 1240, 1130, 860, 610, 430, 290, 190, 120), strict=True
            )
        ],
        "campaigns": [
            ("Regular activity", Decimal("18204.51")),
            ("Stock exchange activity", Decimal("9411.20")),
            ("Internet consulting", Decimal("4120.75")),
            ("Потенциальные клиенты", Decimal("1904.10")),
            ("שירות באנגלית", Decimal("611.00")),
        ],
        "hostile": [("<script>alert(1)</script>", 10**15), ("Ёлка & ‘дом’", 3), ("نص", 0)],
        "flat": [("Mon", 0), ("Tue", 0), ("Wed", 0)],
        "single": [("Mon", Decimal("12.50"))],
    }


def _rows() -> dict[str, Any]:
    statuses = [("PAID", "Paid"), ("UNKNOWN", "Outcome unknown"), ("REJECTED", "Rejected")]
    names = ("Ada Okafor", "Мария Соколова", "نور الهاشمي", "José Ñúñez", "Bo")
    payouts = [
        {
            "agent": name,
            "reference": f"payout_{1700 + place}",
            "campaign": "Regular activity",
            "minor": 41_235 * (place + 1),
            "at": _NOON + timedelta(minutes=7 * place),
            "status": statuses[place % 3][0],
            "label": statuses[place % 3][1],
        }
        for place, name in enumerate(names)
    ]
    return {
        "payouts": payouts,
        "page": SimpleNamespace(rows=payouts, next_cursor="o~1~1", previous_cursor="n~9~9"),
        "working": [
            ("Talk", "208 s", "as the source reported it", "208 s"),
            ("Hold", "20 s", "counts in full", "20 s"),
            ("Wrap-up", "95 s", "capped at 60 s", "60 s"),
            ("Payable time", "288 s", "in steps of 1 s", "4.8 min"),
            ("Pay", "4.8 min", "× $0.3500 a minute, rate card version 3", "$1.680000"),
        ],
        "statuses": [
            ("DRAFT", "Draft"),
            ("COMPUTED", "Waiting for approval"),
            ("EXECUTING", "Paying"),
            ("PAID", "Paid"),
            ("UNKNOWN", "Outcome unknown"),
            ("REJECTED", "Rejected"),
        ],
        "noon": _NOON,
        "zone": "Asia/Jerusalem",
    }


urlpatterns = [path("", styleguide, name="styleguide")]
