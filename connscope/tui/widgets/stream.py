"""The stream of a connection by hand: a line for each call, ours and the server's, newest last, with a cursor.

TCP has no messages: which sends make up a recv stands beside it. What keys do to a call is decided elsewhere.
"""

from typing import TYPE_CHECKING

from connscope.text import hex_rows
from connscope.tui.call_cells import line, origin
from connscope.tui.exchange import Call, Exchange
from connscope.tui.look import Part
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import amount, exact

if TYPE_CHECKING:
    from connscope.byhand.conversation import Conversation

WIDE = 120
"""Cells of a line that is copied."""
MOST_BYTES, MOST_CALLS = 64 << 10, 2_000
"""So many are copied at once: to write out more of them takes longer than a key may, and few terminals take it."""

NOTHING: list[list[Part]] = [
    [("Nothing has been said yet.", "text")],
    [("Type below, and ", "dim"), ("enter", "key"), (" says it.", "dim")],
]
WAITING: list[list[Part]] = [[("Nobody has answered yet.", "text")]]
NEVER: list[list[Part]] = [
    [("It is over, and nothing was ever said.", "text")],
    [("tab", "key"), (" comes here, then ", "dim"), ("i", "key"), (" opens another.", "dim")],
]


class Stream(Lines):
    """What was said and what came, call by call."""

    DEFAULT_CSS = "Stream { height: 1fr; }"

    def __init__(self, view: View, conversation: "Conversation", exchange: Exchange) -> None:
        super().__init__(id="stream")
        self.view = view
        self.it = conversation
        self.exchange = exchange
        self.chosen: Call | None = None
        """The call under the cursor."""
        self.following = True
        self.as_hex = False
        self.empty = NOTHING

    def show(self) -> None:
        """Draw what is there now; the cursor stays on its call, or goes along with the newest."""
        self.empty = {"connecting": WAITING, "over": NEVER}.get(self.it.state, NOTHING)
        calls = self.exchange.calls
        if self.following or self.chosen is None:
            self.point_at(len(calls) - 1)
        else:
            self.point_at(self.place_of(self.chosen))
        self.entitle("Stream", self.summary(), self.waiting())
        self.update()

    def place_of(self, wanted: Call) -> int:
        """Where it stands by now; if it is gone, the first line. Nearly all that comes, comes at the end."""
        calls = self.exchange.calls
        for number in range(min(self.cursor, len(calls) - 1), len(calls)):
            if calls[number] is wanted:
                return number
        return next((number for number, call in enumerate(calls) if call is wanted), 0)

    def point_at(self, number: int) -> None:
        """Put the cursor on that line."""
        self.cursor = number
        self.chosen = self.exchange.calls[number] if number >= 0 else None

    def choose(self, number: int) -> None:
        """Put the cursor there, because somebody wants it there; on the last line, follow again."""
        last = len(self.exchange.calls) - 1
        if last >= 0:
            self.point_at(max(0, min(number, last)))
            self.following = self.cursor == last
            self.entitle("Stream", self.summary(), self.waiting())

    def go_to(self, call: Call) -> None:
        """Put the cursor on that call."""
        self.choose(self.place_of(call))

    def toggle_hex(self) -> None:
        """The first bytes as hex, or as text again."""
        self.as_hex = not self.as_hex
        self.update()

    def copyable(self, what: str) -> tuple[str, str]:
        """As plain text: the line, its bytes (`h`, `r`), or the stream (`s`); and what part of it, if not all."""
        call, count = self.chosen, self.count()
        if what == "s" or call is None:
            lines = [self.as_text(number) for number in range(max(0, count - MOST_CALLS), count)]
            return "\n".join(lines), f"the last of {exact(count)} calls" if count > MOST_CALLS else ""
        if what not in ("h", "r"):
            return self.as_text(self.cursor), ""
        data, size = call.chunk.data[:MOST_BYTES], len(call.chunk.data)
        rows = ("  ".join(row) for row in hex_rows(data, 16, call.chunk.start)) if what == "h" else (repr(data),)
        return "\n".join(rows), f"the first {amount(MOST_BYTES)} of {amount(size)}" if size > MOST_BYTES else ""

    def as_text(self, number: int) -> str:
        """One line, with room for all that is in it."""
        return "".join(text for text, _ in self.parts(number, WIDE)).rstrip()

    def waiting(self) -> str:
        """What is said and not sent yet: here it has a place where it moves nothing when it comes and goes."""
        return f" ▲ {amount(self.it.unsent)} unsent" if self.it.unsent else ""

    def summary(self) -> str:
        """How much moved in all, also by calls that are not kept any more, and whether it follows."""
        it, newer = self.it, len(self.exchange.calls) - 1 - self.cursor
        words = [f"{counted(it.sends, 'send')} · {counted(it.recvs, 'recv')}"] if it.sends or it.recvs else []
        words += [f"{amount(it.sent)} out, {amount(it.received)} in"] if words else []
        return " · ".join([*words, "following" if self.following else f"{exact(newer)} newer · f follow"])

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each call; where there is none, words about that."""
        return len(self.exchange.calls or self.empty)

    def parts(self, number: int, width: int) -> list[Part]:
        """One call."""
        calls = self.exchange.calls
        if not calls:
            return self.empty[number]
        call = calls[number]
        made = origin(call, self.exchange.made_of(call), self.exchange.echo_of(call))
        return line(call, self.view.time(call.at), made, width, as_hex=self.as_hex)


def counted(number: int, what: str) -> str:
    """So many of them."""
    return f"{exact(number)} {what}{'s' * (number != 1)}"
