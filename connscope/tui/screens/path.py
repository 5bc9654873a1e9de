"""One line for a path: a population is saved there, or loaded from there. What is wrong is said below it."""

from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from connscope.launches import USUAL, Launch, Unusable, load, save
from connscope.text import visible
from connscope.tui.screens.modal import Menu
from connscope.tui.widgets.entry import Entry

LONGEST_PATH = 4_096

Answer = TypeVar("Answer")


class Path(Menu[Answer | None], Generic[Answer]):
    """Answers what came of the path; nothing if there is to be none."""

    DEFAULT_CSS = """
    Path Entry { background: $background; }
    Path #said { height: auto; min-height: 1; color: $dim; padding: 0 1; &.-wrong { color: $warning; } }
    """

    BINDINGS = [Binding("escape", "dismiss", show=False)]  # noqa: RUF012 - Textual's own name

    heading = does = ""
    hint = "from the folder in which connscope was started"

    def __init__(self) -> None:
        super().__init__()
        self.entry = Entry(USUAL, LONGEST_PATH)
        self.said = Static(Content(self.hint), id="said")

    def compose(self) -> ComposeResult:
        """The path, and what is to be said of it."""
        with Vertical() as box:
            box.border_title = self.heading
            box.border_subtitle = f"enter {self.does} · esc back"
            yield self.entry
            yield self.said

    def tried(self, path: str) -> Answer:
        """What comes of it. Raises `Unusable`."""
        raise NotImplementedError

    @on(Input.Changed)
    def forget(self) -> None:
        """What was said, was said of another path."""
        self.said.set_class(False, "-wrong")
        self.said.update(Content(self.hint))

    @on(Input.Submitted)
    def attempt(self) -> None:
        """Answer, or say what is wrong."""
        try:
            answer = self.tried(self.entry.value)
        except Unusable as error:
            self.said.set_class(True, "-wrong")
            self.said.update(Content(visible(str(error))))
        else:
            self.dismiss(answer)


class SavePopulation(Path[str]):
    """Answers where it was saved. A file that is there is written over by a second enter."""

    heading, does = "Save the population", "saves"

    def __init__(self, launch: Launch) -> None:
        super().__init__()
        self.launch = launch
        self.there = ""
        """The path of which it was told last that a file is there."""

    def tried(self, path: str) -> str:
        """Write it, over another one only the second time."""
        try:
            return save(path, self.launch, over=path == self.there)
        except FileExistsError:
            self.there = path
            raise Unusable(f"{visible(path, 40)} is there already: enter again writes over it") from None

    @on(Input.Changed)
    def forget(self) -> None:
        """It is another path."""
        super().forget()
        self.there = ""


class LoadPopulation(Path[Launch]):
    """Answers the launch, to no particular place."""

    heading, does = "Load a population", "loads"

    def tried(self, path: str) -> Launch:
        """Read it."""
        return load(path)
