"""TCP has no messages: which sends made up a recv, found by where the bytes stand in their stream.

Also from a chunk to the fact that tells of it, and back.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from connscope.byhand.chunks import SEND, Chunk
from connscope.byhand.conversation import Conversation
from connscope.events import ConnId, Fact
from connscope.journal import OUT_OF_ORDER_NS, Journal


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


def made_of(chunk: Chunk, others: Sequence[Chunk]) -> list[tuple[int, int]]:
    """The same by their numbers."""
    return [(other.number, shared) for other, shared in parts(chunk, others)]


def echo_of(chunk: Chunk, conversation: Conversation) -> list[tuple[int, int]]:
    """Which of our own sends came back in this recv, if all that came so far is known to be an echo; else nothing."""
    return made_of(chunk, sends(conversation.chunks)) if chunk.echo else []


def sends(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Those that went out."""
    return [chunk for chunk in chunks if chunk.kind == SEND]


def start_of(chunk: Chunk) -> int:
    """Where it stands in its stream."""
    return chunk.start


def event_of(chunk: Chunk, conn: ConnId, journal: Journal) -> int | None:
    """The number of the fact that tells of this call, as long as the journal has it."""
    if chunk.told:
        for number, fact in journal.since(journal.number_at(chunk.at)):
            if fact.at == chunk.at and getattr(fact, "conn", 0) == conn:
                return number
            if fact.at > chunk.at + OUT_OF_ORDER_NS:
                break
    return None


def chunk_of(fact: Fact, conversation: Conversation) -> int | None:
    """The index of the chunk that this fact tells of, as long as the conversation has it."""
    chunks = conversation.chunks
    if getattr(fact, "conn", 0) == conversation.conn:
        for index in range(bisect_left(chunks, fact.at, key=lambda chunk: chunk.at), len(chunks)):
            if chunks[index].at != fact.at:
                break
            if chunks[index].told:
                return index
    return None
