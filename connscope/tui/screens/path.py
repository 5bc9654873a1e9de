"""One line for a path: a population is saved there, or loaded from there. What is wrong is said below it."""

from collections.abc import Callable
from typing import TypeVar

from textual import on
from textual.widgets import Input

from connscope.launches import USUAL, Launch, Unusable, load, save
from connscope.text import visible
from connscope.tui.screens.prompt import Prompt

LONGEST_PATH = 4_096
NOTE = "from the folder in which connscope was started"

Answer = TypeVar("Answer")


class Path(Prompt[Answer]):
    """Answers what came of the path, or None. What is to come of it may raise `Unusable`."""

    def __init__(self, title: str, does: str, tried: Callable[[str], Answer]) -> None:
        super().__init__(title, NOTE, LONGEST_PATH, self.attempted, text=USUAL, does=does)
        self.tried = tried

    def attempted(self, path: str) -> Answer:
        """What comes of it. Raises ValueError with what is wrong."""
        try:
            return self.tried(path)
        except Unusable as error:
            raise ValueError(visible(str(error))) from None


class SavePopulation(Path[str]):
    """Answers where it was saved. A file that is there is written over by a second enter."""

    def __init__(self, launch: Launch) -> None:
        super().__init__("Save the population", "saves", self.write)
        self.launch = launch
        self.there = ""
        """The path of which it was told last that a file is there."""

    def write(self, path: str) -> str:
        """Write it there, over another one only the second time."""
        try:
            return save(path, self.launch, over=path == self.there)
        except FileExistsError:
            self.there = path
            raise Unusable(f"{visible(path, 40)} is there already: enter again writes over it") from None

    @on(Input.Changed)
    def forget(self) -> None:
        """It is another path."""
        self.there = ""


class LoadPopulation(Path[Launch]):
    """Answers the launch, to no particular place."""

    def __init__(self) -> None:
        super().__init__("Load a population", "loads", load)
