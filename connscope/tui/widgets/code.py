"""The source that runs. Live: the calls a second at each line. Held: an arrow at the call, what goes in, what came out.

Read-only. Where a line can stop is asked elsewhere; the arrow stands only where the program really stands.
"""

import errno
from pathlib import Path

from textual import events
from textual.message import Message

from connscope.events import NOWHERE, Place
from connscope.text import fit, visible
from connscope.tui import scripts
from connscope.tui.look import Part, width_of
from connscope.tui.standing import Standing
from connscope.tui.stops import Stops
from connscope.tui.stretches import Stretches
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import count as per_second
from connscope.wording.moments import made, passed

GUTTER = 6
"""Cells for a mark, a line's number, and what parts them from the source."""
VALUES_FROM = 40
"""Values stand behind their line, but not before this cell of the source; so most of them stand below each other."""


LOOKS_NS = 1_000_000_000
"""How often a file is looked at, whether somebody has saved it."""
SHORT_OF_FILES = (errno.EMFILE, errno.ENFILE)


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
        self.script = scripts.Script("")
        self.complaint: list[Part] = []
        """Why there is nothing to be read."""
        self.looked_at = 0
        self.was_saved = False
        """Whether the file has been saved since it was read."""
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
        self.left_at = self.standing.moment, self.standing.shown_at
        if file != self.file:
            self.open(file)
        else:
            self.show()

    def read(self, path: Path) -> None:
        """Take the file in and go to where the reading begins."""
        text = self.view.session.text_of(self.file)
        try:
            self.script, self.complaint = scripts.Script(text) if text is not None else scripts.read(path), []
        except OSError as error:  # the next beat tries again
            now = " now" if error.errno in SHORT_OF_FILES else ""
            why = f"{self.view.shown_file(self.file)} cannot be read{now}: {error.strerror}"
            self.script, self.complaint = scripts.Script(""), [(visible(why, 160), "warn")]
            return
        self.path, self.arrow, self.was_saved = None, 0, False
        self.measure()
        self.cursor = self.script.line_of("def service_connection")
        self.scroll_to(y=self.cursor, animate=False, force=True)
        self.refresh()

    @property
    def stops(self) -> Stops | Stretches:
        """Where it can stop."""
        return self.script.stops

    def look_whether_saved(self) -> None:
        """Whether the file on the disk is not the one that was read."""
        if self.script.saved_at and not 0 <= self.view.now - self.looked_at < LOOKS_NS:
            self.looked_at = self.view.now
            self.was_saved = scripts.saved_at(self.view.session.path_of(self.file)) != self.script.saved_at

    def follow(self, standing: Standing) -> None:
        """Go where the program stands, be it in another file; after that the cursor may be moved."""
        self.standing = standing
        file, line = standing.shown_at
        if (standing.moment, standing.shown_at) != self.left_at:
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
            self.bring(min(self.wanted, self.count()))
            self.wanted = 0
        self.look_whether_saved()
        conn = self.view.ledger.connections.get(self.view.chosen)
        here = conn is not None and conn.place[0] == self.file
        self.marked = conn.place[1] if conn is not None and here else 0
        self.entitle(self.title_of(), self.note)
        self.update()

    def title_of(self) -> str:
        """The file; while it is held, the function too; and whether what is read may not be what runs."""
        name, file = self.view.shown_file(self.file), self.standing.place[0]
        if self.arrow and file != self.file:
            return f"{name}:{self.arrow} awaits · held in {self.view.shown_file(file)}"
        function, _ = self.stops.function(self.arrow) if self.arrow else ("", 0)
        if self.view.saved_since(self.script.saved_at):
            return f"{name} · saved since it began: lines may differ"
        if self.was_saved:
            return f"{name} · saved since: shown as it was"
        return f"{name} · {function}()" if function else name

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
        self.cursor = max(0, min(number, self.count() - 1))

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each of the file's."""
        return 1 if self.complaint else len(self.script.texts)

    def parts(self, number: int, width: int) -> list[Part]:
        """Mark, line number, calls a second while it runs, source, values while it stands."""
        if self.complaint:
            return self.complaint
        line = number + 1
        gutter = [self.mark(line), (fit(str(line), 4, align="right"), self.role_of(line)), *self.speed(line)]
        source: list[Part] = [*gutter, (" ", "text"), *self.script.line(number)]
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
        if line == self.arrow and self.standing.awaited_at != NOWHERE:
            return f"awaits {held.call}()" if held is not None else "awaits", "mark"
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
        if at is not None and at.x < GUTTER and number < self.count():
            self.post_message(self.Gutter(number + 1))
        else:
            await super().on_click(event)
