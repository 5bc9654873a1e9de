"""A connection's story as plain text, and its bytes: whole, in order, exact, and inert."""

import hypothesis.strategies as st
from hypothesis import given

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import UNKNOWN, Fact
from connscope.ledger import Ledger
from connscope.story import FIRST_CALLS, LAST_CALLS, as_hex, as_repr, copyable, story
from connscope.text import visible
from connscope.wording import said
from tests.any_facts import ANY_FACT
from tests.facts_by_hand import fact, ledger_of

PLACE = ("servers/echo.py", 19)
OWN, SERVER = "127.0.0.1:50000", "127.0.0.1:65432"
START = 5_000_000_000

ACCEPTED = fact(ev.Accepted, at=START, fd=9, address=OWN, listener=2, place=("servers/echo.py", 10))
RECEIVED = fact(
    ev.Received, at=START + 1_000, asked=65_536, size=22, outb=0, head=b"Message 1 from client.", place=PLACE
)


def sent(size: int = 22, at: int = START + 2_000) -> ev.Sent:
    return fact(ev.Sent, at=at, call="send", asked=22, size=size, outb=22, head=b"\x1b[2J\x00\xff", place=PLACE)


def told(ledger: Ledger, facts: list[Fact], **options: object) -> list[str]:
    """Its lines."""
    return story(ledger.connections[7], "", facts, lambda at: f"{at / 1e9:.3f}", **options).splitlines()  # type: ignore[arg-type]


def story_of(*facts: Fact, **options: object) -> list[str]:
    """The lines of connection 7, of which all these have been kept."""
    return told(ledger_of(*facts), list(facts), **options)


def test_a_send_that_was_refused_after_an_end_by_hand_is_no_reset() -> None:
    half_closed, refused = fact(ev.EndedByHand, how="half-close"), fact(ev.Reset, call="send", error="EPIPE")
    assert "fd 9 · closed · EPIPE · half-close by hand" in story_of(ACCEPTED, half_closed, refused)[2]
    assert "fd 9 · reset · EPIPE" in story_of(ACCEPTED, refused)[2]


def calls(lines: list[str]) -> list[str]:
    """The calls' lines, each blank but one taken out."""
    titles = next(number for number, line in enumerate(lines) if line.lstrip().startswith("seconds  "))
    return [" ".join(line.split()) for line in lines[titles + 1 :]]


def test_a_story_says_who_it_is_what_it_did_in_all_and_each_call():
    assert story_of(ACCEPTED, RECEIVED, sent(), setting="connscope 0.1.0 · echo\nPython 3.11") == [
        "connscope 0.1.0 · echo",
        "Python 3.11",
        "127.0.0.1:50000 · began at 5.000",
        "",
        "the server's end · 127.0.0.1:50000 · fd 9 · open",
        "  received              22 bytes · 1 recv",
        "  sent                  22 bytes · 1 send",
        "  outb                   0 bytes",
        "",
        "seconds: since it began · later: than the line before · outb: what the program owed just before the call",
        "     seconds        later  call                  result                outb  source",
        "    0.000000    +0.000000  accept                fd 9                        servers/echo.py:10"
        "           from 127.0.0.1:50000",
        "    0.000001    +0.000001  recv(65536)           22                       0  servers/echo.py:19",
        "                           4d 65 73 73 61 67 65 20  31 20 66 72 6f 6d 20 63  Message 1 from c…",
        "    0.000002    +0.000001  send(22)              22                      22  servers/echo.py:19",
        "                           1b 5b 32 4a 00 ff                                 ·[2J··…",
    ]


def test_what_went_wrong_is_told_with_its_numbers():
    short = sent(5)
    again = fact(ev.WouldBlock, at=START + 9_000, call="send", asked=17, outb=17)
    gone = fact(ev.Reset, at=START + 10_000, call="send", error="EPIPE", outb=17)
    lines = story_of(ACCEPTED, RECEIVED, short, again, gone)
    assert lines[2:6] == [
        "the server's end · 127.0.0.1:50000 · fd 9 · reset · EPIPE",
        "  received              22 bytes · 1 recv",
        "  sent                   5 bytes · 1 send, 1 short · 1 EAGAIN",
        "  lost                  17 bytes that were in outb",
    ]
    assert calls(lines)[-4:] == [
        "0.000002 +0.000001 send(22) 5 short 22 servers/echo.py:19",
        "1b 5b 32 4a 00 ff ·[2J··",
        "0.000009 +0.000007 send(17) EAGAIN 17 no room: the kernel's send buffer is full",
        "0.000010 +0.000001 send EPIPE 17 the connection takes no more bytes · 17 B in outb lost",
    ]


def test_an_outb_that_cannot_be_known_is_not_said_to_be_empty():
    assert "  outb           not known" in story_of(fact(ev.Accepted, at=START, address=OWN))


def test_strange_things_that_were_noted_are_told():
    lines = story_of(ACCEPTED, fact(ev.Closed, at=START + 1, outb=0), RECEIVED)
    assert "  strange: Received after it was closed" in lines


def test_the_answers_of_select_are_told_in_which_it_was_ready():
    woke = [fact(ev.Woke, at=START + at, ready=ready) for at, ready in ((1, [(8, 1)]), (2, [(8, 2), (7, 3)]))]
    assert calls(story_of(ACCEPTED, *woke))[1:] == ["0.000000 +0.000000 select RW ready did not sleep"]


def test_other_connections_and_looks_into_outb_are_left_out():
    others = [fact(ev.Received, conn=8, at=START, size=5), fact(ev.Printed, at=START), fact(ev.OutbSeen, at=START)]
    assert len(calls(story_of(ACCEPTED, *others))) == 1


# Both ends.


def both_ends() -> tuple[Ledger, list[Fact]]:
    facts: list[Fact] = [
        fact(ev.Opened, conn=8, at=START - 3_000, fd=12),
        fact(ev.Connecting, conn=8, at=START - 2_000, own=OWN, address=SERVER, error="EINPROGRESS"),
        fact(ev.ClientBegan, client=3, at=START - 1_000, own=OWN, address=SERVER, behaviour="silent", msg_total=0),
        ACCEPTED,
        fact(ev.ClientFroze, client=4, at=START + 1_000),
        fact(ev.ClientFroze, client=3, at=START + 2_000),
    ]
    return ledger_of(*facts), facts


def test_where_both_ends_are_ours_the_calls_of_both_are_told_in_order_each_with_its_end():
    ledger, facts = both_ends()
    text = story(ledger.connections[7], "client-3", facts, str, other=ledger.connections[8])
    assert [line.split()[2:5] for line in text.splitlines()[-5:]] == [
        ["client", "socket", "fd"],
        ["client", "connect", "EINPROGRESS"],
        ["client", "launch", *words_of(facts[2])[:1]],
        ["server", "accept", "fd"],
        ["client", "freeze", *words_of(facts[5])[:1]],
    ]


def words_of(fact: Fact) -> list[str]:
    """The words of a client's fact, behind the call."""
    return " ".join(said(fact)[1:]).split()


def test_where_both_ends_are_ours_both_are_summed_up_and_time_begins_with_the_first():
    ledger, facts = both_ends()
    lines = story(ledger.connections[7], "client-3", facts, str, other=ledger.connections[8]).splitlines()
    assert lines[0] == f"client-3 · began at {START - 3_000}"
    assert [line for line in lines if "'s end" in line] == [
        "the server's end · 127.0.0.1:50000 · fd 9 · open",
        "the client's end · 127.0.0.1:50000 → 127.0.0.1:65432 · fd 12 · connecting",
    ]


def test_what_a_client_says_of_itself_stands_where_it_belongs_though_it_is_told_later():
    ledger, facts = both_ends()
    late = [*facts[:2], *facts[3:], facts[2]]
    lines = [story(ledger.connections[7], "client-3", each, str, other=ledger.connections[8]) for each in (facts, late)]
    assert lines[0] == lines[1]


# What is missing.


def test_where_the_beginning_is_no_longer_kept_that_is_said():
    lines = calls(told(ledger_of(ACCEPTED, RECEIVED), [RECEIVED]))
    assert lines[0] == "… earlier calls are not kept any more"


def test_where_the_beginning_of_one_end_is_no_longer_kept_that_is_said():
    ledger, facts = both_ends()
    lines = told(ledger, facts[1:], other=ledger.connections[8])
    assert calls(lines)[0] == "… earlier calls are not kept any more"


def test_where_nothing_is_kept_that_is_said():
    assert told(ledger_of(ACCEPTED), [])[-1] == "Its calls are not kept any more."


def test_what_was_left_out_between_two_calls_is_one_line():
    dropped = [fact(ev.Dropped, at=START + 100, count=1_000), fact(ev.Dropped, at=START + 1_000, count=34)]
    assert calls(story_of(ACCEPTED, *dropped, RECEIVED))[1:3] == [
        "0.000001 +0.000001 left out 1,034 only counted; exact totals follow",
        "0.000001 +0.000000 recv(65536) 22 0 servers/echo.py:19",
    ]


def test_what_was_left_out_last_is_told_too():
    assert calls(story_of(ACCEPTED, fact(ev.Dropped, at=START + 1, count=5)))[-1].split()[2:5] == ["left", "out", "5"]


def test_what_was_left_out_before_it_began_or_after_it_ended_is_no_part_of_it():
    before, after = fact(ev.Dropped, at=START - 1, count=5), fact(ev.Dropped, at=START + 9_000, count=5)
    closed = fact(ev.Closed, at=START + 5_000, outb=0)
    assert not [line for line in story_of(before, ACCEPTED, closed, after) if "left out" in line]


def many(count: int) -> list[Fact]:
    return [ACCEPTED, *(sent(at=START + number) for number in range(1, count))]


def test_of_very_many_calls_the_first_and_the_last_are_told_and_how_many_are_not():
    lines = calls(story_of(*many(FIRST_CALLS + LAST_CALLS + 1_234)))
    cut = lines.index("… 1,234 calls are left out here, to keep this short")
    told = [line for line in lines if "send(22)" in line or "accept" in line]
    assert (cut, len(told)) == (2 * FIRST_CALLS - 1, FIRST_CALLS + LAST_CALLS)


def test_of_just_as_many_as_there_is_room_for_none_is_cut():
    lines = story_of(*many(FIRST_CALLS + LAST_CALLS))
    assert sum("send(22)" in line for line in lines) == FIRST_CALLS + LAST_CALLS - 1
    assert not [line for line in lines if "left out" in line]


# Whatever the facts say.


@given(st.lists(ANY_FACT, max_size=12), st.text(max_size=10), st.text(max_size=20), st.booleans())
def test_no_fact_breaks_a_story_and_each_of_its_lines_is_inert(facts: list[Fact], name: str, setting: str, two: bool):
    ledger = ledger_of(*facts)
    for conn in ledger.connections.values():
        text = story(conn, name, facts, str, other=conn if two else None, setting=setting)
        lines = text.removesuffix("\n").split("\n")
        assert all(visible(line) == line for line in lines)


# Copies.


def copies(conn: Connection | None) -> dict[str, str]:
    return {name: text() for name, text in copyable(conn, "9  open", lambda: "the story\n").items()}


def filled() -> Connection:
    return Connection(
        7, outb=4_096, outb_start=b"\x1b]0;owned\x07" * 2, head_in=b"x" * 64, head_out="é\t".encode()
    )  # fmt: skip


def test_row_and_story_are_copied_as_they_are():
    copied = copies(filled())
    assert (copied["row"], copied["story"]) == ("9  open", "the story\n")


def test_bytes_are_copied_as_python_that_can_be_run_and_says_how_much_is_missing():
    text = copies(filled())["repr"]
    names: dict[str, bytes] = {}
    exec(text, names)
    assert [names[name] for name in ("outb", "last_received", "last_sent")] == [
        b"\x1b]0;owned\x07" * 2, b"x" * 64, "é\t".encode(),
    ]  # fmt: skip
    assert [line.split("#")[1] for line in text.splitlines()] == [
        " the first 20 of 4,096 bytes",
        " the first 64 bytes",
        " 3 bytes",
    ]


def test_bytes_are_copied_as_hex_beside_their_text():
    assert copies(filled())["hex"].splitlines()[:3] == [
        "outb: the first 20 of 4,096 bytes",
        "0000  1b 5d 30 3b 6f 77 6e 65  64 07 1b 5d 30 3b 6f 77  ·]0;owned··]0;ow",
        "0010  6e 65 64 07                                       ned·",
    ]


def test_what_is_not_there_says_so():
    assert copies(Connection(7, outb=0))["repr"].splitlines() == [
        "outb = b''  # empty",
        "last_received = b''  # nothing was received so far",
        "last_sent = b''  # nothing was sent so far",
    ]
    assert copies(None) == {
        "row": "9  open",
        "hex": "No connection is chosen.\n",
        "repr": "No connection is chosen.\n",
        "story": "No connection is chosen.\n",
    }


def test_of_outb_it_is_said_why_it_is_not_there():
    lost = ledger_of(ACCEPTED, RECEIVED, fact(ev.Closed, at=START + 9, outb=22)).connections[7]
    conns = [Connection(7, outb=UNKNOWN), Connection(7, outb=1_000), lost]
    assert [copies(conn)["hex"].splitlines()[0] for conn in conns] == [
        "outb: not known",
        "outb: 1,000 bytes that nobody has looked at",
        "outb: gone with the connection, 22 bytes in it",
    ]


def test_of_an_outb_that_has_shrunk_since_it_was_looked_at_no_more_is_copied_than_there_is():
    assert copies(Connection(7, outb=2, outb_start=b"abcd"))["repr"].startswith("outb = b'ab'  # 2 bytes\n")


@given(st.binary(max_size=80))
def test_copied_bytes_are_plain_ascii_but_for_the_dots(data: bytes):
    assert (as_hex(data).replace("·", ".") + as_repr(data)).replace("\n", "").isprintable()
    assert as_repr(bytearray(data)) == as_repr(data)
