"""The face that the framework looks for: every table of this floor."""

from payouts.accruals.models import Accrual as Accrual
from payouts.accruals.models import Clearing as Clearing
from payouts.billing.models import CreditNote as CreditNote
from payouts.billing.models import CreditNoteLine as CreditNoteLine
from payouts.billing.models import Invoice as Invoice
from payouts.billing.models import InvoiceLine as InvoiceLine
from payouts.billing.models import NumberSeries as NumberSeries
from payouts.gateway.models import Attempt as Attempt
from payouts.gateway.models import GatewayEvent as GatewayEvent
from payouts.ledger.models import JournalEntry as JournalEntry
from payouts.ledger.models import JournalSeal as JournalSeal
from payouts.ledger.models import JournalTransaction as JournalTransaction
from payouts.ledger.models import LedgerAccount as LedgerAccount
from payouts.ledger.models import LedgerBalance as LedgerBalance
from payouts.metering.models import UsageRecord as UsageRecord
from payouts.payees.models import Payee as Payee
from payouts.payees.models import PayoutHold as PayoutHold
from payouts.periods.models import Period as Period
from payouts.rating.models import RatedWork as RatedWork
from payouts.reports.models import Proof as Proof
from payouts.reports.models import ProofResult as ProofResult
from payouts.runs.models import Payout as Payout
from payouts.runs.models import PayoutRun as PayoutRun
from payouts.runs.models import PayoutSkip as PayoutSkip
