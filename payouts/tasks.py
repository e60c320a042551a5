"""The face that the worker looks for: every job of this floor."""

from payouts.accruals import tasks as accruals
from payouts.billing import tasks as billing
from payouts.ledger import tasks as ledger
from payouts.metering import tasks as metering
from payouts.payees import tasks as payees
from payouts.rating import tasks as rating
from payouts.reports import tasks as reports
from payouts.runs import tasks as runs

__all__ = ["accruals", "billing", "ledger", "metering", "payees", "rating", "reports", "runs"]
