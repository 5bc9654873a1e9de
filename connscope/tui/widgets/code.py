"""The source that runs. Live: the calls a second at each line. Held: an arrow at the call, what goes in, what came out.

Read-only. Where a line can stop is asked elsewhere; the arrow stands only where the program really stands.
"""

from functools import cache
from pathlib import Path

from textual import events
from textual.message import Message

from connscope.events import Place
from connscope.text import fit
from connscope.tui.look import Part, width_of
from connscope.tui.standing import Standing
from connscope.tui.stops import Stops
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import count as per_second
from connscope.wording.moments import made, passed

GUTTER = 6
"""Cells for a mark, a line's number, and what parts them from the source."""
VALUES_FROM = 40
"""Values stand behind their line, but not before this cell of the source; so most of them stand below each other."""


@cache
def stops_of(path: Path) -> Stops:
    """Where a file can stop; of its text as it is, which need not be visible."""
    return Stops(path.read_text("utf-8").split("\n"))


class Code(Lines):
    """One file at a time."""

    class Gutter(Message):
        """Somebody clicked beside a line."""

        def __init__(self, line: int) -> None:
            super().__init__()
            self.line = line

    def __init__(self, view: View) -> None:
        super().__init__(id="code")
        self.view = view
        self.file = ""
        self.lines: list[list[Part]] = []
        self.stops = Stops([])
        self.path: Path | None = None
        """The file that is to be read as soon as the pane is seen."""
        self.wanted = 0
        """The line that somebody wants to see; 0 if nobody does."""
        self.left_at: tuple[object, Place] | None = None
        """The moment at which somebody went to look elsewhere: until the next one the file stays."""
        self.marked = 0
        """The line of the chosen connection's last call; 0 if it has none here."""
        self.standing = Standing()
        self.stood_for: object = None
        """The call for which the cursor was brought there."""
        self.arrow = 0
        """The line of the call that is about to be made, or has just been made; 0 while time passes."""

    def open(self, shown_as: str) -> None:
        """Show the file that places name so, from the function that serves a client on."""
        self.file, self.path, self.arrow = shown_as, self.view.session.path_of(shown_as), 0
        self.show()

    def look_at(self, place: Place) -> None:
        """Show that line, wherever the program stands, until it stands elsewhere."""
        file, self.wanted = place
        self.left_at = self.standing.moment, self.standing.place
        if file != self.file:
            self.open(file)
        else:
            self.show()

    def read(self, path: Path) -> None:
        """Take the file in and go to where the reading begins."""
        try:
            from connscope.tui.colouring import coloured

            self.lines, self.stops = coloured(path), stops_of(path)
        except OSError as error:  # no descriptor is free; the next beat tries again
            self.lines = [[(f"{self.file} cannot be read now: {error.strerror}", "warn")]]
            return
        self.path, self.arrow = None, 0
        self.measure()
        self.cursor = self.line_of("def service_connection")
        self.scroll_to(y=self.cursor, animate=False, force=True)
        self.refresh()

    def line_of(self, words: str) -> int:
        """The first line with these words, or the first of all."""
        texts = ("".join(text for text, _ in parts) for parts in self.lines)
        return next((number for number, text in enumerate(texts) if words in text), 0)

    def follow(self, standing: Standing) -> None:
        """Go where the program stands, be it in another file; after that the cursor may be moved."""
        self.standing = standing
        file, line = standing.place
        if (standing.moment, standing.place) != self.left_at:
            self.left_at = None
        if file and file != self.file and self.left_at is None:
            self.open(file)
        line = line if file == self.file else 0
        if self.size.height and self.path is None:
            stood, self.arrow = (self.arrow, self.stood_for), line
            self.stood_for = standing.moment
            if line and (line, self.stood_for) != stood:
                self.bring(line)

    def bring(self, line: int) -> None:
        """Put the cursor on a line, with as much of its function around it as there is room for."""
        self.measure()
        _, begins = self.stops.function(line)
        top, page = round(self.scroll_y), self.page
        fits = begins and line - begins < page - 1
        first = begins - 1 if fits else line - 1 - page * 2 // 3
        if not (top <= line - 1 < top + page - 1) or (fits and top > begins - 1):
            self.scroll_to(y=max(0, first), animate=False, force=True)
        self.cursor = line - 1

    def show(self) -> None:
        """Draw the moment."""
        if not self.size.height:
            return
        if self.path is not None:
            self.read(self.path)
        self.follow(self.standing)
        if self.wanted and self.path is None:
            self.bring(min(self.wanted, len(self.lines)))
            self.wanted = 0
        conn = self.view.ledger.connections.get(self.view.chosen)
        here = conn is not None and conn.place[0] == self.file
        self.marked = conn.place[1] if conn is not None and here else 0
        self.entitle(self.title_of(), self.note)
        self.update()

    def title_of(self) -> str:
        """The file; while it is held, the function too."""
        name, _ = self.stops.function(self.arrow) if self.arrow else ("", 0)
        return f"{self.file} · {name}()" if name else self.file

    @property
    def note(self) -> str:
        """What the gutter says, or why it stopped."""
        return self.view.why_held or ("" if self.view.stands else "calls a second at each line")

    def on_resize(self) -> None:
        """Being seen begins with a size: the next beat would be too late."""
        super().on_resize()
        self.show()

    def choose(self, number: int) -> None:
        """Put the cursor on that line."""
        self.cursor = max(0, min(number, len(self.lines) - 1))

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each of the file's."""
        return len(self.lines)

    def parts(self, number: int, width: int) -> list[Part]:
        """Mark, line number, calls a second while it runs, source, values while it stands."""
        line = number + 1
        gutter = [self.mark(line), (fit(str(line), 4, align="right"), self.role_of(line)), *self.speed(line)]
        source: list[Part] = [*gutter, (" ", "text"), *self.lines[number]]
        value, role = self.value(line)
        if not value:
            return source
        gap = max(2, GUTTER + VALUES_FROM - width_of(source))
        room = width - width_of(source) - gap
        return [*source, (" " * gap, "text"), (fit(value, room), role)] if room >= len("→ 22 B") else source

    def mark(self, line: int) -> Part:
        """The arrow, or a breakpoint."""
        if line == self.arrow:
            return self.standing.glyph, "mark"
        point = self.view.stepping.at_line(self.file, line)
        if point is None:
            return " ", "text"
        return ("◎", "dim") if point.number in self.view.stepping.off else ("◉", "warn")

    def role_of(self, line: int) -> str:
        """How its number looks."""
        return "mark" if line == self.arrow else "strong" if line == self.marked and not self.arrow else "dim"

    def speed(self, line: int) -> list[Part]:
        """Calls a second, while it runs."""
        if self.view.stands:
            return [(" ", "text")]
        calls = self.view.calls_at((self.file, line))
        return [(fit(per_second(calls) if calls >= 0.5 else "", 6, align="right"), "good" if calls else "faint")]

    def value(self, line: int) -> Part:
        """What goes into the call at which it is held; what came of others in this loop."""
        held = self.standing.held
        if line == self.arrow and self.standing.moment is None:
            return "it sleeps", "mark"
        if line == self.arrow and not self.standing.is_before and self.standing.did is not None:
            return f"→ {made(self.standing.did)[1] or 'done'}", "mark"
        if line == self.arrow and held is not None:
            who = self.view.caller(held) if held.conn and held.call != "accept" else ""
            way = "to" if held.call.startswith("send") else "from" if held.call.startswith("recv") else "for"
            return f"{passed(held)} {way} {who}".strip() if who else passed(held), "mark"
        return (self.standing.came.get((self.file, line), ""), "dim") if self.view.stands else ("", "dim")

    async def on_click(self, event: events.Click) -> None:
        """A click beside a line is meant for its breakpoint."""
        at = event.get_content_offset(self)
        number = at.y + round(self.scroll_y) if at is not None else -1
        if at is not None and at.x < GUTTER and number < len(self.lines):
            self.post_message(self.Gutter(number + 1))
        else:
            await super().on_click(event)
