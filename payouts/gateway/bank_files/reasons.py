"""Why banks refuse and return payouts, in plain words, and what follows for the payee.

Sources: Nacha Operating Rules, appendix 4, table of return reason codes; ISO 20022 external
code sets (status reasons and return reasons, as EPC's SEPA credit transfer rulebook uses them).
A code that is not here is said as it came, and waits for a person.
"""

from dataclasses import dataclass
from enum import StrEnum


class Follows(StrEnum):
    """What a reason means for the next payout of the same payee."""

    NEW_DETAILS = "NEW_DETAILS"
    NEVER_AGAIN = "NEVER_AGAIN"
    TRY_AGAIN = "TRY_AGAIN"
    OUR_FILE = "OUR_FILE"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, for an agent and a clerk alike, and what follows."""

    words: str
    follows: Follows

    @property
    def holds_the_payee(self) -> bool:
        """Whether nothing more is paid until somebody has looked or details were confirmed."""
        return self.follows in {Follows.NEW_DETAILS, Follows.NEVER_AGAIN}


_NEW, _NEVER = Follows.NEW_DETAILS, Follows.NEVER_AGAIN
_AGAIN, _OURS = Follows.TRY_AGAIN, Follows.OUR_FILE

_REASONS: dict[str, Reason] = {
    # ------------------------------------------------------------ NACHA
    "R01": Reason("The bank says that there was not enough money. It is meant for debits.", _OURS),
    "R02": Reason("The bank account is closed.", _NEW),
    "R03": Reason("The bank has no account with this number for this name.", _NEW),
    "R04": Reason("The account number cannot be one of this bank's.", _NEW),
    "R05": Reason("The entry was not authorized. It is meant for debits.", _OURS),
    "R06": Reason("Our own bank asked for the payment back.", _OURS),
    "R07": Reason("The authorization was revoked. It is meant for debits.", _OURS),
    "R08": Reason("The payment was stopped at the payee's bank.", _NEW),
    "R09": Reason("The funds were not collected yet. It is meant for debits.", _OURS),
    "R10": Reason("The account holder says that we may not pay to this account.", _NEW),
    "R11": Reason("The account holder says that the payment is not as agreed.", _NEW),
    "R12": Reason("The branch now belongs to another bank.", _NEW),
    "R13": Reason("The routing number is not one that takes these payments.", _NEW),
    "R14": Reason("The person who received for the payee has died or cannot any more.", _NEVER),
    "R15": Reason("The account holder has died.", _NEVER),
    "R16": Reason("The account is frozen, or the law forbids paying to it.", _NEVER),
    "R17": Reason("The bank could not process the details, or doubts them.", _NEW),
    "R18": Reason("The file named a date that the bank could not keep.", _OURS),
    "R19": Reason("The amount was not written as it must be.", _OURS),
    "R20": Reason("This account does not take payments, such as a savings plan.", _NEW),
    "R21": Reason("Our company number is not valid.", _OURS),
    "R22": Reason("The payee's number was not one that the bank knows.", _OURS),
    "R23": Reason("The account holder refused the payment.", _NEW),
    "R24": Reason("The bank believes that it was paid twice.", _OURS),
    "R25": Reason("The line for the statement was not written as it must be.", _OURS),
    "R26": Reason("A field that must be there was missing.", _OURS),
    "R27": Reason("The trace number was not right.", _OURS),
    "R28": Reason("The routing number's check digit is wrong.", _NEW),
    "R29": Reason("The company says that we may not pay to this account.", _NEW),
    "R30": Reason("The bank does not take part in this kind of payment.", _NEW),
    "R31": Reason("Our bank and the payee's agreed to return the payment.", _NEW),
    "R32": Reason("The payee's bank cannot settle payments now.", _AGAIN),
    "R33": Reason("The bank returned the payment at its own discretion.", _NEW),
    "R34": Reason("The payee's bank may take only some payments.", _NEW),
    "R35": Reason("This kind of account does not take such debits.", _OURS),
    "R36": Reason("This kind of entry does not take credits.", _OURS),
    # ------------------------------------------------------------ ISO 20022
    "AC01": Reason("The account number is not one of this bank's.", _NEW),
    "AC03": Reason("The account number is not valid.", _NEW),
    "AC04": Reason("The bank account is closed.", _NEW),
    "AC06": Reason("The account is blocked.", _NEVER),
    "AC07": Reason("The bank account is closed.", _NEW),
    "AC13": Reason("This kind of account does not take payments.", _NEW),
    "AG01": Reason("Payments to this kind of account are not allowed.", _NEW),
    "AG02": Reason("The bank does not know this kind of payment.", _OURS),
    "AM02": Reason("The amount is higher than the bank allows.", _OURS),
    "AM03": Reason("The bank does not pay in this currency.", _OURS),
    "AM04": Reason("There was not enough money on our account.", _AGAIN),
    "AM05": Reason("The bank believes that it was paid twice.", _OURS),
    "AM09": Reason("The amount that arrived is not the one that was ordered.", _OURS),
    "BE01": Reason("The name does not belong to the account.", _NEW),
    "BE04": Reason("The payee's address is missing.", _NEW),
    "BE05": Reason("The bank does not know us as the one who orders.", _OURS),
    "CNOR": Reason("The payee's bank does not take SEPA payments.", _NEW),
    "CURR": Reason("The account does not take this currency.", _NEW),
    "CUST": Reason("The payment was given back at the customer's wish.", _NEW),
    "DUPL": Reason("The bank believes that it was paid twice.", _OURS),
    "ERIN": Reason("The bank does not support this extended information.", _OURS),
    "FF01": Reason("The file was not written as the bank wants it.", _OURS),
    "FOCR": Reason("The payment was called back and given back.", _OURS),
    "FRAD": Reason("The bank suspects fraud.", _NEVER),
    "MD07": Reason("The account holder has died.", _NEVER),
    "MS02": Reason("The account holder refused the payment.", _NEW),
    "MS03": Reason("The bank gives no reason.", _NEW),
    "NARR": Reason("The bank says why in words.", _NEW),
    "RC01": Reason("The BIC is not valid.", _NEW),
    "RC07": Reason("The BIC of the payee's bank is not valid.", _NEW),
    "RR01": Reason("The account that pays must be named, by law.", _OURS),
    "RR02": Reason("Our name or address must be given, by law.", _OURS),
    "RR03": Reason("The payee's name or address must be given, by law.", _NEW),
    "RR04": Reason("The law forbids the payment, or asks for more before it.", _NEVER),
    "TECH": Reason("Something technical failed at a bank.", _AGAIN),
    "TM01": Reason("The file reached the bank after its cut-off time.", _AGAIN),
}

# What a notification of change corrects (Nacha Operating Rules, appendix 5).
_CHANGES: dict[str, str] = {
    "C01": "the account number",
    "C02": "the routing number",
    "C03": "the routing number and the account number",
    "C04": "the name",
    "C05": "whether it is a checking or a savings account",
    "C06": "the account number and the kind of account",
    "C07": "the routing number, the account number and the kind of account",
    "C09": "the payee's number",
    "C13": "the layout of the addenda record",
}


def reason_of(code: str) -> Reason:
    """What ``code`` means; a code that nobody knows holds the payee until somebody has looked.

    >>> reason_of("R02").words, reason_of("R02").follows.value
    ('The bank account is closed.', 'NEW_DETAILS')
    >>> reason_of("ZZ99").words
    'The bank answered “ZZ99”.'
    """
    known = _REASONS.get(code)
    if known is not None:
        return known
    return Reason(f"The bank answered “{code}”." if code else "The bank gives no reason.", _NEW)


def change_in_words(code: str) -> str:
    """What a notification of change corrects.

    >>> change_in_words("C03")
    'the routing number and the account number'
    """
    return _CHANGES.get(code, f"what it calls “{code}”")
