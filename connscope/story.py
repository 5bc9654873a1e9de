"""The whole story of a connection as plain text, call by call, fit for a bug report; and its bytes, fit for a program.

It stands on facts and their words, and knows no screen, no clock and no clipboard. Every line is visible text.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from math import inf
from typing import Any

from connscope import events as ev
from connscope.connections import Connection
from connscope.events import NOWHERE, UNKNOWN, Fact, Place
from connscope.states import CLOSED
from connscope.text import hex_rows, visible
from connscope.units import exact
from connscope.wording import LETTERS, said

FIRST_CALLS, LAST_CALLS = 100, 900
"""Of more, the first and the last are told: with a line of bytes for many, what a person can still page through."""

SHOWN = 16
"""Bytes of each call."""
HEAD = 64
"""Bytes of a call that a fact holds at most."""

OF_CALLS = frozenset(ev.every_fact(ev.CallFact)) - {ev.OutbSeen} | {ev.Known, *ev.every_fact(ev.HandFact)}
"""What is told of one connection, also what was done to it by hand; but for looks into its outb: they are ours."""
OF_CLIENTS = frozenset(ev.every_fact(ev.ClientFact))
BEGINNINGS = (ev.Opened, ev.Accepted)

LAYOUT = "{:>12}{:>13}  {}{:<21} {:<16} {:>9}  {:<28} {}"
"""Seconds since its beginning and since the line before, which end, call, result, outb before, source, meaning."""
TITLES = ("seconds", "later", "call", "result", "outb", "source", "")
LEGEND = "seconds: since it began · later: than the line before · outb: what the program owed just before the call"
BENEATH = " " * 27


Told = tuple[Any, str, int]
"""A fact about it; the end where it happened, `server` or `client`, empty if at none; and of an answer of `select()`
what that end was ready for."""


def story(
    conn: Connection,
    name: str,
    facts: Iterable[Fact],
    time_of: Callable[[int], str],
    *,
    other: Connection | None = None,
    setting: str = "",
) -> str:
    """Who it is, what it has done in all, and each of its calls that is still known, in order.

    `time_of` says when a moment was. `other` is its other end, if that is ours too: the calls of both are told then.
    `setting` is what else a reader must know: versions, policy, platform.
    """
    both = (conn,) if other is None else (conn, other)
    began, _ = lifetime(both)
    title = f"{name or conn.address or f'fd {conn.fd}'} · began at {time_of(began)}"
    above = map(visible, chain(setting.splitlines(), [title, ""], *map(totals, both)))
    below = calls(gathered(told(facts, both, name)), began, len(both))
    return "".join(line.rstrip() + "\n" for line in chain(above, below))


def side(conn: Connection) -> str:
    """Whose end it is."""
    return "client" if conn.role == "connected" else "server"


# What it has done in all.


def totals(conn: Connection) -> Iterator[str]:
    """One end: where it is, what it is at, and all that was counted."""
    yield " · ".join((f"the {side(conn)}'s end", route(conn), f"fd {conn.fd}", state(conn), *troubles(conn)))
    short = f", {exact(conn.shorts)} short" if conn.shorts else ""
    again = f" · {exact(conn.eagains)} EAGAIN" if conn.eagains else ""
    yield f"  received {exact(conn.bytes_in):>15} bytes · {exact(conn.recvs)} recv"
    yield f"  sent     {exact(conn.bytes_out):>15} bytes · {exact(conn.sends)} send{short}{again}"
    if conn.injected:
        yield f"  injected {exact(conn.injected):>15} bytes · put in by hand, not sent by the program"
    if conn.over:
        yield f"  lost     {exact(max(conn.lost, 0)):>15} bytes that were in outb"
    elif conn.outb == UNKNOWN:
        yield f"  outb     {'not known':>15}"
    else:
        yield f"  outb     {exact(conn.outb):>15} bytes"
    yield from (f"  strange: {note}" for note in conn.notes)
    yield ""


def state(conn: Connection) -> str:
    """What it is at; by hand its writing may have been shut, and then nobody has reset it."""
    return CLOSED.value if conn.over and conn.shut_by_hand else conn.state.value


def route(conn: Connection) -> str:
    """From the client's address to the server's, as far as they are known."""
    way = (conn.own, conn.address) if side(conn) == "client" else (conn.address, conn.own)
    return " → ".join(filter(None, way))


def troubles(conn: Connection) -> Iterator[str]:
    """What went wrong."""
    if conn.error:
        yield conn.error
    if conn.full and not conn.over:
        yield "the kernel takes no more"
    if conn.cut:
        yield f"{conn.cut} by hand"
    if conn.paused and not conn.over:
        yield "reading stopped by hand"


# Its calls.


def told(facts: Iterable[Fact], both: tuple[Connection, ...], name: str) -> Iterator[Told]:
    """The facts that are about it, among all: a journal's two hundred thousand must not take long."""
    ends = {end.id: side(end) for end in both}
    began, ended = lifetime(both)
    fact: Any
    for fact in facts:
        kind = type(fact)
        if kind in OF_CALLS:
            if fact.conn in ends:
                yield fact, ends[fact.conn], 0
        elif kind is ev.Woke:
            for conn_id, ready in fact.ready:
                if conn_id in ends:
                    yield fact, ends[conn_id], ready
        elif kind is ev.Dropped:
            if began <= fact.at <= ended:
                yield fact, "", 0
        elif kind in OF_CLIENTS and f"client-{fact.client}" == name:
            yield fact, "client", 0


def lifetime(both: tuple[Connection, ...]) -> tuple[int, float]:
    """From the beginning of the first end to that of the last end's end."""
    over = all(end.over for end in both)
    return min(end.opened_at for end in both), max(end.closed_at for end in both) if over else inf


def gathered(all_told: Iterable[Told]) -> Iterator[Told]:
    """The same with one line for all that was left out between two calls: under load that happens at every look."""
    missing: Told | None = None
    for each in all_told:
        if type(each[0]) is not ev.Dropped:
            if missing is not None:
                yield missing
                missing = None
            yield each
        else:
            before = missing[0].count if missing is not None else 0
            missing = ev.Dropped(each[0].at, before + each[0].count), "", 0
    if missing is not None:
        yield missing


def calls(all_told: Iterator[Told], began: int, ends: int) -> Iterator[str]:
    """A line for each, and one for its bytes; what is missing is said where it is missing."""
    first = by_time(islice(all_told, FIRST_CALLS))
    if not any(end for _, end, _ in first):
        yield "Its calls are not kept any more."
        return
    yield LEGEND
    yield LAYOUT.format(*TITLES[:2], "end     " * (ends > 1), *TITLES[2:])
    if len({end for fact, end, _ in first if isinstance(fact, BEGINNINGS)}) < ends:
        yield f"{'…':>12}  earlier calls are not kept any more"
    yield from each_in_lines(first, began, first[0][0].at, ends)
    last = deque(enumerate(all_told, 1), LAST_CALLS)
    if last and (left_out := last[-1][0] - len(last)):
        yield f"{'…':>12}  {exact(left_out)} calls are left out here, to keep this short"
    yield from each_in_lines(by_time(each for _, each in last), began, first[-1][0].at, ends)


def by_time(several: Iterable[Told]) -> list[Told]:
    """In order: what a client says of itself comes with the news of its calls, but behind them."""
    return sorted(several, key=lambda each: each[0].at)


def each_in_lines(several: Iterable[Told], began: int, before: int, ends: int) -> Iterator[str]:
    """These facts, one after the other."""
    for each in several:
        yield from lines(each, began, before, ends)
        before = each[0].at


def lines(each: Told, began: int, before: int, ends: int) -> Iterator[str]:
    """One fact: when, at which end, what, and the first of its bytes."""
    fact, end, ready = each
    call, result, note = map(visible, in_words(fact, ready))
    outb = getattr(fact, "outb", UNKNOWN)
    yield LAYOUT.format(
        f"{(fact.at - began) / 1e9:.6f}",
        f"{(fact.at - before) / 1e9:+.6f}",
        f"{end:<8}" * (ends > 1),
        call,
        result,
        exact(outb) if outb != UNKNOWN else "",
        visible(spelled(getattr(fact, "place", NOWHERE))),
        note,
    )
    if data := getattr(fact, "head", b""):
        [(_, digits, text)] = hex_rows(data[:SHOWN], SHOWN)
        yield f"{BENEATH}{' ' * 8 * (ends > 1)}{digits:<48}  {text}{'…' * (fact.size > SHOWN)}"


def in_words(fact: Any, ready: int) -> tuple[str, str, str]:
    """Call, result, meaning: as the events have it, but with what was asked for, and to the last byte."""
    call, result, note = said(fact)
    if isinstance(fact, ev.Woke):
        return call, f"{LETTERS[ready & 3]} ready", note
    if isinstance(fact, ev.Sent | ev.Received):
        short = " short" if isinstance(fact, ev.Sent) and fact.size < fact.asked else ""
        return f"{call}({fact.asked})", exact(fact.size) + short, ""
    return f"{call}({fact.asked})" if isinstance(fact, ev.WouldBlock) and fact.asked else call, result, note


def spelled(place: Place) -> str:
    """Where in the source."""
    return f"{place[0]}:{place[1]}" if place != NOWHERE else ""


# What else can be copied of it.


def copyable(conn: Connection | None, row: str, tell: Callable[[], str]) -> dict[str, Callable[[], str]]:
    """All that can be copied, by name; each text is made when it is asked for. What is not there says so."""
    none = "No connection is chosen.\n"
    return {
        "row": lambda: row or none,
        "hex": lambda: "".join(map(hex_of, buffers(conn))) if conn else none,
        "repr": lambda: "".join(map(repr_of, buffers(conn))) if conn else none,
        "story": lambda: tell() if conn else none,
    }


Buffer = tuple[str, bytes, str]
"""What it is, as a Python name; the first of its bytes; and how many there are."""


def buffers(conn: Connection) -> list[Buffer]:
    """The bytes that are known of a connection."""
    # What somebody saw before more came or went is not what is there now.
    still = not conn.over and conn.outb_seen_at == (conn.bytes_in, conn.bytes_out)
    waiting = conn.outb_start[: max(conn.outb, 0)] if still else b""
    return [
        ("outb", waiting, owing(conn, len(waiting))),
        ("last_received", conn.head_in, moved(conn.head_in, "received")),
        ("last_sent", conn.head_out, moved(conn.head_out, "sent")),
    ]


def owing(conn: Connection, seen: int) -> str:
    """How much is in outb, and how much of it here."""
    if conn.over:
        return (
            f"gone with the connection, {exact(conn.lost)} bytes in it" if conn.lost > 0 else "gone with the connection"
        )
    if conn.outb <= 0:
        return "not known" if conn.outb == UNKNOWN else "empty"
    if not seen:
        return f"{exact(conn.outb)} bytes that nobody has looked at"
    return f"{exact(seen)} bytes" if seen == conn.outb else f"the first {exact(seen)} of {exact(conn.outb)} bytes"


def moved(head: bytes, verb: str) -> str:
    """How much of it is here: no fact holds more than the first of it."""
    if not head:
        return f"nothing was {verb} so far"
    return f"the first {len(head)} bytes" if len(head) >= HEAD else f"{len(head)} bytes"


def as_hex(data: bytes) -> str:
    """Offset, hex and text, sixteen bytes a line."""
    return "".join(f"{offset}  {digits:<48}  {text}\n" for offset, digits, text in hex_rows(data, 16))


def as_repr(data: bytes) -> str:
    """As Python writes it: plain ASCII, whatever the bytes."""
    return repr(bytes(data))


def hex_of(buffer: Buffer) -> str:
    """One of them as hex below its name."""
    name, data, size = buffer
    return f"{name}: {size}\n{as_hex(data)}"


def repr_of(buffer: Buffer) -> str:
    """One of them as a line of Python."""
    name, data, size = buffer
    return f"{name} = {as_repr(data)}  # {size}\n"
