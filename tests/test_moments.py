"""A held moment in words: every call and every breakpoint has some, and they read like the source."""

import pytest

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import NOWHERE, UNKNOWN, Fact, Held
from connscope.probe import records as r
from connscope.sources.gate import POINTS
from connscope.sources.translate import CALLED, NAMES
from connscope.wishes import Breakpoint
from connscope.wording.life import LIFE
from connscope.wording.moments import GOOD_FOR, KINDS, good_for, made, passed, seconds, stops_at, why, written
from tests.facts_by_hand import fact

HERE = (1, 7, 0, NOWHERE)
NO_CALLS = {r.IDLE, r.ANSWER, r.PEEK, r.RECV_URGENT, r.SEND_URGENT, r.OUTB, r.LOG, r.DATA, r.HELD, r.RELEASED}
NO_CALLS |= {r.INJECT, r.PAUSE, r.CUT, r.PIPES, r.SECURE, r.AWAIT, r.STALL}
"""What is written of a call that has another name, and what is none."""


def held(call: str, asked: int = UNKNOWN, *, after: bool = False) -> Held:
    return Held(1, "echo", 0, NOWHERE, call, after, 7, 2, asked, 0, b"", 0)


@pytest.mark.parametrize(
    ("moment", "call", "value"),
    [
        (held("recv", 1024), "recv(1,024)", "1,024 at most"),
        (held("recv_into"), "recv_into(…)", ""),
        (held("send", 22), "send(22 B)", "22 B"),
        (held("select"), "select(None)", ""),
        (held("select", 250_000_000), "select(0.25)", "0.25"),
        (held("register", 3), "register(READ | WRITE)", "READ | WRITE"),
        (held("setblocking", 0), "setblocking(False)", "False"),
        (held("accept", 0), "accept()", ""),
        (held("close", 0), "close()", ""),
    ],
    ids=lambda each: each.call if isinstance(each, Held) else each,
)
def test_the_call_that_is_about_to_be_made(moment: Held, call: str, value: str) -> None:
    assert (written(moment), passed(moment)) == (call, value)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (ev.Received(*HERE, "recv", 1024, 22, 0, b""), ("recv(1,024)", "22 B")),
        (ev.PeerFinished(*HERE, 0), ("recv()", 'b"": the peer will send no more')),
        (ev.Sent(*HERE, "send", 65536, 4096, 65536, b""), ("send(64 K)", "4.0 K of 64 K")),
        (ev.Sent(*HERE, "send", 22, 22, 22, b""), ("send(22 B)", "22 B")),
        (ev.WouldBlock(*HERE, "send", 9, 9), ("send(9 B)", "EAGAIN")),
        (ev.Reset(*HERE, "recv", "ECONNRESET", 0), ("recv()", "ECONNRESET")),
        (ev.Accepted(*HERE, 9, "127.0.0.1:7", 1), ("accept()", "fd 9")),
        (ev.Registered(*HERE, 3, 2, 0, ""), ("register(READ | WRITE)", "")),
        (ev.Unregistered(*HERE, 0, 2, 0, ""), ("unregister()", "")),
        (ev.Woke(1, 2, 0, NOWHERE, UNKNOWN, 0, 1, 0, [(7, 1)]), ("select(None)", "1 ready")),
        (ev.Woke(1, 2, 0, NOWHERE, 0, 0, 1, 0, []), ("select(0)", "nobody is ready")),
    ],
    ids=lambda each: type(each).__name__,
)
def test_the_call_that_has_been_made(fact: Fact, words: tuple[str, str]) -> None:
    assert made(fact) == words


def test_every_call_that_can_be_held_is_good_for_something() -> None:
    calls = {CALLED.get(call, NAMES[call]) for call in range(len(r.CALLS)) if call not in NO_CALLS}
    assert calls == set(GOOD_FOR)


@pytest.mark.parametrize(
    ("call", "kernel", "words"),
    [
        ("recv", {}, GOOD_FOR["recv"]),
        ("recv", {"unread": 22}, "22 B have come; it takes what fits"),
        ("recv", {"unread": 22, "bytes_in": 9}, GOOD_FOR["recv"]),
        ("send", {"unread": 22}, GOOD_FOR["send"]),
        ("send", {"unacked": 8192}, f"{GOOD_FOR['send']}; 8.0 K wait there"),
        ("accept", {"unread": 22}, GOOD_FOR["accept"]),
    ],
)
def test_a_call_that_moves_bytes_says_what_the_kernel_has_of_them(call: str, kernel: dict[str, int], words: str):
    seen = fact(ev.KernelSampled, conn=7, **{"unread": 0, "unacked": 0, **kernel})
    assert good_for(held(call, 1024), Connection(7, kernel=(seen,))) == words
    assert good_for(held(call, 1024), Connection(7)) == GOOD_FOR[call]


def test_every_kind_of_breakpoint_has_words() -> None:
    assert set(KINDS) == set(POINTS)
    assert stops_at(Breakpoint(1, "line", file="servers/echo.py", line=7)) == "servers/echo.py:7"
    assert why(Breakpoint(2, "outb", size=4096), 1) == "breakpoint 2: outb above 4,096 bytes · the first time"
    assert why(Breakpoint(3, "call", call="send"), 12) == "breakpoint 3: every send() · 12 times so far"


def test_the_life_of_an_echo_ends_as_it_is_closed_and_each_picture_is_of_one_call() -> None:
    pictures = [step.picture for step in LIFE if step.picture]
    assert pictures == ["accept", "register", "spin", "recv", "send"]
    assert LIFE[-1].call == "unregister, close"


@pytest.mark.parametrize(
    ("nanoseconds", "said"), [(UNKNOWN, "None"), (500_000_000, "0.5"), (86_400_000_000_000, "86,400")]
)
def test_a_timeout_is_told_as_a_person_would_write_it(nanoseconds: int, said: str):
    assert seconds(nanoseconds) == said
