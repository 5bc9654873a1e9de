"""One call of a connection by hand as a line: when, who, how much, its first bytes, and what it was made of. Pure."""

from collections.abc import Sequence

from connscope.byhand.chunks import Chunk
from connscope.text import fit, visible
from connscope.tui.exchange import Call
from connscope.tui.look import Part
from connscope.units import amount, exact

WHOLE_TIME = 72
"""From so many cells on a time is there whole; below it is seconds. A minute before them looks like an hour."""
LEAST_BESIDE, MOST_BESIDE = 24, 50
"""Cells for what a call was made of."""
NAME, SIZE = 18, 7
GLYPHS = {(True, True): ("▶", "accent"), (True, False): ("◀", "good")}
"""Of our own calls, outgoing or not; the server's own are dim."""
WORDS = {
    "end": "the other side will send no more",
    "half-close": "no more is sent from here",
    "close": "closed",
    "reset": "gone without a goodbye",
    "failed": "a call failed",
}
"""What is said of a call that moved no bytes."""
ROLES = {"end": "text", "reset": "bad", "failed": "bad"}
WAYS = {
    (True, True): "that we said",
    (True, False): "that came",
    (False, True): "that came there",
    (False, False): "that it sent",
}
"""Which stream it is, by whose call it is, ours or not, and whether it is outgoing."""

Made = Sequence[tuple[Chunk, int]]
"""Of which calls something is made, and how much of each."""

MOST_MADE_OF = 200
"""Calls that are looked at for one line."""


def line(call: Call, when: str, made: str, width: int, *, as_hex: bool) -> list[Part]:
    """All of it, in so many cells; `made` is what it was made of."""
    chunk = call.chunk
    if width < WHOLE_TIME:
        when = when[-6:] if ":" in when else when[-9:]  # of the time of day, or of the seconds since the start
    glyph, role = GLYPHS.get((call.ours, call.outgoing), ("▷" if call.outgoing else "◁", "dim"))
    parts = [(f"{when}  ", "dim"), (fit(f"{glyph} {short_name(call)}", NAME) + " ", ROLES.get(chunk.kind, role))]
    room = max(0, width - len(when) - NAME - 3)
    if not chunk.size:
        return [*parts, (visible(WORDS.get(chunk.kind, chunk.kind), room), ROLES.get(chunk.kind, "dim"))]
    size = exact(chunk.size) if chunk.size < 1_000_000 else amount(chunk.size)
    parts.append((f"{size:>{SIZE}}  ", "text" if call.ours else "dim"))
    return parts + told(call, made, room - SIZE - 2, as_hex)


def told(call: Call, note: str, room: int, as_hex: bool) -> list[Part]:
    """The first bytes, and what they came of, in a column of its own."""
    beside = min(max(room * 3 // 5, min(room, LEAST_BESIDE)), MOST_BESIDE) if note else 0
    bytes_room = max(0, room - beside - 2 * bool(beside))
    data = beginning(call, bytes_room, as_hex)
    gap = "  " if beside and bytes_room else ""
    return [(fit(data, bytes_room) + gap, "text" if call.ours else "dim"), (visible(note, beside), "dim")]


def beginning(call: Call, room: int, as_hex: bool) -> str:
    """As many of its bytes as there is room for, as text or as hex."""
    data = call.chunk.data
    if not data:
        return visible("not kept" if call.ours else "", room)
    if not as_hex:
        return visible(data, room)
    fits = max(0, (room + 1) // 3)
    digits = data[:fits].hex(" ")
    return digits if len(data) <= fits else visible(digits + " …", room)


def name_of(call: Call) -> str:
    """Whose call it is, and which of its kind."""
    return name(call.chunk, call.ours)


def short_name(call: Call) -> str:
    """The same in the room that there is: that it is a send or a recv its glyph says too."""
    full = name_of(call)
    return full if len(full) + 2 <= NAME else full.replace(f" {call.chunk.kind}", "", 1)


def name(chunk: Chunk, ours: bool) -> str:
    """The same; several calls, where there was no time to hear of each."""
    last = chunk.number + chunk.calls - 1
    number = f"{chunk.number}–{last}" if chunk.calls > 1 else f"{chunk.number}" if chunk.number else ""
    words = ([] if ours else ["server"]) + [chunk.kind + "s" * (chunk.calls > 1)]
    return " ".join([*words, number]).rstrip()


def composition(made: Made, ours: bool) -> str:
    """Of which calls it was made: whole ones by their names, several by the first and the last, parts by their size.

    So it can be read off that TCP keeps no messages: what was sent twice may come at once, and the other way round.
    """
    words: list[str] = []
    run: list[Chunk] = []
    for chunk, size in made[:MOST_MADE_OF]:
        if size == chunk.size:
            run.append(chunk)
            continue
        words += [*runs(run, ours), f"{exact(size)} of {name(chunk, ours)}"]
        run = []
    words += runs(run, ours)
    return " + ".join(words) + (" …" if len(made) > MOST_MADE_OF else "")


def runs(run: list[Chunk], ours: bool) -> list[str]:
    """Whole calls that follow each other."""
    if len(run) < 3:
        return [name(chunk, ours) for chunk in run]
    whose = "" if ours else "server "
    return [f"{whose}{run[0].kind}s {run[0].number}–{run[-1].number + run[-1].calls - 1}"]


def origin(call: Call, made: Made, echo: Made) -> str:
    """What a recv came of: where it is the echo of what we said, of that; else of the other end's sends."""
    words = composition(echo, True) or composition(made, not call.ours)
    return f"= {words}" if words else ""


def title(call: Call) -> str:
    """What is said of the one whose bytes are shown."""
    words, chunk = [name_of(call)], call.chunk
    if chunk.size:
        words.append(f"{exact(chunk.size)} bytes" if chunk.size != 1 else "1 byte")
        last = f"–{exact(chunk.end - 1)}" if chunk.size > 1 else ""
        words.append(f"{exact(chunk.start)}{last} of all {WAYS[call.ours, call.outgoing]}")
    return " · ".join(words)


def width_of_hex(width: int) -> int:
    """How many bytes stand in a row of hex and text."""
    return 16 if width >= 4 + 2 + 16 * 3 + 1 + 2 + 16 else 8
