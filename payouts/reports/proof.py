"""Every law of every slice, run in one snapshot of the database, and what came of it kept."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from time import perf_counter
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from payouts.accruals import laws as accruals
from payouts.banking import laws as banking
from payouts.billing import laws as billing
from payouts.collections import laws as collections
from payouts.disputes import laws as disputes
from payouts.extras import laws as extras
from payouts.guarantees import laws as guarantees
from payouts.incoming import laws as incoming
from payouts.instant import laws as instant
from payouts.ledger import laws as ledger
from payouts.ledger.laws import Law
from payouts.metering import laws as metering
from payouts.payees import laws as payees
from payouts.rating import laws as rating
from payouts.receivables import laws as receivables
from payouts.reports import laws as floors_below
from payouts.reports.models import Proof, ProofResult
from payouts.reports.snapshot import one_snapshot
from payouts.runs import laws as runs

SAMPLE = 5
_MILLISECOND = Decimal("0.001")

LAWS: Final[tuple[Law, ...]] = (
    *ledger.LAWS,
    *extras.LAWS,
    *metering.LAWS,
    *rating.LAWS,
    *accruals.LAWS,
    *guarantees.LAWS,
    *billing.LAWS,
    *disputes.LAWS,
    *receivables.LAWS,
    *incoming.LAWS,
    *collections.LAWS,
    *payees.LAWS,
    *runs.LAWS,
    *instant.LAWS,
    *banking.LAWS,
    *floors_below.LAWS,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one law came back with: how many rows break it, and the first few of them."""

    law: Law
    violation_count: int
    sample: tuple[dict[str, Any], ...]
    seconds: Decimal

    @property
    def is_kept(self) -> bool:
        """Whether nothing breaks the law."""
        return self.violation_count == 0


def finding_of(law: Law, *, at: datetime) -> Finding:
    """Try one law as of now; ``at`` is the instant against which what is due is measured."""
    begun = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) OVER () AS how_many, broken.* FROM ({law.query}) broken"
            f" LIMIT {SAMPLE}",
            {"at": at} if "%(at)s" in law.query else None,
        )
        columns = [column.name for column in cursor.description or ()][1:]
        rows = cursor.fetchall()
    return Finding(
        law=law,
        violation_count=rows[0][0] if rows else 0,
        sample=tuple(_plain(dict(zip(columns, row[1:], strict=True))) for row in rows),
        seconds=_seconds_since(begun),
    )


def findings(*, at: datetime) -> Iterator[Finding]:
    """Try every law, one after another, in one snapshot: what is posted meanwhile is not seen."""
    with one_snapshot():
        for law in LAWS:
            yield finding_of(law, at=at)


def prove(*, at: datetime) -> Proof:
    """Try every law and keep what came of it. The proof's ``results`` are one for each law."""
    begun = perf_counter()
    return keep(list(findings(at=at)), at=at, seconds=_seconds_since(begun))


@transaction.atomic
def keep(found: list[Finding], *, at: datetime, seconds: Decimal) -> Proof:
    """Write down a proof that began ``at`` and took ``seconds``."""
    proof = Proof.objects.create(
        started_at=at,
        seconds=seconds,
        law_count=len(found),
        violation_count=sum(finding.violation_count for finding in found),
    )
    ProofResult.objects.bulk_create(
        ProofResult(
            proof=proof,
            code=finding.law.code,
            sentence=finding.law.sentence,
            violation_count=finding.violation_count,
            sample=list(finding.sample),
            seconds=finding.seconds,
        )
        for finding in found
    )
    return proof


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(row, cls=DjangoJSONEncoder))
    return plain


def _seconds_since(begun: float) -> Decimal:
    return Decimal(perf_counter() - begun).quantize(_MILLISECOND)
