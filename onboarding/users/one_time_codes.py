"""Time-based one-time codes, as authenticator apps show them: RFC 4226 (HOTP) and 6238 (TOTP).

SHA-1, six digits, thirty seconds: what every app does without being told.
"""

import base64
import hmac
from datetime import datetime
from hashlib import sha1

STEP_SECONDS = 30
_DIGITS = 6
# Of a code that was read at the end of its half minute and typed in the next.
_LATE_STEPS = 1


def step_at(at: datetime) -> int:
    """The number of half minutes since 1970, which is what a code is of."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """The code that an app with ``secret`` (base 32) shows during ``step``.

    RFC 6238, appendix B, at 59 seconds (its last six digits):

    >>> code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59 // STEP_SECONDS)
    '287082'
    """
    key = base64.b32decode(secret.encode("ascii"), casefold=True)
    digest = hmac.new(key, step.to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def step_of_code(secret: str, code: str, *, at: datetime) -> int | None:
    """The step whose code this is, if it is of now or of just before; else nothing.

    >>> from datetime import UTC
    >>> secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    >>> [step_of_code(secret, "287082", at=datetime.fromtimestamp(at, UTC)) for at in (29, 59, 89)]
    [None, 1, 1]
    >>> step_of_code(secret, "287082", at=datetime.fromtimestamp(90, UTC)) is None
    True
    """
    typed = "".join(code.split())
    if not typed.isascii():
        return None
    now = step_at(at)
    for step in range(now, max(0, now - _LATE_STEPS) - 1, -1):
        if hmac.compare_digest(typed, code_of(secret, step)):
            return step
    return None
