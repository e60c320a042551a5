"""Who may see what came in at our bank, and say whose it is."""

from payouts.receivables.policies import can_handle_receipts as can_handle_receipts
from payouts.receivables.policies import can_see_payments as can_see_receipts

__all__ = ["can_handle_receipts", "can_see_receipts"]
