"""A line to be typed, with what is wrong with it below. What is made of the text is its caller's business."""

from collections.abc import Callable
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from connscope.text import visible
from connscope.tui.screens.modal import Menu
from connscope.tui.widgets.entry import Entry

T = TypeVar("T")


class Prompt(Menu[T | None], Generic[T]):
    """Answers what `read` makes of the text, or None. It raises ValueError with what is wrong and what to do."""

    DEFAULT_CSS = """
    Prompt {
        & Entry { background: $background; }
        & #note { height: auto; min-height: 1; color: $dim; padding: 0 1; &.-wrong { color: $warning; } }
    }
    """

    BINDINGS = [Binding("escape", "dismiss(None)", show=False)]  # noqa: RUF012 - Textual's own name

    def __init__(
        self,
        title: str,
        note: str,
        longest: int,
        read: Callable[[str], T],
        tame: Callable[[str], str] = visible,
        *,
        text: str = "",
        does: str = "",
    ) -> None:
        super().__init__()
        self.heading, self.words, self.read = title, note, read
        self.hint = f"enter {does}".strip()
        self.entry = Entry(text, longest, tame)
        self.note = Static(Content(note), id="note")

    def compose(self) -> ComposeResult:
        """The line, and what is said of it."""
        with Vertical() as box:
            box.border_title = Content(visible(self.heading, 60))
            box.border_subtitle = Content(f"{self.hint} · esc back")
            yield self.entry
            yield self.note

    @on(Input.Changed)
    def begin_anew(self) -> None:
        """What was wrong may be right by now."""
        self.say(self.words, wrong=False)

    @on(Input.Submitted)
    def answer(self, event: Input.Submitted) -> None:
        """What it is, or what is wrong with it."""
        try:
            self.dismiss(self.read(event.value))
        except ValueError as error:
            self.say(str(error), wrong=True)

    def say(self, words: str, *, wrong: bool) -> None:
        """Below the line."""
        self.note.set_class(wrong, "-wrong")
        self.note.update(Content(f"▲ {words}" if wrong else words))
