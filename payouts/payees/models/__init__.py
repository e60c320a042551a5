"""An agent as someone who can be paid: where to, since when, and what stands in the way."""

from payouts.payees.models.decisions import BalanceDecision as BalanceDecision
from payouts.payees.models.decisions import DecisionKind as DecisionKind
from payouts.payees.models.decisions import DecisionStatus as DecisionStatus
from payouts.payees.models.decisions import Reveal as Reveal
from payouts.payees.models.details import DetailsKind as DetailsKind
from payouts.payees.models.details import DetailsStatus as DetailsStatus
from payouts.payees.models.details import PayoutDetails as PayoutDetails
from payouts.payees.models.forms import TaxForm as TaxForm
from payouts.payees.models.forms import TaxFormKind as TaxFormKind
from payouts.payees.models.forms import TaxFormStatus as TaxFormStatus
from payouts.payees.models.holds import HoldCause as HoldCause
from payouts.payees.models.holds import PayoutHold as PayoutHold
from payouts.payees.models.payee import Payee as Payee
from payouts.payees.models.payee import PayoutMinimum as PayoutMinimum
