"""TCP has no messages: bytes of one stream cut in two ways, and which pieces of one made up a piece of the other."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import hypothesis.strategies as st
from hypothesis import given

from connscope.byhand.chunks import RECV, SEND, Chunk
from connscope.byhand.conversation import MOST_BYTES, MOST_CHUNKS, SPARE_CHUNKS, Conversation
from connscope.byhand.echo import MOST_PENDING, Echo
from connscope.byhand.stream import parts

CUTS = st.lists(st.integers(1, 9), min_size=1, max_size=12)


def cut(sizes: Sequence[int], *, outgoing: bool = True) -> list[Chunk]:
    """A stream in pieces of these sizes."""
    kind, starts = SEND if outgoing else RECV, accumulate(sizes, initial=0)
    pieces = zip(starts, sizes, strict=False)
    return [Chunk(number, number, outgoing, start, size, b"", kind) for number, (start, size) in enumerate(pieces, 1)]


def made_of(chunk: Chunk, others: Sequence[Chunk]) -> list[tuple[int, int]]:
    """The parts by their numbers."""
    return [(other.number, size) for other, size in parts(chunk, others)]


@given(CUTS, st.data())
def test_of_a_stream_cut_twice_each_piece_is_made_up_of_the_other_s_whole(sizes: list[int], data: st.DataObject):
    total = sum(sizes)
    ends = sorted({*data.draw(st.lists(st.integers(1, total), max_size=8)), total})
    recvs = cut([end - start for start, end in pairwise((0, *ends))], outgoing=False)
    found = [made_of(recv, cut(sizes)) for recv in recvs]
    assert [sum(size for _, size in made) for made in found] == [recv.size for recv in recvs]
    spread = [number for made in found for number, size in made for _ in range(size)]
    assert spread == [number for number, size in enumerate(sizes, 1) for _ in range(size)]


def test_of_pieces_that_were_let_go_of_nothing_is_claimed():
    recv = Chunk(1, 1, False, 3, 4, b"", RECV)
    assert (made_of(recv, cut([5, 5])[1:]), made_of(recv, []), made_of(recv, cut([1]))) == ([(2, 2)], [], [])


MOVES = st.lists(st.tuples(st.booleans(), st.binary(min_size=1, max_size=9)), max_size=30)


@given(MOVES)
def test_the_chunks_cover_both_streams_without_a_gap(moves: list[tuple[bool, bytes]]):
    it = Conversation(1, "here:7")
    for at, (outgoing, data) in enumerate(moves):
        it.moved(at, outgoing, data, len(data))
    for outgoing, total in ((True, it.sent), (False, it.received)):
        chunks = [chunk for chunk in it.chunks if chunk.outgoing is outgoing]
        ends = [0, *(chunk.end for chunk in chunks)]
        assert ([chunk.start for chunk in chunks], ends[-1]) == (ends[:-1], total)
        assert b"".join(chunk.data for chunk in chunks) == b"".join(data for out, data in moves if out is outgoing)
        assert [chunk.number for chunk in chunks] == list(range(1, len(chunks) + 1))


@given(MOVES)
def test_an_echo_is_claimed_as_long_as_all_that_came_is_one(moves: list[tuple[bool, bytes]]):
    it, said, back, holds = Conversation(1, "here:7"), b"", b"", True
    for at, (outgoing, data) in enumerate(moves):
        it.moved(at, outgoing, data, len(data))
        said, back = (said + data, back) if outgoing else (said, back + data)
        holds = holds and said.startswith(back)
        assert it.chunks[-1].echo is (holds and not outgoing)


def test_of_more_than_is_kept_no_echo_is_claimed():
    echo = Echo()
    echo.said(bytes(MOST_PENDING), MOST_PENDING)
    assert (echo.holds, echo.came(b"\0", 1)) == (True, True)
    echo.said(b"xy", 2)
    assert (echo.holds, echo.came(b"\0", 1), len(echo.pending)) == (False, False, 0)


def test_of_bytes_without_their_content_no_echo_is_claimed():
    echo = Echo()
    echo.said(b"", 5)
    assert echo.came(b"hello", 5) is False


def test_a_conversation_keeps_the_last_calls_and_the_content_of_the_last_bytes():
    it = Conversation(1, "here:7")
    for at in range(MOST_CHUNKS + SPARE_CHUNKS + 5):
        it.moved(at, False, bytes(1 << 10), 1 << 10)
    kept = [len(chunk.data) for chunk in it.chunks]
    assert (len(it.chunks), it.chunks[0].number, it.received) == (MOST_CHUNKS + 5, SPARE_CHUNKS + 1, it.chunks[-1].end)
    assert (sum(kept), kept[-1], kept[0]) == (MOST_BYTES, 1 << 10, 0)


def test_a_single_call_keeps_its_content_whatever_its_size():
    it = Conversation(1, "here:7")
    it.moved(1, True, bytes(2 * MOST_BYTES), 2 * MOST_BYTES)
    assert len(it.chunks[0].data) == 2 * MOST_BYTES
