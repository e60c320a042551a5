"""The books, for finance: the trial balance, accounts, entries, transactions."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.ledger.chart import CHART, AccountKind, Side
from payouts.ledger.forms import AccountFilter, EntryFilter
from payouts.ledger.models import JournalEntry, JournalTransaction, LedgerAccount
from payouts.ledger.selectors import (
    account_with_owner,
    accounts_of,
    balance,
    debits_of,
    entries_of,
    legs_of,
    running_balances,
    trial_balance,
)
from payouts.money import Money

# As the chart lists them: what brands owe first, what is owed to agents next.
_IN_ORDER = {kind: place for place, kind in enumerate(CHART)}
_COLUMNS = ("entry", "happened at", "known at", "event", "kind", "debit", "credit", "currency")


@require_GET
@permit(is_finance)
def books(request: SignedInRequest) -> HttpResponse:
    return render(request, "payouts/ledger/books.html", {"currencies": _by_currency()})


@require_GET
@permit(is_finance)
def accounts(request: SignedInRequest, kind: str) -> HttpResponse:
    if kind not in set(AccountKind):
        raise Http404
    form = AccountFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "currency": ""}
    page = newest_first(
        accounts_of(AccountKind(kind), currency=asked["currency"], search=asked["q"]),
        by="id",
        cursor=request.GET.get("cursor", ""),
    )
    rows = [(row, Money(row.turned, row.currency)) for row in page.rows]  # type: ignore[attr-defined]
    return render(
        request,
        "payouts/ledger/accounts.html",
        {"kind": kind, "label": CHART[AccountKind(kind)].label, "form": form}
        | {"page": page, "rows": rows, "is_filtered": any(asked.values())},
    )


@require_GET
@permit(is_finance)
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(account_with_owner(pk))
    form = EntryFilter(request.GET)
    page = newest_first(
        entries_of(found, **form.span()), by="id", cursor=request.GET.get("cursor", "")
    )
    stood_at = running_balances(found, entries=[entry.pk for entry in page.rows])
    kind = AccountKind(found.kind)
    return render(
        request,
        "payouts/ledger/account.html",
        {
            "account": found,
            "label": CHART[kind].label,
            "grows_by": Side(found.grows_by),
            "balance": balance(kind, found.currency, found.owner_id),
            "form": form,
            "page": page,
            "rows": [
                {
                    "entry": entry,
                    "amount": Money(abs(entry.amount_minor), entry.currency),
                    "stood_at": stood_at[entry.pk],
                    "kind": _in_words(entry.transaction.kind),
                }
                for entry in page.rows
            ],
            "is_filtered": any(form.span().values()),
            "query": request.GET.urlencode(),
        },
    )


@require_GET
@permit(is_finance)
def account_csv(request: SignedInRequest, pk: int) -> StreamingHttpResponse | HttpResponse:
    found = get_object_or_404(LedgerAccount, pk=pk)
    form = EntryFilter(request.GET)
    if not form.is_valid():
        return HttpResponse("These days are not a span.", status=400, content_type="text/plain")
    entries = entries_of(found, **form.span()).order_by("id")
    return csv_response(
        filename=f"{found.code.replace('/', '-').lower()}.csv",
        header=_COLUMNS,
        rows=_csv_rows(entries.iterator(chunk_size=2_000)),
    )


@require_GET
@permit(is_finance)
def transaction(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        JournalTransaction.objects.select_related("actor", "reverses", "reversed_by"), pk=pk
    )
    return render(
        request,
        "payouts/ledger/transaction.html",
        {
            "transaction": found,
            "kind": _in_words(found.kind),
            "legs": [
                (leg, Money(abs(leg.amount_minor), leg.currency)) for leg in legs_of(found.pk)
            ],
            "totals": debits_of(found.pk),
        },
    )


def _by_currency() -> list[dict[str, Any]]:
    tables = []
    for currency, group in groupby(trial_balance(), key=lambda row: row[1]):
        rows = sorted((_trial_row(*row) for row in group), key=lambda row: _IN_ORDER[row["kind"]])
        debits = sum((row["debits"] for row in rows), Money(0, currency))
        credits_ = sum((row["credits"] for row in rows), Money(0, currency))
        tables.append(
            {
                "currency": currency,
                "rows": rows,
                "debits": debits,
                "credits": credits_,
                "difference": debits - credits_,
                "bars": [(row["label"], row["balance"].exact) for row in rows],
            }
        )
    return tables


def _trial_row(
    kind: AccountKind, currency: str, count: int, debits: Money, credits_: Money
) -> dict[str, Any]:
    grows_by = CHART[kind].grows_by
    return {
        "kind": kind,
        "label": CHART[kind].label,
        "count": count,
        "debits": debits,
        "credits": credits_,
        "grows_by": grows_by,
        "balance": debits - credits_ if grows_by is Side.DEBIT else credits_ - debits,
    }


def _in_words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _csv_rows(entries: Iterator[JournalEntry]) -> Iterator[tuple[Any, ...]]:
    for entry in entries:
        event = entry.transaction
        amount = Money(abs(entry.amount_minor), entry.currency).exact
        yield (
            entry.pk,
            event.effective_at.isoformat(),
            event.recorded_at.isoformat(),
            event.event_key,
            event.kind,
            amount if entry.amount_minor > 0 else "",
            amount if entry.amount_minor < 0 else "",
            entry.currency,
        )
