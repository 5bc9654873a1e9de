"""The loop in one line: what `select()` was asked, how long it slept, who was ready, and whose turn it is."""

from bisect import bisect_right
from itertools import accumulate

from connscope.connections import Loop
from connscope.events import UNKNOWN, ConnId
from connscope.text import cells
from connscope.tui.look import Part, width_of
from connscope.tui.standing import Standing
from connscope.tui.view import View
from connscope.tui.widgets.bar import Bar
from connscope.wording import LETTERS
from connscope.wording.moments import seconds, slept

ROOMY = 70
"""From so many cells on there is room for how long it slept."""
MOST = 100
"""More than any line has room for."""


class Strip(Bar):
    """Seen while the program is held, goes on slowly, or is looked at as it was."""

    DEFAULT_CSS = "Strip { dock: top; margin-top: 1; background: $background; }"

    ground = "background"

    def __init__(self, view: View) -> None:
        super().__init__(id="strip")
        self.view = view
        self.standing = Standing()

    def show(self, standing: Standing) -> None:
        """Draw the moment."""
        self.standing = standing
        self.update()

    def parts(self, _: int, width: int) -> list[Part]:
        """Asked, answered, and how far the program is with the answer."""
        loop = self.view.ledger.loops.get(self.view.loop)
        if loop is None:
            return [("no select() so far", "dim")]
        held = self.standing.held
        if loop.asleep_since and not (held is not None and held.call == "select"):
            return [(f"select({seconds(loop.timeout)})", "dim"), (" sleeps: nothing is ready", "text")]
        asked: list[Part] = [
            (f"select({seconds(loop.timeout)}) ", "dim"),
            (f"{slept(loop.slept)} " if loop.slept and width >= ROOMY else "", "text"),
            ("→ ", "dim"),
        ]
        turn = self.turn(loop)
        return [*asked, *self.answer(loop, width - width_of(asked) - width_of(turn)), *turn]

    def turn(self, loop: Loop) -> list[Part]:
        """Which of those that are ready is being served."""
        number, of = self.standing.served(loop), len(loop.ready)
        held = self.standing.held
        if held is not None and held.call == "select" and not held.after:
            return [
                (
                    "  · all served" if self.standing.came else "  · nothing was called",
                    "dim" if self.standing.came else "warn",
                )
            ]
        return [("  · serving ", "dim"), (str(number), "text"), (f" of {of}", "dim")] if number else []

    def answer(self, loop: Loop, room: int) -> list[Part]:
        """Those that are ready by their descriptors, as many as there is room for."""
        if not loop.ready:
            return [("nobody is ready", "dim")]
        held = self.standing.held
        number = self.standing.served(loop) if held is not None and held.call != "select" else 0
        texts = [f"   {self.fd(conn)} {LETTERS[mask & 3]}" for conn, mask in loop.ready[:MOST]]
        shown = self.fitting(texts, len(loop.ready), room - cells("ready"))
        parts = [(text, "mark" if place == number else "text") for place, text in enumerate(texts[:shown], 1)]
        left = len(loop.ready) - shown
        return [("ready", "dim"), *parts, (f"   and {left} more" if left else "", "dim")]

    def fitting(self, texts: list[str], of: int, room: int) -> int:
        """How many of them there is room for; where it is not all, the number of the others needs some too."""
        ends = list(accumulate(map(cells, texts)))
        if len(texts) == of and ends[-1] <= room:
            return of
        return bisect_right(ends, room - cells(f"   and {of} more"))

    def fd(self, conn_id: ConnId) -> str:
        """Its descriptor, as the rows have it."""
        conn = self.view.ledger.connections.get(conn_id)
        return str(conn.fd) if conn is not None and conn.fd != UNKNOWN else "wakeup" if conn is not None else "gone"
