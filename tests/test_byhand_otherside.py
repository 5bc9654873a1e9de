"""The other end of a connection by hand is counted along from facts, and right again after some were left out."""

from collections.abc import Iterator
from typing import Any

from connscope import events as ev
from connscope.byhand.chunks import END, HALF_CLOSE, INJECT, RECV, SEND
from connscope.byhand.conversation import MOST_CHUNKS, SPARE_CHUNKS, Conversation
from connscope.byhand.otherside import OtherSide, OtherSides
from connscope.byhand.stream import parts
from connscope.events import Fact
from connscope.journal import CAPACITY, Journal
from connscope.ledger import Ledger
from tests.facts_by_hand import fact


def told(*facts: Fact) -> OtherSide:
    side = OtherSide(7)
    side.take(facts)
    return side


def kinds(side: OtherSide) -> list[tuple[str, int, int, int]]:
    return [(chunk.kind, chunk.number, chunk.start, chunk.size) for chunk in side.chunks]


def test_each_call_of_the_program_is_a_chunk_and_those_of_others_are_none():
    side = told(
        fact(ev.Accepted),
        fact(ev.Received, at=2, size=3, head=b"abc"),
        fact(ev.Received, conn=8, size=9),
        fact(ev.Sent, at=3, size=100, head=b"x" * 64),
        fact(ev.Received, at=4, size=2, head=b"de"),
        fact(ev.PeerFinished, at=5),
        fact(ev.HalfClosed, at=6, how=1),
    )
    assert kinds(side) == [(RECV, 1, 0, 3), (SEND, 1, 0, 100), (RECV, 2, 3, 2), (END, 0, 5, 0), (HALF_CLOSE, 0, 100, 0)]
    assert [(chunk.at, chunk.outgoing, chunk.data) for chunk in side.chunks[:3]] == [
        (2, False, b"abc"),
        (3, True, b""),
        (4, False, b"de"),
    ]


def test_bytes_that_were_put_in_stand_in_the_stream_between_the_sends():
    side = told(fact(ev.Accepted), fact(ev.Sent, size=5), fact(ev.Injected, asked=3, size=2), fact(ev.Sent, size=5))
    assert kinds(side) == [(SEND, 1, 0, 5), (INJECT, 1, 5, 2), (SEND, 2, 7, 5)]


def test_of_one_whose_beginning_was_missed_nothing_is_said_until_it_is_known():
    side = told(fact(ev.Received, size=3), fact(ev.Known, bytes_in=50, recvs=4), fact(ev.Received, size=3))
    assert kinds(side) == [(RECV, 5, 50, 3)]


def test_after_what_was_left_out_it_stands_where_the_exact_table_says():
    side = told(
        fact(ev.Accepted),
        fact(ev.Sent, size=5),
        fact(ev.Injected, asked=2, size=2),
        fact(ev.Dropped, count=9),
        fact(ev.Known, bytes_in=900, recvs=9, bytes_out=400, sends=8),
        fact(ev.Received, size=1),
        fact(ev.Sent, size=1),
    )
    assert kinds(side)[2:] == [(RECV, 10, 900, 1), (SEND, 9, 402, 1)]


def put_in(size: int, total: int, **given: Any) -> Fact:
    made: Fact = fact(ev.Injected, asked=size, size=size, total=total, **given)
    return made


def test_bytes_put_in_that_only_the_exact_table_told_of_stand_before_what_follows():
    side = told(
        fact(ev.Accepted),
        fact(ev.Sent, size=5),
        fact(ev.Dropped, count=1),
        fact(ev.Known, bytes_out=5, sends=1, injected=100),
        put_in(100, 100),
        fact(ev.Sent, size=5),
    )
    assert (kinds(side), side.sent) == ([(SEND, 1, 0, 5), (SEND, 2, 105, 5)], 110)


def test_bytes_put_in_say_how_many_were_put_in_before_and_left_out():
    side = told(fact(ev.Accepted), put_in(2, 2), put_in(3, 45), fact(ev.Sent, size=5))
    assert kinds(side) == [(INJECT, 1, 0, 2), (INJECT, 2, 42, 3), (SEND, 1, 45, 5)]


def test_what_could_not_be_put_in_is_no_call():
    side = told(fact(ev.Accepted), put_in(2, 2), put_in(0, 0, error="EBADF"), put_in(0, 2), put_in(0, 0))
    assert kinds(side) == [(INJECT, 1, 0, 2)]


def test_it_keeps_the_last_calls():
    side = told(fact(ev.Accepted), *[fact(ev.Received, size=1)] * (MOST_CHUNKS + SPARE_CHUNKS))
    assert (len(side.chunks), side.chunks[0].number, side.received) == (MOST_CHUNKS, SPARE_CHUNKS + 1, 11_000)


OURS, THEIRS = "127.0.0.1:50000", "127.0.0.1:65432"


class Sitting:
    """Facts as a session takes them in."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.ledger, self.journal, self.sides = Ledger(), Journal(capacity), OtherSides()
        self.conversations = [Conversation(1, THEIRS, conn=ev.OURS_FROM)]

    def tick(self, *facts: Fact) -> None:
        for each in facts:
            self.ledger.apply(each)
        self.journal.add(list(facts), self.ledger)
        self.sides.take(self.conversations, self.ledger, self.journal)


def test_it_is_found_late_and_nothing_of_it_is_missed_or_counted_twice():
    it = Sitting()
    it.tick(
        fact(ev.Listening, at=1, conn=6, address=THEIRS),
        fact(ev.Accepted, at=2, listener=6, address=OURS),
        fact(ev.Received, at=3, size=4),
    )
    assert it.sides.by_client == {}
    it.tick(
        fact(ev.Opened, at=1, conn=ev.OURS_FROM),
        fact(ev.Connecting, at=1, conn=ev.OURS_FROM, own=OURS, address=THEIRS),
        fact(ev.Received, at=4, size=6),
    )
    it.tick(fact(ev.Received, at=5, size=7), fact(ev.Sent, at=6, size=1))
    side = it.sides.by_client[1]
    assert kinds(side) == [(RECV, 1, 0, 4), (RECV, 2, 4, 6), (RECV, 3, 10, 7), (SEND, 1, 0, 1)]
    it.conversations[0].moved(2, True, b"12345", 5)
    it.conversations[0].moved(3, True, b"123456789012", 12)
    made_of = parts(side.chunks[1], it.conversations[0].chunks)
    assert [(chunk.number, size) for chunk, size in made_of] == [(1, 1), (2, 5)]


SHAKEN = (
    fact(ev.Listening, at=1, conn=6, address=THEIRS),
    fact(ev.Accepted, at=2, listener=6, address=OURS),
    fact(ev.Connecting, at=1, conn=ev.OURS_FROM, own=OURS, address=THEIRS),
)
FEW = 40
"""Facts that a journal keeps."""


def test_where_the_journal_has_let_go_of_facts_it_goes_on_from_where_that_begins():
    it = Sitting(FEW)
    it.tick(*SHAKEN, fact(ev.Received, at=3, size=4))
    told = [put_in(3, 3, at=4), *(fact(ev.Sent, at=at, size=1) for at in range(5, 10)), *[fact(ev.Idled, at=9)] * FEW]
    for each in told:
        it.ledger.apply(each)
        it.journal.add([each], it.ledger)
    it.tick(fact(ev.Received, at=10, size=5), fact(ev.Sent, at=11, size=2))
    assert it.sides.next > len(told)
    assert it.journal.first > len(SHAKEN) + 6
    side = it.sides.by_client[1]
    assert kinds(side) == [(RECV, 1, 0, 4), (RECV, 2, 4, 5), (SEND, 6, 8, 2)]
    assert (side.known, side.sent, side.received) == (True, 10, 9)


def test_one_that_is_found_when_its_beginning_is_gone_goes_on_from_where_the_journal_begins():
    it = Sitting(FEW)
    conversations, it.conversations = it.conversations, []
    for each in (*SHAKEN, fact(ev.Received, at=3, size=4), *[fact(ev.Idled, at=9)] * 2 * FEW):
        it.tick(each)
    it.conversations = conversations
    it.tick(fact(ev.Received, at=10, size=5))
    assert kinds(it.sides.by_client[1]) == [(RECV, 2, 4, 5)]


class Counting(Journal):
    """Knows how often it was read."""

    reads = 0

    def since(self, number: int) -> Iterator[tuple[int, Fact]]:
        self.reads += 1
        return super().since(number)


def test_for_any_number_of_them_the_journal_is_read_once_as_they_come_and_once_as_they_go_on():
    it, many = Sitting(), range(50)
    it.journal = Counting()
    it.conversations = [Conversation(n, THEIRS, conn=ev.OURS_FROM + n) for n in many]
    it.tick(fact(ev.Listening, at=1, conn=6, address=THEIRS))
    for n in many:
        own = f"127.0.0.1:{50_000 + n}"
        it.tick(fact(ev.Accepted, at=2 + n, conn=100 + n, listener=6, address=own))
    it.journal.reads = 0
    it.tick(
        *(
            fact(ev.Connecting, at=60, conn=ev.OURS_FROM + n, own=f"127.0.0.1:{50_000 + n}", address=THEIRS)
            for n in many
        )
    )
    it.tick(*(fact(ev.Received, at=70, conn=100 + n, size=1 + n) for n in many))
    assert it.journal.reads == 2
    assert {n: kinds(side) for n, side in it.sides.by_client.items()} == {n: [(RECV, 1, 0, 1 + n)] for n in many}


def test_it_is_let_go_of_with_its_conversation():
    it = Sitting()
    it.tick(
        fact(ev.Listening, at=1, conn=6, address=THEIRS),
        fact(ev.Accepted, at=2, listener=6, address=OURS),
        fact(ev.Connecting, at=1, conn=ev.OURS_FROM, own=OURS, address=THEIRS),
    )
    assert list(it.sides.by_client) == [1]
    it.conversations.clear()
    it.tick()
    assert it.sides.by_client == {}
