"""Recompute every price in a receipts file. Standard library only: python recompute.py FILE"""
# ruff: noqa: ANN001, ANN201, T201

import csv
import json
import sys
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 60
STATED = ("productive_seconds", "payable_seconds", "billable_seconds", "pay_exact", "charge_exact")


def counted(seconds, line, side, free=0):
    """Productive seconds that count on one side (pay or bill)."""
    if seconds < int(line[f"{side}_short_seconds"]) or (free and seconds <= free):
        return 0
    step = int(line[f"{side}_increment_seconds"])
    return max(-(-(seconds - free) // step) * step, int(line[f"{side}_minimum_seconds"]))


def recomputed(line):
    """Seconds and amounts of one line, from its components and its rate alone."""
    hold, cap = int(line["hold_seconds"]), line["hold_cap_seconds"]
    productive = int(line["talk_seconds"]) + (min(hold, int(cap)) if cap or cap == 0 else hold)
    productive += min(int(line["wrap_seconds"]), int(line["wrap_cap_seconds"]))
    pay = counted(productive, line, "pay")
    bill = counted(productive, line, "bill", free=int(line["bill_free_seconds"]))
    # What was decided in a dispute stands in place of the rules.
    pay = int(line["ruled_payable_seconds"] or pay)
    bill = int(line["ruled_billable_seconds"] or bill)
    row = [productive, pay, bill]
    for side, seconds, ruled in (("pay", pay, "pay"), ("bill", bill, "charge")):
        exact = Decimal(line[f"{side}_per_minute"]) * Decimal(line[f"{side}_factor"]) * seconds / 60
        exact = Decimal(line[f"ruled_{ruled}_exact"] or exact)
        row.append(exact.quantize(Decimal("1e-9"), ROUND_HALF_UP))
    # A correction is the old price with its sign turned.
    return [-value for value in row] if line["corrects"] else row


differ, totals = 0, Counter()
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for line in json.load(file) if file.name.endswith(".json") else csv.DictReader(file):
        mine, stated = recomputed(line), [Decimal(line[name]) for name in STATED]
        if mine != stated:
            differ += 1
            print("rated work", line["rated_work"], "states", *stated, "and comes to", *mine)
        totals.update({f"pay {line['currency']}": mine[3], f"charge {line['currency']}": mine[4]})
        totals["lines"] += 1
print(*(f"{name} {total:f}" for name, total in sorted(totals.items()) if name != "lines"), sep="\n")
print(f"{totals['lines']} lines recomputed, {differ} differ")
sys.exit(bool(differ))
