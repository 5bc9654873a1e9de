"""Somebody who fills in the form for launching many clients, by keys and by the mouse."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual.widget import Widget

from connscope.launches import Launch
from connscope.tui.screens.launcher import Launcher
from tests.tui.scenes import nobody
from tests.tui.seen import settled
from tests.tui.staged import Stage, on_stage

HERE = ("127.0.0.1", 65432)
SMALLEST, SMALL, USUAL = (60, 20), (80, 24), (120, 40)

KEYS = {
    "+": "plus",
    ":": "colon",
    "=": "equals_sign",
    ",": "comma",
    ".": "full_stop",
    " ": "space",
    "?": "question_mark",
    "/": "slash",
    "|": "vertical_line",
    "\\": "backslash",
}


class Filling:
    """Somebody who fills in the form, and what it answered."""

    def __init__(self, it: Stage, launcher: Launcher) -> None:
        self.it, self.launcher = it, launcher
        self.answers: list[Launch | None] = []
        self.press, self.until, self.until_shown, self.lines = it.press, it.until, it.until_shown, it.lines

    async def go_to(self, name: str) -> None:
        """As if by the keys."""
        self.field(name).focus()
        await self.until(lambda: self.it.app.focused is self.field(name))

    async def write(self, name: str, text: str) -> None:
        """What was there is chosen, and so is written over."""
        await self.go_to(name)
        await self.press(*(KEYS.get(char, char) for char in text) if text else ("delete",))

    async def add_to(self, name: str, text: str) -> None:
        """Behind what was there."""
        await self.go_to(name)
        await self.press("end", *(KEYS.get(char, char) for char in text))

    async def paste(self, name: str, text: str) -> None:
        """As a terminal hands it on."""
        await self.go_to(name)
        self.field(name).post_message(events.Paste(text))
        await settled(self.it.pilot)

    async def answered(self) -> Launch | None:
        """The one answer; the form is gone."""
        await self.until(lambda: self.answers)
        assert self.it.app.screen is self.it.main
        (answer,) = self.answers
        return answer

    def field(self, name: str) -> Widget:
        """What is filled in there."""
        form = self.launcher.form
        return form.presets if name == "preset" else form.rows[name].control

    def rows(self) -> list[str]:
        """The fields that are there: text and size take turns."""
        return [name for name, row in self.launcher.form.rows.items() if row.display]

    async def click(self, word: str, after: str = "Launch clients") -> None:
        """The first of that word in a line below another's."""
        lines = self.lines()
        top = next(number for number, line in enumerate(lines) if after in line) + 1
        line = next(number for number in range(top, len(lines)) if word in lines[number])
        await self.it.pilot.click(offset=(lines[line].index(word) + 1, line))
        await settled(self.it.pilot)


@asynccontextmanager
async def filling(
    size: tuple[int, int] = SMALL, last: Launch | None = None, refuse: Callable[[Launch], str] = lambda _: ""
) -> AsyncIterator[Filling]:
    """The form over an empty screen."""
    async with on_stage(nobody(), size) as it:
        launcher = Launcher(HERE, last, refuse)
        form = Filling(it, launcher)
        it.app.push_screen(launcher, form.answers.append)
        await it.until_shown("Launch clients")
        await settled(it.pilot)
        yield form
