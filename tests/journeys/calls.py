"""Where the bank's real months are, and a recomputation that knows nothing of our code."""

import gzip
import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BANK = Path(os.environ.get("TALLYLINE_BANK_DATA", ROOT.parent / "shared/data/anonymous-bank"))

RATES = {
    "PS": ("0.5533", "0.3517"),
    "PE": ("0.61", "0.40"),
    "IN": ("0.80", "0.52"),
    "NE": ("1.10", "0.70"),
    "NW": ("0.70", "0.45"),
    "TT": ("0.58", "0.37"),
}


def write_rates(path: Path) -> Path:
    lines = [f"{code},{bill},{pay}" for code, (bill, pay) in RATES.items()]
    path.write_text("\n".join(["campaign,bill_per_minute,pay_per_minute", *lines]) + "\n")
    return path


@dataclass
class Expected:
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    pay: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    charge: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))


def recomputed(path: Path) -> Expected:
    """What a month is worth, from the file alone."""
    opened = gzip.open if path.suffix == ".gz" else open
    expected = Expected()
    with opened(path, "rt") as lines:
        next(lines)
        for line in lines:
            call = line.rstrip("\n").split("\t")
            outcome, server, seconds = call[12], call[16], int(call[15])
            if outcome != "AGENT":
                expected.kinds["abandoned" if outcome == "HANG" else "phantom"] += 1
            elif server == "NO_SERVER":
                expected.kinds["unattributed"] += 1
            else:
                bill, pay = map(Fraction, RATES[call[4]])
                expected.kinds["handled"] += 1
                expected.seconds[server] += seconds
                expected.pay[server] += pay * seconds / 60
                expected.charge[call[4]] += bill * seconds / 60
    return expected


def six_places(amounts: dict[str, Fraction]) -> dict[str, str]:
    return {
        name: f"{Decimal(round(amount * 10**6)) / 10**6:.6f}" for name, amount in amounts.items()
    }
