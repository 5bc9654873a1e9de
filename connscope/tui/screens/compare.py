"""Compare: the two servers' source, difference by difference, each with what goes wrong without it.

It decides nothing about servers and clients: it goes away with the demonstration that is wanted, if one is.
"""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container

from connscope.tui.command import Command
from connscope.tui.differences import DIFFERENCES, Demonstration
from connscope.tui.look import Part
from connscope.tui.screens.modal import Modal
from connscope.tui.widgets.bar import Bar
from connscope.tui.widgets.footer import Footer
from connscope.tui.widgets.reason import Reason
from connscope.tui.widgets.sides import Sides
from connscope.tui.widgets.titles import Titles

ROOMY = (110, 32)
"""From so many columns and rows on, all titles are there, and the words beside them."""

SHOWN, TOLD = "shown", "told"
"""A difference that a client shows, and one that is only told."""

KEYS = (
    Command(
        "compare-wrong",
        "enter",
        "show('tutorial')",
        "goes wrong",
        "Show it go wrong: launch the client that does it.",
        (SHOWN,),
        1,
    ),
    Command("compare-right", "e", "show('echo')", "goes right", "Show the same client at echo.", (SHOWN,), 2),
    Command("compare-down", "j,down", "move(1)", "next", "Go to the next difference.", (SHOWN, TOLD), 3),
    Command("compare-up", "k,up", "move(-1)", "previous", "Go to the previous difference.", (SHOWN, TOLD), 4),
    Command("compare-page-down", "pagedown", "page(1)", "scroll", "Scroll the sources down.", (SHOWN, TOLD), 5),
    Command("compare-page-up", "pageup", "page(-1)", "scroll up", "Scroll the sources up.", (SHOWN, TOLD)),
    Command("compare-first", "g,home", "choose(0)", "first", "Go to the first difference.", (SHOWN, TOLD)),
    Command("compare-last", "G,end", "choose(-1)", "last", "Go to the last difference.", (SHOWN, TOLD)),
    Command("compare-back", "escape,d,q", "dismiss", "back", "Go back.", (SHOWN, TOLD), 6),
)
"""The keys of this page; besides, a digit goes to the difference of that number."""


class Top(Bar):
    """What page this is, where there is room for it."""

    DEFAULT_CSS = "Top { dock: top; }"

    def __init__(self) -> None:
        super().__init__(id="top")

    def parts(self, _: int, _width: int) -> list[Part]:
        """The name, and what is compared."""
        about = "   tutorial, the famous server, and echo, the good one"
        return [("connscope", "key"), ("  ", "text"), ("compare", "strong"), (about, "text")]


class Compare(Modal[Demonstration | None]):
    """Over everything else, until a key takes it away or asks for a demonstration."""

    DEFAULT_CSS = f"""
    Compare {{
        background: $background;
        & > #words {{ layout: horizontal; height: {len(DIFFERENCES) + 2}; }}
        & #titles {{ width: 52; height: 100%; }}
        & #reason {{ width: 1fr; }}
        & > #sides {{ height: 1fr; }}
        &.-strip > #top {{ display: none; }}
        &.-strip > #sides {{ border: none; }}
        &.-strip > #words {{ layout: vertical; height: auto; }}
        &.-strip #titles {{ width: 100%; height: 1; }}
        &.-strip #reason {{ width: 100%; }}
    }}
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        *(command.binding for command in KEYS),
        *(Binding(str(n), f"choose({n - 1})", show=False) for n in range(1, 10)),
    ]
    AUTO_FOCUS = "#titles"

    def __init__(self, chosen: int = 0) -> None:
        super().__init__()
        self.chosen = chosen
        """The number of the difference, from 0; it may be looked at when the page is gone."""
        self.titles = Titles(chosen)
        self.reason = Reason(chosen)
        self.sides = Sides(DIFFERENCES[chosen])
        self.footer = Footer(KEYS)

    def compose(self) -> ComposeResult:
        """The differences, the words, the sources, the keys."""
        yield Top()
        with Container(id="words"):
            yield self.titles
            yield self.reason
        yield self.sides
        yield self.footer

    def on_mount(self) -> None:
        """Begin with the one that is chosen."""
        self.action_choose(self.chosen)

    def on_resize(self, event: events.Resize) -> None:
        """All titles, or only their numbers."""
        width, height = event.size
        strip = width < ROOMY[0] or height < ROOMY[1]
        self.set_class(strip, "-strip")
        self.titles.set_strip(strip)
        self.reason.set_strip(strip, width)

    def on_titles_picked(self, message: Titles.Picked) -> None:
        """A click is a choice."""
        self.action_choose(message.number)

    def on_reason_asked(self, message: Reason.Asked) -> None:
        """A click on what shows it is its key."""
        self.action_show(message.policy)

    # Commands: one method each, named as in `KEYS`.

    def action_choose(self, number: int) -> None:
        """That difference; counted from the end, if negative."""
        if not -len(DIFFERENCES) <= number < len(DIFFERENCES):
            return
        self.chosen = number % len(DIFFERENCES)
        difference = DIFFERENCES[self.chosen]
        self.titles.show(self.chosen)
        self.reason.show(self.chosen)
        self.sides.open(difference)
        self.footer.show(SHOWN if difference.behaviour else TOLD)

    def action_move(self, steps: int) -> None:
        """The next one, or the one before; it ends at the ends."""
        self.action_choose(max(0, min(self.chosen + steps, len(DIFFERENCES) - 1)))

    def action_page(self, pages: int) -> None:
        """The sources, up or down by what is in view of them."""
        self.sides.scroll_relative(y=pages * self.sides.page, animate=False)

    def action_show(self, policy: str) -> None:
        """Go, and have it shown by that policy; stay where no client shows it."""
        demonstration = DIFFERENCES[self.chosen].demonstration(policy)
        if demonstration is not None:
            self.dismiss(demonstration)
