"""What brands pay, as the books have it. What comes in is the brand's until an invoice takes it.

Every receipt is a credit of the brand's prepaid balance, and an allocation moves it from there
to the receivable. So the receivable is what is open of the brand's invoices, the prepaid balance
is what nothing has taken, and neither depends on the order in which money and invoices come.
"""

from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.money import Money


def payment_received(
    *, payment_id: int, brand_id: int, amount: Money, into: AccountKind
) -> Posting:
    """Money of a brand came in; ``into`` says where it stands, or that it waited in suspense."""
    return Posting(
        "PAYMENT_RECEIVED",
        f"payment:{payment_id}",
        (debit(into, amount), credit(AccountKind.BRAND_PREPAID, amount, brand_id)),
    )


def payment_fee(*, payment_id: int, fee: Money) -> Posting:
    """The processor kept its fee of a payment."""
    return Posting(
        "PROCESSOR_FEE",
        f"payment:{payment_id}:fee",
        (debit(AccountKind.PROCESSOR_FEES, fee), credit(AccountKind.PROCESSOR_BALANCE, fee)),
    )


def payment_returned(
    *, payment_id: int, brand_id: int, amount: Money, owed: Money, out_of: AccountKind
) -> Posting:
    """A payment came back after it had succeeded.

    ``owed`` of it had been given back to the brand already, and is owed on top of invoices.
    """
    legs = [credit(out_of, amount)]
    if amount != owed:
        legs.append(debit(AccountKind.BRAND_PREPAID, amount - owed, brand_id))
    if owed:
        legs.append(debit(AccountKind.BRAND_RECEIVABLE, owed, brand_id))
    return Posting("PAYMENT_RETURNED", f"payment:{payment_id}:returned", tuple(legs))


def allocated(*, allocation_id: int, brand_id: int, amount: Money) -> Posting:
    """Money of a brand pays an invoice; below zero where that is undone."""
    return Posting(
        "PAYMENT_ALLOCATED",
        f"allocation:{allocation_id}",
        (
            debit(AccountKind.BRAND_PREPAID, amount, brand_id),
            credit(AccountKind.BRAND_RECEIVABLE, amount, brand_id),
        ),
    )


def chargeback_opened(*, chargeback_id: int, amount: Money, fee: Money) -> Posting:
    """The processor takes the money, and its fee, when a dispute opens."""
    legs = [
        debit(AccountKind.DISPUTE_RESERVE, amount),
        credit(AccountKind.PROCESSOR_BALANCE, amount + fee),
    ]
    if fee:
        legs.append(debit(AccountKind.PROCESSOR_FEES, fee))
    return Posting("CHARGEBACK_OPENED", f"chargeback:{chargeback_id}:opened", tuple(legs))


def chargeback_won(*, chargeback_id: int, amount: Money) -> Posting:
    """The money is ours again; the fee stays with the processor."""
    return Posting(
        "CHARGEBACK_WON",
        f"chargeback:{chargeback_id}:won",
        (debit(AccountKind.PROCESSOR_BALANCE, amount), credit(AccountKind.DISPUTE_RESERVE, amount)),
    )


def chargeback_owed(*, chargeback_id: int, brand_id: int, amount: Money, owed: Money) -> Posting:
    """Lost, and the brand has to pay again: its money goes, its invoices stand open.

    ``owed`` is what is on no invoice, because it had been given back to the brand already.
    """
    legs = [credit(AccountKind.DISPUTE_RESERVE, amount)]
    if amount != owed:
        legs.append(debit(AccountKind.BRAND_PREPAID, amount - owed, brand_id))
    if owed:
        legs.append(debit(AccountKind.BRAND_RECEIVABLE, owed, brand_id))
    return Posting("CHARGEBACK_OWED", f"chargeback:{chargeback_id}:owed", tuple(legs))


def chargeback_written_off(*, chargeback_id: int, amount: Money) -> Posting:
    """Lost, and nobody pays it: the invoices stay paid, and we bear it."""
    return Posting(
        "CHARGEBACK_WRITTEN_OFF",
        f"chargeback:{chargeback_id}:written off",
        (debit(AccountKind.BAD_DEBT, amount), credit(AccountKind.DISPUTE_RESERVE, amount)),
    )


def refund_reserved(*, refund_id: int, brand_id: int, amount: Money) -> Posting:
    """Prepaid money is set aside to go back; the floor refuses what is not there."""
    return Posting(
        "REFUND_RESERVED",
        f"refund:{refund_id}:reserved",
        (
            debit(AccountKind.BRAND_PREPAID, amount, brand_id),
            credit(AccountKind.BRAND_REFUNDING, amount, brand_id),
        ),
    )


def refund_settled(*, refund_id: int, brand_id: int, amount: Money) -> Posting:
    """The processor has sent it back."""
    return Posting(
        "REFUND_SETTLED",
        f"refund:{refund_id}:settled",
        (
            debit(AccountKind.BRAND_REFUNDING, amount, brand_id),
            credit(AccountKind.PROCESSOR_BALANCE, amount),
        ),
    )


def refund_released(*, refund_id: int, brand_id: int, amount: Money) -> Posting:
    """It was never sent: it is the brand's to use."""
    return Posting(
        "REFUND_RELEASED",
        f"refund:{refund_id}:released",
        (
            debit(AccountKind.BRAND_REFUNDING, amount, brand_id),
            credit(AccountKind.BRAND_PREPAID, amount, brand_id),
        ),
    )


def refund_returned(*, refund_id: int, brand_id: int, amount: Money) -> Posting:
    """It was sent, and the bank sent it back."""
    return Posting(
        "REFUND_RETURNED",
        f"refund:{refund_id}:returned",
        (
            debit(AccountKind.PROCESSOR_BALANCE, amount),
            credit(AccountKind.BRAND_PREPAID, amount, brand_id),
        ),
    )


def receivable_written_off(*, write_off_id: int, brand_id: int, amount: Money) -> Posting:
    """What is open of an invoice will not be collected, and we bear it."""
    return Posting(
        "RECEIVABLE_WRITTEN_OFF",
        f"writeoff:{write_off_id}",
        (
            debit(AccountKind.BAD_DEBT, amount),
            credit(AccountKind.BRAND_RECEIVABLE, amount, brand_id),
        ),
    )


def receivable_reinstated(*, write_off_id: int, brand_id: int, amount: Money) -> Posting:
    """What was given up is owed again, so that a payment can pay it."""
    return Posting(
        "RECEIVABLE_REINSTATED",
        f"writeoff:{write_off_id}:reinstated",
        (
            debit(AccountKind.BRAND_RECEIVABLE, amount, brand_id),
            credit(AccountKind.BAD_DEBT, amount),
        ),
    )
