"""NACHA, the file of the ACH network: credits in US dollars to accounts in the United States.

Records of 94 characters, ten to a block. Companies are paid in a CCD batch and people in a PPD
batch; each entry carries one addenda record with what the payee's statement says.

Source: Nacha Operating Rules, appendix 3 (ACH record format specifications): file header (1),
batch header (5), entry detail (6), addenda (7), batch control (8), file control (9). The entry
hash is the sum of the first eight digits of all routing numbers, its last ten digits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from payouts.gateway.bank_files.letters import nacha_text
from payouts.gateway.bank_files.orders import Order, Transfer, UsAccount, WontFit

WIDTH = 94
_BLOCK = 10
_CREDITS_ONLY = "220"
_DESCRIPTION = "PAYOUT"
_LARGEST_ENTRY, _LARGEST_TOTAL = 10**10 - 1, 10**12 - 1
_MODULUS = 10**10
# To a checking account, to a savings account.
_CREDIT = {False: "22", True: "32"}


@dataclass(frozen=True, slots=True)
class _Sums:
    """What a control record says of the entries above it."""

    records: int
    hash: int
    credits: int

    def __add__(self, other: "_Sums") -> "_Sums":
        return _Sums(
            self.records + other.records, self.hash + other.hash, self.credits + other.credits
        )

    @property
    def figures(self) -> str:
        """Hash, debits (none) and credits, as both control records have them."""
        return f"{self.hash % _MODULUS:010}{0:012}{self.credits:012}"


def nacha(order: Order) -> bytes:
    """``order`` as one file.

    Raises:
        WontFit: another currency, an account outside the United States, an amount of more
            than ten digits, or an originator without the numbers that its bank gave it.
    """
    _refuse_what_does_not_fit(order)
    records = list(_records(order))
    records += ["9" * WIDTH] * (-len(records) % _BLOCK)
    assert all(len(record) == WIDTH for record in records), "a record has 94 characters"
    return ("\n".join(records) + "\n").encode("ascii")


def trace_numbers(order: Order) -> dict[str, str]:
    """The trace number of each transfer, by its reference: our bank's eight digits and a count."""
    numbers = count(1)
    return {
        transfer.reference: _trace(order, next(numbers))
        for _, transfers in _batches(order)
        for transfer in transfers
    }


def _records(order: Order) -> Iterator[str]:
    yield _file_header(order)
    whole = _Sums(0, 0, 0)
    numbers = count(1)
    batches = _batches(order)
    for number, (sec, transfers) in enumerate(batches, 1):
        yield _batch_header(order, sec, number)
        sums = _Sums(0, 0, 0)
        for transfer in transfers:
            for record in _entry(order, transfer, next(numbers)):
                yield record
                sums += _Sums(1, 0, 0)
            sums += _Sums(0, int(_account(transfer).routing[:8]), transfer.amount_minor)
        yield (
            f"8{_CREDITS_ONLY}{sums.records:06}{sums.figures}{_company(order)}"
            f"{'':25}{_bank(order)}{number:07}"
        )
        whole += sums
    # Two records for each batch, two for the file; what a block lacks is filled with nines.
    blocks = -(-(whole.records + 2 * len(batches) + 2) // _BLOCK)
    yield f"9{len(batches):06}{blocks:06}{whole.records:08}{whole.figures}{'':39}"


def _file_header(order: Order) -> str:
    ours = order.originator
    return (
        f"101 {ours.bank_routing:9}{_company(order)}{order.created_at:%y%m%d%H%M}"
        f"{order.modifier}094101{nacha_text(ours.bank_name, 23)}{nacha_text(ours.name, 23)}{'':8}"
    )


def _batch_header(order: Order, sec: str, number: int) -> str:
    return (
        f"5{_CREDITS_ONLY}{nacha_text(order.originator.name, 16)}"
        f"{nacha_text(order.message_id, 20)}{_company(order)}{sec}{_DESCRIPTION:10}"
        f"{order.created_at:%y%m%d}{order.execute_on:%y%m%d}{'':3}1{_bank(order)}{number:07}"
    )


def _entry(order: Order, transfer: Transfer, number: int) -> Iterator[str]:
    account, trace = _account(transfer), _trace(order, number)
    has_text = bool(transfer.text)
    yield (
        f"6{_CREDIT[account.is_savings]}{account.routing}{nacha_text(account.number, 17)}"
        f"{transfer.amount_minor:010}{nacha_text(transfer.reference, 15)}"
        f"{nacha_text(transfer.name, 22)}{'':2}{has_text:d}{trace}"
    )
    if has_text:
        yield f"705{nacha_text(transfer.text, 80)}{1:04}{trace[-7:]}"


def _batches(order: Order) -> list[tuple[str, Sequence[Transfer]]]:
    people = [transfer for transfer in order.transfers if not transfer.is_company]
    companies = [transfer for transfer in order.transfers if transfer.is_company]
    return [(sec, chosen) for sec, chosen in (("PPD", people), ("CCD", companies)) if chosen]


def _account(transfer: Transfer) -> UsAccount:
    assert isinstance(transfer.account, UsAccount), "others were refused"
    return transfer.account


def _bank(order: Order) -> str:
    return order.originator.bank_routing[:8]


def _trace(order: Order, number: int) -> str:
    return f"{_bank(order)}{number:07}"


def _company(order: Order) -> str:
    return nacha_text(order.originator.company_id, 10)


def _refuse_what_does_not_fit(order: Order) -> None:
    ours = order.originator
    if not (ours.company_id and ours.bank_name and len(ours.bank_routing) == len("021000021")):
        raise WontFit("Our bank's routing number and name and our company number are needed.")
    if order.currency != "USD":
        raise WontFit(f"NACHA pays in US dollars, and not in {order.currency}.")
    if order.total_minor > _LARGEST_TOTAL:
        raise WontFit("The total has more than twelve digits.")
    for transfer in order.transfers:
        if not isinstance(transfer.account, UsAccount):
            raise WontFit(f"{transfer.reference}: NACHA pays to a routing and an account number.")
        if transfer.amount_minor > _LARGEST_ENTRY:
            raise WontFit(f"{transfer.reference}: the amount has more than ten digits.")
