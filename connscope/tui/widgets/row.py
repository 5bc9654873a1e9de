"""One row of a form: its label, what is filled in, and beside or below it a note, or what is wrong with it."""

from textwrap import wrap

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from connscope.text import visible
from connscope.tui.widgets.entry import Entry
from connscope.tui.widgets.one_of import OneOf

Control = Entry | OneOf

LABEL, FIELD, GAP = 13, 23, 2
"""Cells for the label, for what is filled in, and between that and the note; the CSS has the same."""

NARROW = 66
"""Below so many cells a note has no room beside its field: it stands below, while the field is in hand."""


class Row(Widget):
    """A wide one has its note below, and all the width for what is filled in.

    Label and note are drawn by the row itself: as widgets of their own they would delay a form by a half.
    """

    DEFAULT_CSS = """
    Row {
        height: auto;
        & > * { width: 23; margin: 0 0 0 13; }
        &.-wide > * { width: 1fr; }
    }
    """

    class Asked(Message):
        """Its label or its note was clicked."""

        def __init__(self, row: "Row") -> None:
            super().__init__()
            self.row = row

    def __init__(
        self, label: str, control: Control, note: str, *, wide: bool = False, steady: bool = False, least: int = 1
    ) -> None:
        super().__init__(classes="-wide" if wide else "")
        self.label = label
        self.control = control
        self.note = note
        self.wide = wide
        self.steady = steady
        """Its note is shown however little room there is."""
        self.least = least
        """So many lines its note has, where there is room: what is below does not move when it says more."""
        self.wrong = False

    def compose(self) -> ComposeResult:
        """All but the words."""
        yield self.control

    def say(self, note: str, *, wrong: bool = False) -> None:
        """What is to be known of it. Said again it would lay out the form each time."""
        note = f"✕ {visible(note)}" if wrong else note
        if note != self.note:
            self.note, self.wrong = note, wrong
            self.refresh(layout=True)

    # How it is drawn.

    def is_below(self, width: int) -> bool:
        """Whether the note has a line of its own."""
        return self.wide or width < NARROW

    def indent(self, width: int) -> int:
        """Where the note begins: below, under the first character that is filled in."""
        return LABEL + (1 if self.is_below(width) else FIELD + GAP)

    def noted(self, width: int) -> list[str]:
        """The lines of the note."""
        if width < NARROW and not (self.steady or self.wrong or self.in_hand):
            return []
        return wrap(self.note, max(1, width - self.indent(width)))

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As Textual asks for it."""
        lines = len(self.noted(width))
        return max(1, (lines if width < NARROW else max(lines, self.least)) + self.is_below(width))

    def render(self) -> Content:
        """The label, and the note beside or below it."""
        width = self.size.width
        noted = [" " * self.indent(width) + line for line in self.noted(width)]
        if self.is_below(width) or not noted:
            noted.insert(0, "")
        note = "\n".join(noted).removeprefix(" " * LABEL)
        label = f"{self.label:<{LABEL}}"
        return Content.assemble((label, "bold" if self.in_hand else "$dim"), (note, "$error" if self.wrong else "$dim"))

    # The keys.

    @property
    def in_hand(self) -> bool:
        """Whether the keys go there."""
        return self.has_class("-in-hand")

    def on_descendant_focus(self) -> None:
        """In hand."""
        self.take_in_hand(True)

    def on_descendant_blur(self) -> None:
        """No longer."""
        self.take_in_hand(False)

    def take_in_hand(self, really: bool) -> None:
        """Look like it, with the note where there is little room."""
        self.set_class(really, "-in-hand")
        self.refresh(layout=self.size.width < NARROW)

    def on_resize(self) -> None:
        """What is said of the field in hand is to be seen, too."""
        if self.in_hand:
            self.scroll_visible(animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click on the label or the note is one on the field, and more to whoever has more to say about it."""
        if event.widget is not self.control:
            self.control.focus()
            self.post_message(self.Asked(self))
