"""The face that the worker looks for: every job of this floor."""

from payouts.accruals import tasks as accruals
from payouts.banking import tasks as banking
from payouts.billing import tasks as billing
from payouts.collections import tasks as collections
from payouts.disputes import tasks as disputes
from payouts.gateway import tasks as gateway
from payouts.guarantees import tasks as guarantees
from payouts.incoming import tasks as incoming
from payouts.instant import tasks as instant
from payouts.ledger import tasks as ledger
from payouts.metering import tasks as metering
from payouts.payees import tasks as payees
from payouts.rating import tasks as rating
from payouts.receivables import tasks as receivables
from payouts.reports import tasks as reports
from payouts.runs import tasks as runs

__all__ = [
    "accruals",
    "banking",
    "billing",
    "collections",
    "disputes",
    "gateway",
    "guarantees",
    "incoming",
    "instant",
    "ledger",
    "metering",
    "payees",
    "rating",
    "receivables",
    "reports",
    "runs",
]
