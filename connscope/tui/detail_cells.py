"""What there is to say of one connection besides where its bytes are: pure functions to lines of text and role."""

from collections.abc import Callable, Sequence

from connscope.connections import Client, Connection
from connscope.events import Place
from connscope.origins import since
from connscope.stations import OVER, UNSAID
from connscope.text import fit, hex_rows
from connscope.tui.cells import state_of
from connscope.tui.client_cells import CLIENT_STATES, Account
from connscope.tui.look import PAUSED, STATES, Part
from connscope.tui.station_cells import paragraph
from connscope.units import exact
from connscope.wording import LETTERS
from connscope.wording.calls import ERRORS
from connscope.wording.hands import ENDINGS

LABEL = 15
SHOWN = 32
"""Bytes of each buffer, as hex and text."""
VALUE = 16
"""Cells for what the kernel says of one end."""


def identity(conn: Connection, now: int) -> list[list[Part]]:
    """Who it is, and what it is at."""
    state = state_of(conn, now)
    glyph, role = STATES[state]
    watch = f"   watch {LETTERS[conn.watch & 3]}   ready {LETTERS[conn.ready & 3]}" if not conn.over else ""
    return [[(f"{glyph} {state}", role), (f"   fd {conn.fd}", "text"), (watch, "dim")]]


def listening(conn: Connection, narrowed: bool) -> list[list[Part]]:
    """What a listening socket has done."""
    lines: list[list[Part]] = [[(fit("let in", LABEL), "dim"), (exact(conn.accepts), "text")]]
    if narrowed and not conn.over:
        lines.append([(fit("buffers", LABEL), "dim"), ("small: whoever comes now is soon send full", "text")])
    return lines


def numbers(conn: Connection) -> list[list[Part]]:
    """Bytes to the last one, and calls. What is owed is in outb, unless the program has none or is over.

    A program that is none of ours owes nobody what it has read, unless it keeps just that in its `outb`.
    """
    out = f"{exact(conn.sends)} send" + (f", {exact(conn.shorts)} short" if conn.shorts else "")
    again = f" · {exact(conn.eagains)} EAGAIN" if conn.eagains else ""
    lines = [
        numbered("received", conn.bytes_in, f"{exact(conn.recvs)} recv"),
        numbered("sent back" if conn.returns else "sent", conn.bytes_out, out + again),
    ]
    if conn.injected:
        lines.append(numbered("injected", conn.injected, "by hand"))
    if conn.returns and (conn.owed != conn.outb or conn.over):
        lines.append(numbered("owed", conn.owed, "", "warn" if conn.owed else "text"))
    return lines


def whence(conn: Connection, now: int, shown: Callable[[Place], str]) -> list[list[Part]]:
    """Who made it, and where; what it is besides the usual; who waits for it, the nearest first."""
    made, origin = shown(conn.made), shown(conn.origin[0])
    when = since(conn.opened_at, now)
    told: list[tuple[str, str, str]] = [("made", made, f"{conn.origin[1]} · {when}")] if conn.origin[1] else []
    if origin != made:
        told.append(("its listener", origin, "made there"))
    if conn.family not in ("", "inet"):
        told.append(("family", conn.family, ""))
    if conn.secured is not None:
        told.append(("TLS", conn.secured or "shaking hands", "bytes as the program reads and writes them"))
    if conn.peer_done_at and not conn.freed:
        told.append(("peer done", since(conn.peer_done_at, now), "and it is still open"))
    for each in conn.awaits:
        step = f"{each.function.removesuffix('()')}() at {shown(each.place)}"
        told.append(("", step, "") if each.step else ("awaited by", step, each.task))
    return [
        [(fit(label, LABEL), "dim"), (text or "not known where", "text"), (f"  {note}" * bool(note), "dim")]
        for label, text, note in told
    ]


def numbered(label: str, size: int, note: str, role: str = "text") -> list[Part]:
    """A label, a number, and how many calls that took."""
    return [(fit(label, LABEL), "dim"), (fit(exact(size), 13, align="right"), role), (f"  {note}" * bool(note), "dim")]


def outcome_of(client: Client | None, by_hand: str, width: int) -> list[list[Part]]:
    """What came of a client of ours, in full: its row seldom has room for that. Nothing before it has ended."""
    if client is None or not client.ended_at:
        return []
    it = Account(client, None, by_hand=by_hand)
    glyph, role = CLIENT_STATES[it.state]
    said = ": ".join(filter(None, (f"client-{client.id}", by_hand, client.error or client.note or it.state)))
    return paragraph((f"{glyph} ", role), [(said, role), *[(f"· {it.odd}", "dim")] * bool(it.odd)], width)


def troubles(conn: Connection, now: int, told: Sequence[str], width: int) -> list[list[Part]]:
    """What went wrong, in sentences that hang behind their glyphs; not what has been told already."""
    sentences: list[tuple[str, str, str]] = []
    if conn.lost > 0 and conn.over and not any(exact(conn.lost) in each for each in told):
        sentences.append(("✕ ", f"{exact(conn.lost)} bytes in outb were never sent", "bad"))
    if conn.cut:
        sentences.append(("", f"{conn.cut} by hand: {ENDINGS.get(conn.cut, '')}", "warn"))
    if conn.shut_by_hand:
        sentences.append(("✕ ", "EPIPE: so the next send failed, and the program let go of it", "bad"))
    elif conn.error and not (conn.cut == "reset" and conn.error == "ECONNRESET"):  # which no peer has done
        sentences.append(("✕ ", f"{conn.error}: {ERRORS.get(conn.error, 'a call failed')}", "bad"))
    if state_of(conn, now) == "send full" and not told:
        served = conn.role == "accepted"
        who = "client" if served else "other side"
        sentences.append(("▲ ", f"the kernel takes no more: the {who} does not read", "warn"))
        if served and not conn.watch & 1:
            sentences.append(("  ", "READ is off until outb has drained", "dim"))
    if conn.paused and not conn.over:
        stopped = "reading stopped by hand: select() does not tell of what comes"
        sentences += [(f"{PAUSED} ", stopped, "warn"), ("  ", "x, then g: go on reading", "dim")]
    sentences += [("? ", note, "warn") for note in conn.notes]
    lines = [paragraph((glyph, role), [(words, role)], width) for glyph, words, role in sentences]
    return [line for each in lines for line in each]


def buffers(conn: Connection, is_live: bool) -> list[list[Part]]:
    """What waits in outb, and the first bytes of the last receipt and of the last send."""
    waiting = conn.outb_start if conn.outb > 0 and not conn.over else b""
    lines: list[list[Part]] = []
    if waiting and conn.outb_seen_at != (conn.bytes_in, conn.bytes_out) and not is_live:
        lines.append([("what was in outb just then was not recorded; this was there before", "warn")])
    for title, head in (("in outb", waiting), ("last received", conn.head_in), ("last sent", conn.head_out)):
        if head:
            lines.append([(title, "strong" if head is waiting else "dim")])
            lines += [hex_line(*row) for row in hex_rows(head[:SHOWN], 8)]
    return [*lines, []] if lines else lines


def hex_line(offset: str, digits: str, text: str) -> list[Part]:
    """Offset, hex, text."""
    return [(offset + "  ", "dim"), (fit(digits, 23) + "  ", "text"), (text, "accent")]


def said_by_tcp(ends: dict[str, list[tuple[str, str]]]) -> list[list[Part]]:
    """What the kernel says of each end that is here, beside each other."""
    labels = list(dict.fromkeys(label for told in ends.values() for label, _ in told))
    if not labels:
        return [[("TCP_INFO", "strong"), ("   n/a: the kernel has not been asked, or does not say", "dim")]]
    wide = max(map(len, labels)) + 2
    lines: list[list[Part]] = [[(fit("TCP_INFO", wide), "strong"), *((fit(end, VALUE), "dim") for end in ends)]]
    by_end = [dict(told) for told in ends.values()]
    return lines + [
        [(fit(label, wide), "dim"), *((fit(told.get(label, unsaid(told)), VALUE), "text") for told in by_end)]
        for label in labels
    ]


def unsaid(told: dict[str, str]) -> str:
    """What stands for what the kernel does not say of an end: nothing where it is over, which is said."""
    return "" if told.get("state") == OVER else UNSAID
