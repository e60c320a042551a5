"""Recompute every price in a receipts or extras file. Standard library only: recompute.py FILE"""
# ruff: noqa: ANN001, ANN201, T201

import csv
import json
import sys
from collections import Counter
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext

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


def added_up(steps, line):
    """What the steps of one side of an extra come to, each from its own figures alone."""
    total, unit = Decimal(0), Decimal(1).scaleb(-int(line["minor_digits"]))
    for step in steps:
        name = step["step"]
        hours = Decimal(step.get("seconds", 0)) / 3600
        if name in ("floor_time", "surge_time", "block", "training"):
            total += hours * Decimal(step["per_hour"]) * Decimal(step.get("multiplier", 1))
        elif name in ("floor_contacts", "surge_factor"):
            each = Decimal(step.get("per_contact") or step.get("factor"))
            total += Decimal(step["quantity"]) * each
        elif name == "earned":
            total -= Decimal(step["quantity"]).quantize(unit, ROUND_HALF_EVEN)
        elif name == "notice":
            total = total * step["share"] / 100
        elif name in ("bonus", "goodwill"):
            total += Decimal(step["result"])
        if name in ("floor", "surge", "notice", "training"):
            total = total.quantize(unit, ROUND_HALF_EVEN)
    return max(total, Decimal(0))


def sides(line):
    """Pay and charge of an extra. Where no rule made an amount, it is the one that is stated."""
    sign = -1 if line["takes_back"] else 1
    pay_steps, charge_steps = (json.loads(line[name] or "[]") for name in ("steps", "charge_steps"))
    pay = sign * added_up(pay_steps, line) if pay_steps else Decimal(line["pay"])
    if line["charge_steps"]:
        charge = sign * added_up(charge_steps, line)
    else:
        charge = {"BRAND": pay, "PLATFORM": Decimal(0)}.get(
            line["funded_by"], Decimal(line["charge"])
        )
    return [pay, charge]


differ, totals = 0, Counter()
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for line in json.load(file) if file.name.endswith(".json") else csv.DictReader(file):
        is_extra = "extra" in line
        mine = sides(line) if is_extra else recomputed(line)
        stated = [Decimal(line[name]) for name in (("pay", "charge") if is_extra else STATED)]
        if mine != stated:
            differ += 1
            what = f"extra {line['extra']}" if is_extra else f"rated work {line['rated_work']}"
            print(what, "states", *stated, "and comes to", *mine)
        pay, charge = mine[-2:]
        totals.update({f"pay {line['currency']}": pay, f"charge {line['currency']}": charge})
        totals["lines"] += 1
print(*(f"{name} {total:f}" for name, total in sorted(totals.items()) if name != "lines"), sep="\n")
print(f"{totals['lines']} lines recomputed, {differ} differ")
sys.exit(bool(differ))
