"""Forms as the vendor's library writes them: ``a[b][0]=c`` becomes nested values."""

import re
from typing import Any
from urllib.parse import parse_qsl

from payouts.gateway.stand_in.answers import malformed

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


def nested(encoded: str) -> dict[str, Any]:
    """Return the form as nested dictionaries; lists are dictionaries by position.

    Raises:
        Refusal: a name that is not one, or one name as a value and as a hash.

    >>> nested("amount=900&metadata[payout]=7&expand[]=a&expand[]=b")
    {'amount': '900', 'metadata': {'payout': '7'}, 'expand': {'0': 'a', '1': 'b'}}
    """
    form: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        match = _NAME.fullmatch(name)
        if match is None:
            raise malformed(f"Invalid parameter name: {name}", param=name)
        *path, last = [match[1], *_PART.findall(match[2])]
        place = form
        for part in path:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise malformed(f"Invalid {match[1]}", param=match[1])
        if isinstance(place.get(last), dict):
            raise malformed(f"Invalid {match[1]}", param=match[1])
        place[last if last else str(len(place))] = value
    return form
