"""Recompute every price in a receipts file. Standard library only: python recompute.py FILE"""

import csv
import json
import sys
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 60


def counted(seconds, line, side, free=0):
    """Productive seconds that count on one side (pay or bill)."""
    if seconds < int(line[f"{side}_short_seconds"]) or (free and seconds <= free):
        return 0
    step = int(line[f"{side}_increment_seconds"])
    rounded_up = -(-(seconds - free) // step) * step
    return max(rounded_up, int(line[f"{side}_minimum_seconds"]))


def recomputed(line):
    """Seconds and amounts of one line, from its components and its rate alone."""
    hold, wrap = int(line["hold_seconds"]), int(line["wrap_seconds"])
    cap = line["hold_cap_seconds"]
    hold = hold if cap in ("", None) else min(hold, int(cap))
    productive = int(line["talk_seconds"]) + hold + min(wrap, int(line["wrap_cap_seconds"]))
    pay = counted(productive, line, "pay")
    bill = counted(productive, line, "bill", free=int(line["bill_free_seconds"]))
    sign = -1 if line["corrects"] else 1  # A correction is the old price with its sign turned.
    row = [sign * productive, sign * pay, sign * bill]
    for side, seconds in (("pay", pay), ("bill", bill)):
        exact = Decimal(line[f"{side}_per_minute"]) * Decimal(line[f"{side}_factor"]) * seconds / 60
        row.append(sign * exact.quantize(Decimal("1e-9"), ROUND_HALF_UP))
    return row


with open(sys.argv[1], newline="", encoding="utf-8") as file:
    lines = json.load(file) if file.name.endswith(".json") else list(csv.DictReader(file))
differ, totals = 0, Counter()
for line in lines:
    mine = recomputed(line)
    stated = [int(line[f"{kind}_seconds"]) for kind in ("productive", "payable", "billable")]
    stated += [Decimal(line["pay_exact"]), Decimal(line["charge_exact"])]
    if mine != stated:
        differ += 1
        print(f"rated work {line['rated_work']}: stated {stated}, recomputed {mine}")
    totals["pay", line["currency"]] += mine[3]
    totals["charge", line["currency"]] += mine[4]
for (side, currency), total in sorted(totals.items()):
    print(f"{side} {total:f} {currency}")
print(f"{len(lines)} lines recomputed, {differ} differ")
sys.exit(bool(differ))
