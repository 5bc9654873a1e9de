"""TCP has no messages: which sends made up a recv, found by where the bytes stand in their stream."""

from bisect import bisect_right
from collections.abc import Sequence

from connscope.byhand.chunks import Chunk


def parts(chunk: Chunk, others: Sequence[Chunk]) -> list[tuple[Chunk, int]]:
    """Those of the others that its bytes are of, and how many of each; `others` are one stream, in its order.

    Where some of them were let go of, the sum is less than its size.
    """
    found = []
    for other in others[max(0, bisect_right(others, chunk.start, key=start_of) - 1) :]:
        if other.start >= chunk.end:
            break
        shared = min(chunk.end, other.end) - max(chunk.start, other.start)
        if shared > 0:
            found.append((other, shared))
    return found


def start_of(chunk: Chunk) -> int:
    """Where it stands in its stream."""
    return chunk.start
