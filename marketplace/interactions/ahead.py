"""Work on one piece while the next is made."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def one_ahead(pieces: Iterator[T]) -> Iterator[T]:
    """The same pieces in the same order, each made while the caller works on the one before.

    Pays where the caller mostly waits, as for a database. What making a piece raises is raised
    in the piece's turn, and a caller who stops early leaves no thread behind.

    >>> list(one_ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(max_workers=1) as maker:
        made = maker.submit(next, pieces, None)
        while (piece := made.result()) is not None:
            made = maker.submit(next, pieces, None)
            yield piece
