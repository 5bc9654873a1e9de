"""The calls of both ends in one order: nothing before its cause, nothing twice, and each found from its event."""

from hypothesis import given
from hypothesis import strategies as st

from connscope import events as ev
from connscope.byhand.chunks import END, HALF_CLOSE, RECV, SEND, Chunk
from connscope.byhand.conversation import Conversation
from connscope.journal import Journal
from connscope.ledger import Ledger
from connscope.text import cells
from connscope.tui.call_cells import composition, line, origin, title
from connscope.tui.exchange import MOST_CALLS, Call, Exchange, chunk_of, event_of

OURS, THEIRS = True, False


def send(number: int, at: int, start: int, data: bytes, *, theirs: bool = False) -> Chunk:
    """A send of ours, or one of the server's: each is outgoing to whoever makes it."""
    return Chunk(number, at, True, start, len(data), data, SEND, told=theirs)


def recv(number: int, at: int, start: int, data: bytes, *, echo: bool = False) -> Chunk:
    return Chunk(number, at, False, start, len(data), data, RECV, echo=echo)


def told(exchange: Exchange) -> list[tuple[str, int]]:
    """Whose calls they are, in their order."""
    return [(("our " if call.ours else "its ") + call.chunk.kind, call.chunk.number) for call in exchange.calls]


def test_nothing_stands_before_the_sends_that_it_was_made_of_whatever_the_clocks_say() -> None:
    exchange = Exchange()
    ours = [send(1, 50, 0, b"ab"), recv(1, 51, 0, b"ab")]
    theirs = [recv(1, 40, 0, b"ab"), send(1, 41, 0, b"ab", theirs=True)]
    exchange.take(ours, theirs)
    assert told(exchange) == [("our send", 1), ("its recv", 1), ("its send", 1), ("our recv", 1)]
    assert [call.at for call in exchange.calls] == [50, 50, 50, 51]


def test_an_end_does_not_stand_before_the_half_close_that_made_it_either() -> None:
    exchange = Exchange()
    ours = [send(1, 50, 0, b"ab"), Chunk(0, 52, True, 2, 0, b"", HALF_CLOSE)]
    theirs = [recv(1, 40, 0, b"ab"), Chunk(0, 51, False, 2, 0, b"", END)]
    exchange.take(ours, theirs)
    assert told(exchange) == [("our send", 1), ("its recv", 1), ("our half-close", 0), ("its end", 0)]
    assert [call.at for call in exchange.calls] == [50, 50, 52, 52]


def test_an_end_that_no_half_close_made_stands_where_the_clock_has_it() -> None:
    exchange = Exchange()
    exchange.take([send(1, 50, 0, b"ab")], [Chunk(0, 40, False, 0, 0, b"", END)])
    assert told(exchange) == [("its end", 0), ("our send", 1)]


def test_what_comes_in_late_finds_its_place_and_nothing_is_taken_twice() -> None:
    exchange = Exchange()
    ours = [send(1, 10, 0, b"a"), send(2, 30, 1, b"b")]
    exchange.take(ours, [])
    exchange.take(ours, [recv(1, 20, 0, b"a")])
    assert told(exchange) == [("our send", 1), ("its recv", 1), ("our send", 2)]


def test_a_list_that_has_let_go_of_its_oldest_is_gone_on_with() -> None:
    exchange, conversation = Exchange(), Conversation(1, "")
    for number in range(25_000):
        conversation.moved(number, False, b"x", 1)
        if number % 700 == 0:
            exchange.take(conversation.chunks, ())
    exchange.take(conversation.chunks, ())
    numbers = [call.chunk.number for call in exchange.calls]
    assert (numbers[-1], len(numbers) <= MOST_CALLS) == (25_000, True)
    assert numbers == list(range(numbers[0], 25_001))
    assert [chunk.number for chunk in exchange.side(OURS, False)] == numbers


def test_a_recv_is_made_of_the_other_end_s_sends_and_of_ours_only_if_it_is_their_echo() -> None:
    exchange = Exchange()
    ours = [send(1, 1, 0, b"abcd"), send(2, 2, 4, b"ef"), recv(1, 9, 0, b"abcde", echo=True), recv(2, 10, 5, b"X")]
    exchange.take(ours, [])
    *_, first, second = exchange.calls
    assert [(chunk.number, size) for chunk, size in exchange.echo_of(first)] == [(1, 4), (2, 1)]
    assert (exchange.made_of(first), exchange.echo_of(second)) == ([], [])
    assert origin(first, [], exchange.echo_of(first)) == "= send 1 + 1 of send 2"
    theirs = exchange.made_of(Call(recv(1, 3, 0, b"abcdef"), THEIRS, 3))
    assert composition(theirs, ours=True) == "send 1 + send 2"


def test_what_waits_unread_is_what_the_server_has_sent_and_we_have_not_read() -> None:
    exchange = Exchange()
    exchange.take([recv(1, 9, 0, b"abc")], [send(1, 5, 0, b"abcdefgh", theirs=True)])
    assert exchange.unread == 5


def test_what_was_read_by_calls_that_are_not_kept_any_more_does_not_wait() -> None:
    exchange, conversation = Exchange(), Conversation(1, "")
    theirs = [send(1, 0, 0, b"abc", theirs=True)]
    conversation.moved(1, False, b"abc", 3)
    for number in range(MOST_CALLS + 1):
        conversation.moved(number + 2, True, b"x", 1)
        if number % 1_000 == 0:
            exchange.take(conversation.chunks, theirs)
    exchange.take(conversation.chunks, theirs)
    assert (exchange.side(OURS, False), exchange.unread) == ([], 0)


@given(st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=30), st.data())
def test_the_parts_of_all_recvs_together_are_all_sends(sends: list[bytes], draw: st.DataObject) -> None:
    stream = b"".join(sends)
    cuts = draw.draw(st.lists(st.integers(1, len(stream)), max_size=20))
    starts = sorted({0, *cuts} - {len(stream)})
    ours, at = [], 0
    for number, data in enumerate(sends, 1):
        ours.append(send(number, number, at, data))
        at += len(data)
    ends = [*starts[1:], len(stream)]
    theirs = [recv(n, n, a, stream[a:b]) for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1)]
    exchange = Exchange()
    exchange.take(ours, theirs)
    recvs = [call for call in exchange.calls if not call.ours]
    made = [exchange.made_of(call) for call in recvs]
    assert [sum(size for _, size in each) for each in made] == [call.size for call in recvs]
    whole = {chunk.number: 0 for chunk in ours}
    for chunk, size in (part for each in made for part in each):
        whole[chunk.number] += size
    assert whole == {chunk.number: chunk.size for chunk in ours}
    for call, each in zip(recvs, made, strict=True):
        places = [n for n, other in enumerate(exchange.calls) if any(other.chunk is chunk for chunk, _ in each)]
        assert max(places) < exchange.calls.index(call)


def test_of_two_calls_at_the_same_moment_each_has_its_own_event() -> None:
    journal, place = Journal(), ("servers/echo.py", 1)
    facts = [
        ev.Received(5, 3, 1, place, "recv", 9, 2, 0, b"ab"),
        ev.Sent(5, 3, 1, place, "send", 2, 2, 0, b"ab"),
        ev.Sent(5, 4, 1, place, "send", 2, 2, 0, b"ab"),
    ]
    journal.add(list(facts), Ledger())
    chunks = [recv(1, 5, 0, b"ab"), send(1, 5, 0, b"ab", theirs=True)]
    assert [event_of(chunk, 3, journal) for chunk in chunks] == [0, 1]
    assert [chunk_of(fact, 3, chunks) for fact in facts] == [*chunks, None]
    assert event_of(recv(9, 5, 0, b"abc"), 3, journal) == -1


# In words.


def test_runs_of_whole_calls_are_the_first_and_the_last_and_parts_their_size() -> None:
    chunks = [send(number, 0, 0, b"abc") for number in range(1, 8)]
    made = [(chunks[0], 1), *((chunk, 3) for chunk in chunks[1:6]), (chunks[6], 2)]
    assert composition(made, ours=True) == "1 of send 1 + sends 2–6 + 2 of send 7"
    assert composition(made[:1], ours=False) == "1 of server send 1"


def test_several_calls_told_as_one_are_named_by_all_their_numbers() -> None:
    chunk = Chunk(5, 0, False, 100, 4_000, b"", RECV, calls=9)
    text = "".join(part for part, _ in line(Call(chunk, OURS, 0), "14:02:11.000", "", 100, as_hex=False))
    assert text.split() == ["14:02:11.000", "◀", "recvs", "5–13", "4,000", "not", "kept"]
    assert title(Call(chunk, OURS, 0)) == "recvs 5–13 · 4,000 bytes · 100–4,099 of all that came"


def test_a_time_is_told_whole_or_by_its_second() -> None:
    call = Call(recv(1, 0, 0, b"x"), OURS, 0)
    for when, seconds in (("14:02:11.000", "11.000"), ("   131.000 s", "131.000 s")):
        times = {line(call, when, "", width, as_hex=False)[0][0].strip() for width in range(45, 130)}
        assert times == {when.strip(), seconds}


def test_a_line_fits_at_every_width_as_text_and_as_hex() -> None:
    call = Call(recv(12, 0, 0, "\x1b[2J€漢字".encode() * 9), OURS, 0)
    for width in range(45, 130):
        for as_hex in (False, True):
            for made in ("", "= send 1 + sends 2–6 + 2 of send 7"):
                text = "".join(part for part, _ in line(call, "14:02:11.000", made, width, as_hex=as_hex))
                assert (cells(text) <= width, text.isprintable()) == (True, True)
