"""A page of groups over the panes: what there is, put together by where in the source it comes from.

It draws the moment that the view shows, whenever it is told to; what is to become of the group that somebody goes to is
decided elsewhere.
"""

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from connscope.tui.command import Command
from connscope.tui.grouping import Grouping
from connscope.tui.look import Part
from connscope.tui.screens.modal import Modal
from connscope.tui.view import View
from connscope.tui.widgets.bar import Bar
from connscope.tui.widgets.footer import Footer
from connscope.tui.widgets.groups import Groups
from connscope.tui.widgets.header import back_by
from connscope.tui.widgets.told import Told

SOME, NONE = "some", "none"
"""What the footer is to help with: there are groups, or there is none."""

MANY = 2_000
SELDOM_NS = 1_000_000_000
"""With so many connections the groups are looked for anew only so often."""


def keys_of(grouping: Grouping) -> tuple[Command, ...]:
    """The keys of a page."""
    label, says = grouping.enter
    return (
        Command("review-enter", "enter", "enter", label, says, (SOME,), 1),
        Command("review-down", "j,down", "move(1)", "down", "Move down.", (SOME,), 2),
        Command("review-up", "k,up", "move(-1)", "up", "Move up.", (SOME,), 3),
        Command("review-page-down", "pagedown", "page(1)", "page down", "Move a page down.", (SOME,)),
        Command("review-page-up", "pageup", "page(-1)", "page up", "Move a page up.", (SOME,)),
        Command("review-first", "g,home", "move(-1000000)", "first", "Go to the first line.", (SOME,)),
        Command("review-last", "G,end", "move(1000000)", "last", "Go to the last line.", (SOME,)),
        Command("review-copy", "y", "copy", "copy", "Copy what is said of the line under the cursor.", (SOME,), 4),
        Command("review-help", "question_mark,f1", "help", "help", "Say what is to be seen here.", (SOME, NONE), 5),
        Command("review-back", "escape,q", "dismiss", "back", "Go back.", (SOME, NONE), 6),
    )


class Top(Bar):
    """What page this is, and which moment it shows."""

    DEFAULT_CSS = "Top { dock: top; }"

    def __init__(self, view: View, name: str) -> None:
        super().__init__(id="top")
        self.view, self.name_of_page = view, name

    def parts(self, _: int, _width: int) -> list[Part]:
        """The name; how far back it is."""
        parts: list[Part] = [("connscope", "key"), ("  ", "text"), (self.name_of_page, "strong")]
        if not self.view.is_live:
            parts += [("   ◂ view ", "mark"), (back_by(self.view.present - self.view.now), "mark")]
        return parts


class Review(Modal[Any]):
    """Over everything else, until a key takes it away or goes to one of the groups."""

    DEFAULT_CSS = """
    Review {
        background: $background;
        & > #groups { height: 1fr; }
    }
    """

    AUTO_FOCUS = "#groups"

    def __init__(self, grouping: Grouping, view: View, tell: Callable[[str], None]) -> None:
        super().__init__()
        self.grouping, self.view, self.tell = grouping, view, tell
        self.commands = keys_of(grouping)
        self.top = Top(view, grouping.name)
        self.groups = Groups(grouping, view)
        self.told = Told()
        self.footer = Footer(self.commands)
        self.shown_at = -SELDOM_NS
        for command in self.commands:
            self._bindings.bind(command.keys, command.action, show=False)

    def compose(self) -> ComposeResult:
        """From the top to the bottom."""
        yield self.top
        yield self.groups
        yield self.told
        yield self.footer

    def on_mount(self) -> None:
        """Begin with what there is."""
        self.show()

    def show(self) -> None:
        """Draw the moment."""
        if len(self.view.ledger.connections) > MANY and 0 <= self.view.now - self.shown_at < SELDOM_NS:
            return
        self.shown_at = self.view.now
        self.groups.show()
        self.top.update()
        self.say()
        self.footer.show(SOME if self.groups.rows else NONE)

    def say(self) -> None:
        """Below the lines what there is to say of the one under the cursor."""
        row = self.groups.row
        self.told.say(self.grouping.told(row, self.view) if row is not None else [])

    def on_groups_chosen(self) -> None:
        """What is said follows the cursor."""
        self.say()

    # Commands: one method each, named as in `keys_of`.

    def action_enter(self) -> None:
        """Go to it."""
        if self.groups.row is not None:
            self.dismiss(self.groups.row)

    def action_move(self, steps: int) -> None:
        """Up or down."""
        self.groups.choose(self.groups.place + steps)

    def action_page(self, pages: int) -> None:
        """Up or down by what is in view."""
        self.action_move(pages * self.groups.page)

    def action_copy(self) -> None:
        """Hand it to the terminal."""
        if self.groups.row is not None:
            text = self.grouping.copied(self.groups.row, self.view)
            self.app.copy_to_clipboard(text)
            self.tell("Copied what is said of it." if "\n" in text else "Copied the line.")

    def action_help(self) -> None:
        """What is to be seen here."""
        from connscope.tui.screens.help import Help

        keys = {command.key: command.help for command in self.commands}
        first = f"{self.grouping.title}: a line for each, as at the moment that is shown."
        self.app.push_screen(Help(first, [("Keys here", keys), ("What the words mean", dict(self.grouping.words))]))
