"""What the program writes to its terminal, newest last. Nothing of a terminal is played: see `running/console.py`.

It shows the present, whatever moment the other panes show. What is typed goes elsewhere: see `typing_line.py`.
"""

from textwrap import wrap

from connscope.connections import Program
from connscope.events import UNKNOWN
from connscope.running.console import Console
from connscope.text import visible
from connscope.tui.look import Part
from connscope.tui.printout import Printout
from connscope.tui.view import View
from connscope.tui.widgets.lines import Lines
from connscope.units import amount, exact

WHOLE_SCREEN = "this program draws on the whole screen: run it with connscope run --headless"
NOTHING = "Nothing has been written yet."
MOST_COPIED = 64 << 10
"""Characters that are copied at once, the newest: more takes longer than a key may, and few terminals take it."""


class Terminal(Lines):
    """The lines, and the one that the program is at."""

    def __init__(self, view: View) -> None:
        super().__init__(id="terminal")
        self.view = view
        self.printout = Printout()
        self.following = True
        self.filter = ""
        self.written: tuple[object, ...] = ()
        """What the console had when it was taken in last."""
        self.told: list[str] = []
        """What is said in place of lines."""

    @property
    def console(self) -> Console | None:
        """The program's."""
        return self.view.session.console

    def show(self) -> None:
        """Draw what is new. At each beat it is asked whether there is anything, which costs next to nothing."""
        console = self.console
        if console is None or not self.size.height:
            return
        width, runs = self.scrollable_content_region.width, self.view.session_alive
        end = console.first + len(console.lines)
        written = (console, end, console.partial, console.full_screen, width, runs, self.filter)
        if written != self.written:
            self.written = written
            self.take(console, width, runs=runs)
        self.say()

    def take(self, console: Console, width: int, *, runs: bool) -> None:
        """Lay out what is new, and stay at the line that is looked at."""
        number = self.printout.number_at(self.cursor)
        gone = self.printout.take(console, width, self.filter, runs=runs)
        words = WHOLE_SCREEN if console.full_screen else "" if console.first or console.lines else self.empty(console)
        self.told = wrap(words, max(1, width))
        if gone and not self.following:
            self.scroll_to(y=max(0, round(self.scroll_y) - gone), animate=False)
        last = self.count() - 1
        self.cursor = -1 if self.told else last if self.following else min(self.printout.place_of(number), last)
        self.update()

    def empty(self, console: Console) -> str:
        """What stands there before anything is written."""
        return "" if console.partial or self.filter else NOTHING

    def say(self) -> None:
        """What stands in the frame."""
        program = self.view.session_program
        state, trouble = state_of(program)
        command = program.command if program is not None else ""
        name = visible(command or self.view.session.name, 40)
        self.entitle(" · ".join(filter(None, (name, state))), self.summary(), trouble)

    def summary(self) -> str:
        """Whether it follows, what is filtered, what is gone."""
        newer = self.count() - 1 - self.cursor
        words = [] if self.told or self.following else [f"{exact(newer)} newer · f follow"]
        words += [f"{exact(self.printout.lines)} match “{visible(self.filter, 20)}”"] if self.filter else []
        first = self.console.first if self.console is not None else 0
        words += [f"{exact(first)} older lines are gone"] if first else []
        words += [] if self.view.is_live else ["as it is now"]
        return " · ".join(words)

    def refilter(self, wanted: str) -> None:
        """Let only those lines through in which this occurs."""
        self.filter, self.following = wanted, True
        self.show()
        self.refresh()

    def choose(self, number: int) -> None:
        """Put the cursor there; on the last line, follow again."""
        if self.count() and not self.told:
            self.cursor = max(0, min(number, self.count() - 1))
            self.following = self.cursor == self.count() - 1
            self.say()

    def follow(self) -> None:
        """Go to the newest and stay there."""
        self.choose(self.count() - 1)

    def on_resize(self) -> None:
        """Lay all of it out anew."""
        super().on_resize()
        self.show()

    # What is copied.

    def copied(self) -> str:
        """The line under the cursor, all of it."""
        return self.printout.line_at(self.cursor) if self.cursor >= 0 else ""

    def all_copied(self) -> tuple[str, str]:
        """As much of all lines as can be copied, and what that is."""
        console = self.console
        if console is None:
            return "", "nothing"
        text = "\n".join([*console.lines, *filter(None, [console.partial])])
        if len(text) <= MOST_COPIED:
            return text, "all of it"
        return text[-MOST_COPIED:].partition("\n")[2] or text[-MOST_COPIED:], f"the last {amount(MOST_COPIED)} of it"

    # What the pane's lines are.

    def count(self) -> int:
        """A line for each row of the printout."""
        return len(self.told) or len(self.printout)

    def parts(self, number: int, width: int) -> list[Part]:  # noqa: ARG002 - it was laid out for one
        """One row."""
        return [(self.told[number], "dim")] if self.told else [(self.printout[number], "text")]


def state_of(program: Program | None) -> tuple[str, str]:
    """How the program is doing, and what is wrong if it has ended with that."""
    if program is None:
        return "", ""
    pid = f" · pid {program.pid}" if program.pid else ""
    if program.running:
        return ("held" if program.held else "running") + pid, ""
    how = f"killed by {program.signal}" if program.signal else f"ended (code {program.code})"
    if program.code == UNKNOWN and not program.signal:
        how = f"died: {visible(program.error, 40)}" if program.error else "ended"
    fine = not program.signal and not program.error and program.code in (0, UNKNOWN)
    return (how + pid, "") if fine else ("", f" · {how}{pid}")
