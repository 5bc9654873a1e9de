"""A line of a few words, one of which holds: chosen by ← →, space, or a click."""

from collections.abc import Iterable

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from connscope.text import cells
from connscope.tui.look import Part, place_at
from connscope.tui.widgets.bar import Bar


class OneOf(Bar, can_focus=True):
    """The words side by side; `value` is the one that holds, or nothing."""

    DEFAULT_CSS = """
    OneOf {
        padding: 0 0 0 1;
        background: $background;
        &:focus { border: none; background: $cursor; }
    }
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("left", "next(-1)", show=False),
        Binding("right,space", "next(1)", show=False),
    ]

    value: reactive[str] = reactive("", repaint=False, init=False)

    class Changed(Message):
        """Another one was chosen by hand."""

        def __init__(self, one_of: "OneOf") -> None:
            super().__init__()
            self.one_of = one_of

        @property
        def control(self) -> "OneOf":
            """The line."""
            return self.one_of

    def __init__(self, words: Iterable[str], value: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.words = tuple(words)
        self.set_reactive(OneOf.value, value)

    @property
    def ground(self) -> str:  # type: ignore[override]
        """It has no cursor's line: it is one."""
        return "cursor" if self.has_focus else "background"

    def watch_value(self) -> None:
        """Show which one holds now."""
        self.update()

    def action_next(self, steps: int) -> None:
        """The next, or the one before; of none, the first."""
        at = self.words.index(self.value) + steps if self.value in self.words else 0
        self.take(self.words[at % len(self.words)])

    def take(self, value: str) -> None:
        """Choose it, also anew."""
        self.value = value
        self.post_message(self.Changed(self))

    def parts(self, _: int, width: int) -> list[Part]:
        """A mark and a word for each."""
        parts: list[Part] = []
        for word in self.words:
            chosen = word == self.value
            parts.append((self.mark(word, width), "accent" if chosen else "dim"))
            parts += [(word, "strong" if chosen else "text"), (self.gap(width), "text")]
        return parts[:-1]

    def mark(self, word: str, width: int) -> str:
        """Before the word. Where there is no room for all, only the one that holds has one."""
        if word == self.value:
            return "● "
        return "○ " if self.marked + len(self.words) - 1 <= width else ""

    @property
    def marked(self) -> int:
        """Cells of all words with their marks."""
        return sum(2 + cells(word) for word in self.words)

    def gap(self, width: int) -> str:
        """Between two of them."""
        return "  " if self.marked + 2 * (len(self.words) - 1) <= width else " "

    async def on_click(self, event: events.Click) -> None:
        """The word that was meant."""
        at = event.get_content_offset(self)
        width = self.scrollable_content_region.width
        widths = [cells(self.mark(word, width) + word + self.gap(width)) for word in self.words]
        number = place_at(at.x, widths) if at is not None else -1
        if number >= 0:
            self.take(self.words[number])
