"""The list of breakpoints: what each stops at, and how often it has; to be switched, or taken away."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from connscope.stepping import Stepping
from connscope.text import fit
from connscope.tui.look import Part
from connscope.tui.screens.modal import Menu
from connscope.tui.widgets.lines import Lines
from connscope.units import exact
from connscope.wording.moments import stops_at

NONE: list[list[Part]] = [
    [("No breakpoint is set.", "dim")],
    [("b", "key"), (" sets one, from a line, a row, an event; so does a click beside a line.", "dim")],
]


class Listed(Lines):
    """A line for each."""

    DEFAULT_CSS = """
    Listed { border: none; padding: 0; height: auto; max-height: 100%; background: $panel; &:focus { border: none; } }
    """

    ground = "panel"

    def __init__(self, stepping: Stepping) -> None:
        super().__init__(id="listed")
        self.stepping = stepping
        self.cursor = 0 if stepping.points else -1
        self.styles.height = self.count()

    @property
    def number(self) -> int:
        """That of the one under the cursor; 0 if there is none."""
        numbers = list(self.stepping.points)
        return numbers[min(self.cursor, len(numbers) - 1)] if numbers else 0

    def show(self) -> None:
        """Draw what holds now."""
        count = len(self.stepping.points)
        self.cursor = min(max(self.cursor, 0), count - 1)
        self.styles.height = self.count()
        self.update()
        self.refresh()

    def count(self) -> int:
        """One for each; or words about there being none."""
        return len(self.stepping.points) or len(NONE)

    def parts(self, number: int, width: int) -> list[Part]:
        """Whether it is on, its number, what it stops at, how often it has."""
        points = list(self.stepping.points.values())
        if not points:
            return NONE[number]
        point = points[number]
        off = point.number in self.stepping.off
        hits = self.stepping.ledger.hits.get(point.number, 0)
        often = {0: "not yet", 1: "once"}.get(hits, f"{exact(hits)} times")
        return [
            (" ◎ off " if off else " ◉ on  ", "dim" if off else "warn"),
            (fit(str(point.number), 3, align="right") + "  ", "dim"),
            (fit(stops_at(point), max(0, width - 24)), "dim" if off else "text"),
            (fit(often, 11, align="right"), "dim"),
        ]

    def choose(self, number: int) -> None:
        """Put the cursor there."""
        self.cursor = max(0, min(number, len(self.stepping.points) - 1))


class Breakpoints(Menu[None]):
    """Over the panes, until a key takes it away."""

    DEFAULT_CSS = "Breakpoints > Vertical { max-height: 80%; }"

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape,q,B", "dismiss", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter,space", "switch", show=False),
        Binding("x,delete", "remove", show=False),
    ]

    def __init__(self, stepping: Stepping) -> None:
        super().__init__()
        self.stepping = stepping
        self.listed = Listed(stepping)

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical() as box:
            box.border_title = "Breakpoints"
            box.border_subtitle = "enter on, off · x take away · esc back"
            yield self.listed

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.listed.choose(self.listed.cursor + steps)

    def action_switch(self) -> None:
        """Off, or on again."""
        if self.listed.number:
            self.stepping.switch(self.listed.number)
            self.listed.show()

    def action_remove(self) -> None:
        """Take it away."""
        if self.listed.number:
            self.stepping.remove(self.listed.number)
            self.listed.show()
