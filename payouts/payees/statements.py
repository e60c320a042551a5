"""The words that a signer signs, each version once. A signed version is never edited.

An electronic form must carry the perjury statement of the paper one: Instructions for the
Requester of Form W-9, "Electronic Submission of Forms W-9" (IRS Announcement 98-27), and 26 CFR
1.1441-1(e)(4)(iv). So these are the forms' own words and are not translated.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from payouts.payees.tax_rules import FormKind


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed: its version and its words."""

    version: str
    words: str

    @property
    def hash(self) -> str:
        """SHA-256 of the words, in hex: kept with each signature."""
        return sha256(self.words.encode()).hexdigest()


_W9: Final = Statement(
    "W-9 2024-03",
    """Under penalties of perjury, I certify that:
1. The number shown on this form is my correct taxpayer identification number (or I am waiting \
for a number to be issued to me); and
2. I am not subject to backup withholding because (a) I am exempt from backup withholding, or (b) \
I have not been notified by the Internal Revenue Service (IRS) that I am subject to backup \
withholding as a result of a failure to report all interest or dividends, or (c) the IRS has \
notified me that I am no longer subject to backup withholding; and
3. I am a U.S. citizen or other U.S. person; and
4. The FATCA code(s) entered on this form (if any) indicating that I am exempt from FATCA \
reporting is correct.
The Internal Revenue Service does not require your consent to any provision of this document \
other than the certifications required to avoid backup withholding.""",
)
_W8BEN: Final = Statement(
    "W-8BEN 2021-10",
    """Under penalties of perjury, I declare that I have examined the information on this form \
and to the best of my knowledge and belief it is true, correct, and complete. I further certify \
under penalties of perjury that:
I am the individual that is the beneficial owner of all the income to which this form relates;
The person named on this form is not a U.S. person;
This form relates to income not effectively connected with the conduct of a trade or business in \
the United States;
The person named on this form is a resident of the treaty country named (if any) within the \
meaning of the income tax treaty between the United States and that country.
I agree that I will submit a new form within 30 days if any certification made on this form \
becomes incorrect.""",
)


def statement_for(kind: FormKind) -> Statement:
    """The words that are signed on a form of ``kind`` today."""
    return _W9 if kind is FormKind.W9 else _W8BEN
