"""The promises of receivables."""

from typing import Final

from payouts.receivables import laws_of_credit

LAWS: Final = (*laws_of_credit.LAWS,)
