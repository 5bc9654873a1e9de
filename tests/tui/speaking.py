"""Somebody at the page of a connection by hand: what a test of it has in hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connscope.byhand.conversation import Conversation
from connscope.tui.screens.byhand import ByHand
from tests.tui.real import Real, serving

NAMES = {
    " ": "space",
    "\\": "backslash",
    ":": "colon",
    ".": "full_stop",
    "/": "slash",
    "_": "underscore",
    "-": "minus",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
}


class Speaker:
    """The page, and whoever types there."""

    def __init__(self, it: Real, page: ByHand) -> None:
        self.it, self.page = it, page
        self.press, self.until, self.until_shown, self.text = it.press, it.until, it.until_shown, it.text

    @property
    def conversation(self) -> Conversation:
        return self.page.it

    @property
    def place(self) -> str:
        return self.page.place

    async def say(self, text: str) -> None:
        """Type it, and enter."""
        assert self.place == "say"
        await self.press(*(NAMES.get(char, char) for char in text), "enter")

    async def go_to(self, place: str) -> None:
        """To the line, the fields or the stream."""
        while self.place != place:
            await self.press("tab")

    async def fill(self, field: str, text: str) -> None:
        """Write it into that field, in place of what is there."""
        control = self.page.form.controls[field]
        control.value = text
        self.page.form.make_room()

    def lines(self) -> list[str]:
        """The stream's lines by now, without their times."""
        stream = self.page.stream
        return [" ".join(stream.as_text(number)[14:].split()) for number in range(stream.count())]

    async def until_lines(self, *lines: str) -> None:
        """The stream is just these."""
        await self.until(lambda: self.lines() == list(lines), f"the lines {lines}, not {self.lines()}")

    async def until_said(self, *lines: str) -> None:
        """These lines of ours are the last of ours."""

        def own() -> list[str]:
            return [line for line in self.lines() if line[0] in "▶◀"][-len(lines) :]

        await self.until(lambda: own() == list(lines), f"{lines}")

    async def until_told(self, sentence: str) -> None:
        """The line below says so."""
        await self.until(lambda: sentence in self.page.desk.outcome[0], sentence)

    async def choose(self, line: str) -> None:
        """Put the cursor on the call that begins so."""
        await self.go_to("stream")
        number = next(number for number, each in enumerate(self.lines()) if each.startswith(line))
        self.page.stream.choose(number)
        self.page.bytes.show(self.page.stream.chosen)


async def connect(it: Real, where: str = "", *keys: str) -> Speaker:
    """Open a connection by hand, to our own server or elsewhere; it is there."""
    await it.press("i")
    await it.until_shown("enter connect")
    if where:
        await it.press(*(NAMES.get(char, char) for char in where))
    await it.press(*keys, "enter")
    await it.until(lambda: isinstance(it.app.screen, ByHand), "the page")
    page = it.app.screen
    assert isinstance(page, ByHand)
    return Speaker(it, page)


async def connected(it: Real, where: str = "", *keys: str) -> Speaker:
    """And it is open."""
    speaker = await connect(it, where, *keys)
    await speaker.until(lambda: speaker.conversation.options, "a connection that is open")
    return speaker


@asynccontextmanager
async def speaking(policy: str = "echo", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Speaker]:
    """At a server of ours."""
    async with serving(policy, size) as it:
        yield await connected(it)
